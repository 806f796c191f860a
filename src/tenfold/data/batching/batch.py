"""`batch`: elements under each other."""

import contextlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tenfold.core.base import nest
from tenfold.data.batching.in_place import InPlace, large, plain
from tenfold.data.elements.map import Map
from tenfold.data.plan import element_types
from tenfold.data.plan.arguments import parallel, truth, whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, method
from tenfold.data.plan.places import noting_number
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.run.run import END


class Batch(Dataset):
    """`count` elements under each other; of the last ones fewer, unless they are dropped.

    Attributes:
      fused: whether the program has a map right before, for TensorFlow makes both in one step.
    """

    def __init__(
        self,
        source: Dataset,
        count: Any,
        drop: Any = False,
        parallel: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> None:
        self.count, self.drop, self.parallel, self.deterministic = count, drop, parallel, deterministic
        self.inputs, self.fused = (source,), isinstance(source, Map)
        self.check()
        rows = self.count if self.drop is True and isinstance(self.count, int) else None
        super().__init__(source, spec=element_types.batched(source.element_spec, rows), name=name)

    @property
    def shown(self) -> str:  # type: ignore[override]
        return "_BatchDataset" if self.parallel is None else "_ParallelBatchDataset"

    def check(self) -> None:
        self.count = whole(self.count, "batch_size", least=1)
        self.drop, self.parallel = truth(self.drop, "drop_remainder"), parallel(self.parallel)

    def size(self) -> int:
        return batches(self.inputs[0].size(), self.count, self.drop)

    def open(self, run: Any) -> Iterator[Element]:
        elements, count = run.open(self.inputs[0]), self.count
        least, stack = count if self.drop else 1, stacker(self.inputs[0].element_spec)
        arrays = plain(self.inputs[0].element_spec)

        def batch() -> Any:
            found: Any = []
            try:
                found.extend(islice(elements, 1 if arrays else count))
                if arrays and found:
                    found = InPlace(found[0], count) if large(found[0], count) else found
                    found.extend(islice(elements, count - 1))
            except Exception:
                if self.fused:
                    _skip(elements, count - len(found) - 1)
                raise
            return _together(found, stack) if len(found) >= least else END

        return iter(noting_number(batch, f"batch{self.line}"), END)


def _together(found: Any, stack: Callable[[list[Element]], Element]) -> Element:
    """The elements of a batch under each other. InvalidArgumentError where shapes differ."""
    if type(found) is list:
        return stack(found)
    return found.batch() or stack(found.elements())


def _skip(elements: Iterator[Element], count: int) -> None:
    """Go past what is left of a batch of which one element failed: TensorFlow makes one step of a map and a batch."""
    for _ in range(count):
        with contextlib.suppress(Exception):
            next(elements)


def batches(elements: int, count: Any, drop: Any) -> int:
    """How many batches of `count` so many elements make."""
    if elements < 0 or is_open(count) or is_open(drop):
        return elements if elements < 0 else UNKNOWN
    return elements // count if drop else -(-elements // count)


def stacker(spec: Structure) -> Callable[[list[Element]], Element]:
    """A function that puts elements of `spec` under each other."""
    kinds = [(element_types.kind(s).stack, s, f"component {i}") for i, s in enumerate(nest.flatten(spec))]
    return lambda found: tuple([stack(s, column, where) for (stack, s, where), column in zip(kinds, zip(*found))])


@method
def batch(
    self: Dataset,
    batch_size: Any,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
    deterministic: bool | None = None,
    name: str | None = None,
) -> Dataset:
    """Elements under each other, `batch_size` of them at a time.

    Args:
      drop_remainder: whether the last batch is left out where it would be smaller; the first dimension is then known.
      num_parallel_calls, deterministic: how many batches are made at once, and whether they keep their order.
      name: see `Dataset`.

    Raises:
      InvalidArgumentError: a batch size below 1; when it runs, elements of different shapes.
    """
    return Batch(self, batch_size, drop_remainder, num_parallel_calls, deterministic, name)
