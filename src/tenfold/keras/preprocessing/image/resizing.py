"""`smart_resize`: images of another size and of their own proportions."""

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.keras.utils.arguments import refuse_unknown
from tenfold.ops.arrays.shaping import transpose
from tenfold.ops.image.aspect import crop_and_resize_to


def smart_resize(x, size, interpolation="bilinear", data_format=None, **kwargs):
    """Images brought to `size`: what is over is cut off around the middle, so that proportions stay.

    Args:
      x: [height, width, channels], or a batch of those: an array or a tensor.
      size: (height, width).
      interpolation: "bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian" or "mitchellcubic".
      data_format: "channels_last", the default, or "channels_first".
      backend_module: Keras 3's: None, for this one.

    Returns: float32 (the dtype of x where that is the nearest pixel), an array where x is one.

    Raises:
      ValueError: a size that is no pair, an image of another rank, or no such interpolation.
    """
    if kwargs.pop("backend_module", None) is not None:
        raise NotImplementedError("`backend_module` must be None: there is one backend.")
    refuse_unknown("smart_resize", kwargs, smart_resize)
    if np.shape(size) != (2,) and len(size) != 2:
        raise ValueError(f"Expected `size` to be a tuple of 2 integers, but got: {size}.")
    if data_format not in (None, "channels_last", "channels_first"):
        raise ValueError(f"Unknown data_format: {data_format!r}; expected channels_last or channels_first.")
    images = convert(x)
    if len(images.shape) not in (3, 4):
        raise ValueError(
            "Expected an image array with shape `(height, width, channels)`, or `(batch_size, height, width, "
            f"channels)`, but got input with incorrect rank, of shape {tuple(images.shape)}."
        )
    images = _channels(images, -3, -1) if data_format == "channels_first" else images
    images = crop_and_resize_to(images, size, interpolation)
    images = _channels(images, -1, -3) if data_format == "channels_first" else images
    return images.numpy() if isinstance(x, np.ndarray) else images


def _channels(images, from_, to):
    """Images whose axis `from_` has become the axis `to`."""
    order = list(range(len(images.shape)))
    order.insert(len(order) + to, order.pop(from_)) if to != -1 else order.append(order.pop(from_))
    return transpose(images, order)
