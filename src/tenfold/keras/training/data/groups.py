"""Batches taken several at a time, for steps that share a program: see `runtime.gears.several`."""

import math

import numpy as np

LINE = 64  # bytes; XLA reads an array that begins at a multiple of them where it lies, and copies any other


def in_groups(batches, capacity, every=None, taken=0):
    """Batches of one shape put together as they come.

    Args:
      batches: an iterator over (samples, arrays) as `BatchSource.open` gives them, or over (samples, Part) where
        batches are rows of larger arrays. Its arrays are read before the next batch is asked for.
      capacity: function of (samples, arrays) of a batch: how many like it may be put together.
      every: no group begins before and ends after a multiple of so many batches.
      taken: how many batches of the epoch came before these.

    Yields (samples, arrays, count): `count` batches in the first rows of arrays that nobody else has, of shape
      (capacity, *shape of a batch); or, where the capacity is 1, the arrays of a batch, and 0.

    What has been put together when `batches` raises comes before the error.
    """
    group = last = None
    while True:
        try:
            found = next(batches, None)
        except BaseException:
            if group is not None:
                yield group.stacked()
            raise
        if group is not None and (found is None or not group.takes(*found)):
            yield group.stacked()
            group = None
        if found is None:
            return
        samples, batch = found
        taken += 1
        if group is None and last is not None and last.takes(samples, batch):
            group = last.another()
        elif group is None:
            arrays = batch.arrays() if isinstance(batch, Part) else batch
            group = last = _group(samples, batch, arrays, capacity(samples, arrays))
            if group is None:
                yield samples, arrays, 0
                continue
        group.add(batch)
        if group.count == group.capacity or every is not None and taken % every == 0:
            yield group.stacked()
            group = None


def _group(samples, batch, arrays, capacity):
    """A group for batches like this one, which has these arrays; None for one."""
    if capacity == 1:
        return None
    shapes = [(a.shape, a.dtype) for a in arrays]
    return (PartGroup if isinstance(batch, Part) else CopyGroup)(samples, shapes, capacity)


class Part:
    """A batch that is rows of the arrays of samples.

    Args:
      samples: all of them.
      rows: a slice, or numbers.
    """

    __slots__ = ("rows", "samples")

    def __init__(self, samples, rows):
        self.samples, self.rows = samples, rows

    def arrays(self):
        """Views, or copies of rows in another order."""
        return [a[self.rows] for a in self.samples.arrays]

    def __len__(self):
        return self.rows.stop - self.rows.start if isinstance(self.rows, slice) else len(self.rows)


def room(shape, dtype):
    """An array to be filled, which begins at a multiple of LINE."""
    if dtype.hasobject:
        return np.empty(shape, dtype)
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + size].view(dtype).reshape(shape)


class _Group:
    """Batches of one shape.

    Args:
      samples: what describes each.
      shapes: shape and dtype of each array of a batch.
      capacity: the most.

    Attributes:
      count: how many it has.
    """

    def __init__(self, samples, shapes, capacity):
        self.samples, self.shapes, self.capacity, self.count = samples, shapes, capacity, 0

    def another(self):
        """One without batches yet."""
        return type(self)(self.samples, self.shapes, self.capacity)

    def _room(self):
        return [room((self.capacity, *shape), dtype) for shape, dtype in self.shapes]


class CopyGroup(_Group):
    """Batches that are arrays of their own."""

    def __init__(self, *args):
        super().__init__(*args)
        self.arrays = self._room()

    def takes(self, samples, arrays):
        mine = self.samples
        alike = samples is mine or samples.form == mine.form and samples.classes == mine.classes
        return alike and [(a.shape, a.dtype) for a in arrays] == self.shapes

    def add(self, arrays):
        for mine, a in zip(self.arrays, arrays):
            mine[self.count] = a
        self.count += 1

    def stacked(self):
        return self.samples, self.arrays, self.count


class PartGroup(_Group):
    """Batches that are rows of the same arrays: all rows are taken at once, once of an array given twice."""

    def __init__(self, *args):
        super().__init__(*args)
        self.size, self.parts = self.shapes[0][0][0], []

    def takes(self, samples, part):
        return samples is self.samples and len(part) == self.size

    def add(self, part):
        self.parts.append(part.rows)
        self.count += 1

    def stacked(self):
        arrays, rows, count, taken = self._room(), self._rows(), self.count, {}
        for i, (a, mine) in enumerate(zip(self.samples.arrays, arrays)):
            if id(a) in taken:
                arrays[i] = taken[id(a)]
                continue
            taken[id(a)] = mine
            if isinstance(rows, np.ndarray) and type(a) is np.ndarray:
                np.take(a, rows.reshape(count, self.size), 0, mine[:count], "clip")
            else:
                mine[:count] = a[rows].reshape(mine[:count].shape)
        return self.samples, arrays, count

    def _rows(self):
        """The rows of all parts: a slice where they lie behind one another."""
        first, last = self.parts[0], self.parts[-1]
        if isinstance(first, slice) and last.stop - first.start == self.count * self.size:
            return slice(first.start, last.stop)
        parts = [np.arange(p.start, p.stop) if isinstance(p, slice) else p for p in self.parts]
        return np.concatenate(parts)
