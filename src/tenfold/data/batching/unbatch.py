"""`unbatch`: the rows of elements as elements."""

import itertools
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors, nest
from tenfold.data.plan.dataset import UNKNOWN, Dataset, method
from tenfold.data.plan.element_types import kind, rows
from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import flat
from tenfold.ops.structures.specs import NoneTensorSpec


class Unbatch(Dataset):
    """The rows of each element, element after element."""

    shown = "_UnbatchDataset"

    def __init__(self, source: Dataset, name: str | None = None) -> None:
        self.leaves = nest.flatten(source.element_spec)
        self.lengths = {n for s in self.leaves if (n := kind(s).length(s)) is not None}
        if len(self.lengths) > 1:
            raise ValueError(f"unbatch needs elements of as many rows in each part; received {sorted(self.lengths)}.")
        super().__init__(source, spec=rows(source.element_spec), name=name)

    def size(self) -> int:
        n = self.inputs[0].size()
        if n < 0:
            return n
        return n * next(iter(self.lengths)) if self.lengths else UNKNOWN

    def open(self, run: Any) -> Iterator[Element]:
        return flat(map(self._rows, run.open(self.inputs[0])))

    def _rows(self, element: Element) -> Iterator[Element]:
        columns: list[Any] = []
        for spec, leaf in zip(self.leaves, element):
            columns.append(itertools.repeat(None) if type(spec) is NoneTensorSpec else kind(spec).split(spec, leaf))
        counts = [len(c) for c in columns if not isinstance(c, itertools.repeat)]
        if len(set(counts)) > 1:
            raise errors.InvalidArgumentError(
                f"unbatch needs elements of as many rows in each part; received one of {counts} rows."
            )
        return zip(*columns)


@method
def unbatch(self: Dataset, name: str | None = None) -> Dataset:
    """The rows of each element as elements of their own. `name`: see `Dataset`.

    Raises:
      ValueError: scalars, or parts whose numbers of rows differ.
      InvalidArgumentError: when it runs, numbers of rows that differ.
    """
    return Unbatch(self, name)
