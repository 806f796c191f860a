"""Cases of `tf.audio`."""

import io
import struct
import wave

import numpy as np

from tenfold.testing.cases import case, f32

WAVE = f32([[0.0, 0.5], [1.0, -1.0], [-0.25, 2.0], [0.1, -2.0], [1e-5, -2e-5]])


def wav(samples, channels=1, rate=8000, between=b""):
    """A WAV file written by Python's own module, with a chunk of something else before the data if asked."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels), out.setsampwidth(2), out.setframerate(rate)
        out.writeframes(np.array(samples, "<i2").tobytes())
    data = file.getvalue()
    return data[:36] + between + data[36:]


MONO = wav([0, 1, -1, 32767, -32768])
STEREO = wav([0, 1, -1, 32767, -32768, 100], channels=2, rate=44100)
LISTED = wav([5, 6], between=struct.pack("<4sI", b"LIST", 4) + b"abcd")

CASES = [
    case("tf.audio.decode_wav(data)", data=MONO),
    case("tf.audio.decode_wav(data)", data=LISTED),
    case("tf.audio.decode_wav(data, 1, 2)", data=STEREO),
    case("tf.audio.decode_wav(data, desired_channels=3, desired_samples=5)", data=STEREO),
    case("tf.audio.encode_wav(x, 8000)", x=WAVE),
    case("tf.audio.encode_wav(x[:, :1], tf.constant(44100))", x=WAVE),
    case("tf.audio.decode_wav(tf.audio.encode_wav(x, 16000))", x=WAVE, grad=False, why="a staircase"),
    case("tf.audio.encode_wav(x[:0], 8000)", x=WAVE),
]
