"""Dropout (Srivastava et al., JMLR 15, 2014)."""

from tenfold.keras.layers.regularization.seeded import SeededLayer, check_rate
from tenfold.ops.nn.dropout import dropout


class Dropout(SeededLayer):
    """In training: values set to zero with probability `rate`, the others scaled by 1 / (1 - rate).

    Args:
      rate: between 0 and 1.
      noise_shape: shape of the mask, 1 (or None for the input's) per axis.
      seed: of the random numbers.
    """

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        self.rate, self.noise_shape = check_rate(rate, type(self).__name__), noise_shape

    def call(self, inputs, training=None):
        if not training or self.rate == 0:
            return inputs
        return dropout(inputs, self.rate, self.noise_shape, self.next_seed())

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "noise_shape": self.noise_shape}
