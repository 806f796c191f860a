"""`shard`: every so manyth element, one part of several for as many workers."""

from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element

SHARD_HINT = -1  # stands for both numbers under AutoShardPolicy.HINT


class Shard(Dataset):
    """The elements whose number leaves `index` when divided by `shards`."""

    shown = "_ShardDataset"

    def __init__(self, source: Dataset, shards: Any, index: Any, name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.shards, self.index = shards, index
        self.check()

    def check(self) -> None:
        self.shards, self.index = whole(self.shards, "num_shards", least=1), whole(self.index, "index")
        if not is_open(self.shards) and not is_open(self.index) and not 0 <= self.index < self.shards:
            raise errors.InvalidArgumentError(
                f"Index must be between 0 and {self.shards - 1} (currently index = {self.index})."
            )

    def size(self) -> int:
        n = self.inputs[0].size()
        if n < 0 or is_open(self.shards) or is_open(self.index):
            return n if n < 0 else UNKNOWN
        return n // self.shards + (self.index < n % self.shards)

    def open(self, run: Any) -> Iterator[Element]:
        return _EverySo(run.open(self.inputs[0]), self.shards, self.index)


class _EverySo:
    """Every `shards`th of `elements`, from `index` on. Of those gone past, none is counted where one fails."""

    def __init__(self, elements: Iterator[Element], shards: int, index: int) -> None:
        self.elements, self.shards, self.past = elements, shards, index

    def __iter__(self) -> "_EverySo":
        return self

    def __next__(self) -> Element:
        for _ in range(self.past):
            next(self.elements)
        self.past = 0
        element = next(self.elements)
        self.past = self.shards - 1
        return element


@method
def shard(self: Dataset, num_shards: Any, index: Any, name: str | None = None) -> Dataset:
    """Every `num_shards`th element, from number `index` on. `name`: see `Dataset`.

    Raises:
      InvalidArgumentError: fewer shards than one, or an index that is not one of theirs.
    """
    return Shard(self, num_shards, index, name)
