"""A few bytes that ask for pictures of many pixels."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import tenfold as tf


def gif(width, height):
    """Two frames of 2 x 2 pixels on a screen of that size."""
    out = io.BytesIO()
    frame = Image.fromarray(np.eye(2, dtype=np.uint8))
    frame.save(out, "GIF", save_all=True, append_images=[frame.rotate(90)])
    data = bytearray(out.getvalue())
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def test_a_gif_whose_screen_is_larger_than_it_can_mean():
    assert tf.io.decode_gif(gif(1000, 1000)).shape == (2, 1000, 1000, 3)
    for decode in (tf.io.decode_gif, tf.io.decode_image):
        with pytest.raises(tf.errors.InvalidArgumentError, match="2 frames of 5000 x 5000 pixels are more"):
            decode(gif(5000, 5000))


def test_a_png_of_more_pixels_than_its_bytes_can_hold():
    data = bytearray(tf.io.encode_png(np.zeros([4, 4, 3], np.uint8)).numpy())
    data[16:24] = struct.pack(">II", 9000, 9000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="9000 x 9000 pixels are more than a file of that size"):
        tf.io.decode_png(bytes(data))


def test_a_picture_of_one_colour_is_small_and_read():
    assert tf.io.decode_png(tf.io.encode_png(np.zeros([2000, 2000, 3], np.uint8))).shape == (2000, 2000, 3)
