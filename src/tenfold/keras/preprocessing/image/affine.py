"""Images turned, moved, sheared and zoomed."""

import numpy as np

from tenfold.ops.image.affine_transform import MODES, by_scipy
from tenfold.runtime.kernels.affine_transform import affine_transform

SCIPYS = "grid-constant", "grid-mirror", "grid-wrap", "mirror"  # modes that SciPy has besides


def transform_matrix_offset_center(matrix, x, y):
    """The 3x3 `matrix` about the middle of an image of x rows and y columns, instead of about its first pixel."""
    to_middle, back = np.eye(3), np.eye(3)
    to_middle[:2, 2] = float(x) / 2 - 0.5, float(y) / 2 - 0.5
    back[:2, 2] = -to_middle[:2, 2]
    return to_middle @ matrix @ back


def flip_axis(x, axis):
    """`x` in the opposite order along an axis."""
    return np.flip(np.asarray(x), axis)


def apply_affine_transform(
    x,
    theta=0,
    tx=0,
    ty=0,
    shear=0,
    zx=1,
    zy=1,
    row_axis=1,
    col_axis=2,
    channel_axis=0,
    fill_mode="nearest",
    cval=0.0,
    order=1,
):
    """An image turned, moved, sheared and zoomed, about its middle.

    Args:
      x: an array of rank 3.
      theta: degrees that it is turned by.
      tx, ty: pixels that it is moved by along its rows' axis and its columns'.
      shear: degrees.
      zx, zy: zoom along the axes; above 1 things become smaller.
      row_axis, col_axis, channel_axis: which axis is which; channels are first or last.
      fill_mode: what is outside of [a b c d]: "constant" k k k, "nearest" a a a, "reflect" c b a | d c b, or "wrap".
      cval: the k of "constant".
      order: of the spline that interpolates: 0 the nearest pixel, 1 linear; 2 to 5 need SciPy.

    Returns: an array of x's shape and dtype; `x` itself where nothing is asked for.

    Raises:
      ValueError: axes, a mode or an order that do not fit.
      ImportError: SciPy is needed, and is not here.
    """
    axes = row_axis, col_axis, channel_axis
    matrix = affine_matrix(theta, tx, ty, shear, zx, zy)
    check_sampling(fill_mode, order)
    _check_axes(np.asarray(x), axes)
    return x if matrix is None else mapped(np.asarray(x), matrix, axes, fill_mode, cval, order)


def affine_matrix(theta, tx, ty, shear, zx, zy):
    """The 3x3 matrix, over (row, column, 1), from places of the result to places of an image; None for the unit one."""
    matrix = None
    if theta != 0:
        angle = np.deg2rad(theta)
        matrix = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    if tx != 0 or ty != 0:
        matrix = _then(matrix, np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]]))
    if shear != 0:
        angle = np.deg2rad(shear)
        matrix = _then(matrix, np.array([[1, -np.sin(angle), 0], [0, np.cos(angle), 0], [0, 0, 1]]))
    if zx != 1 or zy != 1:
        matrix = _then(matrix, np.array([[zx, 0, 0], [0, zy, 0], [0, 0, 1]]))
    return matrix


def _then(matrix, another):
    return another if matrix is None else np.dot(matrix, another)


def mapped(x, matrix, axes, fill_mode, cval, order, dtype=None, flips=(False, False)):
    """`x` through `affine_matrix`. `axes`: (row, column, channel). `dtype`, `flips` (of rows, of columns): see
    `ops.image.affine_transform`."""
    row_axis, col_axis, channel_axis = axes
    matrix = transform_matrix_offset_center(matrix, x.shape[row_axis], x.shape[col_axis])
    if col_axis > row_axis:  # which turns the other way round, and is what Keras has
        matrix = matrix[[1, 0, 2]][:, [1, 0, 2]]
    how = matrix[:2, :2], matrix[:2, 2], order, fill_mode, cval
    if order > 1 or fill_mode in SCIPYS:
        image = np.moveaxis(x if dtype is None else x.astype(dtype), channel_axis, -1)
        image = np.moveaxis(by_scipy(image, *how), -1, channel_axis)
        return np.flip(image, [axis for axis, is_flipped in zip(axes, flips) if is_flipped])
    flips = flips if row_axis < col_axis else flips[::-1]
    if channel_axis == 0:
        return np.stack([affine_transform(plane[..., None], *how, dtype, flips)[..., 0] for plane in x])
    return affine_transform(x, *how, dtype, flips)


def check_sampling(fill_mode, order):
    """ValueError where there is no such mode or order."""
    if fill_mode not in (*MODES, *SCIPYS):
        raise ValueError(f"`fill_mode` must be one of {', '.join(MODES)}. Received: {fill_mode!r}")
    if isinstance(order, bool) or order not in range(6):
        raise ValueError(f"The order of a spline is a whole number from 0 to 5. Received: {order!r}")


def _check_axes(x, axes):
    if len(set(axes)) != 3:
        raise ValueError("'row_axis', 'col_axis', and 'channel_axis' must be distinct")
    if wrong := set(axes) - {0, 1, 2}:
        raise ValueError(f"Invalid axis' indices: {wrong}")
    if x.ndim != 3:
        raise ValueError(f"Input arrays must be multi-channel 2D images. Received an array of shape {x.shape}.")
    if axes[2] not in (0, 2):
        raise ValueError(f"Channels are allowed and the first and last dimensions. Received: channel_axis={axes[2]}")
