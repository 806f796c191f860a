"""What layers that draw random numbers in training share."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import check_numbers


class SeededLayer(Layer):
    """A layer whose noise is the same in every process where it has a `seed`; in inference it changes nothing."""

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_numbers(seed=seed, optional=True)
        self.seed, self.supports_masking = seed, True
        self._calls = 0  # a seeded layer counts its op seed up with every call, as tf_keras does

    def next_seed(self):
        """The op seed of this call; None where the layer has none."""
        if self.seed is None:
            return None
        self._calls += 1
        return int(self.seed) + self._calls - 1

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}


def check_rate(rate, layer):
    """`rate`, a share of what there is. ValueError outside of [0, 1], TypeError for what is no number."""
    check_numbers(rate=rate)
    if isinstance(rate, (int, float)) and not 0 <= rate <= 1:
        raise ValueError(f"Invalid value {rate} received for `rate` of {layer}, expected a value between 0 and 1.")
    return rate
