"""LeakyReLU: a little of what is negative (Maas et al., 2013)."""

from tenfold.keras import activations
from tenfold.keras.layers.activation.elementwise import ElementwiseLayer, number


class LeakyReLU(ElementwiseLayer):
    """x where positive, else alpha * x. Keras 3 calls `alpha` `negative_slope`."""

    def __init__(self, alpha=0.3, **kwargs):
        super().__init__(**kwargs)
        self.alpha = number(alpha, "alpha", "LeakyReLU")

    def call(self, inputs):
        return activations.relu(inputs, alpha=self.alpha)

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha}
