"""Convolutions through XLA's own, channels last; its transposes are the gradients."""

from collections.abc import Callable
from typing import Any

from tenfold.ops.conv import conv_ops as ops
from tenfold.ops.conv import depthwise, windows
from tenfold.runtime import xla
from tenfold.runtime.kernels.xla.spreading import spread_sum
from tenfold.runtime.types import Array, Ints


def layout(n: int) -> tuple[str, str, str]:
    spatial = "DHW"[3 - n :]
    return f"N{spatial}C", f"{spatial}IO", f"N{spatial}C"


@ops.conv.kernel("xla", default=True)
def convolve(x: Array, w: Array, *, strides: Ints, dilations: Ints, padding: Any) -> Array:
    jnp, n = xla.jax().numpy, len(strides)
    x, w = jnp.asarray(x), jnp.asarray(w)
    groups = ops.check_depths(x.shape[-1], w.shape[-2], w.shape[-1])
    windows.out_sizes(x.shape[1:-1], w.shape[:n], strides, dilations, padding)  # says what does not fit
    if set(w.shape[:n]) == set(strides) == {1} and groups == 1 and padding in ("SAME", "VALID"):
        return jnp.tensordot(x, w.reshape(w.shape[-2:]), 1)
    pairs = windows.pads(x.shape[1:-1], w.shape[:n], strides, dilations, padding)
    return xla.jax().lax.conv_general_dilated(
        x, w, strides, pairs, rhs_dilation=dilations, dimension_numbers=layout(n), feature_group_count=groups
    )


def transposed(function: Callable[[Array], Array], shape: Ints, dtype: Any, dy: Array) -> Array:
    """What a linear function's result `dy` says of its input."""
    jax = xla.jax()
    return jax.linear_transpose(function, jax.ShapeDtypeStruct(shape, dtype))(jax.numpy.asarray(dy))[0]


@ops.conv_backprop_input.kernel("xla", default=True)
def _(w: Array, dy: Array, *, input_sizes: Ints, **geometry: Any) -> Array:
    return transposed(lambda x: convolve(x, w, **geometry), input_sizes, w.dtype, dy)


@ops.conv_backprop_filter.kernel("xla", default=True)
def _(x: Array, dy: Array, *, filter_sizes: Ints, **geometry: Any) -> Array:
    return transposed(lambda w: convolve(x, w, **geometry), filter_sizes, x.dtype, dy)


@depthwise.depthwise_conv2d_native_backprop_input.kernel("xla", default=True)
def _(w: Array, dy: Array, *, input_sizes: Ints, strides: Ints, dilations: Ints, padding: Any) -> Array:
    sizes = input_sizes[1:-1]
    pairs = windows.pads(sizes, w.shape[:2], strides, dilations, padding)
    dy = dy.reshape(*dy.shape[:3], *w.shape[2:])
    taps = [((i, j), (i * dilations[0], j * dilations[1])) for i in range(w.shape[0]) for j in range(w.shape[1])]
    parts = [((dy * w[tap]).sum(-1, dtype=dy.dtype), at) for tap, at in taps]
    return spread_sum(parts, sizes, pairs, strides)
