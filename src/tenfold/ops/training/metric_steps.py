"""What metrics do with a batch: add to their variables, and count against thresholds. One op each."""

import operator

import numpy as np

from tenfold.core.base.env import NUMPY
from tenfold.core.calls.op import Free, Optional, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.failing import fails_where
from tenfold.ops.training.optimizer_steps import Held


@op(
    infer=lambda values, weights, *, total, **_: Spec((), total.dtype),
    stateful=True,
    effect=True,
    gradient=None,
)
def accumulate(env, values: Free, weights: Optional, *, total: Held, count: Held = None):
    """total += sum(values * weights); count += sum(weights), broadcast to the values (their number without weights).

    The result is the new total.
    """
    dtype = total.dtype.numpy
    values, size = values if values.dtype is dtype else values.astype(dtype), values.size
    if weights is not None:
        weights = weights if weights.dtype is dtype else weights.astype(dtype)
        values = values * weights
    more = [_sum(values, dtype)]
    if count is not None and weights is None:
        more.append(dtype.type(size))
    elif count is not None:
        more.append(_sum(weights, dtype) * dtype.type(max(size // max(weights.size, 1), 1)))
    cells = (total, count)[: len(more)]
    held = [old[()] if old.__class__ is np.ndarray else old for old in env.read_all(cells)]  # scalars add far faster
    new = [*map(operator.add, held, more)]
    env.write_all(cells, new)
    return new[0]


def _sum(values, dtype):
    """The sum of all elements, in `dtype`."""
    if values.__class__ is dtype.type:  # one number of NumPy's
        return values
    return np.add.reduce(values, None, dtype) if isinstance(values, NUMPY) else values.sum(dtype=dtype)


def infer_above(values, weights, *, thresholds):
    return Spec((len(thresholds), None if values.shape is None else values.shape[-1]), weights.dtype)


@op(infer=infer_above, gradient=None)
def weight_above(values: Free, weights: Free, *, thresholds):
    """Sums of `weights` where `values` > threshold, by column: two (n, columns) arrays give (thresholds, columns).

    The values are sorted once and the sums read off where each threshold would stand. NaN is above none.
    """
    np_, wide = xp(values, weights), np.dtype(np.float64)
    values = np_.where(np_.isnan(values), values.dtype.type(-np.inf), values)
    limits = np.asarray(thresholds, values.dtype)
    columns = []
    for i in range(values.shape[1]):
        order = np_.argsort(values[:, i])
        below = np_.concatenate([np.zeros(1, wide), np_.cumsum(weights[:, i][order].astype(wide))])
        columns.append(below[-1] - below[np_.searchsorted(values[:, i][order], limits, side="right")])
    return np_.stack(columns, 1).astype(weights.dtype)


@op(infer=lambda x: x, gradient=None)
def probabilities(x):
    """The input, which must lie within [0, 1]."""
    fails_where(
        (x < 0) | (x > 1),
        "predictions must be >= 0 and <= 1: apply a sigmoid or softmax first, or say from_logits=True",
    )
    return x
