"""Softmax: to probabilities, those of what a mask hides being zero."""

from tenfold.core.values.convert import convert
from tenfold.keras import activations
from tenfold.keras.layers.activation.elementwise import ElementwiseLayer
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.arithmetic import multiply

VERY_NEGATIVE = -1e9  # exp of it is 0, and sums of it are finite
VERY_NEGATIVE_HALF = -65504.0  # the least float16


class Softmax(ElementwiseLayer):
    """exp(x) / sum(exp(x)) along `axis`, or over several axes together.

    Args:
      axis: an axis or a list of axes.
      robust_masking: whether what is hidden is replaced by a very negative number, which is added to it otherwise.

    Call arguments:
      mask: what to keep, of a shape that broadcasts to the inputs'. Where nothing is kept all are alike.

    Raises:
      ValueError: the mask's shape does not broadcast to the inputs'.
    """

    def __init__(self, axis=-1, robust_masking=False, **kwargs):
        super().__init__(**kwargs)
        self.axis, self.robust_masking = axis, robust_masking

    def call(self, inputs, mask=None):
        if mask is not None:
            inputs = self._hidden(inputs, convert(mask))
        return activations.softmax(inputs, self.axis)

    def _hidden(self, inputs, mask):
        """The inputs, very negative where the mask hides them."""
        if not _fits(mask.shape, inputs.shape):
            raise ValueError(
                f"Layer {self.name}: a mask of shape {tuple(mask.shape)} does not fit inputs of shape "
                f"{tuple(inputs.shape)}: it says of every element whether it is kept."
            )
        kept = cast(mask, inputs.dtype)
        least = VERY_NEGATIVE_HALF if inputs.dtype.name == "float16" else VERY_NEGATIVE
        return (multiply(inputs, kept) if self.robust_masking else inputs) + (1.0 - kept) * least

    def get_config(self):
        config = {**super().get_config(), "axis": self.axis}
        return {**config, "robust_masking": True} if self.robust_masking else config


def _fits(mask, inputs):
    """Whether shapes may be such that the first broadcasts to the second."""
    if mask.rank is None or inputs.rank is None:
        return True
    pairs = zip(reversed(mask.as_list()), reversed(inputs.as_list()))
    return mask.rank <= inputs.rank and all(a in (None, 1, b) or b is None for a, b in pairs)
