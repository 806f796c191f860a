"""Maximum: the largest of several inputs."""

import functools

from tenfold.keras.layers.merging.merging_layer import MergingLayer
from tenfold.ops.math.powers import maximum


class Maximum(MergingLayer):
    """Largest of the inputs, element by element."""

    def merge(self, inputs):
        return functools.reduce(maximum, inputs)
