"""Images of another size: `tf.image.resize`, TensorFlow 1's spellings of it, and resizing into a frame."""

import numpy as np

from tenfold.core.calls.attrs import Bool, Shape, Sizes
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops import memory
from tenfold.ops.arrays.basics import cast, concat, shape
from tenfold.ops.conv import upsampling
from tenfold.ops.image import sampling
from tenfold.ops.image.shapes import as_images, pad_to_bounding_box
from tenfold.ops.scoped import by_type, scoped
from tenfold.ops.structures.kept_whole import kept_whole


class ResizeMethod:
    """Names of the methods of `tf.image.resize`."""

    BILINEAR = "bilinear"
    NEAREST_NEIGHBOR = "nearest"
    BICUBIC = "bicubic"
    AREA = "area"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"
    GAUSSIAN = "gaussian"
    MITCHELLCUBIC = "mitchellcubic"


class ResizeMethodV1:
    """TensorFlow 1's methods are numbers."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


_BY_NUMBER = ("bilinear", "nearest", "bicubic", "area")
_SPANNED = {"bilinear": "triangle", "bicubic": "keyscubic"}  # what these two are called when they are anti-aliased


_OPS = {
    "bilinear": "ResizeBilinear",
    "nearest": "ResizeNearestNeighbor",
    "bicubic": "ResizeBicubic",
    "area": "ResizeArea",
}


def resized_type(inputs, attrs):
    """TensorFlow's op for a method; a single image is made a batch of one there, and squeezed at last."""
    if inputs[0]._dims is not None and len(inputs[0]._dims) == 3:
        return "Squeeze"
    return _OPS.get(attrs["method"], "ScaleAndTranslate")


def infer_resample(x, *, size, method, **_):
    height, width = (None, None) if size is None else size
    dtype = dtypes.float32 if x.dtype == dtypes.uint8 and method != "nearest" else x.dtype
    return Spec(None if x.shape is None else (*x.shape[:-3], height, width, x.shape[-1]), dtype)


@op(infer=infer_resample, type=resized_type)
def resample(
    images,
    *,
    size: Sizes,
    method,
    align_corners: Bool = False,
    half_pixel_centers: Bool = True,
    antialias: Bool = False,
):
    """Images [..., height, width, channels] brought to `size` [height, width]; linear in the images.

    Bytes become float32, but for "nearest"; other images keep their dtype.
    """
    if images.dtype == np.uint8 and method != "nearest":
        images = images.astype(np.float32)
    memory.reserve((*images.shape[:-3], *size, images.shape[-1]), images.dtype)
    how = (align_corners, half_pixel_centers)
    if images.shape[-3:-1] == size and method in ("nearest", "bilinear"):
        return images
    if method == "nearest" and (factors := _factors(images.shape, size, align_corners)):
        return upsampling.blocks(images, factors)
    for axis, out in ((images.ndim - 2, size[1]), (images.ndim - 3, size[0])):
        n = images.shape[axis]
        if method == "nearest":
            images = images.take(sampling.nearest_index(n, out, *how), axis)
        elif method == "bilinear":
            images = _between(images, axis, *sampling.bilinear_indices(n, out, *how))
        else:
            images = _product(images, axis, sampling.matrix(n, out, method, *how, antialias))
    return images


