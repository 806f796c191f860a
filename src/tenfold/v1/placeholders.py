"""TensorFlow 1's doors into a graph."""

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.ops.sparse.operators import SparseTensor
from tenfold.ops.state import sources as state
from tenfold.runtime.sessions.modes import get_default_graph


def placeholder(dtype, shape=None, name=None):
    """A tensor whose value each `Session.run` is fed.

    Args:
      dtype: a dtype or its name.
      shape: with None for unknown dimensions; None for an unknown rank.

    Raises:
      RuntimeError: eager execution is on.
    """
    if STATE.graph is None:
        raise RuntimeError(
            "tf.placeholder() is not compatible with eager execution: write the graph inside `with "
            "tf.Graph().as_default():` "
            "or call tf.compat.v1.disable_eager_execution() first."
        )
    dims = TensorShape(shape)._dims if not isinstance(shape, int) else (shape,)
    return (
        get_default_graph()
        .write(hooks.placeholder, [], {"shape": dims, "dtype": dtypes.as_dtype(dtype)}, name or "Placeholder")
        .outputs[0]
    )


def sparse_placeholder(dtype, shape=None, name=None):
    """A SparseTensor that each `Session.run` is fed, as a `SparseTensorValue` or its three parts.

    Args:
      dtype: of the values.
      shape: the dense shape, None entries for unknown dimensions; None for an unknown rank.
    """
    dims = TensorShape(shape)._dims
    rank = None if dims is None else len(dims)
    name = name or "SparsePlaceholder"
    known = dims is not None and None not in dims
    size = convert(dims, dtypes.int64) if known else placeholder(dtypes.int64, [rank], f"{name}/shape")
    values = placeholder(dtype, [None], f"{name}/values")
    return SparseTensor(placeholder(dtypes.int64, [None, rank], f"{name}/indices"), values, size)


def placeholder_with_default(input, shape, name=None):
    """A tensor that has the value `input` unless a `Session.run` is fed another of this `shape`."""
    tensor = convert(input)
    dims = TensorShape(shape)._dims
    if not TensorShape(dims).is_compatible_with(tensor.shape):
        raise ValueError(
            f"placeholder_with_default: the default has shape {tensor.shape}, which does not fit {TensorShape(dims)}."
        )
    return state.placeholder_with_default(tensor, shape=dims, name=name or "PlaceholderWithDefault")
