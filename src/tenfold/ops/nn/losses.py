"""Cross entropies and their kin, from logits: stable, and one op each with a one-pass gradient."""

import functools
import math

import numpy as np

from tenfold.core.calls.attrs import Axis, Bool
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import broadcast_shapes, is_compatible, merge
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like, zeros_like
from tenfold.ops.arrays.joining import stack
from tenfold.ops.arrays.selecting import where
from tenfold.ops.arrays.shaping import expand_dims, shape
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import COMPOSED, by_rank
from tenfold.ops.infer import elementwise, wrap_axis
from tenfold.ops.math.arithmetic import add, match, multiply, negative, subtract
from tenfold.ops.math.comparison import greater_equal, less_equal
from tenfold.ops.math.elementwise import exp, log
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.reduce import reduce_sum, total
from tenfold.ops.nn.activations import floating, sigmoid, softplus
from tenfold.ops.nn.softmax import exp_normalized, log_softmax, softmax, top
from tenfold.ops.scoped import scoped


def infer_row_loss(labels, logits):
    """One loss per row of the last axis."""
    shape = broadcast_shapes(labels.shape, logits.shape)
    return Spec(None if shape is None else shape[:-1], logits.dtype)


@op(infer=infer_row_loss, type="Reshape", label="softmax_cross_entropy_with_logits/Reshape_2", graphdef=COMPOSED)
def _softmax_cross_entropy(labels, logits):
    """sum(labels * (log(sum(exp(logits))) - logits)) over the last axis."""
    shifted, log_total = log_normalizer(logits)
    return total(labels * (log_total - shifted), -1, False)


@_softmax_cross_entropy.gradient
def _(dy, labels, logits, labels_shape, logits_shape):
    return (
        lambda: sum_to(negative(multiply(expand_dims(dy, -1), log_softmax(logits))), labels_shape),
        lambda: sum_to(softmax_cross_entropy_grad(dy, labels, logits), logits_shape),
    )


@op(infer=lambda dy, labels, logits: Spec(broadcast_shapes(labels.shape, logits.shape), dy.dtype))
def softmax_cross_entropy_grad(gradients, labels, logits):
    """gradients * (softmax(logits) - labels): as in TensorFlow, each row of labels is taken to sum to one."""
    d = exp_normalized(logits) - labels
    d *= gradients[..., None]
    return d


@softmax_cross_entropy_grad.gradient
def _(dy, gradients, labels, logits, labels_shape, logits_shape):
    return (
        lambda: reduce_sum(multiply(dy, subtract(softmax(logits), labels)), -1),
        lambda: sum_to(negative(multiply(dy, expand_dims(gradients, -1))), labels_shape),
        lambda: sum_to(_through_softmax(multiply(dy, expand_dims(gradients, -1)), logits), logits_shape),
    )


def _through_softmax(d, logits):
    """Gradient of softmax(logits) for a gradient `d` of its result."""
    p = softmax(logits)
    return multiply(subtract(d, reduce_sum(multiply(d, p), -1, keepdims=True)), p)


def log_normalizer(logits):
    """logits less their row maximum, and the logarithm of the sum of their exponentials (kept as an axis of 1)."""
    shifted = floating(logits) - top(logits, -1)
    np_ = xp(logits)
    return shifted, np_.log(total(np_.exp(shifted), -1, True))


@scoped("softmax_cross_entropy_with_logits", lambda node: "Cast_2" if node.type == "Cast" else "Reshape_2")
def softmax_cross_entropy_with_logits(labels, logits, axis=None, name=None):
    """Cross entropy between the distributions `labels` and softmax(`logits`), shape of `logits` without `axis`.

    Args:
      labels: probabilities along `axis`, each row summing to one; cast to the dtype of `logits`.
      logits: unscaled log probabilities; float16 and bfloat16 are computed in float32.
      axis: the axis of the classes, by default the last.
    """
    logits = convert(logits)
    labels = cast(convert(labels, partner=logits.dtype), logits.dtype)
    if axis not in (None, -1):
        labels, logits = move_axis(labels, axis, -1), move_axis(logits, axis, -1)
    if logits._dims and labels._dims and logits._dims[-1] == 1 != labels._dims[-1]:
        logits = add(logits, zeros_like(labels))  # one number for all classes: they count in the softmax
    return _in_float32(_softmax_cross_entropy, labels, logits, name)


