"""How Keras models are written to files and read back."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)
