"""`flat_map`: the elements of the dataset that a function makes of each element, one dataset after the other."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan.dataset import Dataset, DatasetSpec, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import flat


class FlatMap(Dataset):
    """The elements of `function(element)`, dataset after dataset."""

    shown = "_FlatMapDataset"

    def __init__(self, source: Dataset, function: ElementFunction, name: str | None = None) -> None:
        super().__init__(source, spec=datasets_of(function), name=name)
        self.function = function

    def open(self, run: Any) -> Iterator[Element]:
        made = map(self.function.runner(run.counters(self.function)), run.open(self.inputs[0]))
        return flat(map(lambda element: run.open(element[0]), made))


def datasets_of(function: ElementFunction) -> Any:
    """The spec of the elements of the datasets that `function` makes.

    Raises:
      TypeError: it makes something else.
    """
    if type(function.spec) is not DatasetSpec:
        raise TypeError(
            f"{function.transformation}: the function {function.name} must return a tf.data.Dataset; it returns "
            f"{function.spec!r}."
        )
    return function.spec.element_spec


@method
def flat_map(self: Dataset, map_func: Callable[..., Any], name: str | None = None) -> Dataset:
    """The elements of the datasets that `map_func` makes of each element, in order. `name`: see `Dataset`."""
    return FlatMap(self, ElementFunction(map_func, self.element_spec, "flat_map"), name)
