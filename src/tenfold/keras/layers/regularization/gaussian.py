"""Gaussian noise, added or multiplied."""

from tenfold.keras.layers.regularization.seeded import SeededLayer, check_rate
from tenfold.keras.utils.arguments import real_number
from tenfold.ops.arrays.basics import shape
from tenfold.ops.random.stateful import normal


class GaussianNoise(SeededLayer):
    """In training: inputs + noise of mean 0 and standard deviation `stddev`.

    Args:
      stddev: at least 0.
      seed: of the random numbers.
    """

    casts_numbers = True

    def __init__(self, stddev, seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        if not real_number(stddev, "stddev") >= 0:
            raise ValueError(f"The `stddev` of GaussianNoise must be at least 0. Received: {stddev}")
        self.stddev = stddev

    def call(self, inputs, training=None):
        if not training:
            return inputs
        return inputs + normal(shape(inputs), 0.0, self.stddev, inputs.dtype, self.next_seed())

    def get_config(self):
        return {**super().get_config(), "stddev": self.stddev}


class GaussianDropout(SeededLayer):
    """In training: inputs * noise of mean 1 and variance rate / (1 - rate) (Srivastava et al., JMLR 15, 2014).

    Args:
      rate: between 0 and 1; at either end nothing is changed.
      seed: of the random numbers.
    """

    casts_numbers = True

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        self.rate = check_rate(rate, "GaussianDropout")

    def call(self, inputs, training=None):
        if not training or not 0 < self.rate < 1:
            return inputs
        deviation = (self.rate / (1.0 - self.rate)) ** 0.5
        return inputs * normal(shape(inputs), 1.0, deviation, inputs.dtype, self.next_seed())

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}
