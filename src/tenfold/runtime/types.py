"""What the signatures of this floor call things.

JAX is a guest that whoever checks types need not have, so what may be JAX's is Any to a type checker.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from tenfold.core.base.env import Cell
from tenfold.core.base.types import Array

Arrays: TypeAlias = Sequence[Array]
Flag: TypeAlias = Any  # an array of one truth value: whether a check failed; None where none can
Compiled: TypeAlias = Any  # jax.stages.Compiled
Gear: TypeAlias = str  # "first" or "second"
Holder: TypeAlias = Callable[[Any], Cell]  # from a cell (a variable, a counter) to what holds its value
Lengths: TypeAlias = tuple[int, ...]  # rows of the buffers of loops that end on data
Ints: TypeAlias = tuple[int, ...]
Pairs: TypeAlias = Sequence[tuple[int, int]]  # (before, after) per axis
