"""The merging layers as functions: `add([a, b])`."""

from tenfold.keras.layers.merging.add import Add
from tenfold.keras.layers.merging.concatenate import Concatenate


def add(inputs, **kwargs):
    """Sum of a list of tensors; keyword arguments are those of `Add`."""
    return Add(**kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """A list of tensors joined along `axis`; keyword arguments are those of `Concatenate`."""
    return Concatenate(axis=axis, **kwargs)(inputs)