def _factors(dims, size, align_corners):
    """How many pixels each one becomes, per axis, where "nearest" makes blocks of equal size of all; else None."""
    height, width = dims[-3:-1]
    if align_corners or not height or not width or size[0] % height or size[1] % width:
        return None
    return (*[1] * (len(dims) - 3), size[0] // height, size[1] // width, 1)


def _between(x, axis, first, second, part):
    """x[first] + (x[second] - x[first]) * part: equal neighbours stay exactly what they are."""
    low, high = x.take(first, axis), x.take(second, axis)
    high = (high - low) * part.astype(x.dtype).reshape([-1] + [1] * (x.ndim - 1 - axis))
    return low + high


def _product(x, axis, weights):
    """The weights (out, in) applied along `axis`."""
    weights = weights.astype(x.dtype)
    if axis == x.ndim - 3:  # rows: one product of a matrix with all that follows
        moved = x.reshape(*x.shape[:-2], x.shape[-2] * x.shape[-1])
        out = xp(x).matmul(weights, moved)
        return out.reshape(*out.shape[:-1], *x.shape[-2:])
    lines = x.swapaxes(-1, -2)  # all columns of all channels in one product: channels alone are too few to be fast
    out = xp(x).matmul(lines.reshape(-1, lines.shape[-1]), weights.T)
    return out.reshape(*lines.shape[:-1], len(weights)).swapaxes(-1, -2)


@resample.gradient
def _(dy, images_shape, method, align_corners, half_pixel_centers, antialias):
    dims = images_shape[-3:-1]
    return unsample(dy, dims, method, align_corners, half_pixel_centers, antialias)


@op(infer=infer_resample, type=lambda inputs, attrs: f"{resized_type(inputs, attrs)}Grad")
def unsample(d, *, size: Shape, method, align_corners: Bool, half_pixel_centers: Bool, antialias: Bool):
    """The transpose of `resample` from images of `size`."""
    how = (method, align_corners, half_pixel_centers, antialias)
    dims = (*d.shape[:-3], *size, d.shape[-1])
    if method == "nearest" and (factors := _factors(dims, d.shape[-3:-1], align_corners)):
        return upsampling.block_sums.forward(d, factors=factors)
    for axis, n in ((d.ndim - 2, size[1]), (d.ndim - 3, size[0])):
        d = _product(d, axis, sampling.matrix(n, d.shape[axis], *how).T)
    return d


@unsample.gradient
def _(dy, d_shape, method, align_corners, half_pixel_centers, antialias):
    return resample(dy, d_shape[-3:-1], method, align_corners, half_pixel_centers, antialias)


def infer_fitted(dims, size):
    return Spec((2,), dtypes.int32)


@op(infer=infer_fitted, static=True, gradient=None)
def _fitted(dims: Free, size: Free):
    """The largest size within `size` that keeps the proportions of [height, width] `dims`."""
    height, width = np.float32(int(dims[0])), np.float32(int(dims[1]))
    scale = min(np.float32(int(size[0])) / height, np.float32(int(size[1])) / width)
    return np.array([np.rint(scale * height), np.rint(scale * width)]).astype(np.int32)


@kept_whole("image.resize")
@scoped("resize", by_type)
def resize(images, size, method=ResizeMethod.BILINEAR, preserve_aspect_ratio=False, antialias=False, name=None):
    """Images of another size, with half-pixel centres.

    Args:
      images: [batch, height, width, channels] or [height, width, channels], any numeric dtype.
      size: two integers, the new height and width.
      method: a name of `ResizeMethod`.
      preserve_aspect_ratio: make the result as large as fits into `size` with the image's proportions.
      antialias: widen the kernel where the image shrinks; "area" and "nearest" stay as they are.

    Returns:
      float32; the images' dtype for "nearest".

    Raises:
      ValueError: images of another rank, a size that is not two integers, an unknown method.
    """
    method = getattr(method, "value", method)
    images, size = _checked(images, size)
    if method in _SPANNED and antialias:
        kernel = _SPANNED[method]
    elif method in ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"):
        kernel = method
    else:
        raise ValueError(f"Resize method is not implemented: {method}. Expected one of {', '.join(_names())}.")
    if preserve_aspect_ratio:
        size = fitted_size(images, size)
    return _resized(images, size, kernel, False, True, bool(antialias), name)


def _names():
    return [v for k, v in vars(ResizeMethod).items() if k.isupper()]


def _checked(images, size):
    images = as_images(images, "images")
    size = convert(size, dtypes.int32 if not hasattr(size, "dtype") else None)
    if size.dtype != dtypes.int32:
        size = cast(size, dtypes.int32)
    if size._dims is not None and size._dims != (2,):
        raise ValueError(
            f"'size' must be a 1-D int32 Tensor of 2 elements (height, width); received shape {size._dims}."
        )
    return images, size


def fitted_size(images, size):
    """The [height, width] that `preserve_aspect_ratio` means."""
    return _fitted(shape(images)[-3:-1], size)


def _resized(images, size, kernel, align_corners, half_pixel_centers, antialias=False, name=None):
    if kernel == "nearest":
        return resample(images, size, "nearest", align_corners, half_pixel_centers, name=name)
    if images.dtype.is_complex or images.dtype.is_bool:
        raise TypeError(
            f"tf.image.resize takes real numbers; received {images.dtype.name}. Use tf.cast, or method='nearest'."
        )
    out = resample(_float(images), size, kernel, align_corners, half_pixel_centers, antialias, name=name)
    return cast(out, dtypes.float32)


def _float(images):
    """float64 is resized as it is and rounded once, at the end; bytes become float32 there."""
    return images if images.dtype in (dtypes.float64, dtypes.uint8) else cast(images, dtypes.float32)


def _known(size):
    """The two numbers where they are known while a graph is written."""
    value = getattr(size, "_value", None)
    if value is None and type(size).__name__ == "Tensor":
        value = size._array
    return None if value is None or None in value.tolist() else tuple(int(v) for v in value)


def _padding(node):
    return node.type if node.type == "Squeeze" else "pad_to_bounding_box/Pad"


@scoped("resize_image_with_pad", _padding)
def resize_with_pad(image, target_height, target_width, method=ResizeMethod.BILINEAR, antialias=False):
    """The image resized to fit into [target_height, target_width] with its proportions, centred, zeros around it."""
    return _padded(
        image, target_height, target_width, lambda images, size: resize(images, size, method, antialias=antialias)
    )


def _padded(image, target_height, target_width, resizer):
    """Resize by the larger of both ratios, rounding down, and pad evenly."""
    images = as_images(image, "image")
    for what, value in (("target_height", target_height), ("target_width", target_width)):
        if isinstance(value, (int, np.integer)) and value <= 0:
            raise ValueError(f"{what} must be > 0. Received: {value}")
    frame = _framed(shape(images)[-3:-1], concat([[target_height], [target_width]], 0))
    size, begin = frame[:2], frame[2:]
    out = resizer(images, size)
    return pad_to_bounding_box(out, begin[0], begin[1], target_height, target_width)


@op(infer=lambda dims, target: Spec((4,), dtypes.int32), static=True, gradient=None)
def _framed(dims: Free, target: Free):
    """Height and width inside the frame, and rows and columns of padding before them."""
    dims, target = [np.float32(int(d)) for d in dims], [np.float32(int(t)) for t in target]
    ratio = max(d / t for d, t in zip(dims, target))
    size = [np.floor(d / ratio) for d in dims]
    begin = [max(0, np.floor((t - d / ratio) / 2)) for d, t in zip(dims, target)]
    return np.array(size + begin).astype(np.int32)


# TensorFlow 1


@scoped("resize", by_type)
def resize_images(images, size, method=0, align_corners=False, preserve_aspect_ratio=False, name=None):
    """TensorFlow 1's resize: pixels lie at their corners; with `align_corners` the corner pixels of both coincide."""
    method = (
        _BY_NUMBER[method]
        if isinstance(method, (int, np.integer)) and 0 <= method < 4
        else getattr(method, "value", method)
    )
    if method not in _BY_NUMBER:
        raise ValueError(
            f"Resize method is not implemented: {method}. Expected one of {', '.join(_BY_NUMBER)}, or 0 to 3."
        )
    images, size = _checked(images, size)
    if preserve_aspect_ratio:
        size = fitted_size(images, size)
    if images._dims[-3:-1] == _known(size):
        return images
    return _resized(images, size, method, align_corners, False, name=name)


def _one_method(method, doc):
    def resizer(images, size, align_corners=False, name=None, half_pixel_centers=False):
        images, size = _checked(images, size)
        if align_corners and half_pixel_centers:
            raise ValueError("If half_pixel_centers is True, align_corners must be False.")
        if method == "nearest":
            return resample(images, size, method, align_corners, half_pixel_centers, name=name)
        return cast(
            resample(_float(images), size, method, align_corners, half_pixel_centers, name=name), dtypes.float32
        )

    resizer.__name__ = resizer.__qualname__ = {"nearest": "resize_nearest_neighbor"}.get(method, f"resize_{method}")
    resizer.__doc__ = doc
    return resizer


resize_bilinear = _one_method("bilinear", "Linear interpolation between four pixels; float32.")
resize_bicubic = _one_method("bicubic", "Cubic interpolation between sixteen pixels; float32.")
resize_nearest_neighbor = _one_method("nearest", "Each pixel is the nearest one of the input; the input's dtype.")


def resize_area(images, size, align_corners=False, name=None):
    """Each pixel is the mean of the area of the input that it covers; float32."""
    images, size = _checked(images, size)
    return cast(resample(_float(images), size, "area", align_corners, False, name=name), dtypes.float32)


@scoped("resize_image_with_pad", _padding)
def resize_image_with_pad(image, target_height, target_width, method=0, align_corners=False):
    """`resize_with_pad` with TensorFlow 1's resize."""
    return _padded(
        image, target_height, target_width, lambda images, size: resize_images(images, size, method, align_corners)
    )
