"""String ops that make several strings of one: rows of a RaggedTensor."""

import re

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Int
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, reshape, shape
from tenfold.ops.ragged.rows import even_splits
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.strings.arrays import as_strings, flat, one_text, packed


def row_splits(rows):
    """Where rows of these lists begin, int64."""
    return np.cumsum([0, *map(len, rows)], dtype=np.int64)


def rows_spec(dtype=dtypes.string):
    """Values and row splits of a vector of strings."""
    return lambda x, *_, **__: (
        Spec((None,), dtype),
        Spec((None if not x.shape or x.shape[0] is None else x.shape[0] + 1,), dtypes.int64),
    )


def rows_of(function, strings):
    """Values and row splits: a row of strings for each string."""
    rows = [function(s) for s in flat(strings)]
    values = [v for row in rows for v in row]
    return packed(values, object, (len(values),)), row_splits(rows)


def per_string(function, input):
    """Carry `function` (a vector to parts and row splits) to any rank: a last, ragged dimension is added.

    Returns:
      a tuple of tensors for a scalar, of RaggedTensors else, one per kind of part.
    """
    input = as_strings(input)
    if isinstance(input, RaggedTensor):
        found = per_string(function, input.flat_values)
        return tuple(input.with_flat_values(f) if not isinstance(f, RaggedTensor) else _under(input, f) for f in found)
    if input._dims is None:
        raise ValueError("the rank of the strings must be known.")
    *parts, splits = function(reshape(input, [-1]))
    if not input._dims:
        return tuple(parts)
    return tuple(_with_outer(RaggedTensor.from_row_splits(p, splits, validate=False), input) for p in parts)


def _under(outer, inner):
    """`inner`'s rows in place of the flat values of `outer`."""
    values = outer.values
    return outer.with_values(_under(values, inner) if isinstance(values, RaggedTensor) else inner)


def _with_outer(ragged, input):
    """The outer dimensions of a dense `input` put back above the rows."""
    dims = shape(input, dtypes.int64)
    for axis in range(len(input._dims) - 1, 0, -1):
        each = input._dims[axis]
        splits = even_splits(_product(dims, axis), each=dims[axis] if each is None else each)
        ragged = RaggedTensor(ragged, splits, each)
    return ragged


def _product(dims, n):
    """Number of rows of the first n dimensions."""
    total = dims[0]
    for i in range(1, n):
        total = total * dims[i]
    return total


@op(
    infer=rows_spec(),
    host=True,
    gradient=None,
    name="string_split",
    type="StringSplitV2",
    label="StringSplit/StringSplitV2",
)
def _split(input, *, sep, maxsplit: Int):
    return rows_of(lambda s: s.split(sep, maxsplit) if sep else _words(s, maxsplit), input)


def _words(text, most):
    """The parts between white space; after `most` splits what is left, be it nothing: where Python gives no part."""
    if most < 0:
        return text.split()
    if most == 0:
        return [text]
    parts = text.split(None, most)
    return [*parts, b""] if len(parts) == most else parts


def split(input, sep=None, maxsplit=-1, name=None):
    """The parts of each string between separators.

    Args:
      input: strings of any rank (or a RaggedTensor).
      sep: the separator; None or "" for any stretch of white space, none of it then being kept.
      maxsplit: most splits to make; -1 for all.

    Returns:
      a RaggedTensor of one dimension more; a vector for a scalar.
    """
    sep = None if sep is None else one_text(sep, "sep")
    return per_string(lambda s: _split(s, sep, maxsplit, name=name), as_strings(input, "input", ValueError))[0]


@op(
    infer=rows_spec(),
    host=True,
    gradient=None,
    type="StringSplit",
    label="StringsByteSplit/StringSplit",
)
def _bytes_split(input):
    return rows_of(lambda s: [s[i : i + 1] for i in range(len(s))], input)


def bytes_split(input, name=None):
    """The bytes of each string: a RaggedTensor of one dimension more; a vector for a scalar."""
    return per_string(lambda s: _bytes_split(s, name=name), as_strings(input, "input", ValueError))[0]


@op(infer=rows_spec(), host=True, gradient=None, type="StringSplit", label="StringSplit/StringSplit")
def _split_any(input, *, delimiters, skip_empty):
    """Split at every one of several characters; at each byte for none."""
    if delimiters:
        pattern = re.compile(b"[" + b"".join(re.escape(delimiters[i : i + 1]) for i in range(len(delimiters))) + b"]")
        return rows_of(lambda s: [p for p in pattern.split(s) if p or not skip_empty] if s else [], input)
    return rows_of(lambda s: [s[i : i + 1] for i in range(len(s))], input)


