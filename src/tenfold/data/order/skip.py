"""`skip`: all but the first elements."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tenfold.data.plan.arguments import whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element


class Skip(Dataset):
    """All but the first `count` elements; none where it is negative."""

    shown = "_SkipDataset"

    def __init__(self, source: Dataset, count: Any, name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.count = count
        self.check()

    def check(self) -> None:
        self.count = whole(self.count, "count")

    def size(self) -> int:
        if is_open(self.count):
            return UNKNOWN
        n = self.inputs[0].size()
        return 0 if self.count < 0 else n if n < 0 else max(0, n - self.count)

    def open(self, run: Any) -> Iterator[Element]:
        if self.count < 0:
            return iter(())
        return islice(run.open(self.inputs[0]), self.count, None)


@method
def skip(self: Dataset, count: Any, name: str | None = None) -> Dataset:
    """All but the first `count` elements; none, where there are fewer or `count` is negative. `name`: see `Dataset`."""
    return Skip(self, count, name)
