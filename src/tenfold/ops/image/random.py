"""Random changes to images. From one seed the numbers drawn are TensorFlow's, and so are the images."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, reshape, shape
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.arrays.slicing import slice_
from tenfold.ops.checks.assert_op import check
from tenfold.ops.image.codecs import adjust_jpeg_quality
from tenfold.ops.image.color import adjust_brightness, adjust_contrast, adjust_hue, adjust_saturation
from tenfold.ops.image.shapes import as_images_or_unknown
from tenfold.ops.math.arithmetic import floormod
from tenfold.ops.math.comparison import greater, greater_equal, less, select
from tenfold.ops.random import stateful as random
from tenfold.ops.random import stateless as stateless_random
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


def _stateful(seed):
    """uniform(shape, minval, maxval, dtype) that counts on from `seed`."""
    return lambda shape, low=0, high=None, dtype=dtypes.float32: random.uniform(shape, low, high, dtype, seed)


def _stateless(seed):
    """The same that depends on `seed`, two integers, alone."""
    return lambda shape, low=0, high=None, dtype=dtypes.float32: stateless_random.stateless_uniform(
        shape, seed, low, high, dtype
    )


def _flipped(image, axis, uniform):
    image = as_images_or_unknown(image)
    turned = reverse(image, (axis,))
    if image._dims is not None and len(image._dims) == 4:
        drawn = uniform(shape(image)[:1])
        return select(reshape(greater(drawn, 0.5), (-1, 1, 1, 1)), turned, image)
    return select(less(uniform([]), 0.5), turned, image)


@kept_whole("image.random_flip_left_right")
@scoped("random_flip_left_right", "Identity", type="Identity")
def random_flip_left_right(image, seed=None):
    """The image mirrored along its width, or not: 1 in 2, decided for each image of a batch."""
    return _flipped(image, -2, _stateful(seed))


@kept_whole("image.random_flip_up_down")
@scoped("random_flip_up_down", "Identity", type="Identity")
def random_flip_up_down(image, seed=None):
    """The image mirrored along its height, or not: 1 in 2, decided for each image of a batch."""
    return _flipped(image, -3, _stateful(seed))


@scoped("stateless_random_flip_left_right", "add", type="AddV2")
def stateless_random_flip_left_right(image, seed):
    """`random_flip_left_right` that depends on `seed`, an integer tensor of shape [2], alone."""
    return _flipped(image, -2, _stateless(seed))


@scoped("stateless_random_flip_up_down", "Identity", type="Identity")
def stateless_random_flip_up_down(image, seed):
    """`random_flip_up_down` that depends on `seed` alone."""
    return _flipped(image, -3, _stateless(seed))


def _cropped(value, size, uniform, name):
    value, size = convert(value), convert(size, partner=dtypes.int32)
    size = size if size.dtype == dtypes.int32 else cast(size, dtypes.int32)
    dims = shape(value)
    check(greater_equal(dims, size), "Need value.shape >= size, got", [dims, size], summarize=1000)
    drawn = uniform(shape(dims), 0, dtypes.int32.max, dtypes.int32)
    return slice_(value, floormod(drawn, dims - size + 1), size, name=name)


@kept_whole("image.random_crop")
@scoped("random_crop")
def random_crop(value, size, seed=None, name=None):
    """A block of `size`, an integer per dimension of `value`, from a random place. InvalidArgumentError: too large."""
    return _cropped(value, size, _stateful(seed), name)


@scoped("random_crop")
def stateless_random_crop(value, size, seed, name=None):
    """`random_crop` that depends on `seed` alone."""
    return _cropped(value, size, _stateless(seed), name)


def _brightened(image, max_delta, uniform):
    if max_delta < 0:
        raise ValueError(f"max_delta must be non-negative; received {max_delta}.")
    return adjust_brightness(image, uniform([], -max_delta, max_delta))


@kept_whole("image.random_brightness")
def random_brightness(image, max_delta, seed=None):
    """`adjust_brightness` by a number from [-max_delta, max_delta)."""
    return _brightened(image, max_delta, _stateful(seed))


def stateless_random_brightness(image, max_delta, seed):
    """`random_brightness` that depends on `seed` alone."""
    return _brightened(image, max_delta, _stateless(seed))


def _hue_turned(image, max_delta, uniform):
    if not 0 <= max_delta <= 0.5:
        raise ValueError(f"max_delta must lie in [0, 0.5]; received {max_delta}.")
    return adjust_hue(image, uniform([], -max_delta, max_delta))


@kept_whole("image.random_hue")
def random_hue(image, max_delta, seed=None):
    """`adjust_hue` by a number from [-max_delta, max_delta)."""
    return _hue_turned(image, max_delta, _stateful(seed))


def stateless_random_hue(image, max_delta, seed):
    """`random_hue` that depends on `seed` alone."""
    return _hue_turned(image, max_delta, _stateless(seed))


def _check_factors(lower, upper):
    if upper <= lower:
        raise ValueError(f"upper must be > lower; received lower = {lower} and upper = {upper}.")
    if lower < 0:
        raise ValueError(f"lower must be non-negative; received {lower}.")


def _contrasted(image, lower, upper, uniform):
    _check_factors(lower, upper)
    return adjust_contrast(image, uniform([], lower, upper))


@kept_whole("image.random_contrast")
def random_contrast(image, lower, upper, seed=None):
    """`adjust_contrast` by a factor from [lower, upper)."""
    return _contrasted(image, lower, upper, _stateful(seed))


def stateless_random_contrast(image, lower, upper, seed):
    """`random_contrast` that depends on `seed` alone."""
    return _contrasted(image, lower, upper, _stateless(seed))


def _saturated(image, lower, upper, uniform):
    _check_factors(lower, upper)
    return adjust_saturation(image, uniform([], lower, upper))


@kept_whole("image.random_saturation")
def random_saturation(image, lower, upper, seed=None):
    """`adjust_saturation` by a factor from [lower, upper)."""
    return _saturated(image, lower, upper, _stateful(seed))


def stateless_random_saturation(image, lower, upper, seed=None):
    """`random_saturation` that depends on `seed` alone."""
    return _saturated(image, lower, upper, _stateless(seed))


def _recompressed(image, low, high, uniform):
    if not (0 <= low <= 100 and 0 <= high <= 100):
        raise ValueError(f"jpeg encoding range must be between 0 and 100; received {low} and {high}.")
    if low >= high:
        raise ValueError(f"`min_jpeg_quality` must be less than `max_jpeg_quality`; received {low} and {high}.")
    return adjust_jpeg_quality(image, uniform([], low, high, dtypes.int32))


@kept_whole("image.random_jpeg_quality")
def random_jpeg_quality(image, min_jpeg_quality, max_jpeg_quality, seed=None):
    """`adjust_jpeg_quality` with a quality from [min_jpeg_quality, max_jpeg_quality)."""
    return _recompressed(image, min_jpeg_quality, max_jpeg_quality, _stateful(seed))


def stateless_random_jpeg_quality(image, min_jpeg_quality, max_jpeg_quality, seed):
    """`random_jpeg_quality` that depends on `seed` alone."""
    return _recompressed(image, min_jpeg_quality, max_jpeg_quality, _stateless(seed))
