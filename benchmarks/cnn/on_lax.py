"""A kernel in plain JAX: lax's own operations and their transposes, each compiled alone."""

import jax
import jax.numpy as jnp
from jax import lax
from kernel_cases import FILTER, FORWARD, Conv, arrays


def kernel(case, what):
    """A function that computes the result, a JAX array, and waits for it."""
    x, w, dy = (None if a is None else jnp.asarray(a) for a in arrays(case))
    if isinstance(case, Conv):
        compute, inputs = _convolution(case, what, x, w, dy)
    else:
        compute, inputs = _pooling(case, what, x, dy)
    compiled = jax.jit(compute).lower(*inputs).compile()
    return lambda: compiled(*inputs).block_until_ready()


def _convolution(case, what, x, w, dy):
    w = w.reshape(*case.w[:-2], -1, case.filters)  # depthwise: one channel in each group
    spatial = "DHW"[3 - case.n :]
    names = f"N{spatial}C", f"{spatial}IO", f"N{spatial}C"

    def convolve(x, w):
        return lax.conv_general_dilated(
            x,
            w,
            (case.stride,) * case.n,
            case.padding,
            rhs_dilation=(case.dilation,) * case.n,
            dimension_numbers=names,
            feature_group_count=case.groups,
        )

    if what == FORWARD:
        return convolve, (x, w)
    if what == FILTER:
        return lambda x, dy: jax.linear_transpose(lambda w: convolve(x, w), w)(dy)[0], (x, dy)
    return lambda w, dy: jax.linear_transpose(lambda x: convolve(x, w), x)(dy)[0], (w, dy)


def _pooling(case, what, x, dy):
    window, strides = (1, case.window, case.window, 1), (1, case.stride, case.stride, 1)

    def pool(x):
        if case.kind == "max":
            return lax.reduce_window(x, -jnp.inf, lax.max, window, strides, case.padding)
        return lax.reduce_window(x, 0.0, lax.add, window, strides, case.padding) / case.window**2

    if what == FORWARD:
        return pool, (x,)
    return lambda x, dy: jax.vjp(pool, x)[1](dy)[0], (x, dy)
