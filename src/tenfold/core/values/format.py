"""How tensors and variables print: TensorFlow's text, from an array, a shape and the name of a dtype.

Arrays are NumPy's (strings are object arrays of `bytes`), shapes raw tuples, or `None` for an unknown rank.
Values are NumPy's own text, so `np.set_printoptions` holds.
"""

import numpy as np

from tenfold.core.base.types import Any, Array, Dims
from tenfold.core.values.shapes import shape_text


def tensor_repr(array: Array, shape: Dims, dtype_name: str) -> str:
    """`<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>`"""
    return f"<tf.Tensor: shape={shape}, dtype={dtype_name}, numpy={_on_own_lines(_value_repr(array))}>"


def tensor_str(array: Array, shape: Dims, dtype_name: str) -> str:
    """`tf.Tensor([1. 2.], shape=(2,), dtype=float32)`"""
    return f"tf.Tensor({_on_own_lines(str(_scalar_or_array(array)))}, shape={shape}, dtype={dtype_name})"


def tensor_format(array: Array, spec: str) -> str:
    """What `f"{tensor:{spec}}"` gives: a scalar formats as its Python number does, an array as NumPy prints it.

    Raises:
      TypeError: a `spec` for an array, or for a string tensor.
    """
    if np.ndim(array) == 0:
        return format(_python_scalar(array), spec)
    if spec:
        raise TypeError(
            f"format {spec!r} needs a scalar tensor, but this one has shape {np.shape(array)}: "
            "format one element of it, or use np.array2string(tensor.numpy(), ...)"
        )
    return str(array)


def variable_repr(name: str, array: Array, shape: Dims, dtype_name: str, kind: str = "tf.Variable") -> str:
    """`<tf.Variable 'weight:0' shape=() dtype=float32, numpy=2.0>`; no value where `array` is `None` (a graph)."""
    value = "" if array is None else f", numpy={_on_own_lines(_value_repr(array))}"
    return f"<{kind} '{name}' shape={shape_text(shape)} dtype={dtype_name}{value}>"


def symbolic_repr(name: str, shape: Dims, dtype_name: str) -> str:
    """`<tf.Tensor 'x:0' shape=(None, 2) dtype=float32>`"""
    return f"<tf.Tensor '{name}' shape={shape_text(shape)} dtype={dtype_name}>"


def symbolic_str(name: str, shape: Dims, dtype_name: str) -> str:
    """`Tensor("x:0", shape=(None, 2), dtype=float32)`; a shape of unknown rank is left out."""
    known = "" if shape is None else f" shape={shape_text(shape)},"
    return f'Tensor("{name}",{known} dtype={dtype_name})'


def _value_repr(array: Array) -> str:
    return repr(_python_scalar(array) if np.ndim(array) == 0 else array)


def _python_scalar(array: Array) -> Any:
    """The Python number, bool or bytes in a 0-d array, a NumPy scalar or itself."""
    return array if isinstance(array, bytes) else array.item()


def _scalar_or_array(array: Array) -> Any:
    # a NumPy scalar prints in its own precision (0.1, where the Python number is 0.10000000149011612)
    return array[()] if isinstance(array, np.ndarray) else array


def _on_own_lines(text: str) -> str:
    return f"\n{text}" if "\n" in text else text
