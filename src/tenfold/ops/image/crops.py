"""Parts of images that boxes name: cut out and resized, or drawn at random for augmentation."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Float, Size
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, expand_dims, shape, stack, unstack, zeros_like
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.gathering import gather_nd
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.math.arithmetic import add, divide_real, multiply, scalar, subtract
from tenfold.ops.math.bincount import at_least
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import equal, greater_equal, less_equal, select
from tenfold.ops.math.elementwise import floor
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.powers import maximum
from tenfold.ops.random.distributions import random_full_int, stateful_stream, stateless_stream
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


@scoped("CropAndResize", type="CropAndResize")
def crop_and_resize(image, boxes, box_indices, crop_size, method="bilinear", extrapolation_value=0.0, name=None):
    """A part of an image for each box, sampled at `crop_size` points that span the box from corner to corner.

    Args:
      image: [batch, height, width, depth], any real dtype.
      boxes: float32 [boxes, 4], [y1, x1, y2, x2]: 0 and 1 are the first and last pixel's centre; y1 > y2 turns it over.
      box_indices: int32 [boxes], the image of each box.
      crop_size: two integers.
      method: "bilinear" or "nearest".
      extrapolation_value: for points outside of the image.

    Returns:
      float32 [boxes, *crop_size, depth], differentiable in `image` and (bilinear) `boxes`.
    """
    image, boxes = convert(image), convert(boxes, partner=dtypes.float32)
    wide = image.dtype == dtypes.float64
    found = sampled(
        image if wide else cast(image, dtypes.float32),
        cast(boxes, image.dtype) if wide else boxes,
        box_indices,
        crop_size,
        method,
        extrapolation_value,
    )
    return cast(found, dtypes.float32, name=name)


def crop_and_resize_v1(
    image, boxes, box_ind=None, crop_size=None, method="bilinear", extrapolation_value=0, name=None, box_indices=None
):
    """TensorFlow 1's `crop_and_resize`."""
    return crop_and_resize(
        image, boxes, box_ind if box_indices is None else box_indices, crop_size, method, extrapolation_value, name
    )


def sampled(image, boxes, box_indices, crop_size, method, outside):
    """`crop_and_resize` in the dtype of `image` and `boxes`."""
    if method not in ("bilinear", "nearest"):
        raise ValueError(f"crop_and_resize: method must be 'bilinear' or 'nearest'; received {method!r}.")
    if image._dims is not None and len(image._dims) != 4:
        raise ValueError(f"crop_and_resize: image must be [batch, height, width, depth]; received shape {image._dims}.")
    which = convert(box_indices, partner=dtypes.int32)
    if boxes._dims and which._dims and None not in (n := (boxes._dims[0], which._dims[0])) and n[0] != n[1]:
        raise errors.InvalidArgumentError(f"crop_and_resize: {n[0]} boxes, but box_indices for {n[1]}.")
    size = at_least(convert(crop_size, dtypes.int32), 1, "crop_and_resize: crop_size must be positive.")
    dims = shape(image)
    y1, x1, y2, x2 = unstack(expand_dims(boxes, -1), 4, 1)
    rows = _Axis(y1, y2, size[0], dims[1], method)
    columns = _Axis(x1, x2, size[1], dims[2], method)
    which = which[:, None, None]

    def pixel(y, x):
        index = [which, expand_dims(y, 2), expand_dims(x, 1)]
        full = shape(add(add(*index[:2]), index[2]))
        return gather_nd(image, stack([broadcast_to(i, full) for i in index], -1))

    if method == "nearest":
        found = pixel(rows.low, columns.low)
    else:
        part = expand_dims(expand_dims(columns.part, 1), -1)
        top = _mixed(pixel(rows.low, columns.low), pixel(rows.low, columns.high), part)
        bottom = _mixed(pixel(rows.high, columns.low), pixel(rows.high, columns.high), part)
        found = _mixed(top, bottom, expand_dims(expand_dims(rows.part, 2), -1))
    inside = logical_and(expand_dims(rows.inside, 2), expand_dims(columns.inside, 1))
    return select(expand_dims(inside, -1), found, multiply(scalar(outside, found), _ones_of(found)))


def _ones_of(x):
    return add(zeros_like(x), scalar(1, x))


def _mixed(low, high, part):
    return add(low, multiply(subtract(high, low), part))


