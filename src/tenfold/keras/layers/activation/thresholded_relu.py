"""ThresholdedReLU: nothing below a threshold (Konda et al., arXiv:1402.3337)."""

from tenfold.keras.layers.activation.elementwise import ElementwiseLayer, number
from tenfold.ops.math.comparison import clear_where, less_equal


class ThresholdedReLU(ElementwiseLayer):
    """x where above `theta`, else 0."""

    def __init__(self, theta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.theta = number(theta, "theta", "ThresholdedReLU", least=0)

    def call(self, inputs):
        return clear_where(inputs, less_equal(inputs, self.theta))

    def get_config(self):
        return {**super().get_config(), "theta": self.theta}
