"""Samples in arrays: x, y and sample_weight in any structure, a batch of them or all there are."""

import contextlib
import functools
import operator
import reprlib

import numpy as np

from tenfold.core.base import nest
from tenfold.function.keys import outline
from tenfold.keras.backend_config import floatx
from tenfold.keras.training.data.class_weights import class_weights
from tenfold.keras.training.data.conversion import as_arrays
from tenfold.keras.training.data.rows import Rows

_ALL = operator.itemgetter(slice(None))  # a view of an array, or one made of Rows
_IS_NONE = functools.partial(operator.is_, None)
_PAIR = outline((np.empty(0), np.empty(0)))


class Samples:
    """What a step is traced for, and the arrays of it.

    Args:
      x, y, sample_weight: structures of arrays (or of what `as_arrays` takes for one) with one first dimension; y and
        sample_weight may be None. None among several targets or weights stands for an output that has none.

    Attributes:
      data: what a step function gets: x, (x, y) or (x, y, sample_weight).
      arrays: its leaves that are not None: arrays, or Rows of which they are made.
      form: how it nests and which leaves are None.
      is_dense: whether none is a ragged or sparse tensor, which has several arrays.
      classes: per array, the number of classes its labels were checked against, or None.

    Raises:
      ValueError: arrays of several lengths, or of none.
    """

    __slots__ = ("arrays", "classes", "data", "form", "is_dense", "sample_weight", "size", "x", "y")

    def __init__(self, x, y=None, sample_weight=None):
        self.x, self.y = as_arrays(x, "x"), None if y is None else as_arrays(y, "y")
        self.sample_weight = None if sample_weight is None else as_arrays(sample_weight, "sample_weight")
        is_pair = self.sample_weight is None and type(self.x) is type(self.y) is np.ndarray  # as a rule
        self.data = (self.x, self.y) if is_pair else pack(self.x, self.y, self.sample_weight)
        leaves = [self.x, self.y] if is_pair else nest.flatten(self.data, expand_composites=True)
        missing = tuple(map(_IS_NONE, leaves))
        self.arrays = [a for a in leaves if a is not None] if True in missing else leaves
        is_plain = is_pair or type(self.data) is np.ndarray
        nests = _PAIR if is_pair else None if is_plain else outline(self.data)
        self.is_dense = is_plain or not any(map(nest.is_composite, nest.flatten(self.data)))
        self.form = nests, missing
        self.classes = (None,) * len(self.arrays)
        lengths = set(map(len, self.arrays))
        if len(lengths) != 1 or 0 in lengths:
            _refuse_lengths(self.x, self.y, self.sample_weight)
        self.size = lengths.pop()

    @classmethod
    def of_batch(cls, batch, number, kind):
        """Those of a batch that somebody's code has made: x, (x, y) or (x, y, sample_weight).

        Raises:
          ValueError: it is anything else; the batch, by its number, and `kind`, what it comes from, are named.
        """
        try:
            x, y, sample_weight = unpack(batch)
            if x is None:
                raise ValueError(f"it is {reprlib.repr(batch)} where x, (x, y) or (x, y, sample_weight) is expected.")
            return cls(x, y, sample_weight)
        except (TypeError, ValueError) as e:
            raise ValueError(f"Batch {number + 1} of {kind}: {e}") from e

    def made(self):
        """The arrays as a batch that is the caller's, but for those that are none until they are read."""
        return [a[:] if isinstance(a, Rows) else a for a in self.arrays]

    def lent(self):
        """The arrays as a batch that stays the caller's: views."""
        return list(map(_ALL, self.arrays))

    def map(self, function):
        """Samples of the same structure with `function` of each array."""
        of = lambda a: None if a is None else function(a)  # noqa: E731
        parts = self.x, self.y, self.sample_weight
        return Samples(*(nest.map_structure(of, part, expand_composites=True) for part in parts))

    def holding(self, arrays):
        """Samples of the same structure with these arrays: themselves where ragged or sparse, for such batches are each
        described by samples of their own."""
        if not self.is_dense:
            return self
        arrays = iter(arrays)
        return self.map(lambda _: next(arrays))

    def weighted(self, class_weight):
        """The same samples, each with the weight of its class besides its own."""
        if not self.is_dense and any(map(nest.is_composite, nest.flatten((self.y, self.sample_weight)))):
            raise ValueError("`class_weight` needs dense labels and weights, not a RaggedTensor: pass sample_weight.")
        weights = class_weights(self.y, class_weight)
        if self.sample_weight is not None:
            own = nest.flatten(self.sample_weight)[0][:]
            weights = weights.reshape(-1, *(1,) * (own.ndim - 1)) * own
        return Samples(self.x, self.y, weights)


def lent(arrays):
    """Views of arrays, as a batch that stays the caller's."""
    return list(map(_ALL, arrays))


@contextlib.contextmanager
def noting_batch(number, kind):
    """A block of somebody's code that makes the batch with this number, from 0; an error in it says which it was."""
    try:
        yield
    except Exception as e:
        note_batch(e, number, kind)
        raise


def note_batch(error, number, kind):
    """Add to an error which batch it kept from being made."""
    error.add_note(f"This was raised where batch {number + 1} of {kind} was made.")


def looks(batch):
    """Shapes and dtypes of (x, y) or (x, y, sample_weight) that are plain arrays and taken as they are; else None.

    Batches that look alike are described by the same Samples.
    """
    if batch.__class__ is not tuple or not 2 <= len(batch) <= 3:
        return None
    found, floats = [], floatx()
    for array in batch:
        if array.__class__ is not np.ndarray:
            return None
        dtype = array.dtype
        if dtype.kind not in "iub" and dtype != floats:
            return None
        found.append((array.shape, dtype))
    return found


def refuse_labels(kind, y, sample_weight):
    """ValueError where labels or weights are given besides batches that have them."""
    for name, value in (("y", y), ("sample_weight", sample_weight)):
        if value is not None:
            raise ValueError(
                f"`{name}` argument is not supported when using {kind} as input: let it give (x, y) or "
                "(x, y, sample_weight)."
            )


def pack(x, y=None, sample_weight=None):
    """What a step function gets: x (in a tuple if it is nested), (x, y) or (x, y, sample_weight)."""
    if y is None and sample_weight is None:
        return (x,) if nest.is_nested(x) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def unpack(data):
    """x, y and sample_weight from what a step function got; what is missing is None."""
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(
            f"Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, found: {data}"
        )
    return (*data, None, None)[:3]


def _refuse_lengths(x, y, sample_weight):
    """ValueError: the arrays are of several lengths, or have no samples."""
    sizes = {"x": x, "y": y, "sample_weight": sample_weight}
    sizes = {k: [len(a) for a in nest.flatten(v) if a is not None] for k, v in sizes.items() if v is not None}
    if len({n for ns in sizes.values() for n in ns}) > 1:
        listed = "\n".join(f"  {k} sizes: {', '.join(map(str, v))}" for k, v in sizes.items())
        raise ValueError(
            f"Data cardinality is ambiguous:\n{listed}\nMake sure all arrays contain the same number of samples."
        )
    raise ValueError("Expected input data to be non-empty.")
