"""Images seen through a projective map: turned, moved, zoomed, sheared, or seen from the side."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Float, Shape
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops import memory
from tenfold.ops.arrays.gathering import add_rows

FILL_MODES = ("constant", "nearest", "reflect", "wrap")
INTERPOLATIONS = ("bilinear", "nearest")


def infer_projected(images, transforms, *, size, **_):
    if images.shape is None:
        return images
    if len(images.shape) != 4:
        raise errors.InvalidArgumentError(f"Input images must have rank 4; received shape {images.shape}.")
    height, width = (None, None) if size is None else size
    return Spec((images.shape[0], height, width, images.shape[-1]), images.dtype)


@op(infer=infer_projected, type="ImageProjectiveTransformV3", label="ImageProjectiveTransformV3")
def projective_transform(
    images,
    transforms: Free,
    *,
    size: Shape,
    fill_value: Float = 0.0,
    interpolation="bilinear",
    fill_mode="constant",
):
    """Images whose pixel (x, y) is what the images have at ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k).

    Args:
      images: [batch, height, width, channels].
      transforms: [batch, 8] or [1, 8]: a0, a1, a2, b0, b1, b2, c0, c1; k = c0 x + c1 y + 1.
      size: [height, width] of the result.
      fill_value: what lies outside, where fill_mode is "constant".
      interpolation: "bilinear" between four pixels, or the "nearest" one.
      fill_mode: outside of [a b c d] lies: "constant" k k k, "nearest" a a a | d d d, "reflect" c b a | d c b,
        "wrap" b c d | a b c.

    Returns: the images' dtype, [batch, *size, channels]. Differentiable in the images.

    Raises:
      InvalidArgumentError: images that are no batch, or transforms of another shape.
    """
    memory.reserve((images.shape[0], *size, images.shape[-1]), images.dtype)
    how = (size, fill_value, interpolation, fill_mode)
    step = max(1, _AT_ONCE // max(1, size[0] * size[1]))
    if xp(images, transforms) is not np or len(images) <= step:
        return _projected(images, transforms, *how)
    out = np.empty((len(images), *size, images.shape[-1]), images.dtype)
    for i in range(0, len(images), step):
        maps = transforms if len(transforms) == 1 else transforms[i : i + step]
        out[i : i + step] = _projected(images[i : i + step], maps, *how)
    return out


_AT_ONCE = 1 << 15  # pixels of a result whose coordinates stay in a processor's cache


def _projected(images, transforms, size, fill_value, interpolation, fill_mode):
    """`projective_transform` of some of the images."""
    taps = _projected_taps(images.shape, transforms, size, interpolation, fill_mode)
    return gathered(images, taps, size, fill_value)


def gathered(images, taps, size, fill_value):
    """What `taps` make of the images, and `fill_value` where they are outside: [batch, *size, channels].

    Channels are taken apart: they are too few for a loop over them.
    """
    n, height, width, channels = images.shape
    planes, kind = images.reshape(-1, channels).T, _computed_in(images.dtype)
    planes = np.ascontiguousarray(planes) if xp(planes) is np else planes
    total = inside = 0
    for index, weight in taps:
        part = xp(planes, index).take(planes, index.reshape(-1), 1).astype(kind)
        total = total + part * weight.astype(kind).reshape(-1)
        inside = inside + weight
    if fill_value:
        total = total + (1 - inside).astype(kind).reshape(-1) * kind.type(fill_value)
    return total.T.astype(images.dtype).reshape(n, *size, channels)


@projective_transform.gradient
def _(dy, transforms, images_shape, interpolation, fill_mode):
    return projective_transpose(dy, transforms, images_shape[1:3], interpolation, fill_mode), None


@op(infer=infer_projected)
def projective_transpose(d, transforms: Free, *, size: Shape, interpolation, fill_mode):
    """The transpose of `projective_transform` from images of `size`: all that goes back to each of their pixels."""
    whole = (d.shape[0], *size, d.shape[-1])
    return given_back(d, _projected_taps(whole, transforms, d.shape[1:3], interpolation, fill_mode), size)


def given_back(d, taps, size):
    """The transpose of `gathered`: what goes back to the pixels of images of `size`."""
    total = xp(d, *taps[0]).zeros((d.shape[0] * size[0] * size[1], d.shape[-1]), d.dtype)
    for index, weight in taps:
        part = d * weight.astype(d.dtype)[..., None]
        total = add_rows(total, index.reshape(-1), part.reshape(-1, d.shape[-1]))
    return total.reshape(d.shape[0], *size, d.shape[-1])


@projective_transpose.gradient
def _(dy, transforms, d_shape, interpolation, fill_mode):
    return projective_transform(dy, transforms, d_shape[1:3], 0.0, interpolation, fill_mode), None


def _computed_in(dtype):
    """TensorFlow's kernel interpolates in float32; float64 is kept."""
    return dtype if dtype == np.float64 else np.dtype(np.float32)


