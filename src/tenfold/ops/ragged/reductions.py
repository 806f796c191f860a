"""Sums, means and their kin over dimensions of RaggedTensors, and softmax along their rows."""

from tenfold.core.values import dtypes
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like, zeros_like
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.infer import as_tuple, wrap_axis
from tenfold.ops.math import segment
from tenfold.ops.math.arithmetic import add, divide_real, square, subtract
from tenfold.ops.math.comparison import equal, not_equal, select
from tenfold.ops.math.elementwise import exp, is_finite, log
from tenfold.ops.math.logic import logical_not
from tenfold.ops.math.reduce import reduce_max, reduce_mean, reduce_min, reduce_prod, reduce_sum
from tenfold.ops.math.statistics import reduce_logsumexp, reduce_variance
from tenfold.ops.ragged import rows
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.state.sources import stop_gradient

KINDS = {
    "sum": reduce_sum,
    "mean": reduce_mean,
    "max": reduce_max,
    "min": reduce_min,
    "prod": reduce_prod,
    "variance": reduce_variance,
    "logsumexp": reduce_logsumexp,
}


def reduce(x, kind, axis, keepdims=False):
    """Sum, mean, any, ... of a RaggedTensor over axes, or over all for None."""
    if kind == "any":
        return not_equal(reduce(cast(x, dtypes.int32), "sum", axis, keepdims), 0)
    if kind == "all":
        return equal(reduce(cast(logical_not(x), dtypes.int32), "sum", axis, keepdims), 0)
    if axis is None and not keepdims:
        return KINDS[kind](x.flat_values)
    rank = x.shape.rank
    axes = range(rank) if axis is None else [wrap_axis(a, rank) for a in as_tuple(axis)]
    axes = sorted(set(axes), reverse=True)
    if kind == "mean" and 1 < len(axes) < rank:
        return divide_real(reduce(x, "sum", axis, keepdims), reduce(ones_like(x), "sum", axis, keepdims))
    if kind == "variance" and 1 < len(axes) < rank:  # the overall mean off first: squares of large numbers lose digits
        x = subtract(x, reduce_mean(x.flat_values))
        return subtract(reduce(square(x), "mean", axis, keepdims), square(reduce(x, "mean", axis, keepdims)))
    out = KINDS[kind](x.flat_values) if len(axes) == rank else x
    for at in axes if len(axes) < rank else ():
        out = _reduced(out, kind, at) if isinstance(out, RaggedTensor) else KINDS[kind](out, at)
    for at in reversed(axes) if keepdims else ():
        out = expand_dims(out, at)
    return out


def _reduced(x, kind, at):
    """`reduce` over one axis."""
    inner = x.values
    if at > 1:
        return x.with_values(
            _reduced(inner, kind, at - 1) if isinstance(inner, RaggedTensor) else KINDS[kind](inner, at - 1)
        )
    if not isinstance(inner, RaggedTensor):
        ids, n = (x.value_rowids(), x.nrows()) if at else (rows.places(x.row_splits), x.bounding_shape()[1])
        return _grouped(kind, inner, ids, n)
    if isinstance(inner.values, RaggedTensor):
        raise ValueError(
            f"A RaggedTensor with {x.ragged_rank} ragged dimensions is reduced over its inner axes only, {at + 1} and "
            "more; x.merge_dims or x.to_tensor() may help."
        )
    ids, splits = rows.columns(x.row_splits, inner.row_splits, first=at == 0)
    return RaggedTensor(_grouped(kind, inner.values, ids, splits[-1]), splits)


def _grouped(kind, values, ids, n):
    """`values` reduced by group number into n results; each group has its own mean and its own largest element."""
    if kind == "mean":
        counts = segment.unsorted_segment_sum(ones_like(values), ids, n)
        return divide_real(segment.unsorted_segment_sum(values, ids, n), counts)
    if kind == "variance":
        distance = subtract(values, gather(_grouped("mean", values, ids, n), ids))
        return _grouped("mean", square(distance), ids, n)
    if kind == "logsumexp":
        most = segment.unsorted_segment_max(values, ids, n)
        most = stop_gradient(select(is_finite(most), most, zeros_like(most)))
        return add(log(segment.unsorted_segment_sum(exp(subtract(values, gather(most, ids))), ids, n)), most)
    return getattr(segment, f"unsorted_segment_{kind}")(values, ids, n)


def softmax(op, args, attrs):
    """Over the dimension named, among the elements that there are."""
    x, at = args[0], wrap_axis(attrs["axis"], args[0].shape.rank)
    if at > x.ragged_rank:
        return x.with_flat_values(op(x.flat_values, axis=at - x.ragged_rank))
    if at != x.ragged_rank:
        raise ValueError(f"{op.name} of a RaggedTensor works along its innermost ragged dimension or further in.")
    if at > 1:
        return x.with_values(op(x.values, axis=at - 1))
    shifted = subtract(x.values, gather(_grouped("max", x.values, x.value_rowids(), x.nrows()), x.value_rowids()))
    total = gather(_grouped("sum", exp(shifted), x.value_rowids(), x.nrows()), x.value_rowids())
    logarithm = subtract(shifted, log(total))
    return x.with_values(logarithm if op.name == "log_softmax" else divide_real(exp(shifted), total))
