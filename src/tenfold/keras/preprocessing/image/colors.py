"""Images with other colours: channels shifted, brightness changed."""

import numpy as np

from tenfold.keras.preprocessing.image.arrays import array_to_img, img_to_array


def apply_channel_shift(x, intensity, channel_axis=0):
    """`x` with `intensity` added to each channel, which stays between the least and the largest number of `x`."""
    x = np.asarray(x)
    if not -x.ndim <= channel_axis < x.ndim:
        raise ValueError(f"`channel_axis` must be an axis of x, whose shape is {x.shape}. Received: {channel_axis}")
    return np.clip(x + intensity, np.min(x), np.max(x)).astype(x.dtype) if x.size else x


def random_channel_shift(x, intensity_range, channel_axis=0):
    """`apply_channel_shift` by a number of np.random's between -intensity_range and intensity_range."""
    return apply_channel_shift(x, np.random.uniform(-intensity_range, intensity_range), channel_axis)


def apply_brightness_shift(x, brightness, scale=True, data_format=None):
    """`x` as bright as `brightness` says: 0 is black, 1 leaves it.

    Args:
      x: an image, see `array_to_img`; it becomes one of bytes on the way.
      scale: whether numbers are spread over 0 to 255 before. Without it those that are not in there are spread, and
        brought back.

    Returns: an array of `keras.backend.floatx()`.
    """
    from PIL import ImageEnhance

    x = np.asarray(x)
    least, most = np.min(x), np.max(x)
    is_outside = bool(least < 0 or most > 255)
    image = array_to_img(x, data_format, scale=is_outside or scale)
    x = img_to_array(ImageEnhance.Brightness(image).enhance(brightness), data_format)
    return x / 255 * (most - least) + least if is_outside and not scale else x


def random_brightness(x, brightness_range, scale=True):
    """`apply_brightness_shift` by a number of np.random's between the two of `brightness_range`."""
    if len(brightness_range) != 2:
        raise ValueError(f"`brightness_range should be tuple or list of two floats. Received: {brightness_range}")
    return apply_brightness_shift(x, np.random.uniform(*brightness_range), scale)
