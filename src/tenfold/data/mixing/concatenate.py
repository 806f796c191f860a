"""`concatenate`: the elements of one dataset after those of another."""

import itertools
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import nest
from tenfold.data.plan import arguments
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element, Structure


class Concatenate(Dataset):
    """The elements of the first input, then those of the second."""

    shown = "_ConcatenateDataset"

    def __init__(self, first: Dataset, second: Dataset, name: str | None = None) -> None:
        super().__init__(first, second, spec=common_spec("concatenate", first, second), name=name)

    def size(self) -> int:
        sizes = [d.size() for d in self.inputs]
        return INFINITE if INFINITE in sizes else UNKNOWN if UNKNOWN in sizes else sum(sizes)

    def open(self, run: Any) -> Iterator[Element]:
        return itertools.chain.from_iterable(map(run.open, self.inputs))


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
