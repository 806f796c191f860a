"""Files of pictures and sound that are damaged, or ask for too much, are InvalidArgumentError, as in TensorFlow."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import tenfold as tf
from tenfold.ops import memory
from tenfold.ops.image import codecs as image_codecs

PIXELS = np.random.default_rng(0).integers(0, 255, (9, 7, 3)).astype(np.uint8)


def picture(kind, pixels=PIXELS, frames=()):
    file = io.BytesIO()
    more = {"save_all": True, "append_images": [Image.fromarray(f) for f in frames]} if frames else {}
    Image.fromarray(pixels).save(file, kind, **more)
    return file.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height, depth, content):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")


FILES = {kind: (tf.io.decode_image, picture(kind)) for kind in ("PNG", "JPEG", "BMP", "GIF")}
FILES["frames"] = tf.io.decode_gif, picture("GIF", frames=[PIXELS[::-1], PIXELS[:, ::-1]])
FILES["16 bits"] = tf.io.decode_png, picture("PNG", PIXELS[..., 0].astype(np.uint16) * 100)
FILES["WAV"] = tf.audio.decode_wav, tf.audio.encode_wav(PIXELS[..., :2].reshape(-1, 2) / 255, 8000).numpy()


@pytest.mark.parametrize("kind", FILES)
def test_damage_anywhere_is_an_invalid_argument(kind):
    (decode, whole), chance, refused = FILES[kind], random.Random(0), 0
    for number in range(150):
        data = bytearray(whole)
        if number % 3 == 0:
            del data[chance.randrange(len(data)) :]
        for _ in range(number % 3 * 2):
            data[chance.randrange(min(len(data), 80))] = chance.choice([0, 255, chance.randrange(256)])
        try:
            decode(bytes(data))
        except tf.errors.InvalidArgumentError:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("depth", [8, 16])
def test_a_size_that_the_data_cannot_fill_is_refused(depth):
    for width, height in ((30_000, 30_000), (2**31 - 1, 2**31 - 1), (0, 0), (2**30, 1)):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid PNG data"):
            tf.io.decode_png(png_of(width, height, depth, bytes(1000)))


def test_no_more_is_unpacked_than_the_picture_holds(monkeypatch):
    """A picture of one pixel whose data would unpack to much more."""
    given = []
    opening = zlib.decompressobj

    class Watched:
        def decompress(self, data, limit):
            given.append(opening().decompress(data, limit))
            return given[-1]

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    assert tf.io.decode_png(png_of(1, 1, 16, bytes(1_000_000))).shape == (1, 1, 3)
    assert len(given[0]) == 7


def test_frames_without_end_are_asked_of_the_memory_first(monkeypatch):
    monkeypatch.setattr(memory, "LITTLE", 0)
    monkeypatch.setattr(memory, "at_hand", lambda: 400)
    with pytest.raises(tf.errors.ResourceExhaustedError, match=r"\[3, 9, 7, 3\]"):
        image_codecs.read_frames(FILES["frames"][1])
