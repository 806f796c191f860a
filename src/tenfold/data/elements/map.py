"""`map`: a function of each element."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan.arguments import parallel
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element


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
        super().__init__(source, spec=function.spec, name=name)
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
        return map(self.function.runner(), run.open(self.inputs[0]))


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
      num_parallel_calls: how many elements are made at once, on threads, or tf.data.AUTOTUNE; None for one by one.
      deterministic: False lets parallel calls overtake each other. The default is the options' choice: True.
      name: see `Dataset`.
    """
    return Map(self, ElementFunction(map_func, self.element_spec, "map"), num_parallel_calls, deterministic, name)
