"""Columns of tables in files: their dtypes and defaults, given or guessed, and numbers out of fields."""

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.sources.csv_rows import fields
from tenfold.ops.bytes.csv import column_of
from tenfold.ops.strings.arrays import packed, text
from tenfold.ops.strings.numbers import parsed
from tenfold.ops.structures.specs import get_static_value

TYPES = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64, dtypes.string)  # in the order of guesses
_BY_NAME = {t.name: t for t in TYPES}
_LARGEST = {dtypes.float32: float(np.finfo(np.float32).max), dtypes.float64: float(np.finfo(np.float64).max)}


class Column:
    """A column of a table.

    Args:
      given: a value, which stands for empty fields; or a dtype (or its name), and empty fields are an error. An empty
        tensor is as its dtype.

    Attributes:
      dtype: one of TYPES.
      default: a scalar array, or None.

    Raises:
      ValueError: another dtype. InvalidArgumentError: two values.
    """

    def __init__(self, given: Any, number: int) -> None:
        dtype = _declared(given)
        value = None if dtype else convert(given)
        self.dtype = dtype or value.dtype  # type: ignore[union-attr]
        if self.dtype not in TYPES:
            raise ValueError(
                f"record_defaults: field {number} must be of dtype {', '.join(_BY_NAME)}; received {given!r:.100}."
            )
        known = None if value is None else _known(value, number)
        if known is not None and known.ndim > 1:
            raise errors.InvalidArgumentError(
                f"Each record default should be at most rank 1; that of field {number} has shape {list(known.shape)}."
            )
        if known is not None and known.size > 1:
            raise errors.InvalidArgumentError(
                f"There should only be 1 default per field but field {number} has {known.size}"
            )
        self.default = None if known is None or not known.size else known.reshape(())

    def value(self, field: bytes, number: int) -> np.ndarray:
        """What a field holds; field `number` of its row, for messages. InvalidArgumentError where it does not."""
        if self.dtype is dtypes.string:
            return np.array(field, object)
        try:
            return np.asarray(parsed(field, self.dtype), self.dtype.numpy)
        except errors.InvalidArgumentError:
            raise errors.InvalidArgumentError(
                f"Field {number} in record is not a valid {self.dtype.name}: {text(field)}"
            ) from None

    def values(self, fields: list[bytes], na_value: bytes) -> Iterable[Any] | None:
        """What each of several fields holds, missing ones included; None where that is an error for one of them."""
        found = column_of(fields, self.dtype, _NOTHING if self.default is None else self.default, na_value)
        return map(_scalar, found) if found is not None and self.dtype is dtypes.string else found

    def missing(self, number: int) -> np.ndarray:
        """What stands for an empty field."""
        if self.default is None:
            raise errors.InvalidArgumentError(f"Field {number} is required but missing in record!")
        return self.default


_NOTHING = np.empty(0)


def _scalar(string: bytes) -> np.ndarray:
    found = np.empty((), object)
    found[()] = string
    return found


def _declared(given: Any) -> Any:
    """The dtype that `given` is, or names; None for a default value."""
    if isinstance(given, str):
        return _BY_NAME.get(given)
    if isinstance(given, (dtypes.DType, np.dtype, type)):
        return dtypes.as_dtype(given)
    return None


def _known(value: Tensor, number: int) -> Any:
    """The array of a default, which a graph that is being written knows of a constant.

    Raises:
      InvalidArgumentError: the graph is still to compute it.
    """
    if not isinstance(value, SymbolicTensor):
        return value._array
    found = get_static_value(value)
    if found is None:
        raise errors.InvalidArgumentError(
            f"record_defaults: field {number} is {value.name}, which the graph is still to compute: give a constant, "
            "or make the dataset outside of the function."
        )
    return np.asarray(found)


def guessed(rows: Iterable[bytes], count: int, delimiter: bytes, quotes: bool, na_value: bytes, selected: Any) -> list:
    """Defaults of columns, of the first dtype in TYPES that holds all that rows have: zeros and empty strings.

    Args:
      rows: those to look at.
      count: fields that each must have.
      selected: numbers of the columns asked for.

    Raises:
      ValueError: a row has another number of fields.
    """
    kinds = dict.fromkeys(selected, -1)
    apart = fields(delimiter, quotes)
    for i, row in enumerate(rows):
        found = apart(row)
        if len(found) != count:
            raise ValueError(
                f"Problem inferring types: CSV row {i + 2} has {len(found)} number of fields. Expected: {count}."
            )
        for c in selected:
            if found[c] not in (b"", na_value):
                kinds[c] = next(k for k in itertools.count(max(kinds[c], 0)) if _holds(TYPES[k], found[c]))
    return [_zero(TYPES[k]) for k in kinds.values()]


def _holds(dtype: dtypes.DType, field: bytes) -> bool:
    if dtype is dtypes.string:
        return True
    if b"x" in field.lower():  # hexadecimal, which is a number to who has said that it is one
        return False
    try:
        value = parsed(field, dtypes.float64 if dtype.is_floating else dtype)
    except errors.InvalidArgumentError:
        return False
    return not dtype.is_floating or value == -np.inf or abs(float(value)) <= _LARGEST[dtype]


def _zero(dtype: dtypes.DType) -> Tensor:
    return Tensor(packed([b""], object, ()) if dtype is dtypes.string else np.zeros((), dtype.numpy))
