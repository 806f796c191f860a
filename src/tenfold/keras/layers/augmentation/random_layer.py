"""Layers that draw random numbers from a generator of their own, as tf_keras's layers of images do."""

import random

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.random.generator import Generator
from tenfold.ops.random.seeds import keras_seed


class RandomGenerator:
    """Random numbers of one layer: tf_keras's from the same seed; without one, others in each process.

    Args:
      seed: a whole number, or None.
      rng_type: "stateful", the only kind there is.
    """

    def __init__(self, seed=None, rng_type="stateful"):
        self._seed, self._rng_type = seed, rng_type
        if seed is None:
            seed = keras_seed() or random.randint(1, 10**9)  # noqa: S311
        self._generator = Generator.from_seed(seed)

    def make_seed_for_stateless_op(self):
        """A new seed, int64 of shape [2], for a stateless op."""
        return self._generator.make_seeds()[:, 0]

    def make_legacy_seed(self):
        """The seed that a stateful op takes, always the same."""
        return self._seed

    def random_uniform(self, shape, minval=0.0, maxval=None, dtype=None):
        """Numbers uniform in [minval, maxval), where maxval is 1 by default."""
        return self._generator.uniform(shape, minval, maxval, dtype or "float32")

    def random_normal(self, shape, mean=0.0, stddev=1.0, dtype=None):
        """Normal numbers."""
        return self._generator.normal(shape, mean, stddev, dtype or "float32")

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, dtype=None):
        """Normal numbers within two deviations."""
        return self._generator.truncated_normal(shape, mean, stddev, dtype or "float32")


class BaseRandomLayer(Layer):
    """A layer with a `RandomGenerator`, which moves on with every draw, eagerly and in graphs.

    Args:
      seed: a whole number that says what is drawn; by default each process draws something else.
      rng_type: "stateful", which is what is there.
    """

    def __init__(self, seed=None, force_generator=True, rng_type="stateful", **kwargs):
        super().__init__(**kwargs)
        check_numbers(seed=seed, optional=True)
        if rng_type not in (None, "stateful"):
            raise ValueError(
                f"`rng_type` of {type(self).__name__} must be 'stateful': the layer's generator keeps its state in a "
                f"variable. Received: {rng_type!r}"
            )
        self.seed = seed
        self._random_generator = RandomGenerator(seed)

    def get_config(self):
        return {**super().get_config(), "rng_type": "stateful", "seed": self.seed}
