"""In-memory data for fit, evaluate and predict: arrays in any structure, cut into batches."""

import functools
import operator

from tenfold.core.values import nest
from tenfold.function.signature import outline
from tenfold.keras.training.arrays import SparseRows, as_arrays
from tenfold.keras.training.class_weights import class_weights
from tenfold.keras.utils.arguments import step_count, whole_number
from tenfold.ops.random.seeds import shuffle_order

BATCH = 32
_ALL = operator.itemgetter(slice(None))  # a view of an array
_IS_NONE = functools.partial(operator.is_, None)


class ArrayData:
    """Samples held in arrays.

    Who owns a batch: an array that owns its memory (`a.base is None`) was made for this batch, and whoever takes it may
    keep it. A view (all others) lies in the caller's memory: it is read until the step on it returns, and not after,
    since a callback, or what fills the buffer again for the next batch, may write there then. Second gear returns
    before it has read, so it copies views (`Executable`). What makes its batches in one buffer hands out views of it,
    never the buffer itself.

    Args:
      x, y, sample_weight: structures of arrays with one first dimension; y and sample_weight may be None.
        None among several targets or weights stands for an output that has none.
      batch_size, steps: see `cut`.
    """

    def __init__(self, x, y=None, sample_weight=None, batch_size=None, steps=None):
        self.x, self.y = as_arrays(x, "x"), as_arrays(y, "y")
        self.sample_weight = as_arrays(sample_weight, "sample_weight")
        self.data = pack(self.x, self.y, self.sample_weight)
        leaves = nest.flatten(self.data)
        missing = tuple(map(_IS_NONE, leaves))
        self.arrays = [a for a in leaves if a is not None] if True in missing else leaves
        self.form = outline(self.data), missing  # what a step is traced for
        self.classes = (None,) * len(self.arrays)  # per array, the number of classes its labels were checked against
        lengths = set(map(len, self.arrays))
        if len(lengths) != 1 or 0 in lengths:
            _refuse_lengths(self.x, self.y, self.sample_weight)
        self.samples = lengths.pop()
        self.cut(batch_size, steps)

    def cut(self, batch_size=None, steps=None):
        """Choose the size of batches: `batch_size`, else such that they are `steps` in number, else 32."""
        if batch_size is None and steps is not None:
            batch_size = -(-self.samples // step_count(steps))
        self.batch_size = BATCH if batch_size is None else whole_number(batch_size, "batch_size")
        self.steps = -(-self.samples // self.batch_size)
        return self

    def passes(self, number, shuffle):
        """The batches of `number` passes over the samples, each in a new order if `shuffle`."""
        for _ in range(number):
            yield from self.batches(shuffle_order(self.samples) if shuffle else None)

    def batches(self, order=None):
        """Lists of arrays, one per leaf of `data`, batch after batch; `order` is a permutation of the samples."""
        for start in range(0, self.samples, self.batch_size):
            if order is None:
                yield [a[start : start + self.batch_size] for a in self.arrays]
            else:
                rows = order[start : start + self.batch_size]
                yield [a[rows] for a in self.arrays]

    def as_one_batch(self):
        """The list of arrays of all samples."""
        return list(map(_ALL, self.arrays))

    def count(self, steps=None):
        """How many batches are asked for: those of one pass, or `steps`."""
        return self.steps if steps is None else step_count(steps)

    def weighted(self, class_weight):
        """The same samples, each with the weight of its class besides its own."""
        weights = class_weights(self.y, class_weight)
        if self.sample_weight is not None:
            own = nest.flatten(self.sample_weight)[0]
            weights = weights.reshape(-1, *(1,) * (own.ndim - 1)) * own
        return ArrayData(self.x, self.y, weights, self.batch_size)

    def split(self, fraction):
        """(training part, validation part): the last `fraction` of the samples, before any shuffling."""
        if any(isinstance(a, SparseRows) for a in self.arrays):
            raise ValueError(
                "`validation_split` is only supported for Tensors or NumPy arrays, not for sparse matrices: pass the "
                "rows to validate on as validation_data=(x, y)."
            )
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
            parts.append(ArrayData(*cut_out))
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
