"""AlphaDropout, for nets of SELUs (Klambauer et al. 2017, https://arxiv.org/abs/1706.02515)."""

from tenfold.keras.layers.regularization.seeded import SeededLayer, check_rate
from tenfold.ops.nn.dropout import alpha_dropout


class AlphaDropout(SeededLayer):
    """In training: values set to SELU's lowest with probability `rate`, then all scaled and shifted.

    Mean and variance stay what they were.

    Args:
      rate: between 0 and 1; at either end nothing is changed.
      noise_shape: shape of the mask, 1 (or None for the input's) per axis.
      seed: of the random numbers.
    """

    casts_numbers = True

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        self.rate, self.noise_shape = check_rate(rate, "AlphaDropout"), noise_shape

    def call(self, inputs, training=None):
        if not training or not 0 < self.rate < 1:
            return inputs
        return alpha_dropout(inputs, self.rate, self.noise_shape, self.next_seed())

    def get_config(self):
        config = {**super().get_config(), "rate": self.rate}
        return config if self.noise_shape is None else {**config, "noise_shape": self.noise_shape}
