"""`from_tensors`: one element."""

from collections.abc import Iterator
from typing import Any

from tenfold.core.base import nest
from tenfold.data.plan.dataset import Dataset, source
from tenfold.data.plan.structure import Element, Structure, as_element, normalized, spec_of


class Tensors(Dataset):
    """One element."""

    shown = "_TensorDataset"

    def __init__(self, tensors: Structure, name: str | None = None) -> None:
        value = normalized(tensors)
        super().__init__(spec=spec_of(value), name=name)
        self.leaves = tuple(nest.flatten(value))

    def size(self) -> int:
        return 1

    def open(self, run: Any) -> Iterator[Element]:
        return iter([as_element(self.leaves)])


@source
def from_tensors(tensors: Structure, name: str | None = None) -> Dataset:
    """A dataset of one element: `tensors`, a structure of whatever becomes tensors. `name`: see `Dataset`."""
    return Tensors(tensors, name)
