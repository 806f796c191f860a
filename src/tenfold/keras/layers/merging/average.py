"""Average: the mean of several inputs."""

import functools

from tenfold.keras.layers.merging.merging_layer import MergingLayer
from tenfold.ops.math.arithmetic import add


class Average(MergingLayer):
    """Mean of the inputs."""

    def merge(self, inputs):
        return functools.reduce(add, inputs) / len(inputs)
