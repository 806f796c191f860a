"""Where a plan has a function several times, as `zip((d, d))` has, each draws random numbers of its own."""

import copy
import itertools
from collections.abc import Iterator

from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.run.shorter import with_inputs


def apart(dataset: Dataset) -> Dataset:
    """The plan, with functions that draw and have come before numbered anew."""
    return _apart(dataset, set(), itertools.count(1))


def _apart(node: Dataset, seen: set[int], uses: Iterator[int]) -> Dataset:
    inputs = tuple([_apart(d, seen, uses) for d in node.inputs])
    again = {}
    for field, value in vars(node).items():
        if isinstance(value, ElementFunction) and value.draws:
            if id(value) in seen:
                again[field] = copy.copy(value)
                again[field].use = next(uses)
            seen.add(id(value))
    if again or any(new is not old for new, old in zip(inputs, node.inputs)):
        node = with_inputs(node, *inputs)
        vars(node).update(again)
    return node
