"""Keras: layers, models, training. Names load when first used."""

from tenfold.ops.public import public_names

__version__ = "2.15.0"  # of the Keras whose ways these are


def version() -> str:
    """`__version__`, asked Keras 3's way."""
    return __version__


__getattr__, __dir__ = public_names(__name__)
