"""`group_by_window`: elements of one key together, so many at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.data.elements.flat_map import datasets_of
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, DatasetSpec, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.kept import Kept
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.run.flat import flat
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import TensorSpec

NUMBER = TensorSpec((), dtypes.int64)


class GroupByWindow(Dataset):
    """The elements of `reduce(key, dataset)` for as many elements of one key as `window(key)` says.

    Attributes:
      key, reducing: ElementFunctions, or what else has `spec` and `runner`.
      limit: likewise, or a number that holds for all keys.
    """

    shown = "_GroupByWindowDataset"

    def __init__(self, source: Dataset, key: Any, reduce: Any, window: Any, name: str | None = None) -> None:
        super().__init__(source, spec=datasets_of(reduce), name=name)
        self.key, self.reducing, self.limit = key, reduce, window
        self.check()

    def check(self) -> None:
        if not hasattr(self.limit, "runner"):
            self.limit = whole(self.limit, "window_size", least=1)

    def size(self) -> int:
        return INFINITE if self.inputs[0].size() == INFINITE else UNKNOWN

    def open(self, run: Any) -> Iterator[Element]:
        grouping = _Grouping(self, run)
        made = map(self.reducing.runner(run.counters(self.reducing)), iter(grouping, END))
        return flat(map(lambda element: run.open(element[0]), made))


class _Grouping:
    """A function that gives the next key that has as many elements as it must have, and these; at the end what is
    left, by key."""

    def __init__(self, plan: GroupByWindow, run: Any) -> None:
        self.elements, self.spec = run.open(plan.inputs[0]), plan.inputs[0].element_spec
        self.key, self.window = plan.key.runner(run.counters(plan.key)), plan.limit
        self.sizes = plan.limit.runner(run.counters(plan.limit)) if hasattr(plan.limit, "runner") else None
        self.groups: dict[int, list[Element]] = {}
        self.wanted: dict[int, int] = {}

    def __call__(self) -> Any:
        while (element := next(self.elements, END)) is not END:
            (found,) = self.key(element)
            key = int(found)
            wanted = self._wanted(key)
            group = self.groups.setdefault(key, [])
            group.append(element)
            if len(group) >= wanted:
                return self._taken(key)
        return self._taken(min(self.groups)) if self.groups else END

    def _wanted(self, key: int) -> int:
        if key in self.wanted:
            return self.wanted[key]
        size = int(self.sizes((np.int64(key),))[0]) if self.sizes else self.window
        if size < 1:
            raise errors.InvalidArgumentError(f"Window size must be greater than zero, but got {size} for key {key}.")
        self.wanted[key] = size
        return size

    def _taken(self, key: int) -> Element:
        self.wanted.pop(key, None)
        return np.int64(key), Kept(self.spec, self.groups.pop(key))


def number(function: Callable[..., Any], spec: Structure, transformation: str, what: str) -> ElementFunction:
    """An ElementFunction that gives a scalar int64.

    Raises:
      ValueError: it gives something else.
    """
    traced = ElementFunction(function, spec, transformation)
    found = traced.spec
    if not (type(found) is TensorSpec and found.dtype == dtypes.int64 and found.shape.rank in (0, None)):
        raise ValueError(
            f"{transformation}: `{what}` must return a scalar tf.int64 tensor; {traced.name} returns {found!r}. Use "
            "tf.cast(..., tf.int64)."
        )
    return traced


@method
def group_by_window(
    self: Dataset,
    key_func: Callable[..., Any],
    reduce_func: Callable[..., Any],
    window_size: Any = None,
    window_size_func: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Dataset:
    """The elements of the datasets that `reduce_func(key, dataset)` makes of so many elements of one key.

    Args:
      key_func: gives the key of an element, a scalar int64.
      reduce_func: is given a key and a dataset of elements that have it; gives a dataset.
      window_size: how many elements a dataset has that it is given; what is left at the end comes by key.
      window_size_func: gives this number for a key, an int64, in place of `window_size`.
      name: see `Dataset`.

    Raises:
      ValueError: both numbers are given, or neither; a function gives no scalar int64.
      TypeError: `reduce_func` gives no dataset.
      InvalidArgumentError: a number below 1.
    """
    if (window_size is None) == (window_size_func is None):
        raise ValueError(
            "Either the `window_size` argument or the `window_size_func` argument must be specified; received "
            f"{'neither' if window_size is None else 'both'}."
        )
    key = number(key_func, self.element_spec, "group_by_window", "key_func")
    reduce = ElementFunction(reduce_func, (NUMBER, DatasetSpec(self.element_spec)), "group_by_window")
    if window_size_func is not None:
        window_size = number(window_size_func, NUMBER, "group_by_window", "window_size_func")
    return GroupByWindow(self, key, reduce, window_size, name)
