"""`reduce`: a state that each element changes."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base import nest
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.states import with_state
from tenfold.data.plan.structure import Element, Structure, as_element, normalized, spec_of
from tenfold.data.run.single import single


class Reduce(Dataset):
    """One element: the state after the last element of the input.

    Attributes:
      leaves: of the state before the first.
    """

    def __init__(
        self, source: Dataset, leaves: list[Any], function: ElementFunction, spec: Structure, name: str | None
    ) -> None:
        super().__init__(source, spec=spec, name=name)
        self.leaves, self.function = leaves, function

    def size(self) -> int:
        return 1

    def open(self, run: Any) -> Iterator[Element]:
        return map(self._last, [run])

    def _last(self, run: Any) -> Element:
        call, state = self.function.runner(run.counters(self.function)), as_element(self.leaves)
        for element in run.open(self.inputs[0]):
            state = call((*state, *element))
        return state


@method
def reduce(self: Dataset, initial_state: Structure, reduce_func: Callable[..., Any], name: str | None = None) -> Any:
    """The last of the states that `reduce_func(state, element)` makes of `initial_state`, element after element.

    Args:
      initial_state: structure of tensors.
      reduce_func: gives a state of that structure and those dtypes. A tuple is handed to it as one argument.
      name: see `Dataset`.

    Raises:
      TypeError: the new state is of another type.
      InvalidArgumentError: it has more parts, or fewer.
    """
    state = normalized(initial_state)
    traced, spec = with_state(reduce_func, spec_of(state), self.element_spec, "reduce")
    return single(Reduce(self, nest.flatten(state), traced, spec, name))
