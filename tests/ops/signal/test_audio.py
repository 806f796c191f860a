"""What `tf.audio.decode_wav` and `encode_wav` refuse."""

import struct

import numpy as np
import pytest

import tenfold as tf

GOOD = tf.audio.encode_wav(np.zeros((4, 1), np.float32), 8000).numpy()


def changed(at, value):
    data = bytearray(GOOD)
    data[at] = value
    return bytes(data)


BAD = {
    "too short for a WAV": b"abc",
    "Header mismatch": b"RIFF" + bytes(60),
    "3 bytes are missing": GOOD[:-3],
    "received 8": changed(34, 8),
    "Expected 1 \\(PCM\\), but got 3": changed(20, 3),
    "at least 1, but got 0": changed(22, 0),
    "before its data": GOOD[:12] + GOOD[36:],
    "no data chunk": GOOD[:36],
}


@pytest.mark.parametrize("message", BAD)
def test_damaged_files_are_refused(message):
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        tf.audio.decode_wav(BAD[message])


def test_encode_refuses_a_vector():
    with pytest.raises(ValueError, match=r"\[samples, channels\]"):
        tf.function(tf.audio.encode_wav)(np.zeros(3, np.float32), 8000)
    with pytest.raises(tf.errors.InvalidArgumentError, match="2-dimensional"):
        tf.audio.encode_wav(np.zeros(3, np.float32), 8000)


def test_rates():
    fast = tf.audio.encode_wav(np.zeros((1, 1), np.float32), np.int64(4_000_000_000)).numpy()
    assert struct.unpack_from("<II", fast, 24) == (4_000_000_000, 3_705_032_704)  # as TensorFlow: modulo 2^32
    for rate in (0, -1, 2**32):
        with pytest.raises(tf.errors.InvalidArgumentError, match=rf"\(0, 2\^32\), got: {rate}"):
            tf.audio.encode_wav(np.zeros((1, 1), np.float32), np.int64(rate))
