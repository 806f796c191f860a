"""Focal cross entropies: easy samples count less (Lin et al., arXiv:1708.02002)."""

from tenfold.core.calls.methods import telling
from tenfold.keras.losses.crossentropy import binary_losses, check_shapes, clipped, smoothed
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.keras.losses.preparing import prepared
from tenfold.keras.losses.ragged import takes_ragged
from tenfold.ops.math.arithmetic import add, divide_real, multiply, negative
from tenfold.ops.math.elementwise import log
from tenfold.ops.math.powers import power
from tenfold.ops.math.reduce import reduce_mean, reduce_sum
from tenfold.ops.nn.activations import sigmoid
from tenfold.ops.nn.softmax import softmax


@telling
@takes_ragged
def binary_focal_crossentropy(
    y_true, y_pred, apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1
):
    """(1 - p) ** gamma times the binary cross entropy, p the probability given to the right answer; mean over `axis`.

    Args:
      y_true, y_pred: of one shape.
      apply_class_balancing: whether positives are weighted by `alpha`, negatives by 1 - alpha.
      gamma: how much less easy samples count; 0 gives the cross entropy.
      from_logits, label_smoothing, axis: as for `binary_crossentropy`.
    """
    y_true, y_pred = prepared(y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing)
    p = sigmoid(y_pred) if from_logits else y_pred
    right = add(multiply(y_true, p), multiply(1.0 - y_true, 1.0 - p))
    losses = multiply(power(1.0 - right, gamma), binary_losses(y_true, y_pred, from_logits))
    if apply_class_balancing:
        losses = multiply(y_true * alpha + (1.0 - y_true) * (1.0 - alpha), losses)
    return reduce_mean(losses, axis)


@telling
def categorical_focal_crossentropy(
    y_true, y_pred, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1
):
    """-alpha * sum((1 - y_pred) ** gamma * y_true * log(y_pred)) over `axis`, for one-hot labels.

    Args:
      alpha: weight, a number or one per class.
      gamma: how much less easy samples count.
      from_logits, label_smoothing, axis: as for `categorical_crossentropy`.
    """
    y_true, y_pred = prepared(y_true, y_pred)
    check_shapes(y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, y_pred)
    p = softmax(y_pred, axis) if from_logits else y_pred
    p = clipped(divide_real(p, reduce_sum(p, axis, keepdims=True)))
    losses = multiply(power(1.0 - p, gamma) * alpha, negative(multiply(y_true, log(p))))
    return reduce_sum(losses, axis)


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """Focal cross entropy of yes/no decisions; arguments as for the function."""

    def __init__(
        self,
        apply_class_balancing=False,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction=Reduction.AUTO,
        name="binary_focal_crossentropy",
        dtype=None,
    ):
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """Focal cross entropy of one-hot labels; arguments as for the function."""

    def __init__(
        self,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction=Reduction.AUTO,
        name="categorical_focal_crossentropy",
        dtype=None,
    ):
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
