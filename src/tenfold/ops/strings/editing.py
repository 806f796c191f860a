"""String ops that keep one string one string: joining, cutting, casing, regular expressions."""

import itertools
import math

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Axes, Bool, Size, word
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import broadcast_shapes
from tenfold.core.values.tensor import Tensor
from tenfold.ops import memory
from tenfold.ops.checks.printing import tensor_text
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import constant
from tenfold.ops.infer import broadcast, elementwise, elementwise_as, reduced
from tenfold.ops.ragged.functions import map_flat_values
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.strings.arrays import (
    as_strings,
    as_text,
    flat,
    mapped,
    of_strings,
    one_text,
    packed,
    raw,
    strings_in,
    text,
)
from tenfold.ops.strings.regex import compiled, deleted_bytes, template


def infer_joined(*xs, **_):
    shape = ()
    for x in xs:
        shape = broadcast_shapes(shape, x.shape)
    return Spec(shape, dtypes.string)


@op(infer=infer_joined, host=True, gradient=None, type="StringJoin")
def _join(*inputs, separator):
    arrays = np.broadcast_arrays(*inputs)
    joined = [separator.join(parts) for parts in zip(*(a.reshape(-1).tolist() for a in arrays))]
    return packed(joined, object, arrays[0].shape)


def join(inputs, separator="", name=None):
    """The strings of several tensors joined element by element, `separator` between them; scalars go with all.

    Raises:
      InvalidArgumentError: tensors of different shapes that are not scalars.
    """
    if any(isinstance(i, RaggedTensor) for i in inputs):
        return map_flat_values(lambda *parts: join(list(parts), separator, name), *inputs)
    tensors = [as_strings(i, "inputs") for i in inputs]
    shapes = {t._dims for t in tensors if t._dims and None not in t._dims}
    if len(shapes) > 1:
        raise errors.InvalidArgumentError(f"Input shapes do not match: {' and '.join(map(str, sorted(shapes)))}")
    return _join(*tensors, separator=one_text(separator, "separator"), name=name)


def _encoding(value):
    value = as_text(value)
    if value.lower() not in ("", "utf-8"):
        raise errors.InvalidArgumentError(f"encoding must be '' or 'utf-8'; received {value!r}.")
    return value


@op(infer=elementwise, host=True, gradient=None, type="StringLower")
def _lower(input, *, encoding):
    return mapped((lambda s: raw(text(s).lower())) if encoding else bytes.lower, input)


@of_strings
def lower(input, encoding="", name=None):
    """Each string in lower case: ASCII letters only, or with encoding="utf-8" all."""
    return _lower(input, _encoding(encoding), name=name)


@op(infer=elementwise, host=True, gradient=None, type="StringUpper")
def _upper(input, *, encoding):
    return mapped((lambda s: raw(text(s).upper())) if encoding else bytes.upper, input)


@of_strings
def upper(input, encoding="", name=None):
    """Each string in upper case: ASCII letters only, or with encoding="utf-8" all."""
    return _upper(input, _encoding(encoding), name=name)


@op(infer=elementwise, host=True, gradient=None, type="StringStrip")
def strip(input):
    """Each string without the white space at both ends."""
    return packed([s.strip() for s in strings_in(input, "input")], object, np.shape(input))


def _unit(unit):
    return word("unit", unit, ("BYTE", "UTF8_CHAR"), errors.InvalidArgumentError)


def characters(string):
    """Number of UTF-8 characters: bytes that do not continue one."""
    return sum(b & 0xC0 != 0x80 for b in string)


@op(infer=elementwise_as(dtypes.int32), host=True, gradient=None, type="StringLength")
def _length(input, *, unit):
    return mapped(len if unit == "BYTE" else characters, input, np.int32)


@of_strings
def length(input, unit="BYTE", name=None):
    """The length of each string, int32, in bytes or in characters ("UTF8_CHAR")."""
    return _length(input, _unit(unit), name=name)


def length_v1(input, name=None, unit="BYTE"):
    """TensorFlow 1's `length`."""
    return length(input, unit, name)


def infer_substr(input, pos, len, **_):
    return Spec(broadcast(input, pos, len).shape, dtypes.string)


@op(infer=infer_substr, host=True, gradient=None)
def _substr(input, pos: Free, len: Free, *, unit):
    arrays = np.broadcast_arrays(input, pos, len)
    cut = _bytes_of if unit == "BYTE" else _characters_of
    return packed([cut(*args) for args in zip(*(a.reshape(-1).tolist() for a in arrays))], object, arrays[0].shape)


