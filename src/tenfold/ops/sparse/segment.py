"""Reductions over groups of rows that are looked up first: `segment_sum(gather(data, indices), segment_ids)`."""

from tenfold.core.base.thread import STATE
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import truth
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.math import segment
from tenfold.ops.math.arithmetic import divide_real
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.scoped import scoped


def segment_sum(data, indices, segment_ids, num_segments=None, sparse_gradient=False, name=None):
    """Sums of the rows `data[indices]` with one number in `segment_ids`, which must not decrease.

    Args:
      data: (rows, ...).
      indices, segment_ids: vectors of one length.
      num_segments: how many groups there are, by default as many as the last number says.
      sparse_gradient: only False, a dense gradient, is supported.
    """

    def sums():
        rows = looked_up(data, indices, sparse_gradient)
        if num_segments is None:
            return segment.segment_sum(rows, segment_ids)
        return segment.unsorted_segment_sum(rows, segment_ids, num_segments)

    return _as_one("SparseSegmentSum", num_segments, sums, name)


def segment_mean(data, indices, segment_ids, num_segments=None, sparse_gradient=False, name=None):
    """Means of the rows; arguments as in `segment_sum`."""

    def means():
        rows = looked_up(data, indices, sparse_gradient)
        if num_segments is None:
            return segment.segment_mean(rows, segment_ids)
        return segment.unsorted_segment_mean(rows, segment_ids, num_segments)

    return _as_one("SparseSegmentMean", num_segments, means, name)


def segment_sqrt_n(data, indices, segment_ids, num_segments=None, sparse_gradient=False, name=None):
    """Sums of the rows, divided by the square roots of their numbers; arguments as in `segment_sum`."""

    def scaled():
        rows = looked_up(data, indices, sparse_gradient)
        if num_segments is not None:
            return segment.unsorted_segment_sqrt_n(rows, segment_ids, num_segments)
        total = segment.segment_sum(rows, segment_ids)
        return divide_real(total, sqrt(segment.counts(convert(segment_ids), segment.groups(total), total)))

    return _as_one("SparseSegmentSqrtN", num_segments, scaled, name)


def _as_one(op, num_segments, compute, name):
    """What `compute` gives, in a graph as the result of one op of TensorFlow's."""
    if STATE.graph is None:
        return compute()
    op = op if num_segments is None else f"{op}WithNumSegments"
    return scoped(op, type=op)(lambda name: compute())(name)


def looked_up(data, indices, sparse_gradient):
    if truth("sparse_gradient", sparse_gradient):
        raise ValueError("sparse_gradient=True is not supported: the gradient of a lookup is dense here; leave it out.")
    return gather(data, indices)


def v1_form(function):
    """The function with TensorFlow 1's order of arguments."""

    def call(data, indices, segment_ids, name=None, num_segments=None, sparse_gradient=False):
        return function(data, indices, segment_ids, num_segments, sparse_gradient, name)

    call.__name__, call.__doc__ = f"sparse_{function.__name__}", function.__doc__
    return call


sparse_segment_sum, sparse_segment_mean = v1_form(segment_sum), v1_form(segment_mean)
sparse_segment_sqrt_n = v1_form(segment_sqrt_n)