def _projected_taps(dims, transforms, size, interpolation, fill_mode):
    """`taps_at` where the transforms send the pixels of a result of `size`."""
    n = dims[0]
    if transforms.ndim != 2 or transforms.shape[1] != 8 or transforms.shape[0] not in (1, n):
        raise errors.InvalidArgumentError(
            f"Input transform should be num_images x 8 or 1 x 8; received shape {transforms.shape} for {n} images."
        )
    return taps_at(dims, *_mapped(transforms.astype(np.float32), size), interpolation, fill_mode)


def taps_at(dims, x, y, interpolation, fill_mode):
    """The pixels of images of `dims` that make up what lies at x and y, each [batch or 1, *size].

    Returns: [(row among all pixels of the batch, weight), ...]; the weight is 0 outside of the image.
    """
    n, height, width, _ = dims
    np_ = xp(x, y)
    x, y = _brought_inside(np_, x, width, fill_mode), _brought_inside(np_, y, height, fill_mode)
    first = (np.arange(n, dtype=np.int32) * (height * width))[:, None, None]
    rows, columns = _ends(np_, y, height, interpolation), _ends(np_, x, width, interpolation)
    return [(row * width + column + first, above * left) for row, above in rows for column, left in columns]


def _ends(np_, at, n, interpolation):
    """The pixels of an axis of `n` that make up what lies at `at`: [(which, weight), ...], 0 where there is none."""
    if interpolation == "nearest":
        found = [(_rounded(np_, at), np.float32(1))]
    else:
        low = np_.floor(at)
        found = [(low, 1 - (at - low)), (low + 1, at - low)]
    return [
        (np_.clip(k, 0, n - 1).astype(np.int32), np_.where((k >= 0) & (k < n), weight, np.float32(0)))
        for k, weight in found
    ]


def _mapped(transforms, size):
    """Where in the images the pixels of a result lie, x and y, [transforms, *size]; far outside where k is 0."""
    a0, a1, a2, b0, b1, b2, c0, c1 = transforms.T[:, :, None, None]
    y, x = np.arange(size[0], dtype=np.float32)[:, None], np.arange(size[1], dtype=np.float32)
    k, far = c0 * x + c1 * y + 1, np.float32(-1e6)
    np_ = xp(transforms)
    is_seen = k != 0
    k = np_.where(is_seen, k, 1)
    return [np_.where(is_seen, (p * x + q * y + r) / k, far) for p, q, r in ((a0, a1, a2), (b0, b1, b2))]


def _rounded(np_, at):
    """The nearest whole number, halves away from 0."""
    return np_.trunc(at + np_.copysign(np.float32(0.5), at))


def _brought_inside(np_, at, n, mode):
    """Where on an axis of `n` pixels that is read which lies at `at`."""
    if mode == "constant":
        return at
    if mode == "nearest" or n == 1:
        return np_.clip(at, 0, n - 1)
    if mode == "reflect":
        period = np.float32(2 * n)
        below = at + period * np_.trunc(-at / period)
        below = np_.where(below < -n, below + period, -below - 1)
        above = at - period * np_.trunc(at / period)
        above = np_.where(above >= n, period - above - 1, above)
    else:  # as SciPy did: a period of n, counted by one of n - 1
        below = at + n * (np_.trunc(-at / np.float32(n - 1)) + 1)
        above = at - n * np_.trunc(at / np.float32(n - 1))
    return np_.clip(np_.where(at < 0, below, np_.where(at > n - 1, above, at)), 0, n - 1)