def _bytes_of(string, pos, n):
    if not -len(string) <= pos <= len(string):
        raise errors.InvalidArgumentError(f"pos {pos} out of range for string b'{text(string)}'")
    begin = pos if pos >= 0 else len(string) + pos
    return string[begin : begin + n] if n >= 0 else string[begin:]


def _characters_of(string, pos, n):
    starts = [i for i, b in enumerate(string) if b & 0xC0 != 0x80] + [len(string)]
    count = len(starts) - 1
    if not -count <= pos <= count:
        raise errors.InvalidArgumentError(f"pos {pos} out of range for string b'{text(string)}'")
    begin = pos if pos >= 0 else count + pos
    return string[starts[begin] : starts[min(begin + n, count) if n >= 0 else count]]


def substr(input, pos, len, unit="BYTE", name=None):
    """`len` bytes or characters of each string from `pos` on (counted from the end if negative).

    Args:
      input: strings; pos, len: int32 or int64 that broadcast with them and have one shape.
      unit: "BYTE" or "UTF8_CHAR".

    Raises:
      InvalidArgumentError: a position outside of a string.
    """
    if isinstance(input, RaggedTensor):
        return input.with_flat_values(substr(input.flat_values, pos, len, unit, name))
    pos = convert(pos)
    return _substr(as_strings(input), pos, convert(len, partner=pos.dtype), unit=_unit(unit), name=name)


def substr_v1(input, pos, len, name=None, unit="BYTE"):
    """TensorFlow 1's `substr`."""
    return substr(input, pos, len, unit, name)


@op(
    infer=lambda input, *patterns, **_: input,
    host=True,
    gradient=None,
    type=lambda inputs, _: "RegexReplace" if constant(inputs[1]) is None else "StaticRegexReplace",
)
def _regex_replace(input, pattern, rewrite, *, replace_global: Bool):
    expression, expand = compiled(pattern.item()), template(rewrite.item())
    deleted = deleted_bytes(pattern.item(), rewrite.item()) if replace_global else None
    if deleted is not None:
        return mapped(lambda s: s.translate(None, deleted), input)
    return mapped(lambda s: raw(expression.sub(expand, text(s), 0 if replace_global else 1)), input)


@of_strings
def regex_replace(input, pattern, rewrite, replace_global=True, name=None):
    """Each string with every match of `pattern` (or the first) replaced.

    Args:
      pattern: RE2's syntax.
      rewrite: the replacement, in which \\0 is the whole match and \\1 to \\9 are its groups.
    """
    pattern, rewrite = as_strings(pattern, "pattern", ValueError), as_strings(rewrite, "rewrite", ValueError)
    return _regex_replace(input, pattern, rewrite, replace_global, name=name)


@op(
    infer=lambda input, pattern: Spec(input.shape, dtypes.bool),
    host=True,
    gradient=None,
    type=lambda inputs, _: "RegexFullMatch" if constant(inputs[1]) is None else "StaticRegexFullMatch",
)
def _regex_full_match(input, pattern):
    expression = compiled(pattern.item())
    return mapped(lambda s: expression.fullmatch(text(s)) is not None, input, bool)


@of_strings
def regex_full_match(input, pattern, name=None):
    """Whether `pattern` (RE2's syntax) matches the whole of each string."""
    return _regex_full_match(input, as_strings(pattern, "pattern", ValueError), name=name)


def infer_reduce_join(inputs, *, axis, keepdims, separator):
    return Spec(reduced(inputs.shape, axis, keepdims), dtypes.string)


@op(infer=infer_reduce_join, host=True, gradient=None, label="ReduceJoin/ReduceJoin")
def _reduce_join(inputs, *, axis: Axes, keepdims: Bool, separator):
    rank = inputs.ndim
    axes = range(rank)[::-1] if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if any(not -rank <= a < rank for a in axes):
        raise errors.OutOfRangeError(f"Invalid reduction dimension {axis} for input with {rank} dimension(s)")
    axes = [a % rank for a in axes]
    kept = [i for i in range(rank) if i not in axes]
    shape = tuple(inputs.shape[i] for i in kept)
    joined = math.prod(inputs.shape[a] for a in axes)
    rows = inputs.transpose(*kept, *reversed(axes)).reshape(math.prod(shape), joined).tolist()
    if keepdims:
        shape = tuple(1 if i in axes else n for i, n in enumerate(inputs.shape))
    return packed([separator.join(r) for r in rows], object, shape)


