"""Sequences padded, paired and cut into windows."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)
