"""Minimum: the smallest of several inputs."""

import functools

from tenfold.keras.layers.merging.merging_layer import MergingLayer
from tenfold.ops.math.powers import minimum


class Minimum(MergingLayer):
    """Smallest of the inputs, element by element."""

    def merge(self, inputs):
        return functools.reduce(minimum, inputs)
