"""Cross entropies, from probabilities or logits.

Probabilities that an activation of Keras made remember the logits they came from, and the loss is computed from those:
the same value with nothing lost to rounding, and one pass less. Other probabilities are kept epsilon away from 0 and 1.
"""

import warnings

from tenfold.core.calls.methods import telling
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import epsilon
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.keras.losses.preparing import prepared
from tenfold.keras.losses.ragged import takes_ragged
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import cast, expand_dims, reshape, shape, transpose
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.math.arithmetic import add, divide_real, multiply, negative
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import keep_where, not_equal
from tenfold.ops.math.elementwise import log
from tenfold.ops.math.reduce import reduce_mean, reduce_sum
from tenfold.ops.nn import losses as ops
from tenfold.ops.nn.activations import sigmoid
from tenfold.ops.nn.softmax import _softmax


def logits_behind(y_pred, from_logits, operation, name):
    """(tensor, whether it is logits): the logits that `y_pred` was made from where they are known, else `y_pred`.

    Keras looks for the activation's input whichever of softmax and sigmoid it was, and so do we.
    """
    logits = getattr(y_pred, "_keras_logits", None)
    if logits is None and isinstance(y_pred, SymbolicTensor) and y_pred.node.operation is operation:
        logits = y_pred.node.inputs[0]
    if logits is None:
        return y_pred, from_logits
    if from_logits:
        warnings.warn(
            f'"`{name}` received `from_logits=True`, but the `output` argument was produced by a Softmax or Sigmoid '
            "activation "
            "and thus does not represent logits. Was this intended?",
            stacklevel=3,
        )
    return logits, True


def clipped(probabilities):
    return clip_by_value(probabilities, epsilon(), 1.0 - epsilon())


def smoothed(y_true, label_smoothing, like=None, axis=-1):
    """Labels moved by a share of `label_smoothing` towards 1 / classes. Nothing to do for 0, which costs nothing.

    The number of classes is that along `axis` of `like`, along the last one in Keras 3's era; 2 where it is None.
    """
    if type(label_smoothing) in (int, float) and label_smoothing == 0:
        return y_true
    axis = -1 if by_era("Loss.is_newer") else axis
    if like is None:
        classes = 2
    else:
        classes = like._dims and like._dims[axis] or cast(shape(like)[axis], y_true.dtype)
    return y_true * (1.0 - label_smoothing) + label_smoothing / classes


@telling
@takes_ragged
def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """-sum(y_true * log(y_pred)) over `axis`, for one-hot labels or distributions.

    Args:
      y_true, y_pred: (..., classes). Probabilities are scaled to sum to one.
      from_logits: whether `y_pred` is what a softmax would be taken of.
      label_smoothing: share of the labels that is spread evenly over the classes.
      axis: of the classes.

    Returns: shape of `y_pred` without `axis`.
    """
    y_pred = convert(y_pred)
    y_true = cast(convert(y_true, partner=y_pred.dtype), y_pred.dtype)
    _check_axis(axis, y_pred)
    check_shapes(y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, y_true, axis)
    y_pred, from_logits = logits_behind(y_pred, from_logits, _softmax, "categorical_crossentropy")
    if from_logits:
        return ops.softmax_cross_entropy_with_logits(y_true, y_pred, axis)
    y_pred = divide_real(y_pred, reduce_sum(y_pred, axis, keepdims=True))
    return negative(reduce_sum(multiply(y_true, log(clipped(y_pred))), axis))


def _check_axis(axis, y_pred):
    if not isinstance(axis, int):
        raise ValueError(f"`axis` must be of type `int`. Received: axis={axis} of type {type(axis)}")


def check_shapes(y_true, y_pred):
    if y_true.shape.is_compatible_with(y_pred.shape):
        return
    numbers = len(y_true._dims) == len(y_pred._dims) - 1 or y_true._dims[-1:] == (1,)
    hint = ""
    if numbers:
        hint = " Class numbers belong to sparse_categorical_crossentropy; to_categorical makes them one-hot."
    elif len(y_true._dims) == 2 < len(y_pred._dims):
        hint = " Flatten, GlobalAveragePooling, or a recurrent layer without return_sequences, leaves a row a sample."
    raise ValueError(
        f"Shapes {y_true.shape} and {y_pred.shape} are incompatible: labels and predictions must have one shape.{hint}"
    )


