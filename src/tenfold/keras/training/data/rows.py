"""Samples that are no arrays of the type that a step takes: one is made of the rows of each batch, never of all."""

import math

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import floatx

SMALL = 2**20  # bytes: what is no larger is made an array at once
_BLOCK = 2**18  # numbers that are looked at together


class Rows:
    """Samples along the first axis. `rows[of]`, a slice or row numbers, is an array made for the caller.

    Args:
      source: what holds them; it is used where it lies.
      shape: (samples, *shape of one).
      dtype: that of the arrays.

    Attributes:
      shape, dtype, ndim, size: as of an array.
    """

    def __init__(self, source, shape, dtype):
        self.source, self.dtype = source, np.dtype(dtype)
        self._show(range(shape[0]), shape[1:])

    def _show(self, shown, each):
        self._shown, self._first = shown, shown.start
        self.shape, self.ndim = (len(shown), *each), 1 + len(each)

    @property
    def size(self):
        return math.prod(self.shape)

    def __len__(self):
        return len(self._shown)

    def __getitem__(self, rows):
        if rows.__class__ is slice:
            shown = self._shown[rows]
            return self._read(slice(shown.start, shown.stop))
        return self._read(rows + self._first if self._first else rows)

    def part(self, rows):
        """The same samples, only those of the slice `rows`."""
        found = object.__new__(type(self))
        vars(found).update(vars(self))
        found._show(self._shown[rows], self.shape[1:])
        return found

    def _read(self, rows):
        """An array of the source's rows, which are a slice or numbers."""
        return self.source[rows].astype(self.dtype)


class StoredRows(Rows):
    """What is read from somewhere by `source[rows]`, as an HDF5 dataset is: in order, and put into the order asked for.

    Text is what string tensors hold.
    """

    def _read(self, rows):
        found = self._stored(rows)
        if found.dtype.kind in "OSU":
            return convert(found)._array
        return found if found.dtype == self.dtype and found.base is None else found.astype(self.dtype)

    def _stored(self, rows):
        if isinstance(rows, slice):
            return np.asarray(self.source[rows])
        order = np.argsort(rows, kind="stable")
        wanted = rows[order]
        first, last = wanted[0], wanted[-1]
        is_range = last - first == len(wanted) - 1
        found = np.asarray(self.source[slice(first, last + 1) if is_range else wanted])
        back = np.empty_like(found)
        back[order] = found
        return back


class ListRows(Rows):
    """Nested lists of numbers."""

    def _read(self, rows):
        values = self.source[rows] if isinstance(rows, slice) else [self.source[i] for i in rows]
        return np.array(values, self.dtype)


class FrameRows(Rows):
    """A table, of which the columns are arrays of numbers."""

    def _read(self, rows):
        found = np.empty((len(self.source[0][rows]), len(self.source)), self.dtype)
        for place, column in enumerate(self.source):
            found[:, place] = column[rows]
        return found


class SparseRows(Rows):
    """A SciPy matrix in the format csr, of shape (samples, features)."""

    def _read(self, rows):
        return self.source[rows].toarray().astype(self.dtype, copy=False)


def part(array, rows):
    """The samples of the slice `rows`: a view."""
    return array.part(rows) if isinstance(array, Rows) else array[rows]


def blocks(array):
    """Arrays of some rows each, all there are: one alone where they are an array already."""
    if array.__class__ is np.ndarray:
        return (array,)
    step = max(1, _BLOCK // max(1, math.prod(array.shape[1:])))
    return (array[start : start + step] for start in range(0, len(array), step))


def kept_as(dtype):
    """The dtype in which numbers of `dtype` are fed: Keras's float type for those of NumPy's."""
    return np.dtype(floatx()) if issubclass(dtype.type, np.floating) else dtype


def is_stored(value):
    """Whether `value` is like an array, but not in memory: an HDF5 dataset and its kin."""
    return (
        not isinstance(value, (np.ndarray, np.generic))
        and isinstance(getattr(value, "dtype", None), np.dtype)
        and not hasattr(value, "__dlpack__")
        and not hasattr(value, "iloc")  # a column of a table
        and all(hasattr(value, name) for name in ("shape", "__getitem__", "__len__"))
    )


def list_rows(values):
    """ListRows of nested lists of numbers; None where these are few, or hold something else.

    Raises:
      ValueError: they are of several lengths.
    """
    first, shape = values, []
    while isinstance(first, (list, tuple)) and first:
        shape.append(len(first))
        first = first[0]
    if math.prod(shape) * 8 <= SMALL:
        return None
    step, dtypes = max(1, _BLOCK // math.prod(shape[1:])), set()
    for start in range(0, shape[0], step):
        block = np.asarray(values[start : start + step])
        if block.dtype.kind not in "biuf" or block.shape[1:] != tuple(shape[1:]):
            return None
        dtypes.add(block.dtype)
    return ListRows(values, shape, kept_as(np.result_type(*dtypes)))


def frame_rows(frame):
    """FrameRows of a table whose numbers do not lie together as one array; None of any other, or of a small one.

    (Of two rows can be told whether they do: an array of them is a view then.)
    """
    if len(getattr(frame, "shape", ())) != 2 or math.prod(frame.shape) * 8 <= SMALL:
        return None
    head = frame.iloc[:2]
    if np.shares_memory(head.to_numpy(), head.iloc[:, 0].to_numpy()):
        return None
    columns = [frame.iloc[:, place].to_numpy() for place in range(frame.shape[1])]
    if any(column.dtype.kind not in "biuf" for column in columns):
        return None
    together = head.to_numpy().dtype  # pandas has objects where truth values stand beside numbers
    return FrameRows(columns, frame.shape, kept_as(together) if together.kind != "O" else floatx())
