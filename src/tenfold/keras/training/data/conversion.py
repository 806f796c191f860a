"""What users pass as data (arrays, lists, tensors, frames, sparse matrices) as arrays of samples."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras.backend_config import floatx


def as_arrays(value, what):
    """NumPy arrays in the structure of `value`; 64-bit floats become Keras's float type, text what string tensors hold.

    None among several targets or weights (`what` is not "x") stays None; a sparse matrix becomes `SparseRows`.

    Raises:
      ValueError: scalars, None or text among numbers, lists of unequal lengths. It names the argument and the column.
    """
    if value is None:
        return None
    if type(value) is np.ndarray:
        return _as_array(value, what)
    if isinstance(value, (list, tuple)) and value and not any(_is_array(v) for v in nest.flatten(value)):
        value = np.asarray(value)  # nested lists of numbers are one array
    return nest.map_structure(lambda v: None if v is None and what != "x" else _as_array(v, what), value)


def _is_array(value):
    return (
        isinstance(value, (np.ndarray, Tensor, Variable))
        or hasattr(value, "tocsr")
        or hasattr(value, "__array__")
        and not isinstance(value, np.generic)
    )


def _as_array(value, what):
    if isinstance(value, dict) or value is None:
        raise ValueError(f"Argument {what} holds {value!r} where an array is expected.")
    if hasattr(value, "tocsr"):
        return _sparse(value, what)
    array = np.asarray(
        value.array() if isinstance(value, Variable) else value._array if type(value) is Tensor else value
    )
    if array.ndim == 0:
        raise ValueError(f"Argument {what} must hold samples along a first axis; received the scalar {array!r}.")
    if array.dtype == np.float64:
        return array.astype(floatx())
    if array.dtype.kind in "US":
        return convert(array)._array
    return _from_objects(array, what, getattr(value, "columns", None)) if array.dtype.kind == "O" else array


def _from_objects(array, what, columns):
    """An array of Python objects as numbers, or as text where all of it is text."""
    kinds = {type(v) for v in array.flat}
    if kinds and all(issubclass(kind, (str, bytes)) for kind in kinds) and columns is None:
        return convert(array)._array
    bad = next((i for i, v in enumerate(array.flat) if v is None or isinstance(v, (str, bytes))), None)
    if bad is None:
        try:
            return array.astype(floatx())
        except (TypeError, ValueError):
            raise ValueError(
                f"Failed to convert a NumPy array to a Tensor: argument {what} holds Python objects "
                f"({type(array.reshape(-1)[0])}); ragged lists need padding first, see keras.utils.pad_sequences."
            ) from None
    found, place = array.reshape(-1)[bad], np.unravel_index(bad, array.shape)
    where = f"column {columns[place[1]]!r}" if columns is not None and len(place) > 1 else f"sample {place[0]}"
    cure = (
        "Leave out or fill in what is missing."
        if found is None
        else "Turn text into numbers first (a column of categories: pandas.get_dummies, or keras.layers.StringLookup)."
    )
    raise ValueError(
        f"Failed to convert a NumPy array to a Tensor (Unsupported object type {type(found).__name__}): argument "
        f"{what} holds {found!r} in {where}. {cure}"
    )


def _sparse(matrix, what):
    if what != "x":
        raise TypeError(
            f"Argument {what} is a sparse matrix ({type(matrix).__name__}), which only inputs may be; pass "
            f"{what}.toarray()."
        )
    return SparseRows(matrix.tocsr())


class SparseRows:
    """A SciPy matrix as samples: an array is made of the rows of each batch only.

    Args:
      matrix: in the format csr, of shape (samples, features).
    """

    def __init__(self, matrix):
        self._matrix, self.shape, self.ndim = matrix, matrix.shape, 2
        self.dtype = np.dtype(floatx()) if matrix.dtype == np.float64 else matrix.dtype

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, rows):
        return self._matrix[rows].toarray().astype(self.dtype, copy=False)
