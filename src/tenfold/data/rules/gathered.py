"""Rows of arrays by their numbers: what slices of arrays become when something chooses or orders them.

    from_tensor_slices(a).shuffle(n).batch(k)   ->   a[numbers], numbers from range(len(a)).shuffle(n), k at a time

The elements of an `index` are `(number,)`, the first row of what an element is made of, or `(numbers,)`, one for each
element of a batch: an array, or a slice.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.values.tensor import Tensor
from tenfold.data.batching.batch import Batch, batches
from tenfold.data.order.repeat import Repeat
from tenfold.data.order.shard import Shard
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.order.skip import Skip
from tenfold.data.order.take import Take
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.element_types import whole_row
from tenfold.data.plan.structure import Element
from tenfold.data.rules.numbers import Numbers, in_blocks
from tenfold.data.run.run import END
from tenfold.data.run.shorter import with_inputs
from tenfold.data.sources.slices import Slices

CHOOSES = Shuffle, Repeat, Take, Skip, Shard


class Batches(Dataset):
    """Numbers, `count` together."""

    def __init__(self, index: Dataset, count: int, drop: bool) -> None:
        self.inputs, self.count, self.drop = (index,), count, drop

    def size(self) -> int:
        return batches(self.inputs[0].size(), self.count, self.drop)

    def open(self, run: Any) -> Iterator[Element]:
        least = self.count if self.drop else 1
        interval = _interval(self.inputs[0])
        if interval is not None:
            first, end = interval
            return ((slice(i, min(i + self.count, end)),) for i in range(first, end - least + 1, self.count))
        numbers = in_blocks(self.inputs[0], run)

        def batch() -> Any:
            found = numbers(self.count)
            return (found,) if len(found) >= least else END

        return iter(batch, END)


def _interval(index: Dataset) -> tuple[int, int] | None:
    """(first, end) where the numbers are all from one to before the other."""
    if isinstance(index, Numbers):
        return (0, len(index.numbers)) if index.numbers.step == 1 else None
    inner = _interval(index.inputs[0]) if isinstance(index, (Take, Skip)) else None
    if inner is None:
        return None
    first, end = inner
    count: Any = index.count  # type: ignore[attr-defined]
    if isinstance(index, Take):
        return first, end if count < 0 else min(end, first + count)
    return end if count < 0 else min(end, first + count), end


class Gathered(Dataset):
    """Rows of arrays.

    Attributes:
      arrays: of as many rows each.
      offsets: None where an element is a row; else what is added to its number for the rows that make it up.
    """

    def __init__(self, arrays: list[Any], index: Dataset, spec: Any, offsets: np.ndarray | None = None) -> None:
        super().__init__(index, spec=spec)
        self.arrays, self.offsets = arrays, offsets

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        numbers, arrays = run.open(self.inputs[0]), self.arrays
        if self.offsets is None:
            return map(lambda number: tuple([whole_row(a, number[0]) for a in arrays]), numbers)
        return map(_spans(arrays, self.offsets), numbers)


def _spans(arrays: list[Any], offsets: np.ndarray) -> Any:
    length, step = int(offsets[-1]) + 1, int(offsets[1] - offsets[0]) if len(offsets) > 1 else 1

    def element(number: Element) -> Element:
        first = number[0]
        if isinstance(first, slice):
            first = np.arange(first.start, first.stop)
        rows = first[:, None] + offsets if isinstance(first, np.ndarray) else slice(first, first + length, step)
        return tuple([a[rows] for a in arrays])

    return element


def slices_are_rows(node: Dataset) -> Dataset | None:
    """What chooses or orders slices of arrays chooses or orders their numbers."""
    if not isinstance(node, (*CHOOSES, Batch)):
        return None
    source = node.inputs[0]
    if isinstance(source, Slices) and all(type(t) is Tensor for t in source.leaves):
        source = Gathered([t._array for t in source.leaves], Numbers(range(source.size())), source.element_spec)
    if not isinstance(source, Gathered):
        return None
    index = source.inputs[0]
    if isinstance(index, Batches):
        if isinstance(node, Batch):
            return None
        return Gathered(source.arrays, with_inputs(node, index), node.element_spec, source.offsets)
    if isinstance(node, Batch):
        if _holds_batches(index):
            return None
        return Gathered(source.arrays, Batches(index, node.count, node.drop), node.element_spec, source.offsets)
    return Gathered(source.arrays, with_inputs(node, index), node.element_spec, source.offsets)


def _holds_batches(index: Dataset) -> bool:
    return isinstance(index, Batches) or any(map(_holds_batches, index.inputs))
