"""`group_by_reducer`: a state for each key, that the elements of that key change."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tenfold.data.batching.group_by_window import NUMBER, number
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.states import with_state
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END


class Reducer:
    """The functions of a reduction.

    Args:
      init_func: key, a scalar int64 -> the state before the first element.
      reduce_func: (state, element) -> the state after it.
      finalize_func: state -> what becomes an element.
    """

    def __init__(
        self, init_func: Callable[..., Any], reduce_func: Callable[..., Any], finalize_func: Callable[..., Any]
    ) -> None:
        self.init_func, self.reduce_func, self.finalize_func = init_func, reduce_func, finalize_func


class GroupByReducer(Dataset):
    """`last` of the state of each key, by key, when the input has ended."""

    shown = "_GroupByReducerDataset"

    def __init__(self, source: Dataset, key: ElementFunction, reducer: Reducer) -> None:
        self.key, self.first = key, ElementFunction(reducer.init_func, NUMBER, "group_by_reducer")
        self.next, state = with_state(reducer.reduce_func, self.first.spec, source.element_spec, "group_by_reducer")
        self.last = ElementFunction(reducer.finalize_func, state, "group_by_reducer")
        super().__init__(source, spec=self.last.spec)

    def open(self, run: Any) -> Iterator[Element]:
        return iter(_Reducing(self, run), END)


class _Reducing:
    """A function that gives the next result."""

    def __init__(self, plan: GroupByReducer, run: Any) -> None:
        self.elements: Iterator[Element] | None = run.open(plan.inputs[0])
        functions = plan.key, plan.first, plan.next, plan.last
        self.key, self.first, self.next, self.last = [f.runner(run.counters(f)) for f in functions]
        self.states: dict[int, Element] = {}

    def __call__(self) -> Any:
        if self.elements is not None:
            for element in self.elements:
                key = int(self.key(element)[0])
                state = self.states[key] if key in self.states else self.first((np.int64(key),))
                self.states[key] = self.next((*state, *element))
            self.elements = None
        return self.last(self.states.pop(min(self.states))) if self.states else END


def group_by_reducer(key_func: Callable[..., Any], reducer: Reducer) -> Callable[[Dataset], Dataset]:
    """For `apply`: one element for each key, what `reducer` makes of the elements that have it.

    Args:
      key_func: gives the key of an element, a scalar int64.
      reducer: a Reducer.
    """
    if not isinstance(reducer, Reducer):
        raise TypeError(f"`reducer` must be a tf.data.experimental.Reducer; received {reducer!r}.")
    return lambda dataset: GroupByReducer(
        dataset, number(key_func, dataset.element_spec, "group_by_reducer", "key_func"), reducer
    )