def string_split(source, sep=None, skip_empty=True, delimiter=None, result_type="SparseTensor", name=None):
    """TensorFlow 1's `tf.string_split`: the parts of each string between single characters.

    Args:
      source: a vector of strings.
      sep: each of its characters separates; " " by default, "" for every byte by itself.
      skip_empty: leave out empty parts.
      result_type: "SparseTensor" or "RaggedTensor".
    """
    chosen = delimiter if delimiter is not None else sep if sep is not None else " "
    if isinstance(chosen, SymbolicTensor):
        raise ValueError("string_split: the delimiter must be known when the graph is written.")
    chosen = getattr(chosen, "numpy", lambda: chosen)()
    chosen = chosen.encode() if isinstance(chosen, str) else chosen
    values, splits = _split_any(as_strings(source, "source"), chosen, bool(skip_empty), name=name)
    return as_result(RaggedTensor.from_row_splits(values, splits, validate=False), result_type)


def as_result(ragged, result_type):
    """A RaggedTensor as TensorFlow 1's `result_type` wants it."""
    if result_type not in ("SparseTensor", "RaggedTensor"):
        raise ValueError(f"result_type must be 'RaggedTensor' or 'SparseTensor'; received {result_type!r}.")
    return ragged if result_type == "RaggedTensor" else ragged.to_sparse()


def split_v1(input=None, sep=None, maxsplit=-1, result_type="SparseTensor", source=None, name=None):
    """TensorFlow 1's `tf.strings.split`."""
    input = convert(source if input is None else input)
    ragged = split(reshape(input, [1]) if input._dims == () else input, sep, maxsplit, name)
    return as_result(ragged, result_type)


def infer_ngrams(values, splits, **_):
    return Spec((None,), dtypes.string), Spec(splits.shape, dtypes.int64)


@op(
    infer=infer_ngrams,
    host=True,
    gradient=None,
    type="StringNGrams",
    label="StringNGrams/StringNGrams",
)
def _ngrams(values, splits: Free, *, widths, separator, pads, padding, preserve_short):
    strings = flat(values)
    rows = [strings[a:b] for a, b in zip(splits[:-1].tolist(), splits[1:].tolist())]
    if not strings:  # not even the padding is there then
        return packed([], object, (0,)), np.zeros_like(splits)
    found = [_row_ngrams(row, widths, separator, pads, padding, preserve_short) for row in rows]
    joined = [g for row in found for g in row]
    return packed(joined, object, (len(joined),)), row_splits(found)


def _row_ngrams(row, widths, separator, pads, padding, preserve_short):
    found = []
    for n in widths:
        width = 0 if pads is None else n - 1 if padding is None else min(padding, n - 1)
        padded = [pads[0]] * width + row + [pads[1]] * width if pads else row
        found += [separator.join(padded[i : i + n]) for i in range(len(padded) - n + 1)]
    if not found and preserve_short and row:
        width = 0 if pads is None else padding if padding is not None else widths[0] - 1
        found = [separator.join([pads[0]] * width + row + [pads[1]] * width if pads else row)]
    return found


def ngrams(
    data, ngram_width, separator=" ", pad_values=None, padding_width=None, preserve_short_sequences=False, name=None
):
    """Runs of `ngram_width` neighbours in the last dimension, joined.

    Args:
      data: strings, a tensor or RaggedTensor.
      ngram_width: an integer, or several.
      separator: between the strings of a run.
      pad_values: what to put before and after each row, one string or a pair; nothing by default.
      padding_width: how many of them, at most ngram_width - 1, which is the default.
      preserve_short_sequences: a row too short for a run gives one of all its strings.

    Returns:
      a RaggedTensor, or a tensor if `data` is one.
    """
    widths = (ngram_width,) if isinstance(ngram_width, int) else tuple(ngram_width)
    if any(w < 1 for w in widths):
        raise errors.InvalidArgumentError(f"All ngram_widths must be greater than 0. Got {ngram_width}")
    if padding_width is not None and (padding_width < 1 or pad_values is None):
        raise ValueError("padding_width must be greater than 0 and goes with pad_values.")
    pads = (
        None if pad_values is None else (pad_values,) * 2 if isinstance(pad_values, (str, bytes)) else tuple(pad_values)
    )
    pads = None if pads is None else tuple(p.encode() if isinstance(p, str) else p for p in pads)
    dense, data = not isinstance(data, RaggedTensor), as_strings(data, "data", ValueError)
    found = _under_rows(
        _as_rows(data) if dense else data,
        lambda v, s: _ngrams(
            v,
            cast(s, dtypes.int64),
            widths,
            separator.encode(),
            pads,
            padding_width,
            preserve_short_sequences,
            name=name,
        ),
    )
    if not dense:
        return found
    return found.values if data.ndim == 1 else found.to_tensor()


def _as_rows(data):
    if data.ndim == 1:
        return RaggedTensor.from_row_lengths(data, reshape(shape(data, dtypes.int64), [1]), validate=False)
    if data.ndim == 2:
        return RaggedTensor.from_tensor(data)
    raise ValueError(f"ngrams takes tensors of rank 1 or 2, or a RaggedTensor; received rank {data.ndim}.")


def _under_rows(ragged, function):
    if isinstance(ragged.values, RaggedTensor):
        return ragged.with_values(_under_rows(ragged.values, function))
    values, splits = function(ragged.values, ragged.row_splits)
    return RaggedTensor.from_row_splits(values, splits, validate=False)