def infer_move(x, *, source, destination):
    if x.shape is None:
        return x
    dims = list(x.shape)
    dim = dims.pop(wrap_axis(source, len(dims)))
    dims.insert(wrap_axis(destination, len(dims) + 1), dim)
    return Spec(tuple(dims), x.dtype)


@op(infer=infer_move)
def move_axis(x, *, source: Axis, destination: Axis):
    """`x` with one axis moved, the others in their order."""
    return xp(x).moveaxis(x, source, destination)


@move_axis.gradient
def _(dy, source, destination):
    return move_axis(dy, destination, source)


def _in_float32(loss, labels, logits, name):
    """16-bit logits lose too much in the logarithm of a sum."""
    if logits.dtype.size >= 4:
        return loss(labels, logits, name=name)
    wide = cast(labels, dtypes.float32) if labels.dtype == logits.dtype else labels
    return cast(loss(wide, cast(logits, dtypes.float32)), logits.dtype, name=name)


def infer_sparse(labels, logits, **_):
    if labels.shape is not None and logits.shape is not None:
        merge(labels.shape, logits.shape[:-1])
    return Spec(labels.shape if logits.shape is None else logits.shape[:-1], logits.dtype)


@op(
    infer=infer_sparse,
    type=by_rank({2: "SparseSoftmaxCrossEntropyWithLogits", 4: "Reshape"}, of=1),
)
def _sparse_softmax_cross_entropy(labels: Free, logits, *, trusted: Bool = False):
    """log(sum(exp(logits))) - logits[label] over the last axis. `trusted`: the labels were checked already."""
    labels = labels if trusted else checked_labels(labels, logits)
    shifted, log_total = log_normalizer(logits)
    return (log_total - xp(logits, labels).take_along_axis(shifted, labels[..., None], -1))[..., 0]


@_sparse_softmax_cross_entropy.gradient
def _(dy, labels, logits):
    return None, lambda: sparse_softmax_cross_entropy_grad(dy, labels, logits)


@op(infer=lambda dy, labels, logits: logits)
def sparse_softmax_cross_entropy_grad(gradients, labels: Free, logits):
    """gradients * (softmax(logits) - one_hot(labels))."""
    d = exp_normalized(logits)
    d = d - (np.arange(logits.shape[-1]) == labels[..., None])
    return d.astype(logits.dtype) * gradients[..., None]


@sparse_softmax_cross_entropy_grad.gradient
def _(dy, gradients, labels, logits):
    def of_gradients():
        return reduce_sum(multiply(dy, sparse_softmax_cross_entropy_grad(ones_like(gradients), labels, logits)), -1)

    return of_gradients, None, lambda: _through_softmax(multiply(dy, expand_dims(gradients, -1)), logits)


def checked_labels(labels, logits):
    """`labels`, which must be classes that `logits` have."""
    classes = logits.shape[-1]
    fails_where(
        (labels < 0) | (labels >= classes),
        lambda: (
            f"Received a label value of {_first_outside(labels, classes)} which is outside the valid range of "
            f"[0, {classes}).  Label values: {' '.join(map(str, np.ravel(labels)[:100]))}"
        ),
    )
    return labels


def _first_outside(labels, classes):
    flat = np.ravel(labels)
    return flat[(flat < 0) | (flat >= classes)][0]


@scoped("SparseSoftmaxCrossEntropyWithLogits", lambda n: {"Cast": "Cast_1", "Reshape": "Reshape_2"}.get(n.type, n.type))
def sparse_softmax_cross_entropy_with_logits(labels, logits, name=None):
    """Cross entropy where `labels` are class numbers, shape of `logits` without the last axis.

    Labels that carry `_classes`, a number of classes that somebody checked them against, are not checked again.

    Raises:
      InvalidArgumentError: a label is not in [0, classes).
      ValueError: the shapes do not fit.
    """
    labels, logits = convert(labels), convert(logits)
    if not labels.dtype.is_integer:
        raise ValueError(
            f"labels must be class numbers (int32 or int64); received {labels.dtype.name}. For probabilities use "
            "softmax_cross_entropy_with_logits."
        )
    if logits._dims == ():
        raise ValueError("`logits` cannot be a scalar; received shape ().")
    rows = None if logits._dims is None else logits._dims[:-1]
    if not is_compatible(labels._dims, rows):
        raise ValueError(
            f"`labels.shape` must equal `logits.shape` except for the last dimension. Received: "
            f"labels.shape={labels._dims} and logits.shape={logits._dims}"
        )
    trusted = logits._dims is not None and getattr(labels, "_classes", None) == logits._dims[-1]
    return _in_float32(functools.partial(_sparse_softmax_cross_entropy, trusted=trusted), labels, logits, name)


