"""Quantile summaries: where a stream of numbers can be cut into bins that hold about as many each.

A summary is a matrix of two rows: values in order, and how many numbers each stands for. Summaries of parts are merged
and made shorter again, so that a stream of any length takes 1 / epsilon columns (Greenwald and Khanna 2001 is the
family; the interpolation is that of Keras's Discretization layer).
"""

import numpy as np

from tenfold.core.calls.attrs import Float
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes


def infer_summary(*_, epsilon):
    return Spec((2, None), dtypes.float32)


@op(infer=infer_summary, host=True, gradient=None)
def quantile_summary(values, *, epsilon: Float):
    """The summary of some numbers: every n-th of them in order, n being a share `epsilon` of all, at least 1."""
    ordered = np.sort(values.reshape(-1).astype(np.float32))
    share = int(np.float32(len(ordered)) / np.float32(1 / epsilon))
    step = max(share, 1)
    kept = ordered[share::step]
    return np.stack([kept, np.full(len(kept), step, np.float32)])


@op(infer=infer_summary, host=True, gradient=None)
def merged_summaries(first, second: Free, *, epsilon: Float):
    """The summary of the numbers of two summaries."""
    both = np.concatenate([first, second], axis=1)
    return compressed(both[:, np.argsort(both[0])], epsilon)


def compressed(summary, epsilon):
    """A summary of at most about 1 / epsilon columns: values at equal steps of the share of numbers up to there."""
    if summary.shape[1] * epsilon < 1:
        return summary
    wanted = epsilon + np.arange(0.0, 1.0, epsilon)
    reached = summary[1].cumsum()
    shares = reached / reached[-1]
    values, totals = np.interp(wanted, shares, summary[0]), np.interp(wanted, shares, reached)
    return np.stack([values, np.diff(totals, prepend=0.0)]).astype(np.float32)


@op(infer=lambda summary, *, bins: Spec((None,), dtypes.float32), host=True, gradient=None)
def bin_boundaries(summary, *, bins: Float):
    """Where to cut, for `bins` bins of equally many numbers: one number less, in order."""
    return compressed(summary, 1.0 / bins)[0, :-1]
