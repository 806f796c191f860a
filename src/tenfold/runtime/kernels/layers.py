"""Small dense layers and their gradients in first gear by the library: a call each, where NumPy takes three to five.

From the first run on, and not after some as for Adam's steps: sums are added up in an order of the library's own, and
what a training gives must not depend on what ran before it. Larger ones are left to BLAS.
"""

import numpy as np

from tenfold.runtime.gears.affine import affine, affine_gradients
from tenfold.runtime.native import library
from tenfold.runtime.types import Array

FOR_BIAS, FOR_INPUT, THROUGH_RELU = 1, 2, 4
LOADED = library._state  # whose `library` is there once it is loaded: no call is made to ask
EMPTY, FLOAT32, LAYOUT = np.empty, library.FLOAT32, library.PACKED_LAYOUT


@affine.kernel("numpy")
def layer(
    a: Array, b: Array, bias: Array, *, transpose_a: bool = False, transpose_b: bool = False, relu: bool = False
) -> Array:
    if not transpose_a and not transpose_b and (known := LOADED.library or library.functions()) is not None:
        y = EMPTY(a.shape[:1] + b.shape[1:], FLOAT32)
        objects = a, b, bias, y
        if known.tenfold_layer(id(objects), relu, LAYOUT):
            return y
    beneath = affine.beneath("numpy", layer)
    return beneath(a, b, bias, transpose_a=transpose_a, transpose_b=transpose_b, relu=relu)


@affine_gradients.kernel("numpy")
def layer_gradients(x: Array, dy: Array, weights: Array | None, *, bias: bool, relu: bool) -> tuple[Array, ...]:
    if (known := LOADED.library or library.functions()) is not None:
        columns = dy.shape[1:]
        made: tuple[Array, ...] = (EMPTY(x.shape[1:] + columns, FLOAT32),)
        if bias:
            made += (EMPTY(columns, FLOAT32),)
        given: tuple[Array, ...] = (x, dy)
        flags = FOR_BIAS if bias else 0
        if weights is not None:
            made += (EMPTY(x.shape, FLOAT32),)
            given, flags = (x, dy, weights), flags | (FOR_INPUT | THROUGH_RELU if relu else FOR_INPUT)
        objects = given + made
        if known.tenfold_layer_grads(id(objects), flags, LAYOUT):
            return made
    return affine_gradients.beneath("numpy", layer_gradients)(x, dy, weights, bias=bias, relu=relu)
