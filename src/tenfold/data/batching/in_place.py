"""Batches of large arrays: each element is copied to its row while the processor has it at hand, and let go.

Elements that wait for each other take the memory of the batch once more, in which a pass that has just begun has most
pages for the first time: to get them from the system takes longer than all the copying.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.data.plan.structure import Element, Structure
from tenfold.ops.structures.specs import TensorSpec

LEAST = 1 << 14  # bytes of an element
MOST = 1 << 28  # bytes of a batch, which are asked for before it is known that there are so many elements
OBJECTS = "string", "variant", "resource"


def plain(spec: Structure) -> bool:
    """Whether elements of `spec` are arrays of numbers."""
    return all(type(s) is TensorSpec and s.dtype.name not in OBJECTS for s in nest.flatten(spec))


def large(element: Element, count: int) -> bool:
    """Whether a batch of `count` elements like this one is made in place."""
    size = sum([leaf.nbytes for leaf in element])
    return size >= LEAST and size * count <= MOST


class InPlace:
    """The elements of a batch of `count`, in rows of its arrays. Those from the one on that is not shaped like the
    first are kept as they are."""

    def __init__(self, first: Element, count: int) -> None:
        self._count, self._made = count, 0
        self._shapes = [leaf.shape for leaf in first]
        self._rows = [np.empty((count, *leaf.shape), leaf.dtype) for leaf in first]
        self._unlike: list[Element] = []
        self.extend([first])

    def __len__(self) -> int:
        return self._made + len(self._unlike)

    def extend(self, elements: Iterable[Element]) -> None:
        """Add elements. Those that come before an error are added."""
        for element in elements:
            if self._unlike or [leaf.shape for leaf in element] != self._shapes:
                self._unlike.append(element)
                continue
            for rows, leaf in zip(self._rows, element):
                rows[self._made] = leaf
            self._made += 1

    def elements(self) -> list[Element]:
        """All of them."""
        return [*zip(*[rows[: self._made] for rows in self._rows]), *self._unlike]

    def batch(self) -> tuple[Any, ...] | None:
        """Their batch; None where their shapes differ."""
        if self._unlike:
            return None
        return tuple(self._rows if self._made == self._count else [rows[: self._made].copy() for rows in self._rows])
