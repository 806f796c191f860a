"""ELU: an exponential below zero (Clevert et al., arXiv:1511.07289)."""

from tenfold.keras import activations
from tenfold.keras.layers.activation.elementwise import ElementwiseLayer, number


class ELU(ElementwiseLayer):
    """x where positive, else alpha * (exp(x) - 1)."""

    def __init__(self, alpha=1.0, **kwargs):
        super().__init__(**kwargs)
        self.alpha = number(alpha, "alpha", "ELU")

    def call(self, inputs):
        return activations.elu(inputs, self.alpha)

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha}
