"""Image files, arrays and random changes of them, and batches of all that."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)
