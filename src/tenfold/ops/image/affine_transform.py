"""An image seen through an affine map, as `scipy.ndimage.affine_transform` has it for splines of order 0 and 1.

The pixel (i, j) of the result is what the image has at map @ (i, j) + offset; float64 is computed in. Where that is
outside of [a b c d], there is, by mode: "constant" k k k, "nearest" a a a | d d d, "reflect" c b a | d c b, "wrap"
(of a period that is a pixel short) b c d | a b c.
"""

import importlib

import numpy as np

MODES = ("constant", "nearest", "reflect", "wrap")  # numbered as in runtime/native/sources/affine.cc
FAR = 1e15  # further away places are no longer told apart


def affine_transform(image, matrix, offset, order=1, mode="constant", cval=0.0, dtype=None, flips=(False, False)):
    """`image` [height, width, channels] of real numbers through the map; see above.

    Args:
      matrix: [2, 2]. offset: [2].
      order: 0 for the nearest pixel, 1 for between four.
      mode: one of MODES. cval: what is outside where that is "constant".
      dtype: of the result; the image's by default. Of whole numbers the nearest that the dtype has.
      flips: whether the result is turned upside down, and left to right.

    Returns: [height, width, channels].
    """
    dtype = np.dtype(image.dtype if dtype is None else dtype)
    axes = np.ogrid[: image.shape[0], : image.shape[1]]
    at, inside = [], True
    for row, start, n in zip(np.asarray(matrix, np.float64), np.asarray(offset, np.float64), image.shape):
        place = start + row[0] * axes[0] + row[1] * axes[1]
        inside = inside & (place >= 0) & (place <= n - 1) if mode == "constant" else inside
        at.append(_brought_inside(place, n, mode))
    found = _at_four(image, *at) if order == 1 else _at_nearest(image, *at)
    if mode == "constant":
        found = np.where(inside[..., None], found, float(cval))
    return _stored(np.flip(found, [axis for axis in (0, 1) if flips[axis]]), dtype)


def _at_four(image, y, x):
    top, left = np.floor(y), np.floor(x)
    above, before = 1 - (y - top), 1 - (x - left)
    total = 0.0
    for row, vertical in ((top, above), (top + 1, 1 - above)):
        for column, horizontal in ((left, before), (left + 1, 1 - before)):
            total = total + _pixels(image, row, column) * vertical[..., None] * horizontal[..., None]
    return total


def _at_nearest(image, y, x):
    return _pixels(image, np.floor(y + 0.5), np.floor(x + 0.5))


def _pixels(image, row, column):
    height, width = image.shape[:2]
    rows, columns = np.clip(row, 0, height - 1).astype(np.int64), np.clip(column, 0, width - 1).astype(np.int64)
    return image[rows, columns].astype(np.float64)


def _brought_inside(at, n, mode):
    """Where on an axis of `n` pixels that is read which lies at `at`."""
    last = n - 1
    at = np.clip(np.where(np.isnan(at), 0, at), -FAR, FAR)
    if mode in ("constant", "nearest") or n == 1:
        return np.clip(at, 0, last)
    if mode == "reflect":
        period = 2.0 * n
        below = np.where(at < -period, period * np.trunc(-at / period) + at, at)
        below = np.where(below < -n, below + period, np.where(below > -1e-15, 1e-15, -below) - 1)
        above = at - period * np.trunc(at / period)
        above = np.where(above >= n, period - above - 1, above)
    else:
        below = at + last * (np.trunc(-at / last) + 1)
        above = at - last * np.trunc(at / last)
    return np.where(at < 0, below, np.where(at > last, above, at))


def _stored(found, dtype):
    """Numbers as `dtype` has them: whole ones rounded, halves away from 0, and no others than there are."""
    if dtype.kind not in "iub":
        return found.astype(dtype)
    if dtype.kind == "b":
        return found > 0.5
    limits = np.iinfo(dtype)
    return np.clip(np.trunc(found + np.copysign(0.5, found)), limits.min, limits.max).astype(dtype)


def by_scipy(image, matrix, offset, order, mode, cval):
    """The same by SciPy: smoother splines (order 2 to 5), and the modes that are its own.

    Raises:
      ImportError: it is not installed.
    """
    try:
        ndimage = importlib.import_module("scipy.ndimage")
    except ImportError as e:
        raise ImportError(
            f"Splines of order {order} with mode {mode!r} are computed by SciPy, which is not installed: pip install "
            "scipy, or take order 0 or 1 with one of the modes " + ", ".join(MODES) + "."
        ) from e
    planes = [
        ndimage.affine_transform(image[..., c], matrix, offset, order=order, mode=mode, cval=cval)
        for c in range(image.shape[-1])
    ]
    return np.stack(planes, -1)
