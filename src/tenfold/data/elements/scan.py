"""`scan`: a function of each element and of a state that it changes."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base import nest
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.states import with_state
from tenfold.data.plan.structure import Element, Structure, as_element, normalized, spec_of


class Scan(Dataset):
    """What `function(state, element)` gives besides the next state.

    Attributes:
      leaves: of the state before the first element.
    """

    shown = "_ScanDataset"

    def __init__(self, source: Dataset, leaves: list[Any], function: ElementFunction, name: str | None = None) -> None:
        super().__init__(source, spec=function.spec[1], name=name)
        self.leaves, self.function = leaves, function

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        call = self.function.runner(run.counters(self.function))
        state, parts = as_element(self.leaves), len(self.leaves)

        def result(element: Element) -> Element:
            nonlocal state
            found = call((*state, *element))
            state = found[:parts]
            return found[parts:]

        return map(result, run.open(self.inputs[0]))


def _new_state(traced: ElementFunction) -> Structure:
    if type(traced.spec) is not tuple or len(traced.spec) != 2:
        raise TypeError(
            f"scan: the function {traced.name} must return a pair of the new state and the output; it returns "
            f"{traced.spec!r}."
        )
    return traced.spec[0]


@method
def scan(self: Dataset, initial_state: Structure, scan_func: Callable[..., Any], name: str | None = None) -> Dataset:
    """The outputs of `scan_func(state, element)`, which gives a pair: the state for the next element, and an output.

    Args:
      initial_state: structure of tensors.
      name: see `Dataset`.

    Raises:
      TypeError: the function gives no pair, or a state of another type.
    """
    state = normalized(initial_state)
    traced, _ = with_state(scan_func, spec_of(state), self.element_spec, "scan", _new_state)
    return Scan(self, nest.flatten(state), traced, name)
