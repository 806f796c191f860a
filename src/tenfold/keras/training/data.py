"""In-memory data for fit, evaluate and predict: arrays in any structure, cut into batches."""

import math

import numpy as np

from tenfold.core import nest
from tenfold.core.tensor import Tensor
from tenfold.core.variable import Variable
from tenfold.keras.backend_config import floatx
from tenfold.keras.training.arguments import whole_number

BATCH = 32


class ArrayData:
    """Samples held in arrays.

    Who owns a batch: an array that owns its memory (`a.base is None`) was made for this batch, and whoever takes it may
    keep it. A view (all others) lies in the caller's memory: it is read until the step on it returns, and not after,
    since a callback, or what fills the buffer again for the next batch, may write there then. Second gear returns
    before it has read, so it copies views (`Executable`). What makes its batches in one buffer hands out views of it,
    never the buffer itself.

    Args:
      x, y, sample_weight: structures of arrays with one first dimension; y and sample_weight may be None.
      batch_size: samples per batch, 32 by default.
    """

    def __init__(self, x, y=None, sample_weight=None, batch_size=None):
        self.x, self.y = as_arrays(x, "x"), as_arrays(y, "y")
        self.sample_weight = as_arrays(sample_weight, "sample_weight")
        self.data = pack(self.x, self.y, self.sample_weight)
        self.arrays = [a for a in nest.flatten(self.data) if a is not None]
        self.classes = (None,) * len(self.arrays)  # per array, the number of classes its labels were checked against
        self.samples = _one_length(self.x, self.y, self.sample_weight)
        self.batch_size = BATCH if batch_size is None else whole_number(batch_size, "batch_size")
        self.steps = -(-self.samples // self.batch_size)

    def batches(self, order=None):
        """Lists of arrays, one per leaf of `data`, batch after batch; `order` is a permutation of the samples."""
        for start in range(0, self.samples, self.batch_size):
            if order is None:
                yield [a[start : start + self.batch_size] for a in self.arrays]
            else:
                rows = order[start : start + self.batch_size]
                yield [a[rows] for a in self.arrays]

    def count(self, steps=None):
        """How many batches a pass takes: all, or `steps` where that is fewer."""
        return self.steps if steps is None else min(math.ceil(steps), self.steps)

    def weighted(self, class_weight):
        """The same samples, each with the weight of its class besides its own."""
        weights = class_weights(self.y, class_weight)
        if self.sample_weight is not None:
            weights = weights.reshape(-1, *(1,) * (self.sample_weight.ndim - 1)) * self.sample_weight
        return ArrayData(self.x, self.y, weights, self.batch_size)

    def split(self, fraction):
        """(training part, validation part): the last `fraction` of the samples, before any shuffling."""
        cut = int(self.samples * (1.0 - fraction))
        if not 0 < cut < self.samples:
            raise ValueError(
                f"Training data contains {self.samples} samples, which is not sufficient to split it into a "
                f"validation and training set as specified by `validation_split={fraction}`. Either provide more "
                "data, or a different value for the `validation_split` argument."
            )
        parts = []
        for rows in (slice(None, cut), slice(cut, None)):
            cut_out = [
                nest.map_structure(lambda a, rows=rows: a[rows] if a is not None else None, p)
                for p in (self.x, self.y, self.sample_weight)
            ]
            parts.append(ArrayData(*cut_out, batch_size=self.batch_size))
        return parts


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


def as_arrays(value, what):
    """NumPy arrays in the structure of `value`; 64-bit floats become Keras's float type."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)) and value and not any(_is_array(v) for v in nest.flatten(value)):
        value = np.asarray(value)  # nested lists of numbers are one array
    return nest.map_structure(lambda v: _as_array(v, what), value)


def _is_array(value):
    return (
        isinstance(value, (np.ndarray, Tensor, Variable))
        or hasattr(value, "__array__")
        and not isinstance(value, np.generic)
    )


def _as_array(value, what):
    if isinstance(value, dict) or value is None:
        raise ValueError(f"Argument {what} holds {value!r} where an array is expected.")
    array = np.asarray(
        value.array() if isinstance(value, Variable) else value._array if type(value) is Tensor else value
    )
    if array.ndim == 0:
        raise ValueError(f"Argument {what} must hold samples along a first axis; received the scalar {array!r}.")
    if array.dtype == np.float64:
        return array.astype(floatx())
    if array.dtype.kind == "O":
        try:
            return array.astype(floatx())
        except (TypeError, ValueError):
            raise ValueError(
                f"Failed to convert a NumPy array to a Tensor: argument {what} holds Python objects "
                f"({type(array.reshape(-1)[0])}); ragged lists need padding first, see keras.utils.pad_sequences."
            ) from None
    return array


def _one_length(x, y, sample_weight):
    sizes = {"x": x, "y": y, "sample_weight": sample_weight}
    sizes = {k: [len(a) for a in nest.flatten(v)] for k, v in sizes.items() if v is not None}
    if len({n for ns in sizes.values() for n in ns}) > 1:
        listed = "\n".join(f"  {k} sizes: {', '.join(map(str, v))}" for k, v in sizes.items())
        raise ValueError(
            f"Data cardinality is ambiguous:\n{listed}\nMake sure all arrays contain the same number of samples."
        )
    first = sizes["x"]
    if not first or not first[0]:
        raise ValueError("Expected input data to be non-empty.")
    return first[0]


def class_weights(y, class_weight):
    """One weight per sample from {class: weight}; classes that it does not name weigh 1."""
    if nest.is_nested(y):
        raise ValueError("`class_weight` is only supported for Models with a single output.")
    if y is None or not all(isinstance(k, (int, np.integer)) for k in class_weight):
        raise ValueError(
            f"`class_weight` is a dict from class numbers to weights, for labels `y`; received {class_weight}."
        )
    classes = y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y), -1)[:, 0]
    classes = classes.astype(np.int64)
    table = np.ones(max(int(classes.max()), *class_weight) + 1, floatx())
    for k, w in class_weight.items():
        table[int(k)] = w
    return table[classes]
