"""Images of another size by the library: NumPy's bits, or left to NumPy."""

import numpy as np
import pytest

from tenfold.ops.image.resize import resample
from tenfold.runtime.kernels import resampling
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
SIZES = [  # shape of the images, size of the result
    ((24, 32, 3), (15, 15)),
    ((2, 5, 7, 3), (11, 3)),
    ((2, 5, 7, 1), (2, 30)),
    ((3, 1, 1, 5), (4, 4)),
    ((2, 2, 9, 4, 3), (9, 8)),
]
HOW = [(False, True), (True, False), (False, False)]  # align_corners, half_pixel_centers


@pytest.mark.parametrize(("align", "half"), HOW)
@pytest.mark.parametrize(("shape", "size"), SIZES)
@pytest.mark.parametrize(
    ("method", "dtype"),
    [("bilinear", "float32"), ("bilinear", "uint8"), ("nearest", "float32"), ("nearest", "uint8"), ("nearest", "i8")],
)
def test_the_library_has_the_ops_bits(method, dtype, shape, size, align, half):
    how = {"align_corners": align, "half_pixel_centers": half}
    given = np.random.default_rng(0).normal(size=shape) * 100
    given = np.abs(given).astype(dtype)
    found = resampling.WAYS[method](given, size, **how)
    expected = resample.forward(given, size=size, method=method, **how)
    assert found.dtype == expected.dtype and found.shape == expected.shape
    assert found.tobytes() == np.ascontiguousarray(expected).tobytes()


def test_images_that_lie_anyhow():
    given = np.random.default_rng(0).normal(size=(3, 9, 8)).astype(np.float32).T[::-1]
    found = resampling.WAYS["bilinear"](given, (5, 5))
    assert found.tobytes() == resample.forward(given, size=(5, 5), method="bilinear").tobytes()


@pytest.mark.parametrize(
    ("shape", "dtype", "size"),
    [((4, 4, 3), "float64", (2, 2)), ((0, 4, 4, 3), "float32", (2, 2)), ((4, 4, 3), "float32", (0, 2))],
)
def test_what_is_left_to_numpy(shape, dtype, size):
    assert resampling.WAYS["bilinear"](np.zeros(shape, dtype), size) is None


def test_it_is_the_kernel_after_some_calls(monkeypatch):
    called = []
    monkeypatch.setitem(resampling.WAYS, "bilinear", lambda *args, **how: called.append(args))
    monkeypatch.setattr(resampling._state, "calls", 0)
    for _ in range(resampling.FEW + 2):
        resampling.resized(np.ones((4, 4, 1), np.float32), size=(2, 2), method="bilinear")
    assert len(called) == 2


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int64"])
@pytest.mark.parametrize("shape", [(2, 40, 50, 3), (40, 50, 3), (3, 2000, 2), (5000, 3)])
def test_pixels_that_are_turned(shape, dtype):
    given = np.abs(np.random.default_rng(0).normal(size=shape) * 100).astype(dtype)
    known = library.functions()
    for one in (given, given[::-1]):
        assert np.array_equal(resampling._turned(one, known), np.flip(one, -2))
    for axis in (-2, len(shape) - 2):
        assert np.array_equal(resampling.reversed_(given, axis=(axis,)), np.flip(given, axis))
