"""Unicode: strings as code points, as characters, and in other encodings."""

import codecs
import itertools

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Int, word
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import reshape, shape
from tenfold.ops.infer import elementwise
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.scoped import scoped
from tenfold.ops.strings.arrays import flat, mapped, of_strings, packed
from tenfold.ops.strings.splitting import per_string, row_splits, rows_spec

_ERRORS = ("strict", "replace", "ignore")
_OUTPUTS = {"UTF-8": "utf-8", "UTF-16-BE": "utf-16-be", "UTF-32-BE": "utf-32-be"}
_REPLACEMENT = 0xFFFD


def codec(encoding):
    """Python's name of an encoding. InvalidArgumentError for one that is none."""
    try:
        return codecs.lookup(encoding.lower().replace("utf-16be", "utf-16-be").replace("utf-32be", "utf-32-be")).name
    except LookupError:
        raise errors.InvalidArgumentError(f"Could not create converter for input encoding: {encoding}") from None


def decoded(string, encoding, on_error, replacement, control=False):
    """[(code point, its first byte in the string)] of bytes."""
    found, at = [], 0
    for chunk, size, valid in _chunks(string, encoding):
        if not valid:
            if on_error == "strict":
                raise errors.InvalidArgumentError("Invalid formatting on input string")
            if on_error == "replace":
                found.append((replacement, at))
        else:
            begin = at
            for c in chunk:
                code = replacement if control and ord(c) < 32 else ord(c)
                found.append((code, begin))
                begin += len(c.encode(encoding))
        at += size
    return found


def _chunks(string, encoding):
    """(text, bytes, whether it was valid) stretches of a string."""
    while string:
        try:
            yield string.decode(encoding), len(string), True
            return
        except UnicodeDecodeError as e:
            if e.start:
                yield string[: e.start].decode(encoding), e.start, True
            yield "", e.end - e.start, False
            string = string[e.end :]


def _checked(on_error, replacement):
    word("errors", on_error, _ERRORS)
    if not 0 <= replacement <= 0x10FFFF or 0xD800 <= replacement < 0xE000:
        raise errors.InvalidArgumentError(f"replacement_char must be a code point; received {replacement}.")


def infer_decoded(x, **_):
    _, splits = rows_spec()(x)
    return Spec((None,), dtypes.int32), Spec((None,), dtypes.int64), splits


@op(
    infer=infer_decoded,
    host=True,
    gradient=None,
    type="UnicodeDecode",
    label="UnicodeDecode/UnicodeDecode",
)
def _decode(input, *, encoding, on_error, replacement: Int, control: Bool):
    rows = [decoded(s, encoding, on_error, replacement, control) for s in flat(input)]
    both = np.array([pair for row in rows for pair in row], np.int64).reshape(-1, 2)
    return both[:, 0].astype(np.int32), both[:, 1].copy(), row_splits(rows)


def unicode_decode_with_offsets(
    input, input_encoding, errors="replace", replacement_char=_REPLACEMENT, replace_control_characters=False, name=None
):
    """(code points, offsets): as `unicode_decode`, and the first byte of each character, int64, in the same shape."""
    _checked(errors, replacement_char)
    return per_string(
        lambda s: _decode(s, codec(input_encoding), errors, replacement_char, replace_control_characters, name=name),
        input,
    )


def unicode_decode(
    input, input_encoding, errors="replace", replacement_char=_REPLACEMENT, replace_control_characters=False, name=None
):
    """The code points of each string, int32: a RaggedTensor of one dimension more; a vector for a scalar.

    Args:
      input_encoding: "UTF-8", "UTF-16-BE", "UTF-32-BE", or another that Python knows.
      errors: what invalid bytes do: "strict" raises InvalidArgumentError, "replace" gives `replacement_char`, "ignore"
        gives nothing.
      replace_control_characters: give `replacement_char` for U+0000 to U+001F too.
    """
    return unicode_decode_with_offsets(
        input, input_encoding, errors, replacement_char, replace_control_characters, name
    )[0]


def infer_split(x, **_):
    values, splits = rows_spec()(x)
    return values, Spec((None,), dtypes.int64), splits


@op(infer=infer_split, host=True, gradient=None, name="unicode_split")
def _split(input, *, encoding, on_error, replacement: Int):
    rows = [_characters(s, encoding, on_error, replacement) for s in flat(input)]
    characters = [c for row, _ in rows for c in row]
    offsets = np.fromiter(itertools.chain.from_iterable(places for _, places in rows), np.int64, len(characters))
    return packed(characters, object, (len(characters),)), offsets, row_splits([row for row, _ in rows])


