"""Convolutions, as a product of matrices: each window of the input is a row.

The op and its two gradients are three ops that are each other's gradients, so nothing is left to do for second order.
Inside, arrays are channels last: inputs (batch, *spatial, channels), filters (*kernel, channels / groups, outputs).
"""

import math

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.shapes import merge
from tenfold.ops.conv import windows
from tenfold.ops.graphdef import Row, by_axes, by_rank

COLUMNS = 1 << 22  # elements of the matrix of windows that are made at once: it should stay in the cache


def infer_conv(x, w, *, strides, dilations, padding):
    n = len(strides)
    if w.shape is not None and len(w.shape) != n + 2:
        raise ValueError(
            f"filters must have rank {n + 2}: (*kernel, in_channels, out_channels); received shape {w.shape}."
        )
    kernel, depth, outputs = ((None,) * n, None, None) if w.shape is None else (w.shape[:n], *w.shape[n:])
    if x.shape is None:
        return Spec((None,) * (n + 1) + (outputs,), x.dtype)
    if len(x.shape) != n + 2:
        raise ValueError(f"the input must have rank {n + 2}; received shape {x.shape}.")
    check_depths(x.shape[-1], depth, outputs)
    sizes = x.shape[1:-1]
    return Spec((x.shape[0], *windows.out_sizes(sizes, kernel, strides, dilations, padding), outputs), x.dtype)


def check_depths(channels, depth, outputs):
    """The number of groups. ValueError where the filters do not fit the input."""
    if None in (channels, depth) or depth == 0:
        return 1
    if channels % depth:
        raise ValueError(f"input depth must be evenly divisible by filter depth: {channels} vs {depth}")
    groups = channels // depth
    if outputs is not None and groups and outputs % groups:
        raise ValueError(f"output depth must be evenly divisible by number of groups: {outputs} vs {groups}")
    return groups


