"""Order: sort, argsort, top_k, searchsorted."""

import math

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.attrs import Axis, Count, Dtype, Signed, word
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.gathering import place
from tenfold.ops.arrays.shaping import transpose
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import negative
from tenfold.ops.math.comparison import ordered
from tenfold.ops.structures.kept_whole import kept_whole

DIRECTIONS = ("ASCENDING", "DESCENDING")


def _order(x, axis, descending):
    """Numbers of the elements in order; among equals the lower number comes first either way."""
    one = xp(x)
    if not descending:
        return one.argsort(x, axis, kind="stable") if one is np else one.argsort(x, axis, stable=True)
    if one is not np:
        return one.argsort(x, axis, stable=True, descending=True)
    last = x.shape[axis] - 1
    return last - np.flip(np.argsort(np.flip(x, axis), axis, kind="stable"), axis)


@op(
    infer=lambda x, *, axis, descending: Spec(x.shape, dtypes.int32),
    gradient=None,
    type="TopKV2",
    label="argsort/TopKV2",
    graphdef=COMPOSED,
)
def _argsort(values, *, axis: Axis, descending):
    return _order(ordered(values), axis, descending).astype(np.int32)


def _sort_type(inputs, attrs):
    """TensorFlow finds the largest of what is negated, along the last axis, to which another one is transposed."""
    dims = inputs[0]._dims
    if attrs["axis"] != -1 and (dims is None or attrs["axis"] != len(dims) - 1):
        return "Transpose"
    if attrs["descending"]:
        return "TopKV2"
    return "Sub" if inputs[0].dtype.is_integer else "Neg"


def _sort_label(inputs, attrs):
    return {"Transpose": "sort/transpose_1", "TopKV2": "sort/TopKV2", "Sub": "sort/sub_1", "Neg": "sort/Neg_1"}[
        _sort_type(inputs, attrs)
    ]


@op(infer=lambda x, *, axis, descending: x, type=_sort_type, label=_sort_label, graphdef=COMPOSED)
def _sort(values, *, axis: Axis, descending):
    upward = xp(values).sort(ordered(values), axis)
    return xp(values).flip(upward, axis) if descending else upward


@_sort.gradient
def _(dy, values, values_shape, axis, descending):
    return place(dy, _argsort(values, axis, descending), values_shape, axis)


def _is_descending(direction):
    word("direction", direction, DIRECTIONS)
    return direction == "DESCENDING"


@kept_whole("sort")
def sort(values, axis=-1, direction="ASCENDING", name=None):
    """The values in order along `axis`."""
    return _sort(values, axis, _is_descending(direction), name=name)


@kept_whole("argsort")
def argsort(values, axis=-1, direction="ASCENDING", stable=False, name=None):
    """int32 numbers that put `values` in order along `axis`; equal values keep their order, `stable` or not."""
    return _argsort(values, axis, _is_descending(direction), name=name)


def infer_top_k(x, *, k, sorted, index_type):
    if x.shape is not None and (not x.shape or None not in (k, x.shape[-1]) and k > x.shape[-1]):
        raise ValueError(f"top_k: input must have at least k = {k} columns; received shape {x.shape}.")
    dims = None if x.shape is None else (*x.shape[:-1], k)
    return Spec(dims, x.dtype), Spec(dims, index_type)


@op(infer=infer_top_k, name="top_k_v2", results=("values", "indices"))
def _top_k(input, *, k: Count, sorted, index_type: Dtype):
    if input.ndim == 0 or k > input.shape[-1]:
        raise ValueError(f"input must have at least k columns. Had {input.shape[-1] if input.ndim else 0}, needed {k}")
    ordered(input)
    best = xp(input).argmax(input, -1)[..., None] if k == 1 else _few(input, k)
    return xp(input).take_along_axis(input, best, -1), best.astype(index_type.numpy)


def _few(x, k):
    """Numbers of the k largest, in order, ties by lower number."""
    if xp(x) is not np or k == 0 or x.shape[-1] < 8 * k:
        return _order(x, -1, True)[..., :k]
    some = np.sort(np.argpartition(x, -k, -1)[..., -k:], -1)
    values = np.take_along_axis(x, some, -1)
    least = values.min(-1, keepdims=True)
    if ((x == least).sum(-1) != (values == least).sum(-1)).any():  # which of the equal ones were taken is chance
        return _order(x, -1, True)[..., :k]
    return np.take_along_axis(some, _order(values, -1, True), -1)


@_top_k.gradient
def _(dys, ys, input_shape):
    return place(dys[0], ys[1], input_shape, -1)


