"""Attention."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names("tenfold.keras.layers")
