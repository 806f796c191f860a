"""Convolutions by 3x3 and 5x5 filters that are large enough for Winograd's way, on every instruction set, and those by
5x5 and 6x6 filters with stride 2 that are folded to be such."""

import numpy as np
import pytest

from tenfold.ops.conv import conv_ops
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
RNG = np.random.default_rng(5)
LIMIT = 2e-5  # of the largest output; 1e-4 is promised, and this leaves 8e-6 where most is summed up

# batch, rows, columns, channels, outputs, padding on every side, filters' side if not 3, stride: all are large enough.
LAYERS = [
    (4, 18, 18, 32, 32, 1),
    (3, 17, 23, 24, 19, 1),  # tiles that end short, a last vector that is not whole
    (2, 26, 13, 37, 40, 0),
    (5, 9, 30, 33, 64, 2),
    (24, 4, 4, 64, 48, 1),  # no tile stands in the inside
    (6, 18, 17, 32, 40, 0, 5),
    (5, 13, 15, 33, 24, 2, 5),
    (16, 14, 14, 16, 24, 2, 5, 2),
    (9, 17, 18, 13, 19, 1, 6, 2),  # folded images with an odd first row, and channels that are no whole vectors
    (300, 16, 16, 16, 16, 1),  # more tiles than are summed up in one chunk
]


class Layer:
    """Normal or whole numbers for a layer, and its convolution and gradients by the kernels and by the op."""

    def __init__(
        self, batch, rows, columns, channels, outputs, pad, side=3, stride=1, draw=lambda *s: RNG.normal(size=s)
    ):
        out = ((rows + 2 * pad - side) // stride + 1, (columns + 2 * pad - side) // stride + 1)
        sizes = (batch, 1, rows, columns, channels, 1, *out, outputs)
        self.geometry = (*sizes, 1, side, side, 1, stride, stride, 1, 1, 1, 0, pad, pad, 1)
        x, w, dy = (batch, rows, columns, channels), (side, side, channels, outputs), (batch, *out, outputs)
        self.x, self.w, self.dy = (draw(*shape).astype(np.float32) for shape in (x, w, dy))
        self.bias = draw(outputs).astype(np.float32)
        self.attrs = {"strides": (stride, stride), "dilations": (1, 1), "padding": ((pad, pad), (pad, pad))}

    def native(self):
        y, dx, dw, db = (np.full_like(a, np.nan) for a in (self.dy, self.x, self.w, self.bias))
        library.run("conv", (*self.geometry, 3), [self.x, self.w, self.bias], [y])
        library.run("conv_backprop_input", (*self.geometry, 0), [self.w, self.dy], [dx])
        library.run("conv_backprop_filter", (*self.geometry, 1), [self.x, self.dy], [dw, db])
        return y, dx, dw, db

    def wanted(self):
        x, w, dy = (a.astype(np.float64) for a in (self.x, self.w, self.dy))
        return (
            np.maximum(conv_ops._forward(x, w, **self.attrs) + self.bias, 0),
            conv_ops._backprop_input(w, dy, input_sizes=x.shape, **self.attrs),
            conv_ops._backprop_filter(x, dy, filter_sizes=w.shape, **self.attrs),
            dy.sum((0, 1, 2)),
        )


def error(found, wanted):
    return np.abs(found - wanted).max() / np.abs(wanted).max()


@pytest.mark.parametrize("sizes", LAYERS)
def test_as_near_as_promised(instruction_set, sizes):
    layer = Layer(*sizes)
    for found, wanted in zip(layer.native(), layer.wanted()):
        assert error(found, wanted) < LIMIT


@pytest.mark.parametrize("sizes", LAYERS[:-1])
def test_threads_change_nothing(instruction_set, sizes):
    layer = Layer(*sizes)
    library.set_threads(1)
    once = layer.native()
    for threads in (2, 3, 16):
        library.set_threads(threads)
        for a, b in zip(once, layer.native()):
            np.testing.assert_array_equal(a, b)


def test_what_is_small_is_done_directly():
    """Whole numbers tell the ways apart: their sums are exact, thirds of them are not."""

    def exact(*sizes):
        layer = Layer(*sizes, draw=lambda *shape: RNG.integers(-4, 5, shape))
        return [bool((a == b).all()) for a, b in zip(layer.native()[:3], layer.wanted())]

    assert exact(4, 18, 18, 32, 32, 1) == [False, False, False]
    assert exact(6, 18, 17, 32, 40, 0, 5) == [False, False, False]
    assert exact(16, 14, 14, 16, 24, 2, 5, 2) == [False, False, False]
    assert exact(1, 6, 6, 32, 32, 2, 5, 2) == [True, True, True]
    assert exact(1, 5, 5, 32, 32, 1) == [True, True, True]
    assert exact(4, 18, 18, 2, 2, 1) == [True, True, True]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("which", ["x", "w", "dy", "bias"])
@pytest.mark.parametrize("sizes", [(2, 18, 19, 20, 24, 0), (8, 17, 19, 16, 24, 0, 5, 2)])
def test_what_is_not_finite_stays_where_it_is(instruction_set, which, value, sizes):
    layer = Layer(*sizes)
    getattr(layer, which).flat[7] = value
    with np.errstate(invalid="ignore", over="ignore"):
        pairs = list(zip(layer.native(), (a.astype(np.float32) for a in layer.wanted())))
    if which == "w":
        del pairs[1]  # the direct way multiplies by the zeros beyond dy's edges, the op does not
    for found, wanted in pairs:
        np.testing.assert_array_equal(np.isfinite(found), np.isfinite(wanted))
        np.testing.assert_array_equal(np.isnan(found), np.isnan(wanted))
        near = np.abs(wanted) < 1e6
        np.testing.assert_allclose(found[near], wanted[near], rtol=1e-3, atol=1e-3)
