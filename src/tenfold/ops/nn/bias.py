"""Adding a bias to every channel, and sums over all but the channels."""

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.infer import same_dims
from tenfold.ops.math.comparison import numbers
from tenfold.ops.math.reduce import total


def channel_axis(data_format):
    """-1 or 1. ValueError for a data format that is neither channels last nor channels second."""
    if data_format is None or data_format.startswith("N") and data_format.endswith("C") and len(data_format) > 2:
        return -1
    if data_format.startswith("NC"):
        return 1
    raise ValueError(f"`data_format` must be of the form `N...C` or `NC...`. Received: data_format={data_format!r}")


def infer_bias_add(value, bias, *, data_format):
    axis = channel_axis(data_format)
    if bias.shape is not None and len(bias.shape) != 1:
        raise ValueError(f"the bias must be a vector; received shape {bias.shape}.")
    if value.shape is None or bias.shape is None:
        return value
    dims = list(value.shape)
    dims[axis] = same_dims(dims[axis], bias.shape[0])
    return Spec(tuple(dims), value.dtype)


@op(infer=infer_bias_add)
def bias_add(value, bias, *, data_format=None):
    """`bias` (channels,) added to every position of `value`, whose channels are last, or second for "NC..."."""
    axis = channel_axis(data_format)
    numbers(value)
    if value.ndim < 2 or bias.shape != (value.shape[axis],):
        raise ValueError(
            f"Must provide as many biases as the channel dimension of the input tensor: {bias.shape} vs. "
            f"{value.shape[axis] if value.ndim > 1 else None} in {value.shape}"
        )
    return value + (bias if axis == -1 else along_channels(bias, value.ndim, data_format))


@bias_add.gradient
def _(dy, data_format):
    return dy, lambda: bias_add_grad(dy, data_format)


@op(
    infer=lambda dy, *, data_format: Spec(
        (None if dy.shape is None else dy.shape[channel_axis(data_format)],), dy.dtype
    )
)
def bias_add_grad(out_backprop, *, data_format=None):
    """`out_backprop` summed over all axes but the channels'."""
    if data_format is None and type(out_backprop) is np.ndarray and out_backprop.dtype.char in "fd":
        return np.add.reduce(out_backprop.reshape(-1, out_backprop.shape[-1]), 0)
    if channel_axis(data_format) == -1:
        return total(out_backprop.reshape(-1, out_backprop.shape[-1]), 0, False)
    return total(out_backprop, (0, *range(2, out_backprop.ndim)), False)


@bias_add_grad.gradient
def _(dy, out_backprop_shape, data_format):
    return bias_spread(dy, out_backprop_shape, data_format)


@op(infer=lambda bias, *, shape, **_: Spec(shape, bias.dtype))
def bias_spread(bias, *, shape: Shape, data_format=None):
    """`bias` repeated along all axes of `shape` but the channels'."""
    return xp(bias).broadcast_to(along_channels(bias, len(shape), data_format), shape)


@bias_spread.gradient
def _(dy, data_format):
    return bias_add_grad(dy, data_format)


def along_channels(bias, rank, data_format):
    """`bias` reshaped to broadcast against arrays of `rank` axes."""
    return bias if channel_axis(data_format) == -1 else bias.reshape(-1, *[1] * (rank - 2))
