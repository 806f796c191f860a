"""What the signatures of this floor call things.

JAX is a guest that whoever checks types need not have, so an array that may be JAX's is Any to a type checker.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from tenfold.core.base.env import Cell

Array: TypeAlias = Any  # NumPy's array or scalar in first gear, JAX's array or tracer in second, a TensorList in both
Arrays: TypeAlias = Sequence[Array]
Flag: TypeAlias = Any  # an array of one truth value: whether a check failed; None where none can
Compiled: TypeAlias = Any  # jax.stages.Compiled
Gear: TypeAlias = str  # "first" or "second"
Holder: TypeAlias = Callable[[Any], Cell]  # from a cell (a variable, a counter) to what holds its value
Lengths: TypeAlias = tuple[int, ...]  # rows of the buffers of loops that end on data
Ints: TypeAlias = tuple[int, ...]
Pairs: TypeAlias = Sequence[tuple[int, int]]  # (before, after) per axis
