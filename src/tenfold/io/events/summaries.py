"""Summaries as TensorFlow 2 writes them: a tensor, and metadata that say which plugin of TensorBoard shows it.

Data are eager tensors, NumPy arrays, or Python's own numbers and strings; no graph that is being written gets a node.
"""

import functools
import math
import struct
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.graphs.graph import using
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.io import messages
from tenfold.io.events.histograms import bucketed
from tenfold.io.tensor_proto import from_array
from tenfold.ops.image import png
from tenfold.ops.image.color import convert_image_dtype
from tenfold.ops.signal.audio import encode_wav

_FLOAT32 = dtypes.float32.as_datatype_enum
_pack = struct.Struct("<f").pack


@functools.lru_cache(256)
def metadata(plugin: str, content: bytes = b"", description: str | None = None) -> Any:
    """A `SummaryMetadata`: which plugin shows the data, what it wants to know, and what they are, in Markdown."""
    found = messages.SummaryMetadata(summary_description=description or "")
    found.plugin_data.plugin_name, found.plugin_data.content = plugin, content
    return found


def array_of(data: Any, dtype: Any = None) -> Any:
    """The array that the data are as an eager tensor."""
    with using(graph=None, tapes=()):
        tensor = convert(data, dtype)
        return np.asarray(tensor.numpy(), tensor.dtype.numpy)


def tensor(tag: str, data: Any, metadata: Any = None) -> Any:
    """A `Summary` of any tensor; `metadata`, a `SummaryMetadata`, says who shows it."""
    return _summary(tag, from_array(array_of(data)), metadata)


def _summary(tag: str, proto: Any, metadata: Any) -> Any:
    summary = messages.Summary()
    summary.value.add(tag=tag, tensor=proto, metadata=metadata)
    return summary


def scalar(tag: str, data: Any, description: str | None = None) -> Any:
    """A `Summary` of one number, as float32.

    Raises:
      ValueError: the data's shape is not ().
      UnimplementedError: they are no real number.
    """
    number = data if type(data) is float else _number(data)
    proto = messages.TensorProto(dtype=_FLOAT32, tensor_shape={}, tensor_content=_four_bytes(number))
    return _summary(tag, proto, metadata("scalars", b"", description))


def _number(data: Any) -> Any:
    array = array_of(data)
    if array.shape != ():
        raise ValueError(f"Expected scalar shape, saw shape: {array.shape}.")
    return _as_floats(array, np.float32)


def _as_floats(array: Any, dtype: Any) -> Any:
    if array.dtype.kind in "Oc":
        raise errors.UnimplementedError(f"Cast {dtypes.of_numpy(array.dtype).name} to float is not supported")
    with np.errstate(over="ignore"):
        return array.astype(dtype)


def _four_bytes(number: float) -> bytes:
    try:
        return _pack(number)
    except OverflowError:  # beyond float32
        return _pack(math.copysign(math.inf, number))


def histogram(tag: str, data: Any, buckets: int | None = None, description: str | None = None) -> Any:
    """A `Summary` of how numbers of any shape are spread over `buckets` of equal width, 30 by default: float64 [n, 3].

    UnimplementedError for what is no real number.
    """
    rows = bucketed(_as_floats(array_of(data), np.float64), 30 if buckets is None else buckets)
    return _summary(tag, from_array(rows), metadata("histograms", b"", description))


def image(tag: str, data: Any, max_outputs: int = 3, description: str | None = None) -> Any:
    """A `Summary` of images: strings [width, height, a PNG of each].

    Args:
      data: [images, height, width, 1 to 4]; floats, held within [0, 1], or integers, from 0 to the dtype's largest.
      max_outputs: how many of them are kept.

    Raises:
      ValueError: data of another rank. InvalidArgumentError: no pixels, 5 channels, a negative `max_outputs`.
      AttributeError: neither floats nor integers.
    """
    images = _ranked(array_of(data), 4)[: _count(max_outputs)]
    _, height, width, channels = images.shape
    if not 1 <= channels <= 4:
        raise errors.InvalidArgumentError(f"image must have 1, 2, 3, or 4 channels, got {channels}")
    if not height * width:
        raise errors.InvalidArgumentError(f"images of {height} x {width} pixels cannot be a PNG: {tag}")
    with using(graph=None, tapes=()):
        pixels = convert_image_dtype(Tensor(images), dtypes.uint8, saturate=True).numpy()
    return _strings(tag, [str(width), str(height), *map(png.write, pixels)], metadata("images", b"", description))


