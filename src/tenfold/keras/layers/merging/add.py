"""Add: the sum of several inputs."""

import functools

from tenfold.keras.layers.merging.merge import Merge
from tenfold.ops.math.arithmetic import add


class Add(Merge):
    """Sum of the inputs."""

    def merge(self, inputs):
        return functools.reduce(add, inputs)
