"""Where the pixels of an image go: flips, turns, crops and frames. Images are [..., height, width, channels]."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Float, Ints, Shape, Signed, Sizes
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import concat, reshape, shape
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.arrays.slicing import placed
from tenfold.ops.conv.patches import patches
from tenfold.ops.conv.windows import canonical_padding, entries_of, per_axis
from tenfold.ops.graphdef import COMPOSED, by_rank
from tenfold.ops.math.arithmetic import negative
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


def as_images(images, what="image"):
    """Images of rank 3 or 4, as a tensor. ValueError for any other rank, or an unknown one."""
    images = convert(images)
    if images._dims is None:
        raise ValueError(f"'{what}' contains no shape: its rank must be known, 3 (one image) or 4 (a batch).")
    if len(images._dims) not in (3, 4):
        raise ValueError(f"'{what}' must have either 3 or 4 dimensions; received shape {images._dims}.")
    return images


def at_least_3d(image):
    """A tensor of rank 3 or more, which is what an image is."""
    image = convert(image)
    if image._dims is not None and len(image._dims) < 3:
        raise ValueError(f"'image' (shape {image._dims}) must be at least three-dimensional.")
    return image


@kept_whole("image.flip_left_right")
@scoped("flip_left_right", "ReverseV2")
def flip_left_right(image):
    """The image, or each of a batch, mirrored along its width."""
    return reverse(as_images_or_unknown(image), (-2,))


@kept_whole("image.flip_up_down")
@scoped("flip_up_down", "ReverseV2")
def flip_up_down(image):
    """The image, or each of a batch, mirrored along its height."""
    return reverse(as_images_or_unknown(image), (-3,))


def as_images_or_unknown(image):
    image = convert(image)
    return image if image._dims is None else as_images(image)


def infer_swapped(image):
    if image.shape is None:
        return image
    *batch, height, width, channels = image.shape
    return Spec((*batch, width, height, channels), image.dtype)


@op(infer=infer_swapped, type="Transpose", label="transpose/transpose", graphdef=COMPOSED)
def _swap(image):
    return image.swapaxes(-3, -2)


@_swap.gradient
def _(dy):
    return _swap(dy)


def transpose(image, name=None):
    """Height and width exchanged."""
    return _swap(as_images_or_unknown(image), name=name)


def infer_turned(image, *, k):
    if k is not None:
        return infer_swapped(image) if k % 2 else image
    *batch, height, width, channels = image.shape or (None,) * 3
    side = height if height == width else None
    return Spec(None if image.shape is None else (*batch, side, side, channels), image.dtype)


@op(infer=infer_turned, type="Identity", label="rot90/cond/Identity", graphdef=COMPOSED)
def _rot90(image, *, k: Signed):
    return xp(image).rot90(image, k, (-3, -2))


@_rot90.gradient
def _(dy, k):
    return _rot90(dy, negative(k) if hasattr(k, "dtype") else -k)


def rot90(image, k=1, name=None):
    """The image, or each of a batch, turned counter-clockwise `k` times by 90 degrees; `k` may be an integer tensor."""
    return _rot90(as_images_or_unknown(image), k, name=name)


# crops and frames: each is the other's gradient


def infer_window(image, *, begin, size):
    if image.shape is None:
        return image
    height, width = (None, None) if size is None else size
    *batch, _, _, channels = image.shape
    return Spec((*batch, height, width, channels), image.dtype)


@op(
    infer=infer_window,
    type=by_rank({3: "Squeeze", 4: "Slice"}),
    label=by_rank({3: "crop_to_bounding_box/Squeeze", 4: "crop_to_bounding_box/Slice"}),
    graphdef=COMPOSED,
)
def crop(image, *, begin: Ints, size: Sizes):
    """The part of `size` [height, width] whose upper left corner is `begin` [row, column]."""
    _check_inside(begin, size, image.shape[-3:-1])
    return image[..., begin[0] : begin[0] + size[0], begin[1] : begin[1] + size[1], :]


@crop.gradient
def _(dy, image_shape, begin):
    return frame(dy, begin, image_shape[-3:-1])


@op(
    infer=infer_window,
    name="image_frame",
    type=by_rank({3: "Squeeze", 4: "Pad"}),
    label=by_rank({3: "pad_to_bounding_box/Squeeze", 4: "pad_to_bounding_box/Pad"}),
    graphdef=COMPOSED,
)
def frame(image, *, begin: Ints, size: Shape):
    """Zeros of `size` [height, width] that hold the image with its upper left corner at `begin`."""
    height, width = image.shape[-3:-1]
    _check_inside(begin, (height, width), size)
    index = (..., slice(begin[0], begin[0] + height), slice(begin[1], begin[1] + width), slice(None))
    return placed(image, (*image.shape[:-3], *size, image.shape[-1]), index)


@frame.gradient
def _(dy, image_shape, begin):
    return crop(dy, begin, image_shape[-3:-1])


def _check_inside(begin, size, whole):
    """The part must lie inside the whole; InvalidArgumentError says how it does not."""
    for axis, b, n, d in zip(("height", "width"), begin, size, whole):
        if b < 0:
            raise errors.InvalidArgumentError(f"offset_{axis} must be >= 0. Received {b}.")
        if n < 0:
            raise errors.InvalidArgumentError(f"target_{axis} must be > 0. Received {n}.")
        if b + n > d:
            raise errors.InvalidArgumentError(
                f"{axis} must be <= target - offset: {n} pixels at {b} do not fit into {d}."
            )


def _static_check(image, begin, size, inside):
    """The same where everything is known before anything runs; TensorFlow then raises a ValueError."""
    for axis, b, n, d in zip(("height", "width"), begin, size, (image._dims or (None,) * 3)[-3:-1]):
        if _is_int(b) and b < 0:
            raise ValueError(f"offset_{axis} must be >= 0. Received {b}.")
        if _is_int(n) and n <= 0:
            raise ValueError(f"target_{axis} must be > 0. Received {n}.")
        if _is_int(b) and _is_int(n) and d is not None and (b + n > d if inside else b + d > n):
            bound = f"{axis} must be >= target + offset" if inside else f"{axis} must be <= target - offset"
            raise ValueError(f"{bound}: received {axis} {d}, target {n} and offset {b}.")


def _is_int(value):
    return isinstance(value, (int, np.integer))


def crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """The part of the image, or of each of a batch, of the target's size from the offset on.

    Raises:
      ValueError: it is known not to lie inside the image; InvalidArgumentError where that shows only when it runs.
    """
    image, begin, size = as_images_or_unknown(image), (offset_height, offset_width), (target_height, target_width)
    _static_check(image, begin, size, True)
    return crop(image, begin, size)


def pad_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """Zeros of the target's size with the image, or each of a batch, at the offset.

    Raises:
      ValueError: the image is known not to fit; InvalidArgumentError where that shows only when it runs.
    """
    image, begin, size = as_images_or_unknown(image), (offset_height, offset_width), (target_height, target_width)
    _static_check(image, begin, size, False)
    return frame(image, begin, size)


@op(infer=lambda dims, **_: Spec((4,), dtypes.int32), static=True, gradient=None)
def _central(dims: Free, *, fraction: Float):
    """Begin and size of the central part."""
    if not 0 < fraction <= 1:
        raise ValueError(f"`central_fraction` must be within (0, 1]; received {fraction}")
    dims = [int(d) for d in dims]
    begin = [int((d - d * fraction) / 2) for d in dims]
    return np.array([*begin, *(d - 2 * b for d, b in zip(dims, begin))], np.int32)


@scoped("central_crop", "Slice")
def central_crop(image, central_fraction):
    """The middle of the image: `central_fraction`, in (0, 1], of its height and width."""
    image = as_images(image)
    if isinstance(central_fraction, (int, float)):
        if not 0 < central_fraction <= 1:
            raise ValueError(f"`central_fraction` must be within (0, 1]. Received: {central_fraction}")
        if central_fraction == 1:
            return image
    part = _central(shape(image)[-3:-1], central_fraction)
    return crop(image, part[:2], part[2:])


@op(infer=lambda dims, target: Spec((6,), dtypes.int32), static=True, gradient=None)
def _crop_and_frame(dims: Free, target: Free):
    """Where the crop begins, its size, and where it goes in the frame."""
    dims, target = [int(d) for d in dims], [int(t) for t in target]
    crops = [max((d - t) // 2, 0) for d, t in zip(dims, target)]
    places = [max((t - d) // 2, 0) for d, t in zip(dims, target)]
    return np.array([*crops, *map(min, dims, target), *places], np.int32)


def _squeezed_or_checked(node):
    return node.type if node.type == "Squeeze" else "control_dependency_1"


@scoped(
    "resize_image_with_crop_or_pad", _squeezed_or_checked, type=lambda n: None if n.type == "Squeeze" else "Identity"
)
def resize_with_crop_or_pad(image, target_height, target_width):
    """The image cut at its centre or framed evenly with zeros to be of the target's size; nothing is resampled."""
    image = as_images_or_unknown(image)
    for axis, n in (("height", target_height), ("width", target_width)):
        if _is_int(n) and n <= 0:
            raise ValueError(f"target_{axis} must be > 0. Received {n}.")
    part = _crop_and_frame(shape(image)[-3:-1], concat([[target_height], [target_width]], 0))
    return frame(crop(image, part[:2], part[2:4]), part[4:], (target_height, target_width))


