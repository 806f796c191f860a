"""Dense layers and their gradients in first gear by the library: a call each, where NumPy takes three to five.

From the first run on, and not after some as for optimizers' steps: sums are added up in an order of the library's own,
and what a training gives must not depend on what ran before it. The largest ones are left to BLAS.
"""

import numpy as np

from tenfold.runtime.gears.affine import affine, affine_back, affine_gradients
from tenfold.runtime.native import library
from tenfold.runtime.types import Array

FOR_BIAS, FOR_INPUT = 1, 2  # flags of a product's gradients
NUMBERS = {"tanh": 1, "sigmoid": 2, "relu": 3, "selu": 5, "elu": 6}
# Flags of a product's gradients, and of a product, whose innermost loop does relu by the way
THROUGH: dict[str | None, int] = {None: 0, **{name: 256 * number for name, number in NUMBERS.items()}}
ENDS_IN: dict[str | None, int] = {**THROUGH, "relu": 8}
SHORT = 2**18  # multiplications that take no longer than letting the GIL go, and asking for it again, may
LOADED = library._state  # whose `library` is there once it is loaded: no call is made to ask
EMPTY, FLOAT32, LAYOUT = np.empty, library.FLOAT32, library.PACKED_LAYOUT


@affine.kernel("numpy")
def layer(
    a: Array,
    b: Array,
    bias: Array,
    *,
    transpose_a: bool = False,
    transpose_b: bool = False,
    activation: str | None = None,
) -> Array:
    if not transpose_a and not transpose_b and (known := LOADED.library or library.functions()) is not None:
        y = EMPTY(a.shape[:1] + b.shape[1:], FLOAT32)
        objects = a, b, bias, y
        run = known.tenfold_layer if len(a) * b.size < SHORT else known.tenfold_layer_long
        if run(id(objects), ENDS_IN[activation], LAYOUT):
            return y
    beneath = affine.beneath("numpy", layer)
    return beneath(a, b, bias, transpose_a=transpose_a, transpose_b=transpose_b, activation=activation)


@affine_gradients.kernel("numpy")
def layer_gradients(
    x: Array, dy: Array, weights: Array | None, *, bias: bool, activation: str | None = None
) -> tuple[Array, ...]:
    if (known := LOADED.library or library.functions()) is not None:
        columns = dy.shape[1:]
        made: tuple[Array, ...] = (EMPTY(x.shape[1:] + columns, FLOAT32),)
        run = known.tenfold_layer_grads if len(x) * made[0].size < SHORT else known.tenfold_layer_grads_long
        if bias:
            made += (EMPTY(columns, FLOAT32),)
        given: tuple[Array, ...] = (x, dy)
        flags = FOR_BIAS if bias else 0
        if weights is not None:
            made += (EMPTY(x.shape, FLOAT32),)
            given, flags = (x, dy, weights), flags | FOR_INPUT | THROUGH[activation]
        objects = given + made
        if run(id(objects), flags, LAYOUT):
            return made
    beneath = affine_gradients.beneath("numpy", layer_gradients)
    return beneath(x, dy, weights, bias=bias, activation=activation)


@affine_back.kernel("numpy")
def layer_back(dy: Array, weights: Array, x: Array, *, activation: str) -> Array:
    if (known := LOADED.library or library.functions()) is not None:
        objects = dy, weights, x, EMPTY(x.shape, FLOAT32)
        run = known.tenfold_layer_back if len(dy) * weights.size < SHORT else known.tenfold_layer_back_long
        if run(id(objects), THROUGH[activation], LAYOUT):
            return objects[-1]
    return affine_back.beneath("numpy", layer_back)(dy, weights, x, activation=activation)
