"""Images: what random ops draw, against TensorFlow; gradients that the float32 results of the public functions hide."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.image.crops import sampled
from tenfold.ops.image.resize import resample
from tenfold.testing import case, check_op, f64

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def programs():
    spec = importlib.util.spec_from_file_location("record_image", GOLDEN / "record_image.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.programs


@pytest.fixture(scope="module")
def drawn():
    """What the recorded programs give here."""
    return dict(programs()(tf))


def test_random_images_are_tensorflows(drawn):
    with np.load(GOLDEN / "image.npz") as recorded:
        for key in recorded.files:
            name, _, index = key.rpartition(" ")
            np.testing.assert_allclose(drawn[name][int(index)].numpy(), recorded[key], 1e-5, 2e-6, err_msg=key)


@pytest.mark.parametrize("method", ["bilinear", "nearest", "bicubic", "area", "lanczos3", "triangle", "mitchellcubic"])
def test_gradient_of_resize(method):
    check_op(
        case(
            "resample(x, size, method, antialias=True)",
            x=f64(2, 5, 4, 2),
            resample=resample,
            size=(3, 7),
            method=method,
        ),
        quick=True,
    )


def test_gradient_of_resize_in_one_dtype():
    with tf.GradientTape() as tape:
        x = tf.ones([1, 4, 4, 1])
        tape.watch(x)
        y = tf.reduce_sum(tf.image.resize(x, [8, 8]))
    np.testing.assert_allclose(tape.gradient(y, x), np.full([1, 4, 4, 1], 4.0), 1e-6)


def test_gradient_of_crop_and_resize():
    boxes = f64([[0.11, 0.2, 0.83, 0.71], [0.05, 0.03, 0.94, 0.97]])
    check_op(
        case(
            "sampled(x, b, [1, 0], [3, 4], 'bilinear', 0.0)",
            x=f64(2, 6, 5, 2),
            b=boxes,
            sampled=sampled,
            unknown="dims",
            why="rank 4",
        ),
        quick=True,
    )


def test_equal_pixels_stay_what_they_are():
    """A uniform uint8 image must not lose a step to rounding when it is cast back."""
    x = tf.fill([7, 9, 3], tf.constant(201, tf.uint8))
    assert np.all(tf.cast(tf.image.resize(x, [31, 17]), tf.uint8).numpy() == 201)
