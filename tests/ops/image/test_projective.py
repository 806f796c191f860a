"""Projective maps of images, and images of other proportions. (Values of TensorFlow: the layers' recorded numbers.)"""

import math

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.image.aspect import crop_and_resize_to, pad_and_resize_to
from tenfold.ops.image.displaced import displaced
from tenfold.ops.image.projective import projective_transform
from tenfold.testing import case, check_op, f64

IMAGE = np.random.RandomState(0).uniform(size=(4, 5))
SIDEWAYS = np.array([[1.1, 0.2, -0.7, -0.1, 0.9, 0.4, 0.05, -0.08], [0, 1, 0, 1, 0, 0, 0, 0]], np.float32)


def seen(image, a, size, fill):
    """The definition, pixel by pixel."""
    at = lambda y, x: image[y, x] if 0 <= y < image.shape[0] and 0 <= x < image.shape[1] else fill  # noqa: E731
    out = np.empty(size)
    for y, x in np.ndindex(size):
        k = a[6] * x + a[7] * y + 1
        u, v = (a[0] * x + a[1] * y + a[2]) / k, (a[3] * x + a[4] * y + a[5]) / k
        i, j = math.floor(v), math.floor(u)
        rows = [at(r, j) * (1 - u + j) + at(r, j + 1) * (u - j) for r in (i, i + 1)]
        out[y, x] = rows[0] * (1 - v + i) + rows[1] * (v - i)
    return out


def test_the_definition():
    images = np.stack([IMAGE, IMAGE[::-1]])[..., None]
    found = projective_transform(images, SIDEWAYS, (6, 3), 2.5)
    for image, a, out in zip(images, SIDEWAYS, found.numpy()):
        np.testing.assert_allclose(out[..., 0], seen(image[..., 0], a, (6, 3), 2.5), 1e-4)


@pytest.mark.parametrize("mode", ["constant", "reflect"])
def test_gradients_and_gears(mode):
    check_op(
        case(
            "f(x, t, s, 1.5, fill_mode=mode)",
            x=f64(2, 4, 3, 2),
            t=SIDEWAYS,
            s=(3, 5),
            f=projective_transform,
            mode=mode,
            unknown="dims",
            why="rank 4",
        ),
        quick=True,
    )


def test_pixels_from_anywhere_are_those_of_a_map_that_sends_them_there():
    x, y = np.meshgrid(np.arange(3.0, dtype="float32"), np.arange(6.0, dtype="float32"))
    k = SIDEWAYS[0, 6] * x + SIDEWAYS[0, 7] * y + 1
    u, v = ((SIDEWAYS[0, i] * x + SIDEWAYS[0, i + 1] * y + SIDEWAYS[0, i + 2]) / k for i in (0, 3))
    wanted = projective_transform(IMAGE[None, :, :, None], SIDEWAYS[:1], (6, 3), 2.5)
    np.testing.assert_allclose(displaced(IMAGE[None, :, :, None], u[None], v[None], fill_value=2.5), wanted, 1e-4)


def test_gradients_of_pixels_from_anywhere():
    at = np.random.RandomState(1).uniform(-1, 4, (2, 2, 3, 5)).astype("float32")
    check_op(
        case("f(x, u, v)", x=f64(2, 4, 3, 2), u=at[0], v=at[1], f=displaced, unknown="dims", why="rank 4"), quick=True
    )


@pytest.mark.parametrize(
    "mode, row",
    [
        ("constant", [9, 9, 9, 0, 1, 2, 9, 9, 9, 9]),
        ("nearest", [0, 0, 0, 0, 1, 2, 2, 2, 2, 2]),
        ("reflect", [2, 1, 0, 0, 1, 2, 2, 1, 0, 0]),
        ("wrap", [2, 2, 2, 0, 1, 2, 0, 0, 0, 0]),  # as TensorFlow's kernel counts its periods
    ],
)
def test_what_lies_outside(mode, row):
    shifted = np.array([[1, 0, -3, 0, 1, 0, 0, 0]], np.float32)
    image = np.arange(3, dtype=np.uint8).reshape(1, 1, 3, 1)
    found = projective_transform(image, shifted, (1, 10), 9.0, "nearest", mode)
    assert found.numpy().ravel().tolist() == row


def test_transforms_of_another_shape_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="num_images x 8 or 1 x 8; received shape"):
        projective_transform(np.zeros((3, 2, 2, 1)), SIDEWAYS, (2, 2))
    with pytest.raises(tf.errors.InvalidArgumentError, match="rank 4"):
        tf.function(lambda: projective_transform(np.zeros((2, 2, 1)), SIDEWAYS, (2, 2)))()


@pytest.mark.parametrize("function", [crop_and_resize_to, pad_and_resize_to])
def test_proportions_in_both_gears(function):
    check_op(
        case("f(x, (4, 2))", x=f64(1, 4, 5, 1), f=function, grad=False, unknown="dims", why="float32 results; rank 4"),
        quick=True,
    )


def test_proportions():
    x = np.arange(12, dtype=np.float32).reshape(1, 2, 6, 1)
    assert crop_and_resize_to(x, (2, 2)).numpy().ravel().tolist() == [2, 3, 8, 9]
    assert crop_and_resize_to(x, (1, 2), keeps_scale=True).numpy().ravel().tolist() == [2, 3]
    rows = pad_and_resize_to(x, (6, 6), "nearest", fill_value=7.0).numpy()[0, :, 0, 0]
    assert rows.tolist() == [7, 7, 0, 6, 7, 7]
