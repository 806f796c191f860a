"""Which input pixels each output pixel of a resize is made of, one axis at a time.

Every method is linear and separable, so an axis is a sparse matrix (out, in). The kernels are those of TensorFlow:
`area` averages, `nearest` and `bilinear` interpolate, `bicubic` is Keys's cubic read from a table, and the
anti-aliasing family (`triangle`, `keyscubic`, `lanczos3`, `lanczos5`, `gaussian`, `mitchellcubic`) widens its kernel
where the image shrinks.
All arithmetic is float32, as TensorFlow's, because rounding decides which pixel is nearest.
"""

import functools

import numpy as np

ONE, HALF = np.float32(1), np.float32(0.5)
TABLE = 1024  # TensorFlow reads the cubic kernel from a table of this many steps


def scale_of(size, out, align_corners):
    """Input pixels per output pixel."""
    if align_corners and out > 1:
        return np.float32(size - 1) / np.float32(out - 1)
    return np.float32(size) / np.float32(out)


def positions(size, out, align_corners, half_pixel_centers):
    """Where the output pixels lie on the input's axis, as float32."""
    scale, x = scale_of(size, out, align_corners), np.arange(out, dtype=np.float32)
    return (x + HALF) * scale - HALF if half_pixel_centers else x * scale


@functools.lru_cache(256)
def nearest_index(size, out, align_corners, half_pixel_centers):
    """The input pixel of each output pixel."""
    scale, x = scale_of(size, out, align_corners), np.arange(out, dtype=np.float32)
    at = (x + HALF) * scale if half_pixel_centers else x * scale
    at = np.floor(at + HALF) if align_corners else np.floor(at)
    return np.clip(at.astype(np.int64), 0, size - 1)


@functools.lru_cache(256)
def bilinear_indices(size, out, align_corners, half_pixel_centers):
    """The two input pixels of each output pixel, and how far it lies from the first to the second."""
    at = positions(size, out, align_corners, half_pixel_centers)
    low = np.floor(at)
    first = np.maximum(low.astype(np.int64), 0)
    second = np.minimum(np.ceil(at).astype(np.int64), size - 1)
    return first, second, at - low


@functools.lru_cache(256)
def matrix(size, out, method, align_corners, half_pixel_centers, antialias):
    """The float32 matrix (out, size) of a method."""
    if method == "nearest":
        return _placed(
            size, out, [(nearest_index(size, out, align_corners, half_pixel_centers), np.ones(out, np.float32))]
        )
    if method == "bilinear":
        first, second, part = bilinear_indices(size, out, align_corners, half_pixel_centers)
        return _placed(size, out, [(first, ONE - part), (second, part)])
    if method == "bicubic":
        return _cubic(size, out, align_corners, half_pixel_centers)
    if method == "area":
        return _area(size, out, align_corners)
    return _spans(size, out, *KERNELS[method], antialias)


def _placed(size, out, parts):
    """Sum of one-hot rows: `parts` holds (index, weight) vectors of length out."""
    found = np.zeros((out, size), np.float32)
    for index, weight in parts:
        np.add.at(found, (np.arange(out), index), weight)
    return found


def _keys(x, a):
    """Keys's cubic convolution kernel (IEEE ASSP 29, 1981) for x in [0, 2]."""
    inner = ((a + 2) * x - (a + 3)) * x * x + 1
    outer = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    return np.where(x < 1, inner, outer)


def _cubic(size, out, align_corners, half_pixel_centers):
    """Half-pixel centres take a = -0.5 and weights cut off at the border; the old ways -0.75 and edges repeated."""
    a = np.float32(-0.5 if half_pixel_centers else -0.75)
    at = positions(size, out, align_corners, half_pixel_centers)
    low = np.floor(at)
    step = np.rint((at - low) * np.float32(TABLE)) / np.float32(TABLE)
    parts = []
    for k in range(-1, 3):
        index = low.astype(np.int64) + k
        inside = np.clip(index, 0, size - 1)
        weight = _keys(np.abs(step - np.float32(k)), a)
        parts.append((inside, np.where(inside == index, weight, 0) if half_pixel_centers else weight))
    if half_pixel_centers:
        total = sum(w for _, w in parts)
        parts = [(i, (w / total).astype(np.float32)) for i, w in parts]
    return _placed(size, out, parts)


def _area(size, out, align_corners):
    """The mean over the stretch of input that an output pixel covers."""
    scale = scale_of(size, out, align_corners)
    begin = np.arange(out, dtype=np.float32)[:, None] * scale
    end = (np.arange(out, dtype=np.float32)[:, None] + ONE) * scale
    pixel = np.arange(int(np.ceil(end.max())), dtype=np.float32)
    covered = np.clip(np.minimum(end, pixel + 1) - np.maximum(begin, pixel), 0, 1) / scale
    found = np.zeros((out, size), np.float32)
    for j in range(pixel.size):  # what reaches over the edge counts for the last pixel
        found[:, min(j, size - 1)] += covered[:, j]
    return found


def _spans(size, out, radius, kernel, antialias):
    """A kernel of `radius` around each output pixel's centre, its weights made to add up to 1."""
    inverse = ONE / (np.float32(out) / np.float32(size))
    widened = max(inverse, ONE) if antialias else ONE
    centre = ((np.arange(out, dtype=np.float32) + HALF) * inverse)[:, None]
    reach = np.float32(radius) * widened
    first = np.clip(np.ceil(centre - reach - HALF), 0, size - 1)
    last = np.clip(np.floor(centre + reach - HALF), 0, size - 1)
    pixel = np.arange(size, dtype=np.float32)
    weight = kernel((pixel + HALF - centre) * (ONE / widened)).astype(np.float32)
    weight = np.where((pixel >= first) & (pixel <= last) & (centre >= 0) & (centre <= size), weight, 0)
    total = weight.sum(1, keepdims=True)
    return np.where(
        np.abs(total) >= 1000 * np.finfo(np.float32).tiny, weight / np.where(total == 0, 1, total), 0
    ).astype(np.float32)


def _lanczos(radius):
    def kernel(x):
        x = np.abs(x)
        near = np.where(x <= 1e-3, 1, x)
        wave = radius * np.sin(np.pi * near) * np.sin(np.pi * near / radius) / (np.pi**2 * near * near)
        return np.where(x > radius, 0, np.where(x <= 1e-3, 1, wave))

    return kernel


def _mitchell(x):
    """Mitchell and Netravali's cubic with B = C = 1/3 (SIGGRAPH 1988)."""
    x = np.abs(x)
    inner = ((7 / 6 * x - 2) * x) * x + 8 / 9
    outer = ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9
    return np.where(x >= 2, 0, np.where(x >= 1, outer, inner))


def _cubic_kernel(x):
    x = np.abs(x)
    return np.where(x >= 2, 0, _keys(x, -0.5))


# name -> (radius, kernel over distances in pixels)
KERNELS = {
    "lanczos3": (3, _lanczos(3)),
    "lanczos5": (5, _lanczos(5)),
    "gaussian": (1.5, lambda x: np.where(np.abs(x) >= 1.5, 0, np.exp(-x * x / (2 * 0.5**2)))),
    "triangle": (1, lambda x: np.maximum(1 - np.abs(x), 0)),
    "keyscubic": (2, _cubic_kernel),
    "mitchellcubic": (2, _mitchell),
}
