"""`rebatch`: batches cut anew, without going through single rows."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan import element_types
from tenfold.data.plan.arguments import truth, whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.element_types import kind
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import TensorSpec, TypeSpec


class Rebatch(Dataset):
    """The rows of elements in batches of `sizes` in turn.

    Attributes:
      sizes: the sizes of batches, taken in turn.
    """

    shown = "_RebatchDataset"

    def __init__(self, source: Dataset, sizes: Any, drop: Any = False, name: str | None = None) -> None:
        self.sizes, self.drop = sizes, drop
        self.check()
        self.leaves = nest.flatten(source.element_spec)
        self.rows = element_types.rows(source.element_spec)
        super().__init__(source, spec=element_types.batched(self.rows, self._known_size()), name=name)

    def check(self) -> None:
        self.drop = truth(self.drop, "drop_remainder")
        if not is_open(self.sizes):
            self.sizes = _sizes(self.sizes)

    def _known_size(self) -> int | None:
        """How large each batch is, where that is known."""
        if is_open(self.sizes) or len(set(self.sizes)) > 1:
            return None
        known = {kind(s).length(s) for s in self.leaves}
        even = len(known) == 1 and (n := next(iter(known))) is not None and n % self.sizes[0] == 0
        return self.sizes[0] if self.drop is True or even else None

    def open(self, run: Any) -> Iterator[Element]:
        return iter(_Cutting(run.open(self.inputs[0]), self), END)


def _sizes(given: Any) -> list[int]:
    if isinstance(given, (Tensor, np.ndarray)) and given.ndim:
        given = list(np.asarray(given._array if isinstance(given, Tensor) else given))
    sizes = [whole(n, "batch_size") for n in (given if isinstance(given, (list, tuple)) else [given])]
    if min(sizes, default=-1) < 0 or not any(sizes):
        raise errors.InvalidArgumentError(
            f"rebatch needs batch sizes of 0 or more that are not all 0; received {given!r}."
        )
    return sizes


class _Cutting:
    """A function that gives the next batch.

    Attributes:
      pieces: elements in columns that can be cut: arrays, lists of rows of what is not dense, None for None. Of the
        first rows may have been taken.
      held: how many rows are left.
    """

    def __init__(self, elements: Iterator[Element], plan: Rebatch) -> None:
        self.elements, self.sizes, self.drop = elements, itertools.cycle(plan.sizes), plan.drop
        self.leaves, self.rows = plan.leaves, nest.flatten(plan.rows)
        self.pieces: list[list[Any]] = []
        self.held, self.size = 0, next(self.sizes)

    def __call__(self) -> Any:
        while self.held < self.size or not self.pieces:
            try:
                element = next(self.elements, END)
            except Exception:
                self.pieces, self.held = [], 0  # TensorFlow loses what it has begun to put together
                raise
            if element is END:
                return self._last()
            self._take(element)
        return self._cut(self.size)

    def _last(self) -> Any:
        if not self.pieces or self.size and not self.held or self.drop and self.held < self.size:
            return END
        return self._cut(min(self.held, self.size))

    def _take(self, element: Element) -> None:
        columns = [_column(spec, leaf) for spec, leaf in zip(self.leaves, element)]
        counts = [len(c) for c in columns if c is not None]
        if len(set(counts)) > 1:
            raise errors.InvalidArgumentError(
                f"rebatch needs elements of as many rows in each part; received one of {counts} rows."
            )
        self.pieces.append(columns)
        self.held += counts[0]

    def _cut(self, size: int) -> Element:
        """The next `size` rows of what is held."""
        found: list[list[Any]] = []
        left = size
        while left or not found:
            first = self.pieces[0]
            n = next(len(c) for c in first if c is not None)
            taken = min(left, n)
            found.append([c if c is None else c[:taken] for c in first])
            self.pieces[0] = [c if c is None else c[taken:] for c in first]
            if taken == n and len(self.pieces) > 1:  # the last stays: an empty batch is like it
                del self.pieces[0]
            left -= taken
        self.held, self.size = self.held - size, next(self.sizes)
        return tuple([_joined(spec, parts) for spec, parts in zip(self.rows, zip(*found))])


def _column(spec: TypeSpec, leaf: Any) -> Any:
    """A leaf as something that can be cut between rows."""
    if leaf is None or type(spec) is TensorSpec and leaf.ndim:
        return leaf
    return kind(spec).split(spec, leaf)


def _joined(row: TypeSpec, parts: Sequence[Any]) -> Any:
    if parts[0] is None:
        return None
    if isinstance(parts[0], list):
        return kind(row).stack(row, [r for part in parts for r in part], "rebatch")
    if len(parts) == 1:
        return parts[0]
    if len({a.shape[1:] for a in parts}) > 1:
        raise errors.InvalidArgumentError(
            f"Cannot rebatch tensors whose rows differ in shape: {[a.shape[1:] for a in parts]}."
        )
    return np.concatenate(parts)


@method
def rebatch(self: Dataset, batch_size: Any, drop_remainder: Any = False, name: str | None = None) -> Dataset:
    """Batches of other sizes: as `unbatch().batch(batch_size)`, but rows are cut, not gone through.

    Args:
      batch_size: the size, or a list of sizes that are taken in turn.
      drop_remainder: whether the last batch is left out where it would be smaller.
      name: see `Dataset`.

    Raises:
      ValueError: elements without rows.
      InvalidArgumentError: sizes below 0, or all 0.
    """
    return Rebatch(self, batch_size, drop_remainder, name)
