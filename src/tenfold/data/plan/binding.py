"""Plans that wait for values: datasets made while a graph is written hold tensors of that graph.

`symbols` lists what a plan waits for, `bound` gives the plan with values in its place. What a field of a node may hold:
tensors, nested datasets, structures of them, and whatever has these two methods itself (a traced function).
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.env import Cell
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import Held
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import FOUND, Dataset, FromVariant, copied
from tenfold.ops.structures.specs import TypeSpec


class Values(dict[int, Any]):
    """What a plan waits for: id of a symbolic tensor -> array, or Held dataset.

    Args:
      tensors: the symbolic tensors.
      values: theirs.
      holder: function from a variable to what holds its value where they are known.
    """

    def __init__(self, tensors: Iterable[Any], values: Iterable[Any], holder: Callable[[Cell], Any]) -> None:
        super().__init__(zip(map(id, tensors), values))
        self.holder = holder


def symbols(dataset: Dataset) -> list[Any]:
    """The symbolic tensors that a plan waits for, each once."""
    found = [s for part in parts(dataset) for s in ([part] if isinstance(part, SymbolicTensor) else part.symbols())]
    return list({id(t): t for t in found}.values())


def parts(dataset: Dataset) -> list[Any]:
    """What may have to be bound in a plan: symbolic tensors, and whatever has `symbols` itself."""
    found: list[Any] = []
    _walk(dataset, found.append)
    return found


def _walk(value: Any, note: Callable[[Any], object]) -> None:
    if isinstance(value, SymbolicTensor):
        note(value)
    elif isinstance(value, Dataset):
        for key, field in vars(value).items():
            if key not in FOUND:
                _walk(field, note)
    elif isinstance(value, (tuple, list)):
        for part in value:
            _walk(part, note)
    elif hasattr(value, "symbols"):
        note(value)
    elif nest.is_composite(value) and not isinstance(value, TypeSpec):
        for part in nest.flatten(value, expand_composites=True):
            _walk(part, note)


def bound(dataset: Dataset, values: Values) -> Dataset:
    """The plan with `values` in place of what it waits for.

    What a graph makes draws random numbers, and keeps elements, of its own; what was there before goes on with those
    that it has.
    """
    if isinstance(dataset, FromVariant):
        return values[id(dataset.tensor)].value
    if dataset.home is None:
        return _shared(dataset)
    new = copied(dataset)
    for key, value in vars(new).items():
        if key != "element_spec":
            vars(new)[key] = _bound(value, values)
    new.inner, new.home = True, None
    new.check()
    return new


def _shared(dataset: Dataset) -> Dataset:
    """A plan that was there before, for a function that uses it; found once."""
    if "_shared" not in vars(dataset):
        new = copied(dataset)
        new.inputs, new.inner = tuple(map(_shared, dataset.inputs)), True
        vars(dataset)["_shared"] = new
    return vars(dataset)["_shared"]


def _bound(value: Any, values: Values) -> Any:
    if isinstance(value, SymbolicTensor):
        return _tensor(values[id(value)])
    if isinstance(value, Dataset) or hasattr(value, "bound"):
        return bound(value, values) if isinstance(value, Dataset) else value.bound(values)
    if type(value) in (tuple, list):
        return type(value)([_bound(part, values) for part in value])
    if nest.is_composite(value) and not isinstance(value, TypeSpec):
        parts = nest.flatten(value, expand_composites=True)
        return nest.pack_sequence_as(value, [_tensor(_bound(p, values)) for p in parts], expand_composites=True)
    return value


def _tensor(value: Any) -> Any:
    return Tensor(value) if isinstance(value, (np.ndarray, np.generic, Held)) else value


def is_open(value: Any) -> bool:
    """Whether `value`, an argument of a transformation, is waited for."""
    return isinstance(value, SymbolicTensor)
