"""Keras: layers, models, training. Names load when first used."""

from tenfold.core.public import public_names

__getattr__, __dir__ = public_names(__name__)
