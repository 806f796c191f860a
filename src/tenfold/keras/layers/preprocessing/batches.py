"""The data that a layer adapts to, batch by batch."""

import itertools

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.data.plan.dataset import Dataset
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.tensor import SparseTensor


def is_composite(value):
    """Whether `value` is a ragged or sparse tensor."""
    return isinstance(value, (RaggedTensor, SparseTensor))


def batches_of(data, batch_size, default, steps, layer):
    """The batches of `data` as tensors, at most `steps`: slices of what is an array, each item of any other iterable.

    Args:
      default: the size of slices where `batch_size` is None.

    Raises:
      ValueError: no data, scalars, a batch_size for what has batches of its own, or items that are no arrays.
    """
    what = f"adapt of layer {layer.name}"
    if isinstance(data, (str, bytes, dict)) or data is None:
        raise ValueError(f"{what} takes arrays, lists, tensors or an iterable of batches; received {data!r:.80}.")
    if steps is not None and steps < 1:
        raise ValueError(f"{what}: `steps` must be at least 1; received {steps}.")
    if is_composite(data):
        found = [data]
    elif isinstance(data, (list, tuple, Tensor, Variable, np.ndarray)) or hasattr(data, "__array__"):
        found = _slices(data, batch_size or default, what)
    elif batch_size is not None:
        raise ValueError(
            f"{what}: the `batch_size` argument must not be specified for an iterable of batches, which has its own."
        )
    elif hasattr(data, "__iter__"):
        if isinstance(data, Dataset) and steps in (None, data.size()):
            iter(data)  # Keras 2 makes one iterator more than it takes elements from: random orders move on by one
        found = (_batch(item, what) for item in data)
    else:
        raise ValueError(f"{what} cannot read {type(data).__name__}: {data!r:.80}. Give an array or a list.")
    return _some(itertools.islice(found, steps), what)


def length_of(data):
    """The length of each batch where a dataset says that they are vectors of one length: not batched; or None."""
    shape = getattr(data.element_spec, "shape", None) if isinstance(data, Dataset) else None
    return shape[0] if shape is not None and shape.rank == 1 else None


def _slices(data, size, what):
    array = data if isinstance(data, (Tensor, Variable)) else convert(np.asarray(data) if _foreign(data) else data)
    if not array.ndim:
        raise ValueError(f"{what} needs samples along a first axis; received the scalar {data!r:.80}.")
    return (array[i : i + size] for i in range(0, array.shape[0], size))


def _foreign(data):
    """Whether another library made `data`: a column of pandas, say."""
    return not isinstance(data, (list, tuple, np.ndarray))


def _batch(item, what):
    if isinstance(item, (tuple, dict)):
        raise ValueError(
            f"{what}: each batch must be one array of inputs, without labels; received a {type(item).__name__}: "
            f"{item!r:.80}. Cure: ds.map(lambda x, y: x)."
        )
    return item if is_composite(item) else convert(item)


def _some(batches, what):
    first = next(batches, None)
    if first is None:
        raise ValueError(f"{what}: Expected input data to be non-empty.")
    return itertools.chain([first], batches)
