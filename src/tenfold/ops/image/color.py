"""Colours: spaces, brightness, contrast, hue, saturation, gamma. Channels are the last axis."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import cast, concat, expand_dims, ones_like, shape, squeeze, stack, unstack, zeros_like
from tenfold.ops.arrays.bits import saturate_cast
from tenfold.ops.arrays.repeating import tile
from tenfold.ops.checks.assert_op import check
from tenfold.ops.image.shapes import at_least_3d
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.arithmetic import add, divide_real, floordiv, floormod, multiply, scalar, subtract
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import equal, greater, greater_equal, select
from tenfold.ops.math.elementwise import absolute, check_floats, rsqrt
from tenfold.ops.math.powers import maximum, minimum, power
from tenfold.ops.math.reduce import reduce_mean, reduce_prod
from tenfold.ops.math.statistics import reduce_std
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity


def convert_image_dtype(image, dtype, saturate=False, name=None):
    """The image in another dtype, its scale brought along: floats mean [0, 1], integers [0, their maximum].

    Args:
      saturate: hold values within the new dtype's range before they are cast.

    Raises:
      AttributeError: a dtype, the image's or the new one, that is neither floating point nor integer.
    """
    image, dtype = convert(image), dtypes.as_dtype(dtype)
    for one, what in ((dtype, "dtype"), (image.dtype, "image dtype")):
        if not (one.is_floating or one.is_integer):
            raise AttributeError(f"{what} must be either floating point or integer; received {one.name}.")
    if image.dtype == dtype:
        return image if STATE.graph is None else identity(image, name=name)
    return _in_dtype(image, dtype, saturate, name=name)


@scoped("convert_image")
def _in_dtype(image, dtype, saturate, name=None):
    to = saturate_cast if saturate else cast
    if image.dtype.is_integer and dtype.is_integer:
        return _rescaled_integers(image, dtype, to)
    if image.dtype.is_floating and dtype.is_floating:
        return cast(image, dtype)
    if image.dtype.is_integer:
        return multiply(cast(image, dtype), dtype.numpy.type(1 / image.dtype.max), name=name)
    return to(multiply(image, image.dtype.numpy.type(dtype.max + 0.5)), dtype)


def _rescaled_integers(image, dtype, to):
    old, new = image.dtype.max, dtype.max
    if old > new:
        return to(floordiv(image, image.dtype.numpy.type((old + 1) // (new + 1))), dtype)
    return multiply(to(image, dtype), dtype.numpy.type((new + 1) // (old + 1)))


def _converted(node):
    """What TensorFlow calls the image brought back to its own dtype."""
    return node.type if node.type == "Identity" else "convert_image_1"


def as_float(image, least=3):
    """The image as floats, and the way back to its own dtype."""
    image = at_least_3d(image) if least == 3 else convert(image)
    floats = image if image.dtype.is_floating else convert_image_dtype(image, dtypes.float32)
    return floats, lambda result: convert_image_dtype(result, image.dtype, saturate=True)


@scoped("adjust_brightness", _converted)
def adjust_brightness(image, delta):
    """The image with `delta`, on the scale of [0, 1], added to every pixel."""
    floats, back = as_float(image, 0)
    return back(add(floats, cast(delta, floats.dtype)))


@scoped("adjust_contrast", _converted)
def adjust_contrast(images, contrast_factor):
    """Each channel of each image stretched by `contrast_factor` about its mean."""
    floats, back = as_float(images)
    mean = reduce_mean(floats, (-3, -2), keepdims=True)
    return back(add(multiply(subtract(floats, mean), cast(contrast_factor, floats.dtype)), mean))


@scoped("adjust_gamma", _converted)
def adjust_gamma(image, gamma=1, gain=1):
    """gain * image ** gamma, pixels on the scale of [0, 1]. ValueError for a negative gamma."""
    floats, back = as_float(image, 0)
    if isinstance(gamma, (int, float)) and gamma < 0:
        raise ValueError(f"Gamma should be a non-negative real number. Received: {gamma}")
    gamma = cast(gamma, floats.dtype)
    return back(multiply(cast(gain, floats.dtype), power(floats, checked_at_least(gamma, 0, "Gamma"))))


def checked_at_least(value, least, what):
    """`value`, and a check that it is not below `least`."""
    check(greater_equal(value, scalar(least, value)), f"{what} should be at least {least}, received", [value])
    return value


@scoped("adjust_hue", _converted)
def adjust_hue(image, delta, name=None):
    """The RGB image with `delta`, in turns of the colour circle within [-1, 1], added to its hue."""
    if isinstance(delta, (int, float)) and not -1 <= delta <= 1:
        raise ValueError(f"delta must be in the interval [-1, 1]; received {delta}.")
    floats, back = as_float(image)
    hue, low, _, span = _hue(*_channels(floats))
    turned = floormod(add(hue, cast(delta, floats.dtype)), scalar(1, floats))
    return back(_from_hue(turned, low, span))


@scoped("adjust_saturation", _converted)
def adjust_saturation(image, saturation_factor, name=None):
    """The RGB image with its saturation multiplied by a factor of at least 0, within [0, 1]."""
    if isinstance(saturation_factor, (int, float)) and saturation_factor < 0:
        raise ValueError(f"saturation_factor must be at least 0; received {saturation_factor}.")
    floats, back = as_float(image)
    hue, saturation, value = unstack(rgb_to_hsv(floats), 3, -1)
    more = clip_by_value(
        multiply(saturation, cast(saturation_factor, floats.dtype)), scalar(0, floats), scalar(1, floats)
    )
    return back(hsv_to_rgb(stack([hue, more, value], -1)))


def _channels(images):
    if images._dims is not None and images._dims and images._dims[-1] not in (3, None):
        raise ValueError(f"colours need 3 channels in the last axis; received an image of shape {images._dims}.")
    return unstack(images, 3, -1)


def _hue(red, green, blue):
    """Hue in [0, 1), the least of the channels, the largest, and how far it lies above the least."""
    high, low = maximum(maximum(red, green), blue), minimum(minimum(red, green), blue)
    span = subtract(high, low)
    coloured = greater(span, scalar(0, span))
    unit = divide_real(scalar(1 / 6, span), select(coloured, span, ones_like(span)))
    of_green = add(multiply(unit, subtract(blue, red)), scalar(2 / 6, span))
    of_blue = add(multiply(unit, subtract(red, green)), scalar(4 / 6, span))
    hue = select(equal(high, green), of_green, of_blue)
    hue = select(equal(high, red), multiply(unit, subtract(green, blue)), hue)
    hue = select(coloured, hue, zeros_like(hue))
    return select(greater(scalar(0, hue), hue), add(hue, scalar(1, hue)), hue), low, high, span


def _from_hue(hue, low, span):
    """The RGB image of a hue, the least of its channels, and how far the largest lies above it."""
    six = multiply(hue, scalar(6, hue))
    ramps = [absolute(subtract(six, scalar(k, six))) for k in (3, 2, 4)]
    ramps = [subtract(ramps[0], scalar(1, six)), *(subtract(scalar(2, six), r) for r in ramps[1:])]
    held = [clip_by_value(r, scalar(0, six), scalar(1, six)) for r in ramps]
    return stack([add(low, multiply(span, r)) for r in held], -1)


@scoped("RGBToHSV", type="RGBToHSV")
def rgb_to_hsv(images, name=None):
    """RGB in [0, 1], [..., 3], as hue, saturation and value, all in [0, 1] (Smith, SIGGRAPH 1978)."""
    images = meet(images, dtypes.float32)
    hue, _, high, span = _hue(*_channels(images))
    lit = greater(high, scalar(0, high))
    saturation = select(lit, divide_real(span, select(lit, high, ones_like(high))), zeros_like(high))
    return stack([hue, saturation, high], -1, name=name)


@scoped("HSVToRGB", type="HSVToRGB")
def hsv_to_rgb(images, name=None):
    """Hue, saturation and value in [0, 1], [..., 3], as RGB."""
    images = meet(images, dtypes.float32)
    check_floats(images.dtype.numpy, errors.InvalidArgumentError)
    hue, saturation, value = _channels(images)
    span = multiply(saturation, value)
    return _from_hue(hue, subtract(value, span), span)


def _mixed(images, matrix, name=None):
    """Each pixel times a 3 x n matrix."""
    images = convert(images)
    if not images.dtype.is_floating:
        raise TypeError(f"colours are mixed in floating point: received {images.dtype.name}; use convert_image_dtype.")
    if images.ndim == 0:
        raise IndexError("colours need an axis of 3 channels; received a scalar.")
    weights = Tensor(np.array(matrix, images.dtype.numpy))
    if images.ndim == 1:  # one pixel
        return squeeze(matmul(expand_dims(images, 0), weights), 0, name=name)
    return matmul(images, weights, name=name)


@scoped("rgb_to_grayscale")
def rgb_to_grayscale(images, name=None):
    """Luma of RGB images (Rec. 601 weights), [..., 1], in the images' dtype."""
    images = convert(images)
    floats, _ = as_float(images, 0)
    _channels_checked(floats)
    return convert_image_dtype(_mixed(floats, [[0.2989], [0.5870], [0.1140]]), images.dtype, name=name)