class _Axis:
    """The sample points of all boxes along one axis, [boxes, n].

    Attributes:
      low, high: the pixels on both sides; for "nearest", low is the pixel itself.
      part: how far the point lies from low to high.
      inside: whether it lies in the image.
    """

    def __init__(self, first, last, n, extent, method):
        top = cast(subtract(extent, 1), first.dtype)
        ticks = cast(counted(n), first.dtype)
        ticks = select(equal(n, 1), add(ticks, scalar(0.5, first)), ticks)
        step = divide_real(multiply(subtract(last, first), top), cast(maximum(subtract(n, 1), 1), first.dtype))
        at = add(multiply(first, top), multiply(ticks, step))
        self.inside = logical_and(greater_equal(at, scalar(0, at)), less_equal(at, top))
        held = clip_by_value(at, scalar(0, at), top)
        below = floor(add(held, scalar(0.5, held)) if method == "nearest" else held)
        self.low, self.part = cast(below, dtypes.int32), subtract(held, below)
        self.high = clip_by_value(add(self.low, 1), 0, subtract(extent, 1))


# a part of the image at random (Szegedy et al., "Going deeper with convolutions", 2014)


def _infer_box(image_size, boxes, words, **_):
    return Spec((3,), image_size.dtype), Spec((3,), image_size.dtype), Spec((1, 1, 4), dtypes.float32)


@op(
    infer=_infer_box,
    host=True,
    gradient=None,
    results=("begin", "size", "bboxes"),
    type="StatelessSampleDistortedBoundingBox",
    label="stateless_sample_distorted_bounding_box/StatelessSampleDistortedBoundingBox",
    graphdef=COMPOSED,
)
def _distorted_box(
    image_size: Free,
    bounding_boxes: Free,
    words: Free,
    *,
    min_object_covered: Float,
    aspect_ratio_range,
    area_range,
    max_attempts: Size,
    use_image: Bool,
):
    """Begin, size and box of the part that the random `words` choose."""
    height, width = (int(v) for v in image_size[:2])
    objects = _objects(bounding_boxes, height, width, use_image)
    draw = Words(words.tolist())
    low, high = (np.float32(v) for v in aspect_ratio_range)
    part = None
    for _ in range(max_attempts):
        ratio = draw.unit() * (high - low) + low
        part = random_part(height, width, area_range, ratio, draw)
        if part is not None and _covers(part, objects, min_object_covered):
            break
        part = None
    y, x, h, w = part or (0, 0, height, width)
    box = np.array([y / height, x / width, (y + h) / height, (x + w) / width], np.float32)
    kind = image_size.dtype
    return np.array([y, x, 0], kind), np.array([h, w, -1], kind), box.reshape(1, 1, 4)


class Words:
    """Random 32-bit words, used one after the other."""

    def __init__(self, words):
        self._next = iter(words).__next__

    def unit(self):
        """A float32 in [0, 1)."""
        return np.uint32(0x3F800000 | self._next() & 0x7FFFFF).view(np.float32) - np.float32(1)

    def below(self, n):
        """An integer in [0, n), all equally likely."""
        if n & (n - 1) == 0:
            return self._next() & (n - 1)
        surplus = (2**32 - 1) % n + 1
        while (word := self._next()) < surplus:
            pass
        return word % n


def _objects(boxes, height, width, use_image):
    """Bounding boxes [..., 4] in pixels, (y0, x0, y1, x1) each."""
    scale = np.array([height, width, height, width], np.float32)
    found = (boxes.reshape(-1, 4).astype(np.float32) * scale).astype(np.int32).tolist()
    if not found and not use_image:
        raise errors.InvalidArgumentError(
            "No bounding boxes provided as input. Set use_image_if_no_bounding_boxes=True to go without."
        )
    return found or [[0, 0, height, width]]


def _covers(part, objects, least):
    """Whether the part holds at least that share of one of the objects."""
    y, x, h, w = part
    for y0, x0, y1, x1 in objects:
        area = max(0, y1 - y0) * max(0, x1 - x0)
        shared = max(0, min(y + h, y1) - max(y, y0)) * max(0, min(x + w, x1) - max(x, x0))
        if area >= 1 and np.float32(shared) / np.float32(area) >= np.float32(least):
            return True
    return False


