"""Images of another size and of their own proportions: what is over is cut off, or a frame fills what is missing."""

import numpy as np

from tenfold.core.calls.attrs import Bool
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import shape
from tenfold.ops.arrays.padding import pad
from tenfold.ops.image.resize import ResizeMethod, resize
from tenfold.ops.image.shapes import as_images, crop


@op(infer=lambda dims, target, **_: Spec((4,), dtypes.int32), static=True, gradient=None)
def _proportional_part(dims: Free, target: Free, *, keeps_scale: Bool = False):
    """Where the largest part with the target's proportions begins in the middle of `dims`, and its size.

    `keeps_scale`: the part is of the target's own size where `dims` have room for it.
    """
    dims, target = [int(d) for d in dims], [int(t) for t in target]
    if keeps_scale and all(d >= t for d, t in zip(dims, target)):
        size = target
    else:
        size = [max(1, min(d, a)) for d, a in zip(dims, _in_proportion(dims, target))]
    return np.array([*((d - s) // 2 for d, s in zip(dims, size)), *size], np.int32)


def _in_proportion(dims, target):
    """The height that goes with the width `dims[1]` in the target's proportions, and the width with `dims[0]`."""
    return [int(np.float32(d * t) / np.float32(u)) for d, t, u in zip(dims[::-1], target, target[::-1])]


@op(infer=lambda dims, target: Spec((2, 2), dtypes.int32), static=True, gradient=None)
def _proportional_frame(dims: Free, target: Free):
    """What rows and columns must be added before and behind `dims` for the target's proportions."""
    dims, target = [int(d) for d in dims], [int(t) for t in target]
    more = [max(a - d, 0) for d, a in zip(dims, _in_proportion(dims, target))]
    return np.array([[m // 2] * 2 for m in more], np.int32)


def crop_and_resize_to(images, size, method=ResizeMethod.BILINEAR, antialias=False, keeps_scale=False):
    """The largest centred part of the images that has the proportions of `size` [height, width], resized to it.

    `keeps_scale`: where images are large enough, the part is of that size, and nothing is resized.
    """
    images = as_images(images, "images")
    part = _proportional_part(shape(images)[-3:-1], convert(size, dtypes.int32), keeps_scale)
    return resize(crop(images, part[:2], part[2:]), size, method, antialias=antialias)


def pad_and_resize_to(images, size, method=ResizeMethod.BILINEAR, fill_value=0.0, antialias=False):
    """The images in the middle of a frame of `fill_value` that has the proportions of `size`, resized to it."""
    images = as_images(images, "images")
    missing = _proportional_frame(shape(images)[-3:-1], convert(size, dtypes.int32))
    whole = [[0, 0]] * (len(images._dims) - 3)
    framed = pad(images, [*whole, missing[0], missing[1], [0, 0]], constant_values=fill_value)
    return resize(framed, size, method, antialias=antialias)
