"""What every loss function does first: tensors of one dtype."""

from tenfold.core.convert import convert
from tenfold.core.errors import InvalidArgumentError
from tenfold.ops.array import cast


def prepared(y_true, y_pred):
    """(y_true, y_pred) as tensors, labels cast to the dtype of the predictions.

    Raises:
      InvalidArgumentError: predictions that cannot be negative: their differences would wrap around.
    """
    y_pred = convert(y_pred)
    if y_pred.dtype.is_unsigned:
        raise InvalidArgumentError(
            f"Predictions of dtype {y_pred.dtype.name} have no losses: differences would wrap around. Write "
            "tf.cast(y_pred, tf.float32)."
        )
    return cast(convert(y_true, partner=y_pred.dtype), y_pred.dtype), y_pred
