"""Numbers as text and text as numbers."""

import re

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Dtype, Int
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.infer import elementwise_as
from tenfold.ops.strings.arrays import flat, mapped, of_strings, ragged_too, text

_FLOAT = re.compile(
    rb"[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|inf|infinity|nan)", re.IGNORECASE
)
_INT = re.compile(rb"[+-]?\d+")
_DIGITS, _DECIMALS = b"+-0123456789", b"+-.0123456789eE"
_PLAIN = {  # spelled with these alone, Python's function knows a number where `parsed` does; bounds
    dtypes.int32: (_DIGITS, int, -(2**31), 2**31 - 1),
    dtypes.int64: (_DIGITS, int, -(2**63), 2**63 - 1),
    dtypes.float32: (_DECIMALS, float, -3e38, 3e38),
    dtypes.float64: (_DECIMALS, float, -1e308, 1e308),
}
_OTHER = b"", float, 1, 0  # none


@op(infer=elementwise_as(dtypes.string), host=True, gradient=None)
def _as_string(input, *, precision: Int, scientific: Bool, shortest: Bool, width: Int, fill):
    template = _template(input.dtype, precision, scientific, shortest, width, fill)
    if input.dtype == object:
        return input
    if input.dtype.kind == "b":
        return mapped(lambda v: b"true" if v else b"false", input)
    if input.dtype.kind == "c":
        return mapped(lambda v: f"({template % v.real},{template % v.imag})".encode(), input)
    return mapped(lambda v: _printed(template, v), input.astype(float) if input.dtype.kind in "fV" else input)


def _printed(template, value):
    """As C's printf, which never fills up with zeros what is not a number."""
    return ((template.replace("%0", "%") if value - value != 0 else template) % value).encode()


def _template(dtype, precision, scientific, shortest, width, fill):
    """C's format for one number."""
    if scientific and shortest:
        raise errors.InvalidArgumentError("Cannot select both scientific and shortest notation")
    if dtype.kind in "iub" and (scientific or shortest or precision > -1):
        raise errors.InvalidArgumentError(
            f"scientific, shortest and precision need floating point numbers; received {dtype}."
        )
    if len(fill) > 1 or fill not in ("", " ", "+", "-", "0", "#"):
        raise errors.InvalidArgumentError(f"Fill argument not supported: {fill!r}")
    kind = "d" if dtype.kind in "iu" else "e" if scientific else "g" if shortest else "f"
    return f"%{fill}{width if width > -1 else ''}{f'.{precision}' if precision > -1 else ''}{kind}"


@ragged_too
def as_string(input, precision=-1, scientific=False, shortest=False, width=-1, fill="", name=None):
    """Each element as text.

    Args:
      input: numbers, booleans, or strings (which stay).
      precision: digits after the point, for floats; -1 for six.
      scientific, shortest: "%e" or "%g" instead of "%f".
      width, fill: least length, and what fills up: "" or " " (spaces), "0", "-" (on the right), "+" (with a sign).
    """
    return _as_string(input, precision, scientific, shortest, width, fill, name=name)


@op(
    infer=lambda input, *, out_type: Spec(input.shape, out_type),
    host=True,
    gradient=None,
    type="StringToNumber",
)
def _to_number(input, *, out_type: Dtype):
    found = many_parsed(flat(input), out_type)
    return mapped(lambda s: parsed(s, out_type), input, out_type.numpy) if found is None else found.reshape(input.shape)


def many_parsed(strings, dtype):
    """`parsed` of each of a list, as an array; None where one spells no number, or none of `dtype`, or in another way
    than by digits, sign, point and exponent; and for other dtypes than float32 and 64, int32 and 64."""
    spelled, number, least, most = _PLAIN.get(dtype, _OTHER)
    if b"".join(strings).translate(None, spelled):
        return None
    try:
        found = [*map(number, strings)]
    except ValueError:
        return None
    return np.array(found, dtype.numpy) if not found or least <= min(found) <= max(found) <= most else None


def parsed(string, dtype):
    """The number that a bytes object spells. InvalidArgumentError where it spells none, or one that does not fit."""
    stripped = string.strip()
    if dtype.is_floating:
        if _FLOAT.fullmatch(stripped):
            value = float.fromhex(stripped.decode()) if b"x" in stripped.lower() else float(stripped)
            return dtype.numpy.type(value)
    elif _INT.fullmatch(stripped) and dtype.min <= int(stripped) <= dtype.max:
        return int(stripped)
    raise errors.InvalidArgumentError(f"StringToNumberOp could not correctly convert string: {text(string)}")


@of_strings
def to_number(input, out_type=dtypes.float32, name=None):
    """Each string as a number of `out_type` (float32 or 64, int32 or 64); white space around it is ignored.

    Raises:
      InvalidArgumentError: a string that is no such number.
    """
    out_type = dtypes.as_dtype(out_type)
    if out_type.numpy.kind not in "fiu":
        raise TypeError(f"to_number: out_type must be a real number's dtype; received {out_type.name}.")
    return _to_number(input, out_type, name=name)


def string_to_number(string_tensor=None, out_type=dtypes.float32, name=None, input=None):
    """TensorFlow 1's `to_number`."""
    return to_number(string_tensor if input is None else input, out_type, name)
