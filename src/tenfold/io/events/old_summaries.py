"""Summaries as TensorFlow 1 writes them: numbers, HistogramProtos, pictures and sounds in fields of their own."""

from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.io import messages
from tenfold.io.events import summaries
from tenfold.io.events.histograms import histogram_proto
from tenfold.io.events.summaries import array_of
from tenfold.io.tensor_proto import from_array
from tenfold.ops.image import png
from tenfold.ops.signal.audio import encode_wav

_FAINT = 1e-6  # pictures with nothing brighter are not stretched
_BAD = np.array([255, 0, 0, 255], np.uint8)  # what pixels are shown as that are not finite


def _summary(values: list[dict[str, Any]]) -> Any:
    return messages.Summary(value=[messages.Summary.Value(**value) for value in values])


def _real(data: Any, name: str) -> Any:
    """The data as an array of real numbers, bools not among them. TypeError for others."""
    array = array_of(data)
    dtype = dtypes.of_numpy(array.dtype)
    if not (dtype.is_floating or dtype.is_integer):
        raise TypeError(f"Value passed to parameter {name!r} has DataType {dtype.name}, which is no real number.")
    return array


def scalar(tag: str, data: Any) -> Any:
    """A `Summary` of one number, as float32. TypeError for bools and strings, InvalidArgumentError for other shapes."""
    array = _real(data, "values")
    if array.shape != ():
        raise errors.InvalidArgumentError(
            f"tags and values are not the same shape: [] != {list(array.shape)} (tag {tag!r})"
        )
    with np.errstate(over="ignore"):
        return _summary([{"tag": tag, "simple_value": float(array.astype(np.float32))}])


def histogram(tag: str, values: Any) -> Any:
    """A `Summary` of numbers of any shape, in buckets that grow by a tenth. InvalidArgumentError for NaN, infinity."""
    array = array_of(values)
    if array.dtype.kind in "Oc":
        raise TypeError(f"Value passed to parameter 'values' has DataType {dtypes.of_numpy(array.dtype).name}.")
    return _summary([{"tag": tag, "histo": histogram_proto(array.astype(np.float64), tag)}])


def image(tag: str, tensor: Any, max_outputs: int = 3, bad_color: Any = _BAD) -> Any:
    """A `Summary` of pictures as PNG.

    Floats are stretched, each picture by itself: so that the largest is 255; or, where some are negative, so that 0 is
    128 and what is farthest from it is 1 or 255.

    Args:
      tag: "tag/image" is that of the picture where `max_outputs` is 1, else "tag/image/0", "tag/image/1", ...
      tensor: uint8, float16, float32 or float64 [pictures, height, width, 1, 3 or 4].
      max_outputs: how many of them are kept.
      bad_color: uint8, a number a channel, of pixels that are not finite.

    Raises:
      TypeError: another dtype. InvalidArgumentError: another shape, no pixels. ValueError: `max_outputs` below 1.
    """
    images, bad = array_of(tensor), array_of(bad_color)
    _check_images(images)
    _, height, width, channels = images.shape
    if bad.dtype != np.uint8 or bad.ndim != 1 or len(bad) < channels:
        raise errors.InvalidArgumentError(f"bad_color must be uint8 of {channels} channels or more; received {bad!r}")
    of_all = {"height": height, "width": width, "colorspace": channels}
    kept = images[: _at_least_one(max_outputs)]
    files = [png.write(_stretched(picture, bad[:channels])) for picture in kept]
    tags = _tags(f"{tag}/image", len(kept), max_outputs)
    return _summary([{"tag": t, "image": {**of_all, "encoded_image_string": file}} for t, file in zip(tags, files)])


def _check_images(images: Any) -> None:
    if images.dtype not in (np.uint8, np.float16, np.float32, np.float64):
        name = dtypes.of_numpy(images.dtype).name
        raise TypeError(f"Value passed to parameter 'tensor' has DataType {name}: uint8, float16, 32 or 64 is wanted.")
    if images.ndim != 4 or images.shape[-1] not in (1, 3, 4):
        raise errors.InvalidArgumentError(f"Tensor must be 4-D with last dim 1, 3, or 4, not {list(images.shape)}")
    if 0 in images.shape[1:]:
        raise errors.InvalidArgumentError(f"input tensor must have non-zero dims. Found: {list(images.shape)}.")