@op(infer=elementwise, type="AddV2", label="logistic_loss", graphdef=COMPOSED)
def _sigmoid_cross_entropy(labels, logits):
    """max(x, 0) - x * z + log(1 + exp(-|x|)) for logits x and labels z."""
    np_ = xp(labels, logits)
    return np_.maximum(floating(logits), logits.dtype.type(0)) - logits * labels + np_.log1p(np_.exp(-abs(logits)))


@_sigmoid_cross_entropy.gradient
def _(dy, labels, logits):
    return lambda: negative(multiply(dy, logits)), lambda: multiply(dy, subtract(sigmoid(logits), labels))


def sigmoid_cross_entropy_with_logits(labels=None, logits=None, name=None):
    """Cross entropy of independent yes/no decisions, elementwise; `labels` in [0, 1], of the shape of `logits`."""
    logits, labels = match(logits, labels)
    _same_shape(labels, logits)
    return _sigmoid_cross_entropy(labels, logits, name=name)


@scoped("logistic_loss")
def weighted_cross_entropy_with_logits(labels=None, logits=None, pos_weight=None, name=None):
    """`sigmoid_cross_entropy_with_logits` with the positive term weighted by `pos_weight`.

    pos_weight > 1 trades false positives for fewer false negatives.
    """
    logits, labels = match(logits, labels)
    _same_shape(labels, logits)
    weight = 1.0 + (convert(pos_weight, partner=logits.dtype) - 1.0) * labels
    return (1.0 - labels) * logits + multiply(weight, softplus(negative(logits)), name=name)


def _same_shape(labels, logits):
    if not is_compatible(labels._dims, logits._dims):
        raise ValueError(
            f"`logits` and `labels` must have the same shape, received ({logits._dims} vs {labels._dims})."
        )


@op(infer=lambda t: Spec((), t.dtype), type="L2Loss")
def l2_loss(t):
    """sum(t ** 2) / 2."""
    flat = floating(t).reshape(-1)
    return xp(t).dot(flat, flat) / t.dtype.type(2)


@l2_loss.gradient
def _(dy, t):
    return multiply(dy, t)


@scoped("log_poisson_loss", lambda node: "sub" if node.type == "Sub" else "add_1")
def log_poisson_loss(targets, log_input, compute_full_loss=False, name=None):
    """exp(log_input) - log_input * targets: the negative log likelihood of counts of mean exp(log_input).

    Args:
      compute_full_loss: add Stirling's approximation of log(targets!), which does not depend on `log_input`.
    """
    log_input, targets = match(log_input, targets)
    _same_shape(targets, log_input)
    loss = subtract(exp(log_input), multiply(log_input, targets), name=name)
    if not compute_full_loss:
        return loss
    stirling = multiply(targets, log(targets)) - targets + log(multiply(targets, 2 * math.pi)) * 0.5
    inside = logical_and(greater_equal(targets, 0.0), less_equal(targets, 1.0))
    return loss + where(inside, zeros_like(targets), stirling)


def compute_average_loss(per_example_loss, sample_weight=None, global_batch_size=None):
    """sum(per_example_loss * sample_weight) / global_batch_size.

    Args:
      per_example_loss: one loss per example, (batch, ...).
      sample_weight: broadcast against it, or None.
      global_batch_size: examples in all replicas' batches; default: those at hand.
    """
    loss = convert(per_example_loss)
    if not loss.dtype.is_floating:
        loss = cast(loss, dtypes.float32)
    weighted = loss
    if sample_weight is not None:
        weights = cast(convert(sample_weight, partner=loss.dtype), loss.dtype)
        while None not in (weights._dims, loss._dims) and 0 < len(weights._dims) < len(loss._dims):
            weights = expand_dims(weights, -1)
        weighted = multiply(loss, weights)
    size = shape(loss)[0] if global_batch_size is None else global_batch_size
    return divide_no_nan(reduce_sum(weighted), cast(convert(size), loss.dtype))


def scale_regularization_loss(regularization_loss):
    """The sum of the losses given: each of the replicas (here: one) adds its share."""
    losses = regularization_loss
    return reduce_sum(stack([convert(v) for v in losses]) if isinstance(losses, (list, tuple)) else convert(losses))
