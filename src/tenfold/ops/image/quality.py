"""How alike two images are (PSNR, SSIM), and how much an image changes from pixel to pixel."""

import math

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import cast, concat, reshape, shape, stack, zeros_like
from tenfold.ops.arrays.padding import pad
from tenfold.ops.conv.convolution import depthwise_conv2d
from tenfold.ops.conv.pooling import avg_pool
from tenfold.ops.image.color import convert_image_dtype
from tenfold.ops.image.shapes import as_images
from tenfold.ops.math.arithmetic import add, divide_real, multiply, scalar, square, subtract
from tenfold.ops.math.elementwise import absolute, log
from tenfold.ops.math.powers import power
from tenfold.ops.math.reduce import reduce_mean, reduce_prod, reduce_sum
from tenfold.ops.nn.activations import relu
from tenfold.ops.scoped import scoped


def _floats(a, b, max_val):
    """Both images and the largest value on one floating scale."""
    a, b = convert(a), convert(b)
    for x in (a, b):
        if x._dims is not None and len(x._dims) < 3:
            raise ValueError(f"images must have rank 3 or more; received shapes {a._dims} and {b._dims}.")
    if a._dims is not None and b._dims is not None and not a.shape[-3:].is_compatible_with(b.shape[-3:]):
        raise ValueError(f"images must have one height, width and depth; received shapes {a._dims} and {b._dims}.")
    max_val = cast(max_val, a.dtype)
    if a.dtype.is_integer:
        return [convert_image_dtype(x, dtypes.float32) for x in (a, b, max_val)]
    return a, b, max_val


def psnr(a, b, max_val, name=None):
    """Peak signal-to-noise ratio in decibels of each pair of images.

    Args:
      a, b: [..., height, width, depth], one dtype.
      max_val: range of the pixels (255 for uint8, 1.0 for floats in [0, 1]).

    Returns:
      float, the images' shape without its last three dimensions.
    """
    a, b, max_val = _floats(a, b, max_val)
    error = reduce_mean(square(subtract(a, b)), (-3, -2, -1))
    peak = multiply(log(max_val), scalar(20 / math.log(10), a))
    return subtract(peak, multiply(log(error), scalar(10 / math.log(10), a)), name=name)


def _gaussian(size, sigma, like):
    """A Gaussian of `size` points that sums to 1."""
    x = np.arange(size) - (size - 1) / 2
    line = np.exp(-0.5 / sigma**2 * x * x)
    return (line / line.sum()).astype(like.dtype.numpy)


def _ssim_maps(x, y, max_val, size, sigma, k1, k2):
    """Luminance times contrast-structure, and contrast-structure alone, of each window (Wang et al. 2004)."""
    for image in (x, y):
        if any(d is not None and d < size for d in (image._dims or ())[-3:-1]):
            raise ValueError(
                f"images must be at least filter_size = {size} high and wide; received shape {image._dims}."
            )
    channels = x._dims[-1] if x._dims is not None else None
    if channels is None:
        raise ValueError("the number of channels must be known")
    line = np.repeat(_gaussian(size, sigma, x)[:, None, None], channels, 1)  # the window is the product of two lines
    down, across = Tensor(line[:, None]), Tensor(line[None])

    def mean(image):
        flat = reshape(image, concat([[-1], shape(image)[-3:]], 0))
        out = depthwise_conv2d(depthwise_conv2d(flat, across, [1, 1, 1, 1], "VALID"), down, [1, 1, 1, 1], "VALID")
        return reshape(out, concat([shape(image)[:-3], shape(out)[1:]], 0))

    c1, c2 = (square(multiply(max_val, scalar(k, x))) for k in (k1, k2))
    both, mean_x, mean_y = scalar(2, x), mean(x), mean(y)
    cross, squares = multiply(multiply(mean_x, mean_y), both), add(square(mean_x), square(mean_y))
    luminance = divide_real(add(cross, c1), add(squares, c1))
    covariance = subtract(multiply(mean(multiply(x, y)), both), cross)
    variance = subtract(mean(add(square(x), square(y))), squares)
    structure = divide_real(add(covariance, c2), add(variance, c2))
    return multiply(luminance, structure), structure


