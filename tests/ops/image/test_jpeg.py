"""JPEG files: TensorFlow's pixels by either transform, damaged files, and what Pillow is asked for in the end."""

import ast
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tenfold as tf
from tenfold.ops.image import jpeg
from tenfold.runtime.native import library

GOLDEN = np.load(Path(__file__).parents[2] / "golden" / "images" / "jpeg.npz")
NAMES = sorted({key.split("|")[0] for key in GOLDEN.files})
tf.io.decode_jpeg(GOLDEN["plain|file"].tobytes())  # which brings the decoder
native = pytest.mark.skipif(
    not library.available() or jpeg.decoder.native is None, reason="no native kernels, or no libjpeg of its own"
)


def of(name):
    return GOLDEN[f"{name}|file"].tobytes()


@native
@pytest.mark.parametrize("name", NAMES)
def test_pixels_are_tensorflows(name):
    for key in GOLDEN.files:
        file, _, how = key.partition("|")
        if file == name and how != "file":
            options = {k: ast.literal_eval(v) for k, v in (part.split("=") for part in how.split(",") if part)}
            assert np.array_equal(tf.io.decode_jpeg(of(name), **options), GOLDEN[key]), how


@native
def test_other_decoders_take_the_same_way():
    expected = GOLDEN["plain|"]
    assert np.array_equal(tf.io.decode_image(of("plain")), expected)
    assert np.array_equal(tf.io.decode_png(of("plain")), expected)
    assert np.array_equal(tf.io.decode_and_crop_jpeg(of("plain"), [3, 5, 20, 10]), expected[3:23, 5:15])


@native
def test_what_ends_early_is_refused_and_what_follows_is_not_read():
    for cut in (2, 30, 200):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid JPEG data, size .*ends before the image"):
            tf.io.decode_jpeg(of("plain")[:-cut])
    assert np.array_equal(tf.io.decode_jpeg(of("plain") + b"more"), GOLDEN["plain|"])


def test_without_a_library_it_is_pillow_who_decodes_accurately(monkeypatch):
    monkeypatch.setattr(jpeg.decoder, "native", None)
    pillows = np.asarray(Image.open(io.BytesIO(of("plain"))))
    assert np.array_equal(tf.io.decode_jpeg(of("plain")), pillows)
    assert np.array_equal(pillows, GOLDEN["plain|dct_method='INTEGER_ACCURATE'"])
    with pytest.raises(tf.errors.UnimplementedError, match="fancy_upscaling=False needs tenfold's native kernels"):
        tf.io.decode_jpeg(of("plain"), fancy_upscaling=False)


def test_four_components_are_pillows():
    file = io.BytesIO()
    Image.new("CMYK", (8, 6), (10, 20, 30, 40)).save(file, "JPEG")
    assert tf.io.decode_jpeg(file.getvalue()).shape == (6, 8, 3)


@pytest.mark.parametrize(
    ("options", "message"), [({"channels": 4}, "channels must be"), ({"ratio": 3}, "ratio must be")]
)
def test_what_jpeg_does_not_have(options, message):
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        tf.io.decode_jpeg(of("plain"), **options)
