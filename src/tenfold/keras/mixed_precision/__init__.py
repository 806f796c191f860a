"""Mixed precision: layers that compute in one dtype and keep their variables in another."""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)