def _ranked(array: Any, rank: int) -> Any:
    if array.ndim != rank:
        raise ValueError(f"Tensor must have rank {rank}. Received rank {array.ndim}, shape {array.shape}")
    return array


def _count(max_outputs: int) -> int:
    if max_outputs < 0:
        raise errors.InvalidArgumentError(f"max_outputs must be 0 or more; received {max_outputs}.")
    return max_outputs


def _strings(tag: str, strings: list[Any], metadata: Any, columns: int | None = None) -> Any:
    flat = np.empty(len(strings), object)
    flat[:] = strings
    return _summary(tag, from_array(flat if columns is None else flat.reshape(-1, columns)), metadata)


def audio(
    tag: str,
    data: Any,
    sample_rate: int,
    max_outputs: int = 3,
    encoding: str | None = None,
    description: str | None = None,
) -> Any:
    """A `Summary` of sounds: strings [clips, 2], a WAV file of 16 bits and "" of each.

    Args:
      data: float32 [clips, frames, channels], held within [-1, 1].
      sample_rate: frames a second, a positive integer.
      max_outputs: how many of them are kept.
      encoding: "wav", which None stands for.

    Raises:
      ValueError: data of another rank, another encoding. TypeError: a rate that is no integer.
      InvalidArgumentError: data of another dtype, a rate of 0, a negative `max_outputs`.
    """
    if encoding not in (None, "wav"):
        raise ValueError(f"Unknown encoding: {encoding!r}")
    clips, rate = _ranked(array_of(data), 3)[: _count(max_outputs)], array_of(sample_rate)
    if clips.dtype != np.float32:
        raise errors.InvalidArgumentError(f"audio was expected to be a float32 tensor but is {clips.dtype}: {tag}")
    if rate.dtype.kind not in "iu":
        raise TypeError(f"sample_rate must be an integer; received {sample_rate!r}.")
    content = messages.AudioPluginData(encoding=messages.AudioPluginData.WAV).SerializeToString()
    pairs = [part for clip in clips for part in (encode_wav.forward(clip, rate).item(), b"")]
    return _strings(tag, pairs, metadata("audio", content, description), columns=2)


def text(tag: str, data: Any, description: str | None = None) -> Any:
    """A `Summary` of strings of any shape, shown as Markdown. TypeError for what is no string."""
    array = array_of(data)
    if array.dtype != object:
        raise TypeError(f"tensor must be of type tf.string; got {dtypes.of_numpy(array.dtype).name}")
    return _summary(tag, from_array(array), metadata("text", b"", description))


def keras_model(tag: str, json: str) -> Any:
    """A `Summary` of a Keras model's `to_json()`, of which TensorBoard draws the layers."""
    return _strings_scalar(tag, json, "graph_keras_model")


def run_metadata_graph(tag: str, metadata: Any) -> Any:
    """A `Summary` of a RunMetadata message whose `function_graphs` TensorBoard draws."""
    return _strings_scalar(tag, metadata.SerializeToString(), "graph_run_metadata_graph")


def run_metadata(tag: str, metadata: Any) -> Any:
    """A `Summary` of a RunMetadata message, with the time and memory that each op took."""
    return _strings_scalar(tag, metadata.SerializeToString(), "graph_run_metadata")


def _strings_scalar(tag: str, data: str | bytes, plugin: str) -> Any:
    array = np.empty((), object)
    array[()] = data
    return _summary(tag, from_array(array), metadata(plugin, b"1"))
