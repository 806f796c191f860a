"""What is said of examples that are not as they are wanted: TensorFlow's words."""

from collections.abc import Sequence

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import DType
from tenfold.ops.bytes.parsing.wanted import Wanted

HELD = {1: dtypes.string, 2: dtypes.float32, 3: dtypes.int64}  # by the fields of a Feature
_SHOWN = 60  # bytes of what cannot be read


class Batch:
    """Examples of which something is said: how many there are, and their names.

    Args:
      shape: () for one example, else (n,).
      names: as many, or none.

    Raises:
      InvalidArgumentError: there are other numbers of them.
    """

    def __init__(self, shape: tuple[int, ...], names: np.ndarray) -> None:
        self.one = not shape
        if len(shape) > 1:
            raise InvalidArgumentError(f"Expected serialized to be a scalar or vector, got shape: {_listed(shape)}")
        if names.size and names.shape != shape:
            raise InvalidArgumentError(
                f"Expected names have the same shape as serialized: name.shape={_listed(names.shape)}, "
                f"serialized.shape={_listed(shape)}"
            )
        self._names = names.reshape(-1)

    def name(self, example: int) -> str:
        return text(self._names[example]) if self._names.size else "<unknown>"

    def unreadable(self, example: int, data: bytes, offset: int | None = None) -> InvalidArgumentError:
        """The bytes are no message; `offset` is where that shows."""
        where = "" if offset is None else f", at byte {offset}"
        which = "" if self.one else f", of example {example} (name: {self.name(example)})"
        shown = repr(data[:_SHOWN])[1:] + "..." * (len(data) > _SHOWN)
        return InvalidArgumentError(f"Could not parse example input, value: {shown}{where} of {len(data)}{which}")

    def other_type(self, example: int, key: bytes, dtype: DType, dense: bool, found: DType) -> InvalidArgumentError:
        """A feature holds another type."""
        said = (
            f"Data type: {name_of(found)} but expected type: {name_of(dtype)}"
            if dense
            else f"Expected type: {name_of(dtype)}, Actual type: {name_of(found)}"
        )
        return InvalidArgumentError(f"{self._feature(example, key)}Data types don't match. {said}")

    def absent(self, example: int, key: bytes, dtype: DType) -> InvalidArgumentError:
        """A feature without default is not there."""
        name = "" if self.one else f"Name: {self.name(example)}, "
        return InvalidArgumentError(
            f"{name}Feature: {text(key)} (data type: {name_of(dtype)}) is required but could not be found."
        )

    def other_count(
        self, example: int, key: bytes, dtype: DType, count: int, shape: Sequence[int | None]
    ) -> InvalidArgumentError:
        """A dense feature has another number of values than its shape, or its rows, want."""
        kind = "bytes" if dtype is dtypes.string else name_of(dtype)
        wanted = ",".join("?" if d is None else str(d) for d in shape)
        said = (
            f"is not a multiple of stride length. Saw {count} values but output shape is: [{wanted}]"
            if None in shape
            else f"!= expected.  Values size: {count} but output shape: [{wanted}]"
        )
        return InvalidArgumentError(f"{self._feature(example, key)}Number of {kind} values {said}")

    def _feature(self, example: int, key: bytes) -> str:
        if self.one:
            return f"Key: {text(key)}.  "
        return f"Name: {self.name(example)}, Key: {text(key)}, Index: {example}.  "


def features_of(wanted: Wanted) -> list[tuple[bytes, DType, tuple[int | None, ...], bool]]:
    """(key, dtype, shape, whether it is dense) of all that is wanted, in the order in which it is looked for."""
    rows: tuple[None] = (None,)
    return [
        *[(key, dtype, shape, True) for key, dtype, shape in wanted.dense],
        *[(key, dtype, rows, False) for key, dtype in wanted.sparse],
        *[(key, dtype, rows, False) for key, dtype, _ in wanted.ragged],
    ]


def name_of(dtype: DType) -> str:
    return "float" if dtype is dtypes.float32 else dtype.name


def text(string: bytes) -> str:
    return string.decode("utf-8", "backslashreplace")


def _listed(shape: Sequence[int]) -> str:
    return f"[{','.join(map(str, shape))}]"