@scoped("SSIM", "Mean_2")
def ssim(img1, img2, max_val, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, return_index_map=False):
    """Structural similarity of each pair of images (Wang et al., IEEE TIP 2004), the mean over channels.

    Args:
      img1, img2: [..., height, width, channels], at least filter_size high and wide.
      max_val: range of the pixels.
      filter_size, filter_sigma: of the Gaussian window.
      k1, k2: stabilise divisions by small numbers.
      return_index_map: give the similarity of each window instead of their mean.
    """
    x, y, max_val = _floats(img1, img2, max_val)
    similarity, _ = _ssim_maps(x, y, max_val, filter_size, filter_sigma, k1, k2)
    return reduce_mean(similarity if return_index_map else reduce_mean(similarity, (-3, -2)), -1)


_MSSSIM_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


@scoped("MS-SSIM", "Mean")
def ssim_multiscale(
    img1, img2, max_val, power_factors=_MSSSIM_WEIGHTS, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03
):
    """Multi-scale structural similarity (Wang et al., Asilomar 2003): each scale half as large as the one before it.

    Args:
      power_factors: the weight of each scale, the finest first; their number is that of the scales.
    """
    x, y, max_val = _floats(img1, img2, max_val)
    terms = []
    for k in range(len(power_factors)):
        if k:
            x, y = _halved(x), _halved(y)
        similarity, structure = _ssim_maps(x, y, max_val, filter_size, filter_sigma, k1, k2)
        last = k == len(power_factors) - 1
        terms.append(relu(reduce_mean(similarity if last else structure, (-3, -2))))
    exponents = np.array(power_factors, x.dtype.numpy)
    return reduce_mean(reduce_prod(power(stack(terms, -1), exponents), -1), -1)


def _halved(image):
    """Means of 2 x 2 pixels; an odd last row or column is doubled."""
    flat = reshape(image, concat([[-1], shape(image)[-3:]], 0))
    dims = shape(flat)
    even = pad(flat, [[0, 0], [0, dims[1] % 2], [0, dims[2] % 2], [0, 0]], "SYMMETRIC")
    out = avg_pool(even, 2, 2, "VALID")
    return reshape(out, concat([shape(image)[:-3], shape(out)[1:]], 0))


@scoped("total_variation", "add")
def total_variation(images, name=None):
    """Sum of absolute differences between neighbouring pixels, for each image of a batch or for the one image."""
    images = as_images(images, "images")
    down = absolute(subtract(images[..., 1:, :, :], images[..., :-1, :, :]))
    right = absolute(subtract(images[..., 1:, :], images[..., :-1, :]))
    return add(reduce_sum(down, (-3, -2, -1)), reduce_sum(right, (-3, -2, -1)), name=name)


def image_gradients(image):
    """(dy, dx): what each pixel of [batch, height, width, depth] lacks of the next one; 0 at the far edge."""
    image = convert(image)
    if image._dims is None or len(image._dims) != 4:
        raise ValueError(f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {image._dims}.")
    dy = subtract(image[:, 1:], image[:, :-1])
    dx = subtract(image[:, :, 1:], image[:, :, :-1])
    return concat([dy, zeros_like(image[:, :1])], 1), concat([dx, zeros_like(image[:, :, :1])], 2)


def sobel_edges(image):
    """Sobel's derivatives, [batch, height, width, depth, 2]: down, then right; the border is mirrored."""
    image = convert(image)
    down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], image.dtype.numpy)
    channels = image._dims[-1] if image._dims is not None else None
    if channels is None:
        raise ValueError(f"sobel_edges needs to know the number of channels; received shape {image._dims}.")
    kernels = np.stack([down, down.T], -1)[:, :, None, :]
    padded = pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT")
    kernel = Tensor(np.ascontiguousarray(np.broadcast_to(kernels, (3, 3, channels, 2))))
    out = depthwise_conv2d(padded, kernel, [1, 1, 1, 1], "VALID")
    return reshape(out, concat([shape(image), [2]], 0))
