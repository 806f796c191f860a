"""A name for what a plan is: the same in every process for the same plan, another one where anything may differ."""

import hashlib
import secrets
import types
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import DType
from tenfold.core.values.tensor import Tensor
from tenfold.data.order.seeds import EpochSeeds
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.ops.structures.specs import TypeSpec

_PROCESS = secrets.token_hex(8)  # of what cannot be told from process to process


def fingerprint(dataset: Dataset) -> str:
    """16 hexadecimal digits."""
    return hashlib.sha256(repr(_of(dataset)).encode()).hexdigest()[:16]


def _of(value: Any) -> Any:
    """What tells `value` from others, as something whose repr says all."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, DType, TypeSpec)):
        return (type(value).__name__, repr(value))
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(_of, value)]
    if isinstance(value, dict):
        return ["dict", *[(repr(k), _of(v)) for k, v in value.items()]]
    if isinstance(value, SymbolicTensor):
        return ("symbol", value.name, str(value.dtype), str(value._dims))
    if type(value) is Tensor:
        return _of(value._array)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        content = repr(array.tolist()).encode() if array.dtype == object else np.ascontiguousarray(array).tobytes()
        return ("array", str(array.dtype), array.shape, hashlib.sha256(content).hexdigest())
    if isinstance(value, Dataset):
        fields = {k: v for k, v in vars(value).items() if k not in ("_shorter", "name")}
        return ["node", type(value).__qualname__, _of(fields)]
    return _of_function(value)


def _of_function(value: Any) -> Any:
    if isinstance(value, ElementFunction):
        nodes = [
            (n.name, n.operation.__name__, [_of(t) for t in n.inputs], _of(dict(n.attrs))) for n in value.graph.nodes
        ]
        return ["traced", nodes, [_of(t) for t in value.outputs], [_of(t) for t in value.captured]]
    if isinstance(value, EpochSeeds):
        return ["seeds", value.pair, value.again]
    if isinstance(value, types.FunctionType):
        cells = [_of(c.cell_contents) for c in value.__closure__ or ()]
        return ["function", _of(value.__code__), _of(value.__defaults__), cells]
    if isinstance(value, types.CodeType):
        return ["code", value.co_code, value.co_names, [_of(c) for c in value.co_consts]]
    if nest.is_composite(value):
        return [type(value).__name__, *map(_of, nest.flatten(value, expand_composites=True))]
    return ("unknown", _PROCESS, id(value))
