"""Gradients of pooling without scatter: comparisons where windows lie side by side, else sums of pads."""

import functools
import itertools
import math
import operator
from typing import Any

import numpy as np

from tenfold.ops.conv import patches, windows
from tenfold.ops.conv import pool_ops as pool
from tenfold.runtime import xla
from tenfold.runtime.kernels.xla.spreading import spread_sum
from tenfold.runtime.types import Array, Ints


def tiles(dims: Ints, ksize: Ints, strides: Ints, padding: Any) -> bool:
    """Whether the windows lie side by side without padding in front."""
    return ksize == strides and not any(before for before, _ in pool.pads(dims, ksize, strides, padding))


def fit(d: Array, sizes: Ints) -> Array:
    """`d` cut or padded with zeros at the end of each spatial axis."""
    d = d[(slice(None), *(slice(0, n) for n in sizes))]
    return xla.jax().numpy.pad(d, ((0, 0), *((0, n - m) for n, m in zip(sizes, d.shape[1:-1])), (0, 0)))


def untile(d: Array, ksize: Ints) -> Array:
    """(batch, o1, k1, o2, k2, ..., channels) -> (batch, o1 * k1, o2 * k2, ..., channels)."""
    out = d.shape[1:-1:2]
    return d.reshape(d.shape[0], *(o * k for o, k in zip(out, ksize)), d.shape[-1])


def opened(y: Array, n: int) -> Array:
    """`y` with an axis of 1 after each spatial axis."""
    return xla.jax().numpy.expand_dims(y, tuple(range(2, 2 * n + 2, 2)))


def winners(x: Array, y: Array, ksize: Ints, strides: Ints, padding: Any) -> tuple[Array, list[Any]]:
    """The number of the tap that holds the first maximum, from 1, in each window, 0 for NaN; and the index of each tap.

    `y`, the maxima, only say where one is NaN. That one of `x` equals one of them is nothing to go by: XLA computes `x`
    anew wherever it is used, and may round it otherwise than where the maximum was taken of it.
    """
    jnp, pairs = xla.jax().numpy, pool.pads(x.shape, ksize, strides, padding)
    indices = [index for _, index in windows.taps(ksize, strides, (1,) * len(ksize), y.shape[1:-1])]
    best, winner = jnp.full(y.shape, pool.lowest(x.dtype), x.dtype), jnp.zeros(y.shape, np.int32)
    wide = windows.padded(x, pairs)
    for t, index in enumerate(indices, 1):
        better = (wide[index] > best) | (winner == 0)
        better = functools.reduce(operator.and_, pool.inside(index, x.shape[1:-1], pairs), better)
        best, winner = jnp.where(better, wide[index], best), jnp.where(better, np.int32(t), winner)
    return jnp.where(y == y, winner, np.int32(0)), indices


@pool.max_pool_grad.kernel("xla", default=True)
def _(x: Array, y: Array, grad: Array, *, ksize: Ints, strides: Ints, padding: Any) -> Array:
    sizes, n, jnp = x.shape[1:-1], len(ksize), xla.jax().numpy
    winner, indices = winners(x, y, ksize, strides, padding)
    if not tiles(x.shape, ksize, strides, padding):
        parts = [
            (jnp.where(winner == t, grad, grad.dtype.type(0)), tuple(s.start for s in index[1:]))
            for t, index in enumerate(indices, 1)
        ]
        return spread_sum(parts, sizes, pool.pads(x.shape, ksize, strides, padding), strides)
    number = np.arange(1, math.prod(ksize) + 1, dtype=np.int32).reshape(ksize)
    number = number.reshape(1, *itertools.chain(*((1, k) for k in ksize)), 1)
    placed = jnp.where(opened(winner, n) == number, opened(grad, n), grad.dtype.type(0))
    return fit(untile(placed, ksize), sizes)


@pool.max_pool_grad_grad.kernel("xla", default=True)
def _(x: Array, y: Array, grad: Array, *, ksize: Ints, strides: Ints, padding: Any) -> Array:
    winner, indices = winners(x, y, ksize, strides, padding)
    d, found = windows.padded(grad, pool.pads(x.shape, ksize, strides, padding)), grad.dtype.type(0)
    for t, index in enumerate(indices, 1):
        found = xla.jax().numpy.where(winner == t, d[index], found)
    return found


@pool.avg_pool_grad.kernel("xla", default=True)
def _(grad: Array, *, input_shape: Ints, ksize: Ints, strides: Ints, padding: Any) -> Array:
    sizes, n = input_shape[1:-1], len(ksize)
    share = grad / pool.window_counts(input_shape, ksize, strides, padding, grad.dtype)
    if not tiles(input_shape, ksize, strides, padding):
        taps = windows.taps(ksize, strides, (1,) * n, grad.shape[1:-1])
        parts = [(share, tap) for tap, _ in taps]
        return spread_sum(parts, sizes, pool.pads(input_shape, ksize, strides, padding), strides)
    wide = itertools.chain(*zip(share.shape[1:-1], ksize))
    return fit(
        untile(xla.jax().numpy.broadcast_to(opened(share, n), (grad.shape[0], *wide, grad.shape[-1])), ksize), sizes
    )


@patches.patches_grad.kernel("xla", default=True)
def _(grad: Array, *, input_shape: Ints, kernel: Ints, strides: Ints, dilations: Ints, padding: Any) -> Array:
    sizes = input_shape[1:-1]
    taps = windows.taps(kernel, strides, dilations, grad.shape[1:-2])
    parts = [(grad[..., i, :], tuple(s.start for s in index[1:])) for i, (_, index) in enumerate(taps)]
    return spread_sum(parts, sizes, windows.pads(sizes, kernel, strides, dilations, padding), strides)
