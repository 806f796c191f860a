"""A name for what a plan is: the same in every process for the same plan, another one where anything may differ."""

import functools
import hashlib
import secrets
import types
import weakref
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import DType
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import FOUND, Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.ops.structures.specs import TypeSpec

SAID = (bool, int, float, complex, str, bytes, range, slice, DType, TypeSpec, type(None), type(...))  # by their repr
_NO_MATTER = (*FOUND, "depth", "name", "line", "inner", "home")  # of a node


class unknown(ProcessWide):  # noqa: N801
    """Objects of which nothing can be told but which one it is, and what they are called: by their ids."""

    called: dict[int, tuple[Any, str]] = {}


def fingerprint(dataset: Dataset) -> str:
    """16 hexadecimal digits."""
    return hashlib.sha256(repr(_of(dataset, ())).encode()).hexdigest()[:16]


def _of(value: Any, above: tuple[int, ...]) -> Any:
    """What tells `value` from others, as something whose repr says all.

    Args:
      above: ids of the functions that it is found in.
    """
    if isinstance(value, SAID):
        return (type(value).__name__, repr(value))
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *[_of(v, above) for v in value]]
    if isinstance(value, (set, frozenset)):
        return [type(value).__name__, *sorted([repr(_of(v, above)) for v in value])]
    if isinstance(value, dict):
        return ["dict", *[(repr(k), _of(v, above)) for k, v in value.items()]]
    if isinstance(value, SymbolicTensor):
        return ("symbol", value.name, str(value.dtype), str(value._dims))
    if type(value) is Tensor:
        return _of(value._array, above)
    if isinstance(value, (np.ndarray, np.generic)):
        return _of_array(np.asarray(value))
    if isinstance(value, (ElementFunction, types.FunctionType, types.MethodType, types.CodeType, functools.partial)):
        return ("function", above.index(id(value))) if id(value) in above else _of_function(value, (*above, id(value)))
    return _of_object(value, above)


def _of_array(array: np.ndarray) -> Any:
    content = repr(array.tolist()).encode() if array.dtype == object else np.ascontiguousarray(array).tobytes()
    return ("array", str(array.dtype), array.shape, hashlib.sha256(content).hexdigest())


def _of_object(value: Any, above: tuple[int, ...]) -> Any:
    kind = type(value)
    if kind is type and value.__module__ == "builtins":
        return ("type", value.__name__)
    if isinstance(value, Dataset):
        return ["node", kind.__qualname__, _of({k: v for k, v in vars(value).items() if k not in _NO_MATTER}, above)]
    if nest.is_composite(value):
        return [kind.__name__, *[_of(v, above) for v in nest.flatten(value, expand_composites=True)]]
    if kind.__module__.startswith("tenfold.data."):  # what a node has; how far it has got is private to it
        return [kind.__qualname__, _of({k: v for k, v in vars(value).items() if not k.startswith("_")}, above)]
    return ("unknown", _called(value))


def _called(value: Any) -> str:
    """A name for one object, of this process: not its id, which another one may have later."""
    key = id(value)
    if key not in unknown.called:
        try:
            kept = weakref.ref(value, lambda _: unknown.called.pop(key, None))
        except TypeError:
            kept = value
        unknown.called[key] = kept, secrets.token_hex(8)
    return unknown.called[key][1]


def _of_function(value: Any, above: tuple[int, ...]) -> Any:
    if isinstance(value, ElementFunction):
        nodes = [
            (n.name, n.operation.__name__, [_of(t, above) for t in n.inputs], _of(dict(n.attrs), above))
            for n in value.graph.nodes
        ]
        return ["traced", nodes, _of(value.outputs, above), _of(value.captured, above)]
    if isinstance(value, types.MethodType):
        return ["method", _of(value.__func__, above), _of(value.__self__, above)]
    if isinstance(value, functools.partial):
        return ["partial", _of(value.func, above), _of(value.args, above), _of(value.keywords, above)]
    if isinstance(value, types.CodeType):
        return ["code", value.co_code, value.co_names, _of(value.co_consts, above)]
    cells = [_of(c.cell_contents, above) if c != types.CellType() else "empty" for c in value.__closure__ or ()]
    parts = _of([value.__code__, value.__defaults__, value.__kwdefaults__], above)
    return ["function", parts, cells, [(n, _of(v, above)) for n, v in _globals_of(value)]]


def _globals_of(function: types.FunctionType) -> list[tuple[str, Any]]:
    """The globals that a function may read, of those that can be told in another process too: plain values, arrays, and
    functions beside it."""
    names: set[str] = set()
    codes = [function.__code__]
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes += [c for c in code.co_consts if isinstance(c, types.CodeType)]
    found = [(n, function.__globals__[n]) for n in sorted(names) if n in function.__globals__]
    return [(n, v) for n, v in found if isinstance(v, (*SAID, np.ndarray)) or _beside(v, function)]


def _beside(value: Any, function: types.FunctionType) -> bool:
    return isinstance(value, types.FunctionType) and value.__globals__ is function.__globals__