class Geometry:
    """One convolution's sizes: what the three kernels need to walk over the windows of `x_shape`."""

    def __init__(self, x_shape, w_shape, strides, dilations, padding):
        if not len(x_shape) == len(w_shape) == len(strides) + 2:
            raise ValueError(
                f"input and filters must have rank {len(strides) + 2}; received shapes {x_shape} and {w_shape}"
            )
        *kernel, self.depth, self.outputs = w_shape
        self.kernel, self.strides, self.dilations = tuple(kernel), strides, dilations
        self.batch, *sizes, self.channels = x_shape
        self.sizes = tuple(sizes)
        self.groups = check_depths(self.channels, self.depth, self.outputs)
        self.out = windows.out_sizes(self.sizes, self.kernel, strides, dilations, padding)
        self.pads = windows.pads(self.sizes, self.kernel, strides, dilations, padding)
        self.columns = math.prod(kernel) * self.channels
        self.pointwise = self.columns == self.channels and not any(map(any, self.pads))

    def check(self, dy):
        """`dy` must have the shape of the convolution's result."""
        if dy.shape != (self.batch, *self.out, self.outputs):
            raise ValueError(
                f"size of out_backprop doesn't match computed: received {list(dy.shape)}, an input of shape "
                f"{[self.batch, *self.sizes, self.channels]} gives {[self.batch, *self.out, self.outputs]}"
            )

    def blocks(self):
        """Slices of (batch, first spatial axis) that cover the output, each of about COLUMNS elements of windows."""
        rows = self.out[0]
        per_row = math.prod(self.out[1:]) * self.columns
        if rows * per_row <= COLUMNS:
            step = max(1, COLUMNS // max(1, rows * per_row))
            return [(slice(i, i + step), slice(0, rows)) for i in range(0, self.batch, step)]
        step = max(1, COLUMNS // per_row)
        return [(slice(i, i + 1), slice(r, r + step)) for i in range(self.batch) for r in range(0, rows, step)]

    def view(self, x):
        """All windows of `x`: (batch, *out, *kernel, channels)."""
        return windows.window_view(windows.padded(x, self.pads), self.kernel, self.strides, self.dilations, self.out)

    def at_strides(self):
        """The index of the inputs that a 1x1 kernel sees."""
        return (slice(None), *(slice(0, (o - 1) * s + 1, s) for o, s in zip(self.out, self.strides)))


def as_float32(function):
    """NumPy multiplies matrices of 16-bit floats an element at a time: go through float32."""

    def call(a, b, **attrs):
        narrow = a.dtype
        if narrow.itemsize > 2 or narrow.kind in "iu":
            return function(a, b, **attrs)
        return function(a.astype(np.float32), b.astype(np.float32), **attrs).astype(narrow)

    return call


@as_float32
def _forward(x, w, *, strides, dilations, padding):
    g = Geometry(x.shape, w.shape, strides, dilations, padding)
    if g.groups > 1:
        return _per_group(
            lambda a, b: _forward(a, b, strides=strides, dilations=dilations, padding=padding), (x, -1), (w, -1), g
        )
    matrix = w.reshape(-1, g.outputs)
    if g.pointwise:
        x = x if set(strides) == {1} else x[g.at_strides()]
        return np.matmul(x.reshape(-1, g.channels), matrix).reshape(g.batch, *g.out, g.outputs)
    out, view = np.empty((g.batch, *g.out, g.outputs), x.dtype), g.view(x)
    for block in g.blocks():
        np.matmul(view[block].reshape(-1, g.columns), matrix, out=out[block].reshape(-1, g.outputs))
    return out


def _per_group(function, a, b, g, axis=-1):
    """`function` on each group of channels, the results joined."""
    parts = zip(np.split(a[0], g.groups, a[1]), np.split(b[0], g.groups, b[1]))
    return np.concatenate([function(x, y) for x, y in parts], axis)


@as_float32
def _backprop_filter(x, dy, *, filter_sizes, strides, dilations, padding):
    g = Geometry(x.shape, filter_sizes, strides, dilations, padding)
    g.check(dy)
    if g.groups > 1:
        sizes = (*filter_sizes[:-1], g.outputs // g.groups)
        each = lambda a, b: _backprop_filter(
            a, b, filter_sizes=sizes, strides=strides, dilations=dilations, padding=padding
        )
        return _per_group(each, (x, -1), (dy, -1), g)
    if g.pointwise:
        x = x if set(strides) == {1} else x[g.at_strides()]
        return np.matmul(x.reshape(-1, g.channels).T, dy.reshape(-1, g.outputs)).reshape(filter_sizes)
    total, view = np.zeros((g.columns, g.outputs), x.dtype), g.view(x)
    for block in g.blocks():
        total += np.matmul(view[block].reshape(-1, g.columns).T, dy[block].reshape(-1, g.outputs))
    return total.reshape(filter_sizes)


@as_float32
def _backprop_input(w, dy, *, input_sizes, strides, dilations, padding):
    g = Geometry(input_sizes, w.shape, strides, dilations, padding)
    g.check(dy)
    if g.groups > 1:
        sizes = (*input_sizes[:-1], g.depth)
        each = lambda a, b: _backprop_input(
            a, b, input_sizes=sizes, strides=strides, dilations=dilations, padding=padding
        )
        return _per_group(each, (w, -1), (dy, -1), g)
    matrix = w.reshape(-1, g.outputs).T
    if g.pointwise and set(strides) == {1}:
        return np.matmul(dy.reshape(-1, g.outputs), matrix).reshape(input_sizes)
    wide = [n + b + a for n, (b, a) in zip(g.sizes, g.pads)]
    dx = np.zeros((g.batch, *wide, g.channels), dy.dtype)
    for images, rows in g.blocks():
        part = dy[images, rows]
        d = np.matmul(part.reshape(-1, g.outputs), matrix).reshape(*part.shape[:-1], *g.kernel, g.channels)
        target = dx[images, rows.start * strides[0] :]
        before = (slice(None),) * (len(strides) + 1)
        for tap, index in windows.taps(g.kernel, strides, dilations, part.shape[1:-1]):
            target[index] += d[(*before, *tap)]
    return dx[windows.cropping(g.sizes, g.pads)]


CONV = Row("input", "filters", fixed={"data_format": "NHWC"}, dilations=by_axes("dilations"), **windows.WINDOW)


@op(
    infer=infer_conv,
    type=by_rank({3: "Squeeze", 4: "Conv2D", 5: "Conv3D"}),
    label=by_rank({3: "conv1d/Squeeze", 4: "Conv2D", 5: "Conv3D"}),
    graphdef=CONV,
)
def conv(input, filters, *, strides, dilations, padding):
    """Cross-correlation of `input` with `filters` over 1 to 3 spatial axes; channel groups follow from the depths."""
    return _forward(input, filters, strides=strides, dilations=dilations, padding=padding)


@conv.gradient
def _(dy, input, filters, input_shape, filters_shape, strides, dilations, padding):
    return (
        lambda: conv_backprop_input(filters, dy, input_shape, strides, dilations, padding),
        lambda: conv_backprop_filter(input, dy, filters_shape, strides, dilations, padding),
    )


def infer_backprop_input(w, dy, *, input_sizes, strides, dilations, padding):
    """The shape asked for, if a convolution of it could have given `dy`."""
    if input_sizes is not None and w.shape is not None:
        y = infer_conv(Spec(input_sizes, dy.dtype), w, strides=strides, dilations=dilations, padding=padding)
        merge(y.shape, dy.shape)
    return Spec(input_sizes, dy.dtype)


@op(
    infer=infer_backprop_input,
    type=by_rank({3: "Squeeze", 4: "Conv2DBackpropInput", 5: "Conv3DBackpropInputV2"}),
)
def conv_backprop_input(filters, out_backprop, *, input_sizes: Shape, strides, dilations, padding):
    """The gradient of `conv` for an input of shape `input_sizes`; also the transposed convolution."""
    return _backprop_input(
        filters, out_backprop, input_sizes=input_sizes, strides=strides, dilations=dilations, padding=padding
    )


@conv_backprop_input.gradient
def _(dy, filters, out_backprop, filters_shape, strides, dilations, padding):
    return (
        lambda: conv_backprop_filter(dy, out_backprop, filters_shape, strides, dilations, padding),
        lambda: conv(dy, filters, strides, dilations, padding),
    )


@op(
    infer=lambda x, dy, *, filter_sizes, **_: Spec(filter_sizes, dy.dtype),
    type=by_rank({4: "Conv2DBackpropFilter", 5: "Conv3DBackpropFilterV2"}),
)
def conv_backprop_filter(input, out_backprop, *, filter_sizes: Shape, strides, dilations, padding):
    """The gradient of `conv` for filters of shape `filter_sizes`."""
    return _backprop_filter(
        input, out_backprop, filter_sizes=filter_sizes, strides=strides, dilations=dilations, padding=padding
    )


@conv_backprop_filter.gradient
def _(dy, input, out_backprop, input_shape, strides, dilations, padding):
    return (
        lambda: conv_backprop_input(dy, out_backprop, input_shape, strides, dilations, padding),
        lambda: conv(input, dy, strides, dilations, padding),
    )
