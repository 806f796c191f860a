"""Input pipelines."""

from tenfold.core.base.public import public_names

__getattr__, __dir__ = public_names(__name__)
