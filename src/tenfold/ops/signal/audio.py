"""`tf.audio`: WAV files of 16-bit samples (RIFF, PCM) to tensors and back."""

import struct

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Attr, at_least
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes

Wanted = Attr("Wanted", at_least(-1), optional=False)  # -1 for as many as there are
_FULL = 32768.0  # a sample of -1
_WORD = 0xFFFFFFFF  # the largest number of a field of four bytes
_HEADER = struct.Struct("<4sI4s4sIHHIIHH")


def infer_decoded(contents, *, desired_channels, desired_samples):
    def known(wanted):
        return wanted if wanted is not None and wanted >= 0 else None

    return Spec((known(desired_samples), known(desired_channels)), dtypes.float32), Spec((), dtypes.int32)


@op(infer=infer_decoded, host=True, gradient=None, results=("audio", "sample_rate"))
def decode_wav(contents, *, desired_channels: Wanted = -1, desired_samples: Wanted = -1):
    """The samples of a WAV file, float32 [samples, channels] in [-1, 1), and their rate, int32.

    Args:
      contents: scalar string, the file's bytes: PCM, 16 bits a sample.
      desired_channels: cut to so many, or repeat the last one; -1 for those in the file.
      desired_samples: cut to so many, or fill up with zeros; -1 for those in the file.

    Raises:
      InvalidArgumentError: not such a file, or a shortened one.
    """
    channels, rate, samples = _read(contents.item())
    samples = samples.reshape(-1, channels).astype(np.float32) / np.float32(_FULL)
    if desired_channels >= 0:
        samples = samples[:, np.minimum(np.arange(desired_channels), channels - 1)]
    if desired_samples >= 0:
        rows = samples[:desired_samples]
        samples = np.concatenate([rows, np.zeros((desired_samples - len(rows), rows.shape[1]), np.float32)])
    return samples, np.array(rate, np.int32)


def _read(data):
    """(channels, samples a second, all samples in the file's order)."""
    if len(data) < 12:
        raise errors.InvalidArgumentError(f"Data too short for a WAV file: {len(data)} bytes.")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise errors.InvalidArgumentError(
            f"Header mismatch: expected RIFF and WAVE, found {data[:4]!r} and {data[8:12]!r}."
        )
    layout = None
    for name, body in _chunks(data):
        if name == b"fmt ":
            layout = _checked_layout(body)
        elif name == b"data":
            if layout is None:
                raise errors.InvalidArgumentError("A WAV file must say its format before its data.")
            channels, rate = layout
            return channels, rate, np.frombuffer(body, "<i2", len(body) // (2 * channels) * channels)
    raise errors.InvalidArgumentError("The WAV file has no data chunk.")


def _chunks(data):
    """(name, body) of each chunk after the header."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > len(data):
            missing = at + 8 + size - len(data)
            raise errors.InvalidArgumentError(
                f"Data too short: {missing} bytes are missing from chunk {name!r} of the WAV file."
            )
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _checked_layout(body):
    if len(body) < 16:
        raise errors.InvalidArgumentError(f"Bad WAV format chunk: expected 16 bytes or more, got {len(body)}.")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if kind != 1:
        raise errors.InvalidArgumentError(f"Bad audio format for WAV: Expected 1 (PCM), but got {kind}")
    if bits != 16:
        raise errors.InvalidArgumentError(f"Can only read 16-bit WAV files, but received {bits}")
    if channels < 1:
        raise errors.InvalidArgumentError("Bad number of channels for WAV: Expected at least 1, but got 0")
    return channels, rate


def infer_encoded(audio, sample_rate):
    if audio.shape is not None and len(audio.shape) != 2:
        raise ValueError(f"encode_wav: audio must be [samples, channels]; received shape {audio.shape}.")
    return Spec((), dtypes.string)


@op(infer=infer_encoded, host=True, gradient=None)
def encode_wav(audio, sample_rate: Free):
    """`audio`, float32 [samples, channels], as the bytes of a WAV file; what lies beyond [-1, 1] is clipped."""
    if audio.ndim != 2:
        raise errors.InvalidArgumentError(
            f"audio must be 2-dimensional [samples, channels], received shape {audio.shape}"
        )
    count, channels = audio.shape
    if not 1 <= channels <= 65535:
        raise errors.InvalidArgumentError(
            f"encode_wav: the number of channels must be between 1 and 65535, received {channels}."
        )
    scaled = audio.astype(np.float32) * np.float32(_FULL)
    samples = np.trunc(scaled + np.copysign(np.float32(0.5), scaled))  # halves away from zero
    body = np.clip(samples, -_FULL, _FULL - 1).astype("<i2").tobytes()
    rate, frame = int(sample_rate), 2 * channels
    if not 0 < rate <= _WORD:
        raise errors.InvalidArgumentError(f"sample_rate must be in (0, 2^32), got: {rate}")
    if 36 + len(body) > _WORD:
        raise errors.InvalidArgumentError(f"a WAV file holds less than 4 GiB; received {len(body)} bytes of samples.")
    a_second = rate * frame & _WORD  # what is beyond the field is lost, in TensorFlow too
    header = _HEADER.pack(b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, channels, rate, a_second, frame, 16)
    out = np.empty((), object)
    out[()] = header + struct.pack("<4sI", b"data", len(body)) + body
    return out
