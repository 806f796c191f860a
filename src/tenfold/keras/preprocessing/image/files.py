"""Image files to images, and back."""

import io
import os
import warnings

import numpy as np

from tenfold.keras.preprocessing.image.arrays import array_to_img
from tenfold.ops.bytes.whole_file import whole_file
from tenfold.ops.image.codecs import pillow
from tenfold.ops.image.jpeg import Way, decoder
from tenfold.runtime.kernels import jpeg  # noqa: F401  (has the library decode)

MODES = {"rgb": ("RGB", 3), "rgba": ("RGBA", 4), "grayscale": ("L", 1)}  # color_mode -> mode of Pillow's, channels
_GREY = "L", "I;16", "I"  # of 8, 16 and 32 bits, which are kept
INTERPOLATIONS = "nearest", "bilinear", "bicubic", "hamming", "box", "lanczos"


def load_img(
    path, grayscale=False, color_mode="rgb", target_size=None, interpolation="nearest", keep_aspect_ratio=False
):
    """A PIL image of a file.

    Args:
      path: a path (str, bytes, pathlib.Path), or an io.BytesIO of what such a file holds.
      grayscale: the older spelling of color_mode="grayscale".
      color_mode: "rgb", "rgba" or "grayscale", which keeps images of 16 and 32 bits.
      target_size: (height, width) that it is brought to; None for its own.
      interpolation: how: "nearest", "bilinear", "bicubic", "hamming", "box" or "lanczos".
      keep_aspect_ratio: whether what is over is cut off around the middle, so that proportions stay.

    Raises:
      ValueError: a color mode or an interpolation that there is not.
      TypeError: a path that is none.
      OSError: no such file, or no image.
    """
    if isinstance(grayscale, str):  # Keras 3 has no `grayscale`: color_mode is second
        if color_mode != "rgb":
            raise TypeError("load_img() takes what comes after color_mode by name: target_size=(height, width).")
        grayscale, color_mode = False, grayscale
    if grayscale:
        warnings.warn('grayscale is deprecated. Please use color_mode = "grayscale"', stacklevel=2)
        color_mode = "grayscale"
    check_color_mode(color_mode)
    image = pillow().open(_opened(path))
    image.load()
    mode = MODES[color_mode][0]
    if image.mode != mode and not (mode == "L" and image.mode in _GREY):
        image = image.convert(mode)
    if target_size is not None:
        image = resized(image, checked_size(target_size), interpolation, keep_aspect_ratio)
    return image


def _opened(path):
    if isinstance(path, io.BytesIO):
        return path
    if not isinstance(path, (str, bytes, os.PathLike)):
        raise TypeError(f"path should be path-like or io.BytesIO, not {type(path)}")
    if isinstance(path, bytes) and b"\0" in path:
        raise ValueError("path holds a zero byte: of what a file holds make an io.BytesIO(...).")
    with open(path, "rb") as file:
        return io.BytesIO(file.read())


def check_color_mode(color_mode):
    if color_mode not in MODES:
        raise ValueError(f'color_mode must be "grayscale", "rgb", or "rgba"; received {color_mode!r}')


def checked_size(size):
    """(height, width) as ints. ValueError for anything else."""
    try:
        height, width = (int(n) for n in size)
    except (TypeError, ValueError):
        height = width = 0
    if height < 1 or width < 1:
        raise ValueError(f"`target_size` must be (height, width), two whole numbers above 0. Received: {size!r}")
    return height, width


def resized(image, size, interpolation, keep_aspect_ratio):
    """A PIL image brought to `size` (height, width), where it is not of that."""
    height, width = size
    if image.size == (width, height):
        return image
    method = resampling(interpolation)
    if not keep_aspect_ratio:
        return image.resize((width, height), method)
    return image.resize((width, height), method, box=_middle(*image.size, width, height))


def resampling(interpolation):
    """Pillow's number of an interpolation. ValueError where there is no such."""
    if interpolation not in INTERPOLATIONS:
        raise ValueError(
            f"Invalid interpolation method {interpolation} specified. Supported methods are {', '.join(INTERPOLATIONS)}"
        )
    return pillow().Resampling[interpolation.upper()]


def _middle(width, height, target_width, target_height):
    """The largest part around the middle with the target's proportions: (left, upper, right, lower)."""
    wide = min(width, height * target_width // target_height)
    high = min(height, width * target_height // target_width)
    left, upper = (width - wide) // 2, (height - high) // 2
    return left, upper, left + wide, upper + high


def save_img(path, x, data_format=None, file_format=None, scale=True, **kwargs):
    """Write an array as an image file.

    Args:
      path: where to (the format is that of its ending), or a file object.
      x: see `array_to_img`, which `data_format` and `scale` go to.
      file_format: "png", "jpeg", ...; needed for a file object without a name.
      kwargs: what Pillow's writer of the format takes, such as quality=95.

    Raises:
      ValueError: no array of an image, or a format that is not known.
    """
    image = array_to_img(x, data_format=data_format, scale=scale)
    format_ = _format(path, file_format)
    if image.mode == "RGBA" and format_ == "JPEG":
        warnings.warn("The JPG format does not support RGBA images, converting to RGB.", stacklevel=2)
        image = image.convert("RGB")
    write(image, path, format_, **kwargs)


def write(image, path, format_, durable=True, **kwargs):
    """Write a PIL image to a path, whole or not at all (see `whole_file`), or to a file object."""
    if hasattr(path, "write"):
        image.save(path, format_, **kwargs)
        return
    held = io.BytesIO()
    image.save(held, format_, **kwargs)
    with whole_file(os.fsdecode(path), durable=durable) as file:
        file.write(held.getbuffer())


def _format(path, file_format):
    """Pillow's name of the format of a file. ValueError where there is no such."""
    known = pillow().registered_extensions()
    if file_format is not None:
        name = str(file_format).lower().lstrip(".")
        found = known.get(f".{name}", name.upper() if name.upper() in known.values() else None)
    else:
        name = getattr(path, "name", "") if hasattr(path, "write") else path
        found = known.get(os.path.splitext(os.fsdecode(name))[1].lower())
    if found is None:
        raise ValueError(
            f"Unknown image format of path={path!r}, file_format={file_format!r}: end the path in .png or .jpg, or "
            'pass file_format="png".'
        )
    return found


def pixels(path, color_mode, size, interpolation, keep_aspect_ratio):
    """`load_img` as an array [*size, channels], mostly of uint8."""
    how = size, interpolation, keep_aspect_ratio
    x = _jpeg(path) if color_mode == "rgb" else None
    if x is None:
        x = np.asarray(load_img(path, False, color_mode, *how))
    elif x.shape[:2] != size:
        x = np.asarray(resized(pillow().fromarray(x), *how))
    return x if x.ndim == 3 else x[..., None]


def _jpeg(path):
    """uint8 [height, width, 3] of a JPEG file, with Pillow's bits and sooner; None for what is left to Pillow."""
    with open(path, "rb") as file:
        data = file.read()
    if decoder.native is None or not data.startswith(b"\xff\xd8\xff"):
        return None
    try:
        return decoder.native(data, 3, Way(accurate=True))
    except ValueError:  # the file is damaged, and Pillow says how
        return None
