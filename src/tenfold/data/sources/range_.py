"""`range`: whole numbers, as Python's."""

from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, source
from tenfold.data.plan.structure import Element
from tenfold.ops.structures.specs import TensorSpec


class Range(Dataset):
    """Numbers from `start` to before `stop`, by `step`."""

    shown = "_RangeDataset"

    def __init__(self, start: Any, stop: Any, step: Any, dtype: Any = dtypes.int64, name: str | None = None) -> None:
        self.dtype = dtypes.as_dtype(dtype)
        if not (self.dtype.is_integer or self.dtype.is_floating or self.dtype.is_complex):
            raise errors.InvalidArgumentError(f"range: Unsupported data type: {self.dtype.name}; expected numbers.")
        super().__init__(spec=TensorSpec((), self.dtype), name=name)
        self.start, self.stop, self.step = start, stop, step
        self.check()

    def check(self) -> None:
        self.start, self.stop = whole(self.start, "start"), whole(self.stop, "stop")
        self.step = whole(self.step, "step")
        if self.step == 0:
            raise errors.InvalidArgumentError("range: step must not be zero.")

    def size(self) -> int:
        if any(map(is_open, (self.start, self.stop, self.step))):
            return UNKNOWN
        return len(range(self.start, self.stop, self.step))

    def open(self, run: Any) -> Iterator[Element]:
        numbers = range(self.start, self.stop, self.step)
        made = self.dtype.numpy.type
        if self.dtype.is_integer and not self._fits(numbers):  # numbers out of range wrap, as TensorFlow's do
            size, least = 1 << 8 * self.dtype.size, self.dtype.min
            return zip(map(lambda n: made((n - least) % size + least), numbers))
        return zip(map(made, numbers))

    def _fits(self, numbers: range) -> bool:
        return not numbers or all(self.dtype.min <= n <= self.dtype.max for n in (numbers[0], numbers[-1]))


@source
def range_(*args: Any, **kwargs: Any) -> Dataset:
    """range(stop), range(start, stop) or range(start, stop, step): a dataset of scalars.

    Args:
      output_type: their dtype, int64 by default.
      name: see `Dataset`.
    """
    dtype, name = kwargs.pop("output_type", dtypes.int64), kwargs.pop("name", None)
    bounds = {"start": 0, "stop": None, "step": 1} | kwargs
    if set(bounds) != {"start", "stop", "step"}:
        raise TypeError(f"range takes start, stop, step, output_type and name; received {', '.join(kwargs)}.")
    if not 1 <= len(args) + len(kwargs) <= 3:
        raise ValueError(f"range takes one to three numbers; received {len(args)}.")
    bounds |= zip(("stop",) if len(args) == 1 else ("start", "stop", "step"), args)
    return Range(bounds["start"], bounds["stop"], bounds["step"], dtype, name)