def _channels_checked(images):
    if images._dims is not None and images._dims[-1] not in (3, None):
        raise ValueError(f"RGB images need 3 channels in the last axis; received shape {images._dims}.")


@scoped("grayscale_to_rgb")
def grayscale_to_rgb(images, name=None):
    """The one channel three times."""
    images = convert(images)
    if images.ndim is not None and images.ndim < 2:
        raise ValueError(f"A grayscale image (shape {images._dims}) must be at least two-dimensional.")
    if images._dims is not None and images._dims[-1] not in (1, None):
        raise ValueError(f"Last dimension of a grayscale image should be size 1; received shape {images._dims}.")
    if images._dims is None:
        return concat([images] * 3, -1, name=name)
    return tile(images, [1] * (len(images._dims) - 1) + [3], name=name)


@scoped("Tensordot", type="Reshape")
def rgb_to_yiq(images):
    """RGB in [0, 1] as YIQ (NTSC)."""
    return _mixed(images, _YIQ)


@scoped("Tensordot", type="Reshape")
def yiq_to_rgb(images):
    """YIQ as RGB."""
    return _mixed(images, _FROM_YIQ)


@scoped("Tensordot", type="Reshape")
def rgb_to_yuv(images):
    """RGB in [0, 1] as YUV (PAL)."""
    return _mixed(images, _YUV)


