"""One seed for everything that a Keras program draws from."""

import random

import numpy as np

from tenfold.ops.random.seeds import set_keras_seed, set_seed


def set_random_seed(seed):
    """Seed Python's, NumPy's, TensorFlow's and Keras's generators. ValueError unless `seed` is a whole number."""
    if not isinstance(seed, int):
        raise ValueError(f"Expected `seed` argument to be an integer. Received: seed={seed} (of type {type(seed)})")
    random.seed(seed)
    np.random.seed(seed)
    set_seed(seed)
    set_keras_seed(seed)