def top_k(input, k=1, sorted=True, index_type=dtypes.int32, name=None):
    """The `k` largest entries along the last axis and their numbers; of equal ones the lower number comes first.

    The result is in descending order whether or not `sorted` asks for it. Returns `(values, indices)`.
    """
    return _top_k(input, k=k, sorted=sorted, index_type=index_type, name=name)


def approx_top_k(
    input,
    k,
    reduction_dimension=-1,
    recall_target=0.95,
    is_max_k=True,
    reduction_input_size_override=-1,
    aggregate_to_topk=True,
    name=None,
):
    """The `k` largest entries along an axis, or the smallest, and their numbers: all of them.

    Args:
      input: floats.
      reduction_dimension: the axis.
      recall_target: the share of them that must be found; no more than 1, which is what is found.
      is_max_k: False for the smallest.
      reduction_input_size_override, aggregate_to_topk: what a search in parts needs to know; it is not done in parts.
    """
    x = convert(input)
    if not x.dtype.is_floating:
        raise InvalidArgumentError(f"approx_top_k needs floats; received {x.dtype.name}. Use top_k.")
    if not 0 < recall_target <= 1:
        raise InvalidArgumentError(f"recall_target must be in (0, 1]; received {recall_target}.")
    if x._dims is None:
        raise ValueError("approx_top_k needs an input of known rank.")
    axis, rank = wrap_axis(reduction_dimension, len(x._dims)), len(x._dims)
    order = [*(i for i in range(rank) if i != axis), axis]
    back = [order.index(i) for i in range(rank)]
    values, numbers = top_k(transpose(x if is_max_k else negative(x), order), k, name=name)
    return transpose(values if is_max_k else negative(values), back), transpose(numbers, back)


def approx_max_k(
    operand,
    k,
    reduction_dimension=-1,
    recall_target=0.95,
    reduction_input_size_override=-1,
    aggregate_to_topk=True,
    name=None,
):
    """The `k` largest entries along an axis and their numbers. See `approx_top_k`."""
    override = reduction_input_size_override
    return approx_top_k(operand, k, reduction_dimension, recall_target, True, override, aggregate_to_topk, name)


def approx_min_k(
    operand,
    k,
    reduction_dimension=-1,
    recall_target=0.95,
    reduction_input_size_override=-1,
    aggregate_to_topk=True,
    name=None,
):
    """The `k` smallest entries along an axis and their numbers. See `approx_top_k`."""
    override = reduction_input_size_override
    return approx_top_k(operand, k, reduction_dimension, recall_target, False, override, aggregate_to_topk, name)


def infer_in_top_k(targets, predictions, *, k):
    return Spec(targets.shape, dtypes.bool)


@op(infer=infer_in_top_k, gradient=None, type="InTopKV2", label="in_top_k/InTopKV2")
def _in_top_k(targets: Free, predictions: Free, *, k: Signed):
    one, n = xp(targets, predictions), predictions.shape[1]
    inside = (targets >= 0) & (targets < n)
    own = one.take_along_axis(predictions, one.where(inside, targets, 0)[:, None], 1)
    above = (predictions > own).sum(1)
    finite = one.isfinite(predictions).all(1)
    return inside & finite & (above < k)


def in_top_k(targets, predictions, k, name=None):
    """Whether each target's prediction is among the `k` largest of its row; what ties with the k-th counts as in.

    Args:
      targets: (n,) class numbers, int32 or int64; one out of range gives False.
      predictions: (n, classes) float32; a row that is not finite gives False.
    """
    return _in_top_k(targets, predictions, k=k, name=name)


@op(
    infer=lambda s, v, *, side, out_type: Spec(v.shape, out_type),
    gradient=None,
    type="Reshape",
    label="Reshape_2",
    graphdef=COMPOSED,
)
def _searchsorted(sorted_sequence, values, *, side, out_type: Dtype):
    rows = np.asarray(ordered(sorted_sequence)).reshape(
        math.prod(sorted_sequence.shape[:-1]), sorted_sequence.shape[-1]
    )
    wanted = np.asarray(values).reshape(len(rows), -1)
    found = [np.searchsorted(row, v, side) for row, v in zip(rows, wanted)]
    return np.array(found, out_type.numpy).reshape(values.shape)


def searchsorted(sorted_sequence, values, side="left", out_type=dtypes.int32, name=None):
    """Where each of `values` would be inserted to keep the last axis of `sorted_sequence` in order.

    Args:
      sorted_sequence: (..., n); leading dimensions match those of `values`, (..., m); a vector serves any values.
      side: "left" puts a value before its equals, "right" behind them.
    """
    if side not in ("left", "right"):
        raise ValueError(f"searchsorted: `side` must be 'left' or 'right'; received {side!r}.")
    sequence = convert(sorted_sequence)
    return _searchsorted(sequence, convert(values, partner=sequence.dtype), side=side, out_type=out_type, name=name)