@scoped("ExtractImagePatches", type="ExtractImagePatches")
def extract_patches(images, sizes, strides, rates, padding, name=None):
    """Windows of the images, laid out in depth.

    Args:
      images: [batch, rows, columns, depth].
      sizes, strides, rates: [1, rows, columns, 1]: a window's extent, steps between windows, and between its pixels.
      padding: "VALID" or "SAME".

    Returns:
      [batch, rows', columns', sizes[1] * sizes[2] * depth].
    """
    for what, value in (("sizes", sizes), ("strides", strides), ("rates", rates)):
        entries = entries_of(value, f"extract_patches: {what}")
        if len(entries) != 4 or entries[0] != 1 or entries[3] != 1:
            raise ValueError(f"extract_patches: {what} must be [1, rows, columns, 1]; received {described(value)}.")
    images = convert(images)
    window, steps, spread = (per_axis(v, 2, n) for v, n in ((sizes, "sizes"), (strides, "strides"), (rates, "rates")))
    found = patches(images, window, steps, spread, canonical_padding(padding, 2))
    dims = shape(found)
    depth = images._dims[-1] if images._dims is not None else None
    last = window[0] * window[1] * depth if depth is not None else -1
    return reshape(found, [dims[0], dims[1], dims[2], last], name=name)


def extract_image_patches(images, ksizes=None, strides=None, rates=None, padding=None, name=None, sizes=None):
    """TensorFlow 1's `extract_patches`."""
    return extract_patches(images, ksizes if sizes is None else sizes, strides, rates, padding, name)
