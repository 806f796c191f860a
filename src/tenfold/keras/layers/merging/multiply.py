"""Multiply: the product of several inputs."""

import functools

from tenfold.keras.layers.merging.merging_layer import MergingLayer
from tenfold.ops.math.arithmetic import multiply


class Multiply(MergingLayer):
    """Product of the inputs."""

    def merge(self, inputs):
        return functools.reduce(multiply, inputs)
