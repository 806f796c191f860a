"""Elements that are there already, as a dataset: a window, a group."""

from collections.abc import Iterator, Sequence
from typing import Any

from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.structure import Element, Structure


class Kept(Dataset):
    """A dataset of elements that are in memory.

    Attributes:
      held: the elements. (Held by an object of their own, which `plan.binding` does not look through.)
    """

    shown = "_VariantDataset"

    def __init__(self, spec: Structure, elements: Sequence[Element]) -> None:
        super().__init__(spec=spec)
        self.held = _Held(elements)

    def size(self) -> int:
        return len(self.held.elements)

    def open(self, run: Any) -> Iterator[Element]:
        return iter(self.held.elements)


class _Held:
    def __init__(self, elements: Sequence[Element]) -> None:
        self.elements = elements
