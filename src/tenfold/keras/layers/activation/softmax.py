"""Softmax: to probabilities, those of what a mask hides being zero."""

from tenfold.core.values.convert import convert
from tenfold.keras import activations
from tenfold.keras.layers.activation.elementwise import ElementwiseLayer
from tenfold.keras.layers.activation.masked_softmax import masked_softmax
from tenfold.keras.utils.by_era import by_era


class Softmax(ElementwiseLayer):
    """exp(x) / sum(exp(x)) along `axis`, or over several axes together.

    Args:
      axis: an axis or a list of axes.
      robust_masking: whether what is hidden is replaced by a very negative number, which is added to it otherwise. As
        of Keras 3 it is always, and its probability is 0.

    Call arguments:
      mask: what to keep, of a shape that broadcasts to the inputs'. Where nothing is kept all are alike, or 0 as of
        Keras 3.

    Raises:
      ValueError: the mask's shape does not broadcast to the inputs'.
    """

    def __init__(self, axis=-1, robust_masking=False, **kwargs):
        super().__init__(**kwargs)
        self.axis, self.robust_masking = axis, robust_masking
        self._hidden_is_zero = by_era("Softmax.hidden_is_zero")

    def call(self, inputs, mask=None):
        if mask is None:
            return activations.softmax(inputs, self.axis)
        mask = convert(mask)
        if not _fits(mask.shape, inputs.shape):
            raise ValueError(
                f"Layer {self.name}: a mask of shape {tuple(mask.shape)} does not fit inputs of shape "
                f"{tuple(inputs.shape)}: it says of every element whether it is kept."
            )
        return masked_softmax(inputs, mask, self.axis, self.robust_masking, self._hidden_is_zero)

    def get_config(self):
        config = {**super().get_config(), "axis": self.axis}
        return {**config, "robust_masking": True} if self.robust_masking else config


def _fits(mask, inputs):
    """Whether shapes may be such that the first broadcasts to the second."""
    if mask.rank is None or inputs.rank is None:
        return True
    pairs = zip(reversed(mask.as_list()), reversed(inputs.as_list()))
    return mask.rank <= inputs.rank and all(a in (None, 1, b) or b is None for a, b in pairs)
