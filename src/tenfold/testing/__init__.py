"""Tests of ops and layers, for this project's own and for yours: `check_op(case("my_op(x)", my_op=my_op, x=f32(3,
4)))`."""

from tenfold.testing.cases import (
    Case,
    bf16,
    bools,
    c64,
    c128,
    case,
    f16,
    f32,
    f64,
    ints,
    pos,
    randint,
    strs,
    unit,
)
from tenfold.testing.check import check_op, check_ops
from tenfold.testing.check_layer import check_layer
