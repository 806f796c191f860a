"""Gradients of pooling without scatter: comparisons where windows lie side by side, else sums of pads."""

import itertools
import math
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


@pool.max_pool_grad.kernel("xla", default=True)
def _(x: Array, y: Array, grad: Array, *, ksize: Ints, strides: Ints, padding: Any) -> Array:
    sizes, n, jnp = x.shape[1:-1], len(ksize), xla.jax().numpy
    if not tiles(x.shape, ksize, strides, padding):
        parts = [
            (jnp.where(here, grad, grad.dtype.type(0)), tuple(s.start for s in index[1:]))
            for index, here in pool.first_maxima(x, y, ksize, strides, padding)
        ]
        return spread_sum(parts, sizes, pool.pads(x.shape, ksize, strides, padding), strides)
    winner = jnp.zeros(y.shape, np.int32)
    for t, (_, here) in enumerate(pool.first_maxima(x, y, ksize, strides, padding), 1):
        winner = jnp.where(here, np.int32(t), winner)
    number = np.arange(1, math.prod(ksize) + 1, dtype=np.int32).reshape(ksize)
    number = number.reshape(1, *itertools.chain(*((1, k) for k in ksize)), 1)
    placed = jnp.where(opened(winner, n) == number, opened(grad, n), grad.dtype.type(0))
    return fit(untile(placed, ksize), sizes)


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
