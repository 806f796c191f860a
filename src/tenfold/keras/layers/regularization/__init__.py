"""Layers that regularize training."""

from tenfold.core.base.public import public_names

__getattr__, __dir__ = public_names("tenfold.keras.layers")