@scoped("Tensordot", type="Reshape")
def yuv_to_rgb(images):
    """YUV as RGB."""
    return _mixed(images, _FROM_YUV)


_YIQ = [[0.299, 0.59590059, 0.2115], [0.587, -0.27455667, -0.52273617], [0.114, -0.32134392, 0.31119955]]
_FROM_YIQ = [[1, 1, 1], [0.95598634, -0.27201283, -1.10674021], [0.6208248, -0.64720424, 1.70423049]]
_YUV = [[0.299, -0.14714119, 0.61497538], [0.587, -0.28886916, -0.51496512], [0.114, 0.43601035, -0.10001026]]
_FROM_YUV = [[1, 1, 1], [0, -0.394642334, 2.03206185], [1.13988303, -0.58062185, 0]]


@scoped("per_image_standardization")
def per_image_standardization(image):
    """Each image with mean 0 and standard deviation 1; a uniform one is divided by 1 / sqrt(pixels) instead.

    Returns:
      float32, whatever the image is.
    """
    image = at_least_3d(image)
    floats = cast(image, dtypes.float32)
    axes = (-3, -2, -1)
    count = cast(reduce_prod(shape(floats)[-3:]), floats.dtype)
    mean, deviation = reduce_mean(floats, axes, True), reduce_std(floats, axes, True)
    return divide_real(subtract(floats, mean), maximum(deviation, rsqrt(count)))