@telling
@takes_ragged
def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False, axis=-1, ignore_class=None):
    """-log(y_pred[y_true]): the cross entropy where labels are class numbers.

    Args:
      y_true: (...) or (..., 1), any dtype of whole numbers.
      y_pred: (..., classes).
      from_logits: whether `y_pred` is what a softmax would be taken of.
      axis: of the classes.
      ignore_class: a label whose samples count nothing.

    Returns: shape of `y_pred` without `axis`.
    """
    y_true, y_pred = convert(y_true), convert(y_pred)
    y_true = getattr(y_true, "_column_of", y_true)
    _check_axis(axis, y_pred)
    y_pred, from_logits = logits_behind(y_pred, from_logits, _softmax, "sparse_categorical_crossentropy")
    if not from_logits:
        y_pred = log(clipped(y_pred))  # a softmax of these gives the probabilities back, scaled to sum to one
    labels = y_true if y_true.dtype in (dtypes.int32, dtypes.int64) else cast(y_true, dtypes.int64)
    if y_pred._dims is not None and axis not in (-1, len(y_pred._dims) - 1):
        rank = len(y_pred._dims)
        y_pred = transpose(y_pred, [*(i for i in range(rank) if i != axis % rank), axis % rank])
    if y_pred._dims is not None and len(y_pred._dims) == 1 and labels._dims:
        y_pred = expand_dims(y_pred, 0)  # one row for one label
    labels = _like_rows(labels, y_pred)
    if labels is not y_true and hasattr(y_true, "_classes"):
        labels._classes = y_true._classes
    if ignore_class is None:
        return ops.sparse_softmax_cross_entropy_with_logits(labels, y_pred)
    valid = not_equal(labels, zeros_like(labels) + ignore_class)
    losses = keep_where(ops.sparse_softmax_cross_entropy_with_logits(keep_where(labels, valid), y_pred), valid)
    losses._keras_mask = valid
    return losses


def _like_rows(labels, logits):
    """Class numbers in the shape of the rows of `logits`."""
    rows = None if logits._dims is None else logits._dims[:-1]
    if rows is None or labels._dims is not None and len(labels._dims) == len(rows):
        return labels
    return reshape(labels, rows if None not in rows else shape(logits)[:-1] if len(rows) != 1 else [-1])


@telling
@takes_ragged
def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred)) over `axis`: independent yes/no decisions.

    Args:
      y_true, y_pred: of one shape.
      from_logits: whether `y_pred` is what a sigmoid would be taken of.
      label_smoothing: share of the labels that is moved to 1 / 2.
      axis: of the mean.
    """
    y_true, y_pred = prepared(y_true, y_pred)
    return reduce_mean(binary_losses(smoothed(y_true, label_smoothing), y_pred, from_logits), axis)


def binary_losses(y_true, y_pred, from_logits):
    """The cross entropy of each decision."""
    y_pred, from_logits = logits_behind(y_pred, from_logits, sigmoid, "binary_crossentropy")
    if from_logits:
        return ops.sigmoid_cross_entropy_with_logits(y_true, y_pred)
    p, more = clipped(y_pred), epsilon() if by_era("binary_crossentropy.adds_epsilon") else 0.0
    yes = multiply(y_true, log(p + more))
    return negative(add(yes, multiply(1.0 - y_true, log(1.0 - p + more))))


class CategoricalCrossentropy(LossFunctionWrapper):
    """Cross entropy between one-hot labels and predictions; arguments as for the function."""

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction=Reduction.AUTO,
        name="categorical_crossentropy",
        dtype=None,
    ):
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """Cross entropy between class numbers and predictions; arguments as for the function."""

    def __init__(
        self,
        from_logits=False,
        ignore_class=None,
        reduction=Reduction.AUTO,
        name="sparse_categorical_crossentropy",
        axis=-1,
        dtype=None,
    ):
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            **({} if axis == -1 else {"axis": axis}),
        )


class BinaryCrossentropy(LossFunctionWrapper):
    """Cross entropy of independent yes/no decisions; arguments as for the function."""

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction=Reduction.AUTO,
        name="binary_crossentropy",
        dtype=None,
    ):
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
