"""`take_while`: the elements before the first for which a function is false."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan import functions
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element


class TakeWhile(Dataset):
    """The elements before the first for which `function` is false."""

    shown = "_TakeWhileDataset"

    def __init__(self, source: Dataset, function: functions.ElementFunction, name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.function = function

    def open(self, run: Any) -> Iterator[Element]:
        holds = self.function.runner(run.counters(self.function))
        return itertools.takewhile(lambda element: holds(element)[0], run.open(self.inputs[0]))


@method
def take_while(self: Dataset, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
    """The elements before the first for which `predicate`, a function that gives a scalar bool, is false. `name`: see
    `Dataset`."""
    return TakeWhile(self, functions.predicate(predicate, self.element_spec, "take_while"), name)
