"""`GradientTape.jacobian` and `batch_jacobian`: one walk back per element of the target."""

import numpy as np

from tenfold.core import nest
from tenfold.core.gradient import backprop
from tenfold.core.state import STATE
from tenfold.core.symbolic import SymbolicTensor
from tenfold.core.tape import GradientTape
from tenfold.ops.creation import zeros
from tenfold.ops.indicators import one_hot
from tenfold.ops.joining import concat, stack
from tenfold.ops.mapping import map_fn
from tenfold.ops.ranges import range_
from tenfold.ops.shaping import known_shape, reshape, size
from tenfold.ops.turning import transpose


def rows_of(count, row):
    """`row(i)`, a list of tensors, for i below `count`, each stacked along a new first axis."""
    if isinstance(count, int):
        rows = [row(i) for i in range(count)]
        return [stack(column) for column in zip(*rows)]
    return map_fn(row, range_(count), fn_output_signature=STRUCTURE)