def reduce_join(inputs, axis=None, keepdims=False, separator="", name=None):
    """The strings along `axis` joined into one, `separator` between them.

    Args:
      axis: one or several (joined one after the other); all of them by default, the last one first.
    """
    if isinstance(inputs, RaggedTensor):
        as_strings(inputs, "inputs")
        return _reduce_join_ragged(inputs, axis, keepdims, separator)
    return _reduce_join(as_strings(inputs, "inputs"), axis, keepdims, one_text(separator, "separator"), name=name)


def _reduce_join_ragged(inputs, axis, keepdims, separator):
    if axis is None:
        return reduce_join(inputs.flat_values, None, keepdims, separator)
    if keepdims or axis not in (inputs.ragged_rank, -1) or inputs.flat_values.ndim != 1:
        raise ValueError("reduce_join of a RaggedTensor joins its innermost rows, without keepdims.")
    if isinstance(inputs.values, RaggedTensor):
        return inputs.with_values(_reduce_join_ragged(inputs.values, -1, False, separator))
    return _join_rows(inputs.values, inputs.row_splits, separator=one_text(separator, "separator"))


def _infer_rows(values, splits, **_):
    return Spec((None if not splits.shape or splits.shape[0] is None else splits.shape[0] - 1,), dtypes.string)


@op(infer=_infer_rows, host=True, gradient=None)
def _join_rows(values, splits: Free, *, separator):
    strings = flat(values)
    joined = [separator.join(strings[a:b]) for a, b in itertools.pairwise(splits.tolist())]
    return packed(joined, object, (len(joined),))


def reduce_join_v1(inputs, axis=None, keepdims=False, separator="", name=None):
    """TensorFlow 1's `reduce_join`."""
    return reduce_join(inputs, axis, keepdims, separator, name)


def infer_segments(x, ids, *, num_segments, **_):
    return Spec(None if None in (x.shape, ids.shape) else (num_segments, *x.shape[len(ids.shape) :]), dtypes.string)


@op(infer=infer_segments, host=True, gradient=None, type="UnsortedSegmentJoin")
def _segment_join(inputs, segment_ids: Free, *, num_segments: Size, separator):
    outside = (segment_ids < 0) | (segment_ids >= num_segments)
    fails_where(outside, f"segment_ids must lie in [0, {num_segments}).")
    shape = (num_segments, *inputs.shape[segment_ids.ndim :])
    memory.reserve(shape, np.dtype(object))
    ids, rows = segment_ids.reshape(-1), inputs.reshape(segment_ids.size, math.prod(shape[1:]))
    out = np.full((num_segments, rows.shape[1]), b"", object)
    for segment in np.unique(ids):
        out[segment] = [_joined(column, separator) for column in rows[ids == segment].T.tolist()]
    return out.reshape(shape)


def _joined(strings, separator):
    """Empty strings before the first one that is not are left out, separators too: as TensorFlow joins segments."""
    return separator.join(itertools.dropwhile(lambda s: not s, strings))


def unsorted_segment_join(inputs, segment_ids, num_segments, separator="", name=None):
    """The strings of each segment joined in order; arguments as for `tf.math.unsorted_segment_sum`."""
    return _segment_join(
        as_strings(inputs, "inputs", ValueError),
        convert(segment_ids),
        num_segments,
        one_text(separator, "separator"),
        name=name,
    )


@op(
    infer=lambda *inputs, template, placeholder, summarize: Spec((), dtypes.string),
    host=True,
    gradient=None,
    type="StringFormat",
)
def _format(*inputs: Free, template, placeholder, summarize):
    parts = template.split(placeholder)
    texts = [tensor_text(a, summarize) for a in inputs]
    return np.array("".join(itertools.chain(*itertools.zip_longest(parts, texts, fillvalue=""))).encode(), object)


def format(template, inputs, placeholder="{}", summarize=3, name=None):
    """The template with its placeholders filled by tensors, written as `tf.print` does.

    Args:
      template: a string with as many placeholders as there are inputs.
      inputs: a tensor, or a list of them.
      summarize: how many elements to show at both ends of each axis; -1 for all.
    """
    inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    if template.count(placeholder) != len(inputs):
        raise ValueError(
            f"{template.count(placeholder)} placeholders in template does not match {len(inputs)} tensors."
        )
    if not inputs:
        return Tensor(np.array(template.encode(), object))
    return _format(*map(convert, inputs), template=template, placeholder=placeholder, summarize=summarize, name=name)
