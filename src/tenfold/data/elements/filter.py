"""`filter`: the elements for which a function is true."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan import functions
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element


class Filter(Dataset):
    """The elements for which `function` is true."""

    shown = "_FilterDataset"

    def __init__(self, source: Dataset, function: functions.ElementFunction, name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.function = function

    def open(self, run: Any) -> Iterator[Element]:
        holds, over = self.function.runner(run.counters(self.function)), run.over.is_set

        def kept(element: Element) -> Any:
            if over():  # a thread may be on the way to an element that is far, or never comes
                raise StopIteration
            return holds(element)[0]

        return filter(kept, run.open(self.inputs[0]))


@method
def filter_(self: Dataset, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
    """The elements for which `predicate`, a function that gives a scalar bool, is true. `name`: see `Dataset`."""
    return Filter(self, functions.predicate(predicate, self.element_spec, "filter"), name)


@method
def filter_with_legacy_function(self: Dataset, predicate: Callable[..., Any]) -> Dataset:
    """TensorFlow 1's: `filter`, by a function that only a kind of graph took that is no more."""
    return filter_(self, predicate)
