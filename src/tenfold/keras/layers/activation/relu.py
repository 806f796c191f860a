"""ReLU: max(x, 0), and what may be said of its ends."""

from tenfold.keras import activations
from tenfold.keras.layers.activation.elementwise import ElementwiseLayer, number


class ReLU(ElementwiseLayer):
    """x above `threshold`, at most `max_value`; below, negative_slope * (x - threshold).

    Raises:
      ValueError: an argument is negative, or None where that is not `max_value`.
    """

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **kwargs):
        super().__init__(**kwargs)
        self.max_value = None if max_value is None else number(max_value, "max_value", "ReLU", least=0)
        self.negative_slope = number(negative_slope, "negative_slope", "ReLU", least=0)
        self.threshold = number(threshold, "threshold", "ReLU", least=0)

    def call(self, inputs):
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)

    def get_config(self):
        return {
            **super().get_config(),
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }
