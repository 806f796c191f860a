"""What can be computed: forward, inference and gradient of each op side by side. Loaded as a whole only for its
hooks."""

from tenfold.ops import operators, selecting, slicing, state, variables

__all__ = ["operators", "selecting", "slicing", "state", "variables"]
