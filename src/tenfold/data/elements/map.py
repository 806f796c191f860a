"""`map`: a function of each element."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tenfold.data.plan.arguments import parallel
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element
from tenfold.data.run.ahead import Prepared, in_parallel, number_of
from tenfold.data.run.images import beginning


class Map(Dataset):
    """`function` of each element.

    Attributes:
      parallel: how many calls at once; AUTOTUNE, or None for one after the other.
      deterministic: whether elements keep their order where calls are parallel; None for the options' choice.
    """

    def __init__(
        self,
        source: Dataset,
        function: ElementFunction,
        parallel: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(source, spec=function.checked_spec(), name=name)
        self.function, self.parallel, self.deterministic = function, parallel, deterministic
        self.check()

    @property
    def shown(self) -> str:  # type: ignore[override]
        return "_MapDataset" if self.parallel is None else "_ParallelMapDataset"

    def check(self) -> None:
        self.parallel = parallel(self.parallel)

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        function, counters, elements = self.function, run.counters(self.function), run.open(self.inputs[0])
        if self.parallel is None or function.assigns or function.draws and self.inner:
            return map(function.runner(counters), elements)  # inner: others may draw from the same numbers meanwhile
        found = beginning(function) if number_of(self.parallel) > 1 else None
        threads, images = (function, None) if found is None else found  # type: ElementFunction, Any
        numbered = None
        if function.draws:
            numbered = partial(threads.numbered_runner, counters, counters.now(function.graph))
        prepared = images and Prepared(images, threads.runner(counters))
        return in_parallel(function.runner(counters), elements, self.parallel, run, numbered, prepared)


@method
def map_(
    self: Dataset,
    map_func: Callable[..., Any],
    num_parallel_calls: Any = None,
    deterministic: bool | None = None,
    synchronous: bool | None = None,
    use_unbounded_threadpool: bool = False,
    name: str | None = None,
) -> Dataset:
    """`map_func` of each element. It is traced once, see `ElementFunction`; tuples are handed over as arguments.

    Args:
      num_parallel_calls: how many elements are made at once, or tf.data.AUTOTUNE; None for one by one. Threads make
        them where they take long, see `data/run/ahead.py`; a function that assigns to variables, or does not always
        draw as many random numbers, is called in turn, so that each element is the same in every run.
      deterministic: False allows parallel calls to overtake each other; ours keep their order all the same.
      synchronous, use_unbounded_threadpool: hints of how TensorFlow's threads work.
      name: see `Dataset`.
    """
    if synchronous and num_parallel_calls is not None:
        raise ValueError("map: `synchronous=True` excludes `num_parallel_calls`; leave one of them out.")
    return Map(self, ElementFunction(map_func, self.element_spec, "map"), num_parallel_calls, deterministic, name)


@method
def map_with_legacy_function(
    self: Dataset, map_func: Callable[..., Any], num_parallel_calls: Any = None, deterministic: bool | None = None
) -> Dataset:
    """TensorFlow 1's: `map`, of a function that only a kind of graph took that is no more."""
    return map_(self, map_func, num_parallel_calls, deterministic)
