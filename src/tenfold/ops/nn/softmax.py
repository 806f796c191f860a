"""Softmax and its logarithm."""

import numpy as np

from tenfold.core.calls.attrs import Axis
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import NUMPY, multiply, subtract
from tenfold.ops.math.reduce import reduce_sum, total
from tenfold.ops.nn.activations import floating


def infer_along(x, *, axis):
    """Shape and dtype of the input, which must have the axis."""
    if x.shape is not None:
        wrap_axis(axis, len(x.shape))
    return Spec(x.shape, x.dtype)


def _along(kind):
    """TensorFlow's ops know the last axis only; for another one it transposes twice."""
    return lambda inputs, attrs: kind if _is_last(inputs[0]._dims, attrs["axis"]) else "Transpose"


def _label_along(kind):
    return lambda inputs, attrs: kind if _is_last(inputs[0]._dims, attrs["axis"]) else "transpose_1"


def _is_last(dims, axis):
    return axis == -1 or dims is not None and axis == len(dims) - 1


@op(infer=infer_along, type=_along("Softmax"), label=_label_along("Softmax"))
def _softmax(logits, *, axis: Axis = -1):
    return exp_normalized(logits, axis)


@_softmax.gradient
def _(dy, y, axis):
    return multiply(subtract(dy, reduce_sum(multiply(dy, y), axis, keepdims=True)), y)


@op(infer=infer_along, type=_along("LogSoftmax"), label=_label_along("LogSoftmax"))
def _log_softmax(logits, *, axis: Axis = -1):
    shifted = floating(logits) - top(logits, axis)
    np_ = xp(logits)
    return shifted - np_.log(total(np_.exp(shifted), axis, True))


@_log_softmax.gradient
def _(dy, logits, axis):
    return subtract(dy, multiply(reduce_sum(dy, axis, keepdims=True), _softmax(logits, axis)))


def exp_normalized(logits, axis=-1):
    """exp(logits) / sum(exp(logits)) of an array, its maximum taken off first so that nothing overflows."""
    e = xp(logits).exp(floating(logits) - top(logits, axis))
    return e / total(e, axis, True)


def top(x, axis):
    """The largest element along `axis`, which is kept; -inf of nothing."""
    if isinstance(x, NUMPY):
        return np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    return x.max(axis, keepdims=True, initial=-np.inf)


def softmax(logits, axis=None, name=None):
    """exp(logits) / sum(exp(logits)) along `axis` (default: the last)."""
    return _softmax(_ranked(logits), -1 if axis is None else axis, name=name)


def log_softmax(logits, axis=None, name=None):
    """logits - log(sum(exp(logits))) along `axis` (default: the last)."""
    return _log_softmax(_ranked(logits), -1 if axis is None else axis, name=name)


def _ranked(logits):
    if hasattr(logits, "_called_with"):  # ragged
        return logits
    logits = convert(logits)
    if logits._dims == ():
        raise ValueError(
            "softmax needs an axis to normalise over; received a scalar: give logits of shape [..., classes]."
        )
    return logits
