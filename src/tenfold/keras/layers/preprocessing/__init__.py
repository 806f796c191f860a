"""Preprocessing of inputs."""

from tenfold.core.base.public import public_names

__getattr__, __dir__ = public_names("tenfold.keras.layers")
