"""The merging layers as functions: `add([a, b])`. Keyword arguments are those of the layers."""

from tenfold.keras.layers.merging.add import Add
from tenfold.keras.layers.merging.average import Average
from tenfold.keras.layers.merging.concatenate import Concatenate
from tenfold.keras.layers.merging.dot import Dot
from tenfold.keras.layers.merging.maximum import Maximum
from tenfold.keras.layers.merging.minimum import Minimum
from tenfold.keras.layers.merging.multiply import Multiply
from tenfold.keras.layers.merging.subtract import Subtract


def add(inputs, **kwargs):
    """Sum of a list of tensors."""
    return Add(**kwargs)(inputs)


def subtract(inputs, **kwargs):
    """The first of two tensors minus the second."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs, **kwargs):
    """Product of a list of tensors."""
    return Multiply(**kwargs)(inputs)


def average(inputs, **kwargs):
    """Mean of a list of tensors."""
    return Average(**kwargs)(inputs)


def maximum(inputs, **kwargs):
    """Largest of a list of tensors, element by element."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs, **kwargs):
    """Smallest of a list of tensors, element by element."""
    return Minimum(**kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """A list of tensors joined along `axis`."""
    return Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs, axes, normalize=False, **kwargs):
    """Products of two tensors along `axes`, sample by sample; cosines if `normalize`."""
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)
