"""How an ImageDataGenerator changes images at random: what is drawn, and what is done with it."""

import threading

import numpy as np

from tenfold.core.base.forks import free_in_child
from tenfold.keras.preprocessing.image.affine import affine_matrix, mapped
from tenfold.keras.preprocessing.image.colors import apply_brightness_shift, apply_channel_shift

# Held while np.random's global generator is seeded and drawn from, so that threads get the numbers of their seeds.
drawing = free_in_child(threading.RLock())
KNOWN = (
    "theta tx ty shear zx zy flip_horizontal flip_vertical channel_shift_intensity brightness".split()
)  # the keys of what is drawn


class Augmentation:
    """The part of ImageDataGenerator that draws and applies; its attributes are that one's arguments."""

    def get_random_transform(self, img_shape, seed=None):
        """What to do with an image of this shape, drawn from np.random's global generator in Keras's order.

        Args:
          img_shape: three numbers.
          seed: that np.random gets before; None for going on.

        Returns: a dict, see `apply_transform`.
        """
        rows, columns = img_shape[self.row_axis - 1], img_shape[self.col_axis - 1]
        with drawing:
            if seed is not None:
                np.random.seed(seed)
            found = {"theta": _around(self.rotation_range)}
            found["tx"] = _shift(self.height_shift_range, rows)
            found["ty"] = _shift(self.width_shift_range, columns)
            found["shear"] = _around(self.shear_range)
            found["zx"], found["zy"] = self._zoom()
            found["flip_horizontal"] = (np.random.random() < 0.5) * self.horizontal_flip
            found["flip_vertical"] = (np.random.random() < 0.5) * self.vertical_flip
            shift = self.channel_shift_range
            found["channel_shift_intensity"] = None if shift == 0 else np.random.uniform(-shift, shift)
            bright = self.brightness_range
            found["brightness"] = None if bright is None else np.random.uniform(bright[0], bright[1])
        return found

    def _zoom(self):
        if self.zoom_range[0] == 1 and self.zoom_range[1] == 1:
            return 1, 1
        return np.random.uniform(self.zoom_range[0], self.zoom_range[1], 2)

    def apply_transform(self, x, transform_parameters):
        """An image with what `get_random_transform` drew done to it.

        Args:
          x: an array of rank 3.
          transform_parameters: a dict with any of theta (degrees), tx, ty (pixels down and to the right that are
            read), shear (degrees), zx, zy, flip_horizontal, flip_vertical, channel_shift_intensity, brightness.

        Returns: an array of x's shape.

        Raises:
          ValueError: an array of another rank, or a key that is none of these.
        """
        x = np.asarray(x)
        if x.ndim != 3:
            raise ValueError(f"apply_transform takes one image, an array of rank 3. Received: shape {x.shape}")
        if wrong := [key for key in transform_parameters if key not in KNOWN]:
            raise ValueError(f"transform_parameters has {', '.join(map(repr, wrong))}; known are {', '.join(KNOWN)}.")
        return self._changed(x, transform_parameters, None)

    def random_transform(self, x, seed=None):
        """`apply_transform` of what `get_random_transform(x.shape, seed)` draws."""
        return self.apply_transform(x, self.get_random_transform(np.shape(x), seed))

    def _changed(self, x, todo, dtype):
        """`apply_transform`; `dtype`: of a result that `x` is read into, its own where that is None."""
        get = todo.get
        axes = self.row_axis - 1, self.col_axis - 1, self.channel_axis - 1
        matrix = affine_matrix(get("theta", 0), get("tx", 0), get("ty", 0), get("shear", 0), get("zx", 1), get("zy", 1))
        flips = get("flip_vertical", False), get("flip_horizontal", False)
        if matrix is not None:
            x = mapped(x, matrix, axes, self.fill_mode, self.cval, self.interpolation_order, dtype, flips)
        else:
            x = np.flip(x if dtype is None else x.astype(dtype), [axis for axis, flip in zip(axes, flips) if flip])
        if get("channel_shift_intensity") is not None:
            x = apply_channel_shift(x, get("channel_shift_intensity"), axes[2])
        if get("brightness") is not None:
            x = apply_brightness_shift(x, get("brightness"), False, self.data_format)
        return x


def _around(most):
    """A number between -most and most; 0 where nothing is asked for, and nothing drawn."""
    return np.random.uniform(-most, most) if most else 0


def _shift(range_, size):
    """Pixels: of a number a share of `size` if it is under 1; of a list one of its own, up or down; of a whole number
    one of those below it."""
    if np.ndim(range_) == 0 and not range_:
        return 0
    if np.ndim(range_) == 1 or isinstance(range_, (int, np.integer)):
        found = np.random.choice(range_) * np.random.choice([-1, 1])
    else:
        found = np.random.uniform(-range_, range_)
    return found * size if np.max(range_) < 1 else found
