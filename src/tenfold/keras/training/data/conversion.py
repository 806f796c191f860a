"""What users pass as data (arrays, lists, tensors, frames, datasets in files, sparse matrices) as arrays of samples."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras.backend_config import floatx
from tenfold.keras.training.data.composites import CompositeSamples, RaggedSamples, SparseSamples
from tenfold.keras.training.data.rows import (
    SMALL,
    Rows,
    SparseRows,
    StoredRows,
    frame_rows,
    is_stored,
    kept_as,
    list_rows,
)
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.tensor import SparseTensor


def as_arrays(value, what):
    """NumPy arrays in the structure of `value`; text is what string tensors hold.

    NumPy's floats become Keras's float type, as in Keras; tensors keep their own. Where an array of another type would
    be made of much, or something has to be read, `Rows` stand for it: the rows of each batch become an array.
    None among several targets or weights (`what` is not "x") stays None.

    Raises:
      ValueError: scalars, None or text among numbers, lists of unequal lengths. It names the argument and the column.
    """
    if value is None:
        return None
    if type(value) is np.ndarray:
        return _of_array(value, what)
    if isinstance(value, (list, tuple)) and value and not _holds_arrays(value):
        return _from_lists(value, what)
    if type(value) is dict and any(isinstance(v, (list, tuple)) for v in value.values()):
        return {key: as_arrays(v, what) for key, v in value.items()}
    return nest.map_structure(lambda v: None if v is None and what != "x" else _as_array(v, what), value)


def is_data(value):
    """Whether `value` is what `as_arrays` takes for an array, and not something that gives batches."""
    return isinstance(value, (list, tuple, dict)) or _is_array_type(type(value)) or _is_array(value)


def _holds_arrays(values):
    """Whether nested lists have arrays as leaves; else these are numbers, or text."""
    kinds = set(map(type, values))
    if any(map(_is_array_type, kinds)) or any(map(_is_array, values if len(values) < 100 else ())):
        return True
    return any(issubclass(kind, (list, tuple, dict)) for kind in kinds) and any(
        _holds_arrays([*v.values()] if isinstance(v, dict) else v)
        for v in (values if len(values) < 100 else values[:1])
        if isinstance(v, (list, tuple, dict)) and v
    )


def _is_array_type(kind):
    return (
        issubclass(kind, (np.ndarray, Tensor, Variable, Rows))
        or hasattr(kind, "__array__")
        and not issubclass(kind, np.generic)
    )


def _is_array(value):
    is_composite = nest.is_composite(value) and not hasattr(value, "element_spec")  # as datasets and their iterators
    return hasattr(value, "tocsr") or is_stored(value) or is_composite


def _from_lists(values, what):
    """Nested lists of numbers, or of text, are one array."""
    try:
        rows = list_rows(values)
        return _as_array(np.asarray(values), what) if rows is None else rows
    except ValueError as e:
        if "inhomogeneous" not in str(e) and "setting an array element" not in str(e):
            raise
        raise ValueError(
            f"Failed to convert a list to a Tensor: the lists in argument {what} are of several lengths, or some hold "
            "numbers where others hold lists. Pad them first, see keras.utils.pad_sequences. "
            f"(NumPy says: {e})"
        ) from None


def _as_array(value, what):
    if isinstance(value, (Rows, CompositeSamples)):
        return value
    if nest.is_composite(value):
        return _composite(value, what)
    if isinstance(value, dict) or value is None:
        raise ValueError(f"Argument {what} holds {value!r} where an array is expected.")
    if isinstance(value, (Tensor, Variable)):
        return _of_samples(value.array() if isinstance(value, Variable) else np.asarray(value._array), what)
    if hasattr(value, "tocsr"):
        return _sparse(value, what)
    if is_stored(value):
        _of_samples(value, what)
        return StoredRows(value, value.shape, kept_as(value.dtype))
    if hasattr(value, "iloc") and (rows := frame_rows(value)) is not None:
        return rows
    if callable(value) and not hasattr(value, "__array__"):
        raise ValueError(
            f"Failed to find data adapter that can handle input: argument {what} is a function ({value!r}). Pass what "
            f"it returns: write {getattr(value, '__name__', what)}()."
        )
    return _of_array(np.asarray(value), what, getattr(value, "columns", None))


def _composite(value, what):
    kind = RaggedSamples if isinstance(value, RaggedTensor) else SparseSamples
    if not isinstance(value, (RaggedTensor, SparseTensor) if what == "x" else RaggedTensor):
        raise TypeError(f"Argument {what} is a {type(value).__name__}, which it cannot be; pass a dense tensor.")
    if not value.shape.rank or not all(isinstance(t, Tensor) for t in nest.flatten(value, expand_composites=True)):
        raise ValueError(f"Argument {what} must hold samples along a first axis; received {value!r}.")
    return kind.of(value)


def _of_array(array, what, columns=None):
    kind = array.dtype.kind
    if not array.ndim:
        _of_samples(array, what)
    if kind == "f" and array.dtype != floatx():
        return array.astype(floatx()) if array.nbytes <= SMALL else Rows(array, array.shape, floatx())
    if kind in "US":
        return convert(array)._array
    return _from_objects(array, what, columns) if kind == "O" else array


def _of_samples(array, what):
    """`array`; ValueError where it has no axis of samples."""
    if not len(array.shape):
        raise ValueError(
            f"Argument {what} must hold samples along a first axis; received the scalar {array!r}. A "
            "dataset of single samples is batched first: dataset.batch(32); one sample alone gets the axis by x[None]."
        )
    return array


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
    return SparseRows(matrix.tocsr(), matrix.shape, kept_as(matrix.dtype))
