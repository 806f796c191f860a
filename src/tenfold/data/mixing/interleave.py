"""`interleave`: elements of several datasets, that a function makes of elements, in turn."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.data.elements.flat_map import datasets_of
from tenfold.data.plan.arguments import AUTOTUNE, parallel, whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element
from tenfold.data.run.interleaved import Interleaved


class Interleave(Dataset):
    """In turn `block` elements of `cycle` datasets, which `function` makes; another takes an ended one's place.

    Attributes:
      parallel: how many calls at once; AUTOTUNE, or None for one after the other.
      deterministic: whether elements keep their order where calls are parallel; None for the options' choice.
    """

    def __init__(
        self,
        source: Dataset,
        function: ElementFunction,
        cycle: Any = None,
        block: Any = None,
        parallel: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
        shown: str | None = None,
    ) -> None:
        super().__init__(source, spec=datasets_of(function), name=name)
        self.cycle = AUTOTUNE if cycle is None else cycle
        self.block = 1 if block is None else block
        self.function, self.parallel, self.deterministic, self.called = function, parallel, deterministic, shown
        self.check()

    @property
    def shown(self) -> str:  # type: ignore[override]
        return self.called or ("_InterleaveDataset" if self.parallel is None else "_ParallelInterleaveDataset")

    def check(self) -> None:
        self.cycle, self.block = whole(self.cycle, "cycle_length"), whole(self.block, "block_length", least=1)
        self.parallel = parallel(self.parallel)
        if not is_open(self.cycle) and self.cycle < 1 and self.cycle != AUTOTUNE:
            raise errors.InvalidArgumentError(f"cycle_length must be greater than zero; received {self.cycle}.")

    def size(self) -> int:
        endless = self.parallel is not None and self.inputs[0].size() == INFINITE
        return INFINITE if endless else UNKNOWN

    def open(self, run: Any) -> Iterator[Element]:
        cycle = self._of_machine() if self.cycle == AUTOTUNE else self.cycle
        made = map(self.function.runner(run.counters(self.function)), run.open(self.inputs[0]))
        iterators = map(lambda element: run.open(element[0]), made)
        return Interleaved(iterators, cycle, self.block, errors_count=self.parallel is not None)

    def _of_machine(self) -> int:
        """The cycle where none was given: TensorFlow has three threads for each dataset where it is to tune their
        number."""
        if self.parallel is None:
            return cores()
        return -(-cores() // 3) if self.parallel == AUTOTUNE else min(self.parallel, cores())


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@method
def interleave(
    self: Dataset,
    map_func: Callable[..., Any],
    cycle_length: Any = None,
    block_length: Any = None,
    num_parallel_calls: Any = None,
    deterministic: bool | None = None,
    name: str | None = None,
) -> Dataset:
    """Elements of the datasets that `map_func` makes of elements, of `cycle_length` of them in turn.

    Args:
      cycle_length: how many datasets have their turn; by default, as in TensorFlow, as many as there are processors;
        `num_parallel_calls` where that is less, and with AUTOTUNE there a third of the processors.
      block_length: how many elements of one come in its turn, 1 by default.
      num_parallel_calls, deterministic: how many datasets are gone through at once, and whether their elements keep
        their order.
      name: see `Dataset`.

    Raises:
      TypeError: the function makes no dataset.
      InvalidArgumentError: a length below 1.
    """
    function = ElementFunction(map_func, self.element_spec, "interleave")
    return Interleave(self, function, cycle_length, block_length, num_parallel_calls, deterministic, name)


def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: Any = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Callable[[Dataset], Dataset]:
    """For `apply`: `interleave`, as TensorFlow 1 calls it.

    Args:
      sloppy: hint; elements keep their order all the same.
      buffer_output_elements, prefetch_input_elements: hints of how many elements TensorFlow's threads hold.
    """

    def transformation(dataset: Dataset) -> Dataset:
        function = ElementFunction(map_func, dataset.element_spec, "parallel_interleave")
        return Interleave(
            dataset, function, cycle_length, block_length, AUTOTUNE, not sloppy, None, "ParallelInterleaveDataset"
        )

    return transformation
