"""What is done to text, sequences and images before a model sees them."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)
