"""Arrays of Pillow's images, and images of arrays."""

import warnings

import numpy as np

from tenfold.keras import backend_config
from tenfold.ops.image.codecs import pillow


def img_to_array(img, data_format=None, dtype=None):
    """The pixels of an image.

    Args:
      img: a PIL image, or an array of rank 2 or 3.
      data_format: "channels_last" or "channels_first"; `keras.backend.image_data_format()` by default.
      dtype: of the array; `keras.backend.floatx()` by default.

    Returns: [height, width, channels], or [channels, height, width]; of one channel where the image has one.

    Raises:
      ValueError: another rank or data format.
    """
    data_format = checked_format(data_format, "Unknown data_format")
    x = np.array(img, backend_config.floatx() if dtype is None else dtype)
    if x.ndim == 2:
        x = x[..., None]
        return np.ascontiguousarray(x.transpose(2, 0, 1)) if data_format == "channels_first" else x
    if x.ndim != 3:
        raise ValueError(f"Unsupported image shape: {x.shape}; expected [height, width] or [height, width, channels].")
    return x.transpose(2, 0, 1) if data_format == "channels_first" else x


def array_to_img(x, data_format=None, scale=True, dtype=None):
    """A PIL image of an array.

    Args:
      x: [height, width, channels] or [channels, height, width] of 1 (grey), 3 (RGB) or 4 (RGBA) channels.
      data_format: see `img_to_array`.
      scale: whether the least number becomes 0 and the largest 255. Without it numbers should be 0 to 255.
      dtype: that is computed in; `keras.backend.floatx()` by default.

    Returns: an image of bytes; one of int32 where there is one channel with numbers above 255.

    Raises:
      ValueError: another rank, data format or number of channels.
    """
    data_format = checked_format(data_format, "Invalid data_format")
    x = np.asarray(x, backend_config.floatx() if dtype is None else dtype)
    if x.ndim != 3:
        raise ValueError(
            f"Expected image array to have rank 3 (single image). Got array with shape: {x.shape}"
            + (": make images one by one." if x.ndim == 4 else "")
        )
    x = x.transpose(1, 2, 0) if data_format == "channels_first" else x
    if x.shape[2] not in _MODES:
        raise ValueError(f"Unsupported channel number: {x.shape[2]}; expected 1, 3 or 4 (data_format={data_format!r}).")
    x = _scaled(x) if scale and x.size else x
    if x.shape[2] == 1:
        x = x[..., 0]
        return pillow().fromarray(_whole(x, np.int32 if x.size and np.max(x) > 255 else np.uint8))
    return pillow().fromarray(_whole(x, np.uint8))


_MODES = 1, 3, 4


def _scaled(x):
    x = x - np.min(x)
    most = np.max(x)
    return x / most * 255 if most != 0 else x * 255


def _whole(x, dtype):
    """Numbers cut off to whole ones; of those that are no bytes the last eight bits, as Keras has them."""
    if x.dtype.kind == "f":
        x = x if np.isfinite(x).all() else np.nan_to_num(x)
        x = np.clip(x, -(2.0**31), 2.0**31 - 1).astype(np.int64)
    return np.ascontiguousarray(x.astype(dtype))


def checked_format(data_format, complaint):
    """`data_format`, or that of the backend where it is None. ValueError for another."""
    if data_format is None:
        return backend_config.image_data_format()
    if data_format not in backend_config.FORMATS:
        raise ValueError(f"{complaint}: {data_format!r}; expected one of {', '.join(backend_config.FORMATS)}.")
    return data_format


def check_channels(shape, data_format, beginning, known):
    """A warning where images of `shape` have a number of channels that images do not have."""
    axis = 3 if data_format == "channels_last" else 1
    if shape[axis] not in (1, 3, 4):
        warnings.warn(
            f'{beginning} the data format convention "{data_format}" (channels on axis {axis}), i.e. expected either '
            f"{known} channels on axis {axis}. However, it was passed an array with shape {shape} ({shape[axis]} "
            "channels).",
            stacklevel=4,
        )
