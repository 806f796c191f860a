"""JPEG files to pixels: by the libjpeg that Pillow brings, as TensorFlow calls it, or else by Pillow.

TensorFlow's default is libjpeg's fast integer transform, which differs from the accurate one by a few steps of 255 in
places of high contrast. `decoder.native` does either, bit for bit. Pillow itself asks for the accurate one always.
"""

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.process_wide import ProcessWide


class Way(NamedTuple):
    """How a JPEG is decoded.

    Attributes:
      ratio: 1, 2, 4 or 8, by which the image is made smaller.
      accurate: which integer transform.
      fancy: whether colours of lower resolution are interpolated, or repeated.
    """

    ratio: int = 1
    accurate: bool = False
    fancy: bool = True


PLAIN = Way()


class decoder(ProcessWide):
    """`native(data, channels, way)` gives uint8 [height, width, channels], None for files that it leaves to Pillow, or
    raises ValueError for damaged ones. `files(paths, channels, way)` gives a list of as much, None for damaged ones
    too. Both are None where there are no kernels."""

    native: Callable[[bytes, int, Way], Any] | None = None
    files: Callable[..., list[Any]] | None = None


def read(data, channels, opened, way=PLAIN):
    """uint8 [height, width, channels]. `opened(data, **draft)` gives Pillow's image.

    Raises:
      InvalidArgumentError: channels or a ratio that JPEG does not have.
      UnimplementedError: colours that are not interpolated, where only Pillow is here to decode them.
    """
    if channels not in (0, 1, 3):
        raise errors.InvalidArgumentError(f"channels must be 0, 1, or 3 for JPEG, got {channels}")
    if way.ratio not in (1, 2, 4, 8):
        raise errors.InvalidArgumentError(f"ratio must be 1, 2, 4, or 8, got {way.ratio}")
    pixels = None if decoder.native is None else decoder.native(data, channels, way)
    if pixels is not None:
        return pixels
    if not way.fancy:
        raise errors.UnimplementedError(
            "fancy_upscaling=False needs tenfold's native kernels and the libjpeg of Pillow's wheel, and a file of one "
            "or three components (`tenfold doctor` says what is here)."
        )
    return _by_pillow(data, channels, opened, way.ratio)


def _by_pillow(data, channels, opened, ratio):
    mode, size = {1: "L", 3: "RGB"}.get(channels), None
    if ratio > 1:
        from PIL import Image

        width, height = Image.open(io.BytesIO(data)).size
        size = (-(-width // ratio), -(-height // ratio))
    image = opened(data, mode=mode, size=size) if mode or size else opened(data)
    wanted = mode or ("L" if image.mode == "L" else "RGB")
    pixels = np.array(image if image.mode == wanted else image.convert(wanted))
    return pixels if pixels.ndim == 3 else pixels[..., None]
