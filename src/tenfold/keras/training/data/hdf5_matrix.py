"""`HDF5Matrix`: a dataset in an HDF5 file as training data, as Keras 2 had it."""

import numpy as np


class HDF5Matrix:
    """Rows `start` to `end` of a dataset in an HDF5 file, read as they are asked for.

    `fit` reads a batch at a time. `matrix[rows]`, of an int, a slice or numbers counted from `start`, is an array.

    Args:
      datapath: the file.
      dataset: name of the dataset in it.
      start, end: the first row, and the one after the last; all by default.
      normalizer: function of rows, each time that some are read.

    Attributes:
      shape, dtype, ndim, size: as of an array of the rows; the dtype that the normalizer gives.

    Raises:
      IndexError: rows that are not there.
    """

    def __init__(self, datapath, dataset, start=0, end=None, normalizer=None):
        import h5py

        self._file = h5py.File(datapath, "r")
        self.data, self.start = self._file[dataset], int(start)
        self.end = len(self.data) if end is None else int(end)
        if not 0 <= self.start <= self.end <= len(self.data):
            raise IndexError(
                f"HDF5Matrix: the rows {start} to {end} are asked for, and {dataset!r} in {datapath} has "
                f"{len(self.data)}."
            )
        self.normalizer = normalizer
        sample = self[0:1]
        self.shape, self.dtype = (len(self), *sample.shape[1:]), np.dtype(sample.dtype)

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: int(np.prod(self.shape)))

    def __len__(self):
        return self.end - self.start

    def __getitem__(self, rows):
        found = self._read(rows)
        return found if self.normalizer is None else np.asarray(self.normalizer(found))

    def _read(self, rows):
        if isinstance(rows, slice):
            first, last, step = rows.indices(len(self))
            return self.data[self.start + first : self.start + max(first, last) : step]
        numbers = np.asarray(rows)
        if numbers.size and not (0 <= numbers.min() and numbers.max() < len(self)):
            raise IndexError(f"HDF5Matrix has {len(self)} rows; row {rows!r} is not among them.")
        return self.data[self.start + (int(numbers) if numbers.ndim == 0 else numbers)]
