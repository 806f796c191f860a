"""Data sets, downloaded into Keras's cache on first use."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)
