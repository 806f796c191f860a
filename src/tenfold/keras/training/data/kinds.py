"""Which kind of source takes what is given to `fit`, `evaluate` and `predict` as data: a row for each."""

import numpy as np

from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.keras.training.data.generator import GeneratorBatches

KINDS = [GeneratorBatches]  # classes with `accepts(x)` and `of(x, y, sample_weight)`; what none accepts is arrays


def batch_source(method, x, y=None, sample_weight=None):
    """The BatchSource for the data that `method` was given; ValueError where there is none."""
    if x is None:
        raise ValueError(f"{method}() needs data: received x=None. Pass arrays, as in model.{method}(x, ...).")
    return (kind_of(x) or ArrayBatches).of(x, y, sample_weight)


def kind_of(x):
    """The kind of source that `x` alone is, labels included; None for arrays."""
    if x.__class__ is np.ndarray:  # the most frequent, so none is asked
        return None
    for kind in KINDS:
        if kind.accepts(x):
            return kind
    return None
