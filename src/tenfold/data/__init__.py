"""Input pipelines."""

from tenfold.core.public import public_names

__getattr__, __dir__ = public_names(__name__)
