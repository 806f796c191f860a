"""Values on their way into a session and out of it: fed values as arrays, results as callers may keep them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.runtime.types import Array, Arrays


def as_fed(tensor: SymbolicTensor, value: Any) -> np.ndarray:
    """A fed value as the array that the tensor stands for."""
    if isinstance(value, Tensor):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, "
            "lists, numpy ndarrays, or TensorHandles. For reference, the tensor object was "
            f"{value!r} which was passed to the feed with key {tensor!r}."
        )
    array = _bytes(np.asarray(value, object)) if tensor.dtype is dtypes.string else _numbers(tensor, value)
    if not tensor.shape.is_compatible_with(array.shape):
        raise ValueError(
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name}, which has shape {tensor.shape}"
        )
    return array


def pairs(keys: Sequence[Any], values: Any) -> list[tuple[Any, Any]]:
    """The tensors of one structure that is fed, each with its value."""
    try:
        values = list(values)
    except TypeError:
        values = [values]
    if len(keys) != len(values):
        raise ValueError(
            f"Could not flatten dictionary. Key had {len(keys)} elements, but value had {len(values)} elements. Key: "
            f"{keys!r:.200}, value: {values!r:.200}."
        )
    return list(zip(keys, values))


def no_tensor(key: Any) -> str:
    """Why something is no tensor that can be fed."""
    if isinstance(key, str):
        return f"The name {key!r} refers to an Operation, not a Tensor: its first result is fed as '{key}:0'."
    return f"Can not convert a {type(key).__name__} into a Tensor."


def _numbers(tensor: SymbolicTensor, value: Any) -> np.ndarray:
    """A fed value as an array of the tensor's dtype that nobody else holds."""
    array, wanted = np.asarray(value), tensor.dtype.numpy
    if array.dtype.kind == "O":
        raise ValueError(f"Cannot feed a ragged or non-numeric value to Tensor {tensor.name!r}: {value!r:.100}")
    if array.dtype == wanted:
        return array.copy() if array is value else array
    if isinstance(value, int) and array.astype(wanted) != array:
        raise TypeError(
            f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type {wanted}. Try "
            "explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    return _read(tensor, array) if array.dtype.kind in "SU" else array.astype(wanted)


def _read(tensor: SymbolicTensor, texts: np.ndarray) -> np.ndarray:
    """Texts as the numbers that they spell."""
    try:
        return texts.astype(tensor.dtype.numpy)
    except ValueError:
        raise ValueError(
            f"Cannot feed text to Tensor {tensor.name!r} of dtype {tensor.dtype.name}, which needs numbers; received "
            f"{texts.tolist()!r:.100}. Turn text into numbers first (categories: numpy.unique(x, return_inverse=True))."
        ) from None


def _bytes(array: np.ndarray) -> np.ndarray:
    out = np.empty(array.shape, object)
    flat = [v.encode() if isinstance(v, str) else v for v in array.reshape(-1).tolist()]
    out.reshape(-1)[:] = flat
    return out


def handed(array: Array) -> Any:
    """A result as the caller may keep and change it; a NumPy scalar for rank 0."""
    array = np.array(array)
    return array if array.ndim else array[()]


def repacked(fetches: Any, values: Arrays) -> Any:
    """Lists, tuples, dicts and named tuples of values in place of fetches; of a sparse tensor, its three parts."""
    rest = iter(values)

    def value_of(fetch: Any) -> Any:
        parts = [next(rest) for _ in nest.flatten(fetch, expand_composites=True)]
        return fetch._fetched(*parts) if hasattr(fetch, "_fetched") else parts[0]

    return nest.map_structure(value_of, fetches)


def unfed(node: Node) -> errors.InvalidArgumentError:
    """The error for a placeholder that a run needs and was not fed."""
    t = node.outputs[0]
    kind = {"float32": "float", "float64": "double"}.get(t.dtype.name, t.dtype.name)
    shape = "" if t._dims is None else f" and shape {str(list(t._dims)).replace('None', '?').replace(' ', '')}"
    return errors.InvalidArgumentError(
        f"You must feed a value for placeholder tensor '{node.name}' with dtype {kind}{shape}"
    )
