"""The native kernels that work channel by channel against the NumPy forwards, on every instruction set."""

import itertools
import math

import numpy as np
import pytest

from tenfold.ops.conv import depthwise, pool_ops, windows
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
CHANNELS = (1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 24, 31, 33, 40)


class Case:
    """Random windows over a random array."""

    def __init__(self, rng, axes, dilated, least=1):
        self.rng, self.axes = rng, axes
        few = {1: 40, 2: 14, 3: 7}[axes]
        self.batch, self.channels = int(rng.integers(1, 4)), int(rng.choice(CHANNELS))
        self.kernel = self.draw(1, 6 if axes < 3 else 4)
        self.strides = self.draw(1, 4)
        self.dilations = self.draw(1, 4) if dilated else (1,) * axes
        span = windows.span(self.kernel, self.dilations)
        self.padding = (
            "SAME" if rng.random() < 0.3 else tuple((int(rng.integers(6)), int(rng.integers(6))) for _ in span)
        )
        pads = ((0, 0),) * axes if self.padding == "SAME" else self.padding
        self.sizes = tuple(int(rng.integers(max(least, w - sum(p)), few + w)) for w, p in zip(span, pads))
        self.out = windows.out_sizes(self.sizes, self.kernel, self.strides, self.dilations, self.padding)
        self.pads = windows.pads(self.sizes, self.kernel, self.strides, self.dilations, self.padding)

    def draw(self, low, high):
        return tuple(int(n) for n in self.rng.integers(low, high, self.axes))

    def geometry(self, outputs, groups, flags=0):
        def three(values, fill):
            return (*(fill,) * (3 - self.axes), *values)

        before = three((b for b, _ in self.pads), 0)
        sizes = (self.batch, *three(self.sizes, 1), self.channels, *three(self.out, 1), outputs)
        return (
            *sizes,
            *three(self.kernel, 1),
            *three(self.strides, 1),
            *three(self.dilations, 1),
            *before,
            groups,
            flags,
        )

    def whole_numbers(self, *shape):
        """Sums of their products are exact in any order."""
        return self.rng.integers(-4, 5, shape).astype(np.float32)

    def x(self):
        return self.whole_numbers(self.batch, *self.sizes, self.channels)

    def y(self, outputs=None):
        return self.whole_numbers(self.batch, *self.out, outputs or self.channels)

    def attrs(self):
        return {"ksize": self.kernel, "strides": self.strides, "padding": self.padding}


def native(kernel, geometry, inputs, *shapes):
    """The outputs of a kernel; what lies around them must stay as it was. Nothing depends on the number of threads."""
    runs = []
    for threads in (1, 3):
        rooms = [np.full(math.prod(shape) + 64, 77, np.float32) for shape in shapes]
        library.set_threads(threads)
        try:
            library.run(kernel, geometry, [*map(alone, inputs)], [room[32:-32] for room in rooms])
        finally:
            library.set_threads(0)
        assert all((room[:32] == 77).all() and (room[-32:] == 77).all() for room in rooms)
        runs.append([room[32:-32].reshape(shape) for room, shape in zip(rooms, shapes)])
    for one, other in zip(*runs):
        np.testing.assert_array_equal(one.view(np.int32), other.view(np.int32))
    return runs[0]


def alone(array):
    """A copy that begins where no vector would, after NaN, and ends where its memory does."""
    room = np.full(array.size + 33, np.nan, np.float32)
    room[33:] = array.ravel()
    return room[33:]


def cases(count, dilated=False):
    for i in range(count):
        yield Case(np.random.default_rng(i), i % 3 + 1, dilated and i % 2 == 1)


def test_depthwise(instruction_set):
    for case, multiplier in zip(cases(120, dilated=True), itertools.cycle((1, 1, 1, 2, 1, 3))):
        outputs = case.channels * multiplier
        x, w, dy = case.x(), case.whole_numbers(*case.kernel, 1, outputs), case.y(outputs)
        bias = case.whole_numbers(outputs)
        y, dx, dw = by_taps(case, x, w, dy)
        plain, fused = case.geometry(outputs, case.channels), case.geometry(outputs, case.channels, 3)
        biased = case.geometry(outputs, case.channels, 1)
        where = repr((plain, case.padding))
        np.testing.assert_array_equal(native("conv", plain, [x, w], y.shape)[0], y, where)
        np.testing.assert_array_equal(native("conv", fused, [x, w, bias], y.shape)[0], np.maximum(y + bias, 0), where)
        np.testing.assert_array_equal(native("conv_backprop_input", plain, [w, dy], dx.shape)[0], dx, where)
        np.testing.assert_array_equal(native("conv_backprop_filter", plain, [x, dy], w.shape)[0], dw, where)
        with_bias = native("conv_backprop_filter", biased, [x, dy], w.shape, bias.shape)
        np.testing.assert_array_equal(with_bias[0], dw, where)
        np.testing.assert_array_equal(with_bias[1], dy.sum(tuple(range(dy.ndim - 1))), where)