_ASCII = [bytes([b]) for b in range(128)]


def _characters(string, encoding, on_error, replacement):
    """(the characters of a string as strings, the first byte of each)."""
    if string.isascii() and encoding == "utf-8":
        return [_ASCII[b] for b in string], range(len(string))
    pairs = decoded(string, encoding, on_error, replacement)
    return [chr(code).encode(encoding) for code, _ in pairs], [at for _, at in pairs]


def unicode_split_with_offsets(input, input_encoding, errors="replace", replacement_char=_REPLACEMENT, name=None):
    """(characters, offsets): as `unicode_split`, and the first byte of each, int64, in the same shape."""
    _checked(errors, replacement_char)
    return per_string(lambda s: _split(s, codec(input_encoding), errors, replacement_char, name=name), input)


def unicode_split(input, input_encoding, errors="replace", replacement_char=_REPLACEMENT, name=None):
    """The characters of each string, as strings: a RaggedTensor of one dimension more; a vector for a scalar."""
    return unicode_split_with_offsets(input, input_encoding, errors, replacement_char, name)[0]


def _output(encoding):
    if encoding not in _OUTPUTS:
        raise ValueError(f"output_encoding must be one of {', '.join(_OUTPUTS)}; received {encoding!r}.")
    return _OUTPUTS[encoding]


def encoded(codes, encoding, on_error, replacement):
    """Code points as bytes."""
    out = []
    for code in codes:
        if 0 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000:
            out.append(code)
        elif on_error == "strict":
            raise errors.InvalidArgumentError(f"Code point is out of range for Unicode, or a noncharacter: {code}.")
        elif on_error == "replace":
            out.append(replacement)
    return "".join(map(chr, out)).encode(encoding)


def infer_encoded(codes, splits, **_):
    return Spec((None if not splits.shape or splits.shape[0] is None else splits.shape[0] - 1,), dtypes.string)


@op(
    infer=infer_encoded,
    host=True,
    gradient=None,
    type="UnicodeEncode",
    label="UnicodeEncode/UnicodeEncode",
)
def _encode(codes, splits: Free, *, encoding, on_error, replacement: Int):
    values = codes.tolist()
    rows = [encoded(values[a:b], encoding, on_error, replacement) for a, b in itertools.pairwise(splits.tolist())]
    return packed(rows, object, (len(rows),))


@scoped("UnicodeEncode", "Reshape")
def unicode_encode(input, output_encoding, errors="replace", replacement_char=_REPLACEMENT, name=None):
    """The strings that rows of code points spell: the last dimension vanishes.

    Args:
      input: int32 [..., n], or a RaggedTensor.
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what an invalid code point does, see `unicode_decode`.
    """
    _checked(errors, replacement_char)
    encoding = _output(output_encoding)
    if isinstance(input, RaggedTensor):
        if isinstance(input.values, RaggedTensor):
            return input.with_values(unicode_encode(input.values, output_encoding, errors, replacement_char))
        return _encode(input.values, input.row_splits, encoding, errors, replacement_char, name=name)
    input = convert(input, partner=dtypes.int32)
    if input.ndim == 1:
        ragged = RaggedTensor.from_row_lengths(input, shape(input, dtypes.int64), validate=False)
        return reshape(unicode_encode(ragged, output_encoding, errors, replacement_char), [])
    rows = RaggedTensor.from_tensor(reshape(input, [-1, shape(input)[-1]]))
    return reshape(unicode_encode(rows, output_encoding, errors, replacement_char), shape(input)[:-1], name=name)


@op(infer=elementwise, host=True, gradient=None, type="UnicodeTranscode")
def _transcode(input, *, encoding, output, on_error, replacement: Int, control: Bool):
    def one(string):
        return encoded(
            [c for c, _ in decoded(string, encoding, on_error, replacement, control)], output, on_error, replacement
        )

    return mapped(one, input)


@of_strings
def unicode_transcode(
    input,
    input_encoding,
    output_encoding,
    errors="replace",
    replacement_char=_REPLACEMENT,
    replace_control_characters=False,
    name=None,
):
    """Each string in another encoding; arguments as for `unicode_decode` and `unicode_encode`."""
    _checked(errors, replacement_char)
    return _transcode(
        input,
        codec(input_encoding),
        _output(output_encoding),
        errors,
        replacement_char,
        replace_control_characters,
        name=name,
    )
