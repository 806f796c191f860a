"""What can be computed: forward, inference and gradient of each op side by side, a folder per family. Loaded as a whole
only for its hooks."""

import importlib
import pkgutil

from tenfold.ops import known_values
from tenfold.ops.arrays import selecting, slicing
from tenfold.ops.math import operators
from tenfold.ops.state import evaluate, sources, variables

__all__ = ["evaluate", "known_values", "load_every_family", "operators", "selecting", "slicing", "sources", "variables"]


def load_every_family():
    """Import every file of ops, so that the op table is whole: a process loads only the families that it uses."""
    for info in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(info.name)