def by_taps(case, x, w, dy):
    """Output, input gradient and filter gradient, over any number of axes, with one multiply-add per tap."""
    padded = windows.padded(x, case.pads)
    filters = w.reshape(*case.kernel, case.channels, -1)
    dealt = dy.reshape(*dy.shape[:-1], case.channels, -1)
    y, dx, dw = 0, np.zeros_like(padded), np.zeros_like(filters)
    for tap, index in windows.taps(case.kernel, case.strides, case.dilations, case.out):
        y = y + padded[index][..., None] * filters[tap]
        dx[index] += (dealt * filters[tap]).sum(-1)
        dw[tap] = (padded[index][..., None] * dealt).sum(tuple(range(dy.ndim - 1)))
    return y.reshape(dy.shape), dx[windows.cropping(case.sizes, case.pads)], dw.reshape(w.shape)


def test_every_small_window_along_one_axis(instruction_set):
    """Taps that lie apart may miss an element, meet the next ones and miss again."""
    rng = np.random.default_rng(0)
    for size, kernel, stride, apart, before in itertools.product(
        range(3, 9), (2, 3, 4), (1, 2, 3), (1, 2, 3), range(5)
    ):
        out = (size + 2 * before - ((kernel - 1) * apart + 1)) // stride + 1
        if out < 1:
            continue
        w, dy = (rng.integers(-4, 5, (n, 4)).astype("f4") for n in (kernel, out))
        dx = np.zeros((size, 4), "f4")
        for o, tap in np.ndindex(out, kernel):
            at = o * stride - before + tap * apart
            if 0 <= at < size:
                dx[at] += dy[o] * w[tap]
        geometry = (1, 1, 1, size, 4, 1, 1, out, 4, 1, 1, kernel, 1, 1, stride, 1, 1, apart, 0, 0, before, 4, 0)
        np.testing.assert_array_equal(native("conv_backprop_input", geometry, [w, dy], dx.shape)[0], dx, repr(geometry))


@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
def test_depthwise_is_the_op(instruction_set, strides):
    rng = np.random.default_rng(3)
    x, w = rng.normal(size=(4, 30, 31, 72)).astype("f4"), rng.normal(size=(3, 3, 72, 1)).astype("f4")
    attrs = {"strides": strides, "dilations": (1, 1), "padding": "SAME"}
    y = depthwise.depthwise_conv2d_native.forward(x, w, **attrs)
    dy = rng.normal(size=y.shape).astype("f4")
    dx = depthwise.depthwise_conv2d_native_backprop_input.forward(w, dy, input_sizes=x.shape, **attrs)
    dw = depthwise.depthwise_conv2d_native_backprop_filter.forward(x, dy, filter_sizes=w.shape, **attrs)
    pads = windows.pads(x.shape[1:-1], (3, 3), strides, (1, 1), "SAME")
    before = (0, *(b for b, _ in pads))
    geometry = (4, 1, 30, 31, 72, 1, *y.shape[1:3], 72, 1, 3, 3, 1, *strides, 1, 1, 1, *before, 72, 0)
    np.testing.assert_allclose(native("conv", geometry, [x, w], y.shape)[0], y, 1e-5, 1e-5)
    np.testing.assert_allclose(native("conv_backprop_input", geometry, [w, dy], x.shape)[0], dx, 1e-5, 1e-5)
    np.testing.assert_allclose(native("conv_backprop_filter", geometry, [x, dy], w.shape)[0], dw, 1e-4, 1e-4)


