"""Dropout (Srivastava et al., JMLR 15, 2014)."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.nn.dropout import dropout


class Dropout(Layer):
    """In training: values set to zero with probability `rate`, the others scaled by 1 / (1 - rate).

    Args:
      rate: between 0 and 1.
      noise_shape: shape of the mask, 1 (or None for the input's) per axis.
      seed: of the random numbers.
    """

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_numbers(rate=rate, optional=True)
        if isinstance(rate, (int, float)) and not 0 <= rate <= 1:
            raise ValueError(f"Invalid value {rate} received for `rate`, expected a value between 0 and 1.")
        self.rate, self.noise_shape, self.seed, self.supports_masking = rate, noise_shape, seed, True
        self._calls = 0  # a seeded layer counts its op seed up with every call, as tf_keras does

    def call(self, inputs, training=None):
        if not training or self.rate == 0:
            return inputs
        op_seed = None
        if self.seed is not None:
            op_seed = self.seed + self._calls
            self._calls += 1
        return dropout(inputs, self.rate, self.noise_shape, op_seed)

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}
