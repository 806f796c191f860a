"""Affine maps: the library, NumPy's way and SciPy's give the same."""

import itertools

import numpy as np
import pytest

from tenfold.keras.preprocessing.image import apply_affine_transform
from tenfold.ops.image.affine_transform import MODES
from tenfold.ops.image.affine_transform import affine_transform as plain
from tenfold.runtime.kernels.affine_transform import affine_transform
from tenfold.runtime.native import library

LAST = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}


def maps(count):
    """(image, matrix, offset) of all sizes, many of them exactly on pixels and edges."""
    rng = np.random.RandomState(3)
    for i in range(count):
        dtype = (np.float32, np.uint8, np.float64, np.int16)[i % 4]
        image = (rng.rand(*rng.randint(1, 9, 2), rng.choice([1, 2, 3])) * 255).astype(dtype)
        matrix, offset = rng.randn(2, 2) * rng.choice([0.3, 1, 4]), rng.randn(2) * rng.choice([1, 10, 30])
        yield (image, matrix, offset) if i % 3 else (image, np.round(matrix), np.round(offset * 2) / 2)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("order", [0, 1])
def test_one_result(order, mode):
    for image, matrix, offset in maps(60):
        how = matrix, offset, order, mode, 7.5
        found, expected = affine_transform(image, *how), plain(image, *how)
        assert found.dtype == image.dtype
        assert found.tobytes() == expected.tobytes()
        if image.dtype == np.uint8:
            floats = plain(image.astype(np.float32), *how)
            assert affine_transform(image, *how, dtype=np.float32).tobytes() == floats.tobytes()


@pytest.mark.parametrize("mode", MODES)
def test_as_scipy(mode):
    ndimage = pytest.importorskip("scipy.ndimage")
    for (image, matrix, offset), order in itertools.product(maps(40), (0, 1)):
        found = affine_transform(image, matrix, offset, order, mode, 7.5)
        for c in range(image.shape[2]):
            plane = ndimage.affine_transform(image[..., c], matrix, offset, order=order, mode=mode, cval=7.5)
            np.testing.assert_allclose(found[..., c], plane, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e300, -1e19])
def test_places_that_are_none_read_nothing_else(mode, wrong):
    image = np.ones((4, 5, 3), np.float32)
    for order in (0, 1):
        with np.errstate(invalid="ignore", over="ignore"):
            found = [
                way(image, np.full((2, 2), wrong), [wrong, 0.0], order, mode, 1.0) for way in (affine_transform, plain)
            ]
        for made in found:
            np.testing.assert_array_equal(made, image)


def test_images_that_lie_anyhow():
    image = np.random.RandomState(0).rand(3, 9, 8).astype(np.float32).T[::-1]
    found = apply_affine_transform(image, theta=30, zx=0.7, **LAST)
    np.testing.assert_array_equal(found, apply_affine_transform(np.ascontiguousarray(image), theta=30, zx=0.7, **LAST))


def test_smoother_splines_are_scipys(monkeypatch):
    pytest.importorskip("scipy")
    image = np.random.RandomState(0).rand(7, 8, 3).astype(np.float32)
    found = apply_affine_transform(image, tx=1.0, order=3, fill_mode="mirror", **LAST)
    np.testing.assert_allclose(found[:, :-1], image[:, 1:], atol=1e-5)
    monkeypatch.setitem(__import__("sys").modules, "scipy.ndimage", None)
    with pytest.raises(ImportError, match="pip install scipy, or take order 0 or 1"):
        apply_affine_transform(image, tx=1.0, order=3, **LAST)


def test_the_library_is_asked():
    if not library.available():
        pytest.skip(f"{library.absence()}")
    calls = []
    known = library.functions()

    class Watched:
        def tenfold_affine(self, *arguments):
            calls.append(arguments)
            known.tenfold_affine(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "functions", Watched)
        apply_affine_transform(np.ones((4, 4, 3), np.float32), theta=10, **LAST)
        apply_affine_transform(np.ones((3, 4, 4), np.float32), theta=10)
    assert len(calls) == 4  # one for three channels that stand together, one for each of three that do not


@pytest.mark.parametrize("flips", list(itertools.product([False, True], repeat=2)))
def test_flips_are_those_of_the_result(flips):
    for image, matrix, offset in maps(12):
        turned = np.flip(plain(image, matrix, offset, 1, "reflect"), [axis for axis in (0, 1) if flips[axis]])
        for way in (affine_transform, plain):
            found = way(image, matrix, offset, 1, "reflect", flips=flips)
            assert found.tobytes() == turned.tobytes()
