"""`concatenate`: the elements of one dataset after those of another."""

import itertools
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE
from tenfold.data.plan import arguments
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.run.flat import flat


class Concatenate(Dataset):
    """The elements of each input, one after the other.

    Where the first is such a dataset itself its inputs are taken in its place: a loop over files makes one node.
    """

    shown = "_ConcatenateDataset"

    def __init__(self, first: Dataset, second: Dataset, name: str | None = None) -> None:
        inputs = first.inputs if _one_with(first) else (first,)
        super().__init__(*inputs, second, spec=common_spec("concatenate", first, second), name=name)

    def size(self) -> int:
        sizes = [d.size() for d in self.inputs]
        return INFINITE if INFINITE in sizes else UNKNOWN if UNKNOWN in sizes else sum(sizes)

    def open(self, run: Any) -> Iterator[Element]:
        first, *others = self.inputs  # which are opened, and seeds of their order are drawn, as the one before ends
        return flat(itertools.chain(iter((run.open(first),)), map(run.open, others)))


def _one_with(first: Dataset) -> bool:
    """Whether nothing tells of `first` but its elements: it has no name, and no other home."""
    return type(first) is Concatenate and first.name is None and first.home is STATE.graph


def common_spec(transformation: str, *datasets: Dataset) -> Structure:
    """The narrowest spec of elements of any of `datasets`.

    Raises:
      TypeError: their elements nest differently, or are of different types.
    """
    first = datasets[0].element_spec
    for other in (d.element_spec for d in datasets[1:]):
        try:
            merged = nest.map_structure(lambda a, b: a.most_specific_compatible_type(b), first, other)
        except (TypeError, ValueError):
            raise TypeError(
                f"{transformation} needs datasets of elements of one type; received {first!r} and {other!r}."
            ) from None
        first = merged
    return first


@method
def concatenate(self: Dataset, dataset: Dataset, name: str | None = None) -> Dataset:
    """The elements of this dataset and then those of `dataset`, which must be of the same structure and dtypes; shapes
    may differ. `name`: see `Dataset`."""
    return Concatenate(self, arguments.dataset(dataset, "dataset"), name)