def test_max_pool(instruction_set):
    for i, case in enumerate(cases(150)):
        x, dy = case.x(), case.y()
        x[case.rng.random(x.shape) < 0.1] = np.nan if i % 4 else np.inf
        x[case.rng.random(x.shape) < 0.3] = -np.inf
        geometry, rectified = case.geometry(case.channels, 1), case.geometry(case.channels, 1, 2)
        y = pool_ops.max_pool.forward(x, **case.attrs())
        where = repr((geometry, case.padding))
        np.testing.assert_array_equal(native("max_pool", geometry, [x], y.shape)[0], y, where)
        dx = pool_ops.max_pool_grad.forward(x, y, dy, **case.attrs())
        np.testing.assert_array_equal(native("max_pool_grad", geometry, [x, y, dy], x.shape)[0], dx, where)
        dx = pool_ops.max_pool_grad.forward(x, y, dy * (y > 0), **case.attrs())
        np.testing.assert_array_equal(native("max_pool_grad", rectified, [x, y, dy], x.shape)[0], dx, where)


def test_padding_gets_no_gradient(instruction_set):
    x = np.full((1, 3, 3, 9), -np.inf, np.float32)
    y, dy = np.full((1, 2, 2, 9), -np.inf, np.float32), np.ones((1, 2, 2, 9), np.float32)
    geometry = (1, 1, 3, 3, 9, 1, 2, 2, 9, 1, 3, 3, 1, 2, 2, 1, 1, 1, 0, 1, 1, 1, 0)
    dx = native("max_pool_grad", geometry, [x, y, dy], x.shape)[0]
    np.testing.assert_array_equal(dx[0, :, :, 0], [[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    assert (dx == dx[..., :1]).all()


def test_avg_pool(instruction_set):
    for case in cases(150):
        x, dy = case.x(), case.y()
        geometry = case.geometry(case.channels, 1)
        with np.errstate(divide="ignore", invalid="ignore"):  # windows wholly in padding
            y = pool_ops.avg_pool.forward(x, **case.attrs())
            dx = pool_ops.avg_pool_grad.forward(dy, input_shape=x.shape, **case.attrs())
        where = repr((geometry, case.padding))
        np.testing.assert_allclose(native("avg_pool", geometry, [x], y.shape)[0], y, 1e-6, 1e-6, err_msg=where)
        np.testing.assert_allclose(native("avg_pool_grad", geometry, [dy], x.shape)[0], dx, 1e-5, 1e-5, err_msg=where)


@pytest.mark.parametrize("empty", ["batch", "channels", "out", "in"])
def test_empty(instruction_set, empty):
    sizes = {"batch": 2, "channels": 9, "in": 5, "out": 3} | {empty: 0}
    if empty == "in":
        sizes["out"] = 0
    n, channels, size, out = sizes["batch"], sizes["channels"], sizes["in"], sizes["out"]
    shape, y_shape, w_shape = (n, 1, size, size, channels), (n, 1, out, out, channels), (1, 3, 3, 1, channels)
    geometry = (*shape, *y_shape[1:], 1, 3, 3, *(1,) * 3, *(1,) * 3, *(0,) * 3, max(channels, 1), 0)
    biased = (*geometry[:-1], 1)
    x, y, w, bias = (np.ones(s, np.float32) for s in (shape, y_shape, w_shape, (channels,)))
    y_out = native("conv", biased, [x, w, bias], y_shape)[0]
    assert (y_out == 10).all()
    dx = native("conv_backprop_input", geometry, [w, y], shape)[0]
    dw, db = native("conv_backprop_filter", biased, [x, y], w_shape, (channels,))
    pooled = native("max_pool_grad", geometry, [x, y, y], shape)[0]
    shared = native("avg_pool_grad", geometry, [y], shape)[0]
    for kernel in ("max_pool", "avg_pool"):
        assert (native(kernel, geometry, [x], y_shape)[0] == 1).all()
    for array in (dx, dw, db, pooled, shared):  # no windows, no gradient
        assert empty == "channels" or not array.any()


@pytest.mark.parametrize("kernel", ["max_pool", "avg_pool"])
def test_pooled_arrays_have_the_channels_of_the_input(kernel):
    x, y = np.ones((1, 1, 2, 2, 8), np.float32), np.ones((1, 1, 1, 1, 4), np.float32)
    with pytest.raises(ValueError, match="pooling keeps the number of channels"):
        library.run(kernel, (*x.shape, *y.shape[1:], 1, 2, 2, 1, 2, 2, *(1,) * 3, *(0,) * 3, 1, 0), [x], [y])
