"""What every loss function does first: tensors of one dtype."""

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.methods import telling
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast


@telling
def prepared(y_true, y_pred):
    """(y_true, y_pred) as tensors, labels cast to the dtype of the predictions.

    Raises:
      InvalidArgumentError: predictions of a dtype that has no negative numbers, which differences may be.
    """
    y_pred = convert(y_pred)
    if y_pred.dtype.is_unsigned or y_pred.dtype.is_bool:
        raise InvalidArgumentError(
            f"Predictions of dtype {y_pred.dtype.name} have no losses: their differences may be negative. Write "
            "tf.cast(y_pred, tf.float32)."
        )
    return cast(convert(y_true, partner=y_pred.dtype), y_pred.dtype), y_pred