def _at_least_one(max_outputs: int) -> int:
    if max_outputs < 1:
        raise ValueError(f"max_outputs must be 1 or more; received {max_outputs}.")
    return max_outputs


def _tags(name: str, count: int, max_outputs: int) -> list[str]:
    return [name if max_outputs == 1 else f"{name}/{i}" for i in range(count)]


def _stretched(picture: Any, bad: Any) -> Any:
    """uint8 [height, width, channels] of a picture."""
    if picture.dtype == np.uint8:
        return picture
    seen = np.isfinite(picture).all(-1)
    values, of = picture[seen], picture.dtype.type
    most, span, offset = values.max(initial=0), 255, 0
    if values.min(initial=0) < 0:
        most, span, offset = np.abs(values).max(), 127, 128
    most = np.float32(most)  # float64 is stretched by a float32 too
    scale = of(0 if most < _FAINT else np.float32(span) / most)
    out = np.empty(picture.shape, np.uint8)
    out[~seen], out[seen] = bad, (values * scale + of(offset)).astype(np.uint8)
    return out


def audio(tag: str, tensor: Any, sample_rate: float, max_outputs: int = 3) -> Any:
    """A `Summary` of sounds as WAV files of 16 bits.

    Args:
      tag: "tag/audio" is that of the clip where `max_outputs` is 1, else "tag/audio/0", "tag/audio/1", ...
      tensor: float32 [clips, frames] or [clips, frames, channels], held within [-1, 1].
      sample_rate: frames a second; the WAV files hold the nearest integer, at least 1.
      max_outputs: how many of them are kept.

    Raises:
      TypeError: another dtype. InvalidArgumentError: another rank, a rate that is not positive.
      ValueError: `max_outputs` below 1.
    """
    clips, rate = array_of(tensor), float(np.float32(array_of(sample_rate)))
    if clips.dtype != np.float32:
        raise TypeError(f"Value passed to parameter 'tensor' has DataType {dtypes.of_numpy(clips.dtype).name}.")
    if clips.ndim not in (2, 3):
        raise errors.InvalidArgumentError(f"Tensor must be 3-D or 2-D, got: {list(clips.shape)}")
    if not 0 < rate < float("inf"):
        raise errors.InvalidArgumentError(f"sample_rate must be > 0, and finite; received {rate}")
    kept = (clips if clips.ndim == 3 else clips[..., None])[: _at_least_one(max_outputs)]
    tags = _tags(f"{tag}/audio", len(kept), max_outputs)
    return _summary([{"tag": name, "audio": _sound(clip, rate)} for name, clip in zip(tags, kept)])


def _sound(clip: Any, rate: float) -> dict[str, Any]:
    return {
        "sample_rate": rate,
        "num_channels": clip.shape[1],
        "length_frames": len(clip),
        "encoded_audio_string": encode_wav.forward(clip, max(round(rate), 1)).item(),
        "content_type": "audio/wav",
    }


def text(tag: str, tensor: Any) -> Any:
    """A `Summary` of strings of any shape, as TensorFlow 2 writes it. ValueError for what is no string."""
    array = array_of(tensor)
    if array.dtype != object:
        raise ValueError(f"Expected tensor {tag} to have dtype string, got {dtypes.of_numpy(array.dtype).name}")
    return summaries.text(tag, array)


def tensor(tag: str, tensor: Any, description: str = "", display_name: str = "", metadata: Any = None) -> Any:
    """A `Summary` of any tensor, with what it is and is called, or with a whole `SummaryMetadata`."""
    found = messages.SummaryMetadata(summary_description=description, display_name=display_name)
    if metadata is not None:
        found.MergeFrom(metadata)
    return _summary([{"tag": tag, "tensor": from_array(array_of(tensor)), "metadata": found}])
