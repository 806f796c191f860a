"""Which kind of source takes what is given to `fit`, `evaluate` and `predict` as data: a row for each."""

import numpy as np

from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.keras.training.data.conversion import is_data
from tenfold.keras.training.data.dataset import DatasetBatches
from tenfold.keras.training.data.generator import GeneratorBatches
from tenfold.keras.training.data.iterable import IterableBatches
from tenfold.keras.training.data.protocol import BatchSource
from tenfold.keras.training.data.sequence import SequenceBatches
from tenfold.keras.utils.loading import Loading, loading

# Classes with `accepts(x)` and `of(x, y, sample_weight)`, asked in this order; what none accepts is arrays.
_USUAL = Loading()  # how batches are made where nobody has asked for anything else
KINDS = [DatasetBatches, SequenceBatches, GeneratorBatches, IterableBatches]


def batch_source(method, x, y=None, sample_weight=None, made=()):
    """The BatchSource for the data that `method` was given; ValueError where there is none.

    Args:
      made: workers, use_multiprocessing and max_queue_size, as far as they were given.
    """
    if x is None:
        raise ValueError(f"{method}() needs data: received x=None. Pass arrays, as in model.{method}(x, ...).")
    how = _USUAL if made in ((), _USUAL) else loading(*made)
    kind = None if x.__class__ is np.ndarray else kind_of(x)
    if kind is None:
        return ArrayBatches.of(x, y, sample_weight)
    source = x if kind is BatchSource else kind.of(x, y, sample_weight)
    return source.made(how)


def kind_of(x):
    """The kind of source that `x` alone is, labels included; None for arrays. ValueError for a class."""
    if x.__class__ is np.ndarray:  # the most frequent, so none is asked
        return None
    if isinstance(x, BatchSource):
        return BatchSource
    if isinstance(x, type):
        raise ValueError(f"Received the class {x.__name__} as data: pass an object of it, {x.__name__}(...).")
    if is_data(x):
        return None
    for kind in KINDS:
        if kind.accepts(x):
            return kind
    return None
