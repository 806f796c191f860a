"""The array ops that everything else is written with, by one name: where each lives is its import."""

from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import constant, eye, fill, newaxis, ones, ones_like, zeros, zeros_like
from tenfold.ops.arrays.joining import concat, parallel_stack, split, stack, unstack
from tenfold.ops.arrays.shaping import (
    ensure_shape,
    expand_dims,
    invert_permutation,
    known_shape,
    matrix_transpose,
    rank,
    reshape,
    shape,
    shape_n,
    size,
    squeeze,
    transpose,
)

__all__ = [
    "cast",
    "concat",
    "constant",
    "ensure_shape",
    "expand_dims",
    "eye",
    "fill",
    "invert_permutation",
    "known_shape",
    "matrix_transpose",
    "newaxis",
    "ones",
    "ones_like",
    "parallel_stack",
    "rank",
    "reshape",
    "shape",
    "shape_n",
    "size",
    "split",
    "squeeze",
    "stack",
    "transpose",
    "unstack",
    "zeros",
    "zeros_like",
]