def random_part(height, width, area_range, ratio, draw):
    """(y, x, height, width) of a part with this width over height and an area within the range, or None."""
    least, most = (np.float32(a) * np.float32(width) * np.float32(height) for a in area_range)
    if ratio <= 0 or most <= 0 or least > most:
        return None
    h, tallest = int(np.rint(np.sqrt(least / ratio))), int(np.rint(np.sqrt(most / ratio)))
    if np.rint(np.float32(tallest) * ratio) > width:
        tallest = int((width + 0.5 - 1e-7) / float(ratio))
        tallest -= int(np.rint(np.float32(tallest) * ratio) > width)
    tallest = min(tallest, height)
    h = min(h, tallest)
    if h < tallest:
        h += draw.below(tallest - h + 1)
    w = int(np.rint(np.float32(h) * ratio))
    for step in (1, -1):  # rounding may have missed the range
        if h * w < least if step == 1 else h * w > most:
            h += step
            w = int(np.rint(np.float32(h) * ratio))
    if not least <= h * w <= most or not 0 < w <= width or not 0 < h <= height:
        return None
    y = draw.below(height - h) if h < height else 0
    x = draw.below(width - w) if w < width else 0
    return y, x, h, w


def _distorted(
    stream, image_size, boxes, min_object_covered, aspect_ratio_range, area_range, max_attempts, use_image, name
):
    attempts = 100 if max_attempts is None else max_attempts
    words = random_full_int(stream, shape=(4 * attempts + 64,), dtype=dtypes.uint32)
    return _distorted_box(
        convert(image_size, partner=dtypes.int32),
        convert(boxes, partner=dtypes.float32),
        words,
        min_object_covered,
        aspect_ratio_range or (0.75, 1.33),
        area_range or (0.05, 1.0),
        attempts,
        bool(use_image),
        name=name,
    )


@kept_whole("image.sample_distorted_bounding_box")
def sample_distorted_bounding_box(
    image_size,
    bounding_boxes,
    seed=0,
    min_object_covered=0.1,
    aspect_ratio_range=None,
    area_range=None,
    max_attempts=None,
    use_image_if_no_bounding_boxes=None,
    name=None,
):
    """A random part of an image that shows enough of one of its objects, for `tf.slice(image, begin, size)`.

    Args:
      image_size: [height, width, channels], integers.
      bounding_boxes: float32 [batch, n, 4], [y_min, x_min, y_max, x_max] in [0, 1]: the objects.
      seed: 0 for an unpredictable part, else an op seed.
      min_object_covered: least share of an object that must be seen.
      aspect_ratio_range: width / height, (0.75, 1.33) by default.
      area_range: share of the image, (0.05, 1) by default.
      max_attempts: after so many (100 by default) it is the whole image.
      use_image_if_no_bounding_boxes: without a box, take the image for one; else that is an InvalidArgumentError.

    Returns:
      begin [y, x, 0] and size [height, width, -1] in the dtype of image_size, and the box, float32 [1, 1, 4].
    """
    attempts = 100 if max_attempts is None else max_attempts
    stream = stateful_stream(
        ("sample_distorted_bounding_box",), (attempts,), 1, seed or None, image_size, bounding_boxes
    )
    return _distorted(
        stream,
        image_size,
        bounding_boxes,
        min_object_covered,
        aspect_ratio_range,
        area_range,
        max_attempts,
        use_image_if_no_bounding_boxes,
        name,
    )


def stateless_sample_distorted_bounding_box(
    image_size,
    bounding_boxes,
    seed,
    min_object_covered=0.1,
    aspect_ratio_range=None,
    area_range=None,
    max_attempts=None,
    use_image_if_no_bounding_boxes=None,
    name=None,
):
    """`sample_distorted_bounding_box` that depends on `seed`, an integer tensor of shape [2], alone."""
    return _distorted(
        stateless_stream(seed),
        image_size,
        bounding_boxes,
        min_object_covered,
        aspect_ratio_range,
        area_range,
        max_attempts,
        use_image_if_no_bounding_boxes,
        name,
    )


@kept_whole("compat.v1.image.sample_distorted_bounding_box")
def sample_distorted_bounding_box_v1(
    image_size,
    bounding_boxes,
    seed=None,
    seed2=None,
    min_object_covered=0.1,
    aspect_ratio_range=None,
    area_range=None,
    max_attempts=None,
    use_image_if_no_bounding_boxes=None,
    name=None,
):
    """TensorFlow 1's spelling; a second seed is refused: it named half of a pair that only kernels know."""
    if seed2:
        raise ValueError(f"sample_distorted_bounding_box: seed2={seed2} is not supported; give seed alone.")
    return sample_distorted_bounding_box(
        image_size,
        bounding_boxes,
        seed or 0,
        min_object_covered,
        aspect_ratio_range,
        area_range,
        max_attempts,
        use_image_if_no_bounding_boxes,
        name,
    )
