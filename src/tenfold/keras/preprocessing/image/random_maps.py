"""Images turned, moved, sheared or zoomed at random: np.random draws by how much, so np.random.seed makes it known."""

import numpy as np

from tenfold.keras.preprocessing.image.affine import apply_affine_transform


def random_rotation(
    x, rg, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0, interpolation_order=1
):
    """`x` turned by up to `rg` degrees. The other arguments: see `apply_affine_transform`."""
    theta = np.random.uniform(-rg, rg)
    how = row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    return _changed(x, how, theta=theta)


def random_shift(
    x, wrg, hrg, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0, interpolation_order=1
):
    """`x` moved by up to the share `hrg` of its rows and `wrg` of its columns."""
    rows, columns = np.shape(x)[row_axis], np.shape(x)[col_axis]
    tx = np.random.uniform(-hrg, hrg) * rows
    ty = np.random.uniform(-wrg, wrg) * columns
    how = row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    return _changed(x, how, tx=tx, ty=ty)


def random_shear(
    x, intensity, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0, interpolation_order=1
):
    """`x` sheared by up to `intensity` degrees."""
    shear = np.random.uniform(-intensity, intensity)
    how = row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    return _changed(x, how, shear=shear)


def random_zoom(
    x, zoom_range, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0, interpolation_order=1
):
    """`x` zoomed along each axis by a number between the two of `zoom_range`."""
    if len(zoom_range) != 2:
        raise ValueError(f"`zoom_range` should be a tuple or list of two floats. Received: {zoom_range}")
    is_none = zoom_range[0] == 1 and zoom_range[1] == 1
    zx, zy = (1, 1) if is_none else np.random.uniform(zoom_range[0], zoom_range[1], 2)
    how = row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    return _changed(x, how, zx=zx, zy=zy)


def _changed(x, how, **changes):
    row_axis, col_axis, channel_axis, fill_mode, cval, order = how
    return apply_affine_transform(
        x,
        row_axis=row_axis,
        col_axis=col_axis,
        channel_axis=channel_axis,
        fill_mode=fill_mode,
        cval=cval,
        order=order,
        **changes,
    )
