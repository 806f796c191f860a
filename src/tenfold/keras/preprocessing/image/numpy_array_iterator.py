"""`NumpyArrayIterator`: batches of the images of an array."""

import numpy as np

from tenfold.keras import backend_config
from tenfold.keras.preprocessing.image.arrays import check_channels, checked_format
from tenfold.keras.preprocessing.image.augmented import drawn_for, fill, save
from tenfold.keras.preprocessing.image.iterator import Iterator


class NumpyArrayIterator(Iterator):
    """Batches of the images of an array.

    Args:
      x: images, of rank 4; or a tuple of those and an array, or list of arrays, of as many rows, left as they are.
      y: labels, or None.
      image_data_generator: what changes the images.
      batch_size, shuffle, seed: see Iterator.
      sample_weight: or None.
      data_format: "channels_last" or "channels_first"; `keras.backend.image_data_format()` by default.
      save_to_dir: a folder that the changed images are written to; None for not.
      save_prefix, save_format: how the names of these files begin and end.
      subset: "training" or "validation": a part of the arrays, see ImageDataGenerator's `validation_split`.
      ignore_class_split: whether the parts may have different labels.
      dtype: of batches; `keras.backend.floatx()` by default.

    Batches: images [batch, *shape of one]; (images, labels); (images, labels, weights). With more arrays than one of
    images there is a list of them in their place.

    Raises:
      ValueError: lengths that differ, another rank, no such subset, or one without some of the labels.
    """

    def __init__(
        self,
        x,
        y,
        image_data_generator,
        batch_size=32,
        shuffle=False,
        sample_weight=None,
        seed=None,
        data_format=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        subset=None,
        ignore_class_split=False,
        dtype=None,
    ):
        self.dtype = backend_config.floatx() if dtype is None else dtype
        self.data_format = checked_format(data_format, "Unknown data_format")
        self.image_data_generator = image_data_generator
        self.save_to_dir, self.save_prefix, self.save_format = save_to_dir, save_prefix, save_format
        x, misc = _separated(x)
        y = None if y is None else np.asarray(y)
        weight = None if sample_weight is None else np.asarray(sample_weight)
        x = np.asarray(x)
        for name, given in (("y` (labels)", y), ("sample_weight`", weight)):
            if given is not None and len(x) != len(given):
                raise ValueError(
                    f"`x` (images tensor) and `{name} should have the same length. Found: x.shape = {x.shape}, "
                    f"{name.split('`')[0]}.shape = {given.shape}"
                )
        part = self._part(len(x), y, subset, ignore_class_split)
        self.x, self.x_misc = np.asarray(x[part], self.dtype), [m[part] for m in misc]
        self.y, self.sample_weight = (None if a is None else a[part] for a in (y, weight))
        if self.x.ndim != 4:
            raise ValueError(
                f"Input data in `NumpyArrayIterator` should have rank 4. You passed an array with shape {self.x.shape}"
            )
        check_channels(self.x.shape, self.data_format, "NumpyArrayIterator is set to use", "1, 3, or 4")
        super().__init__(len(self.x), batch_size, shuffle, seed)

    def _part(self, count, y, subset, ignore_class_split):
        """The rows of a subset: a slice."""
        if subset is None:
            return slice(None)
        if subset not in ("training", "validation"):
            raise ValueError(f'Invalid subset name: {subset}; expected "training" or "validation".')
        at = int(count * self.image_data_generator._validation_split)
        if y is not None and not ignore_class_split and not np.array_equal(np.unique(y[:at]), np.unique(y[at:])):
            raise ValueError(
                "Training and validation subsets have different number of classes after the split. If your numpy "
                "arrays are sorted by the label, you might want to shuffle them."
            )
        return slice(None, at) if subset == "validation" else slice(at, None)

    def _draw(self, rows):
        return drawn_for(self.image_data_generator, self.x.shape[1:], len(rows))

    def _make(self, rows, drawn):
        x = np.zeros((len(rows), *self.x.shape[1:]), self.dtype)
        fill(x, lambda i: self.x[rows[i]], self.image_data_generator, drawn, np.dtype(self.dtype))
        if self.save_to_dir:
            save(x, rows, self.save_to_dir, self.save_prefix, self.save_format, self.data_format, 10**4)
        x = [x, *(m[rows] for m in self.x_misc)] if self.x_misc else x
        if self.y is None:
            return x
        return (x, self.y[rows]) if self.sample_weight is None else (x, self.y[rows], self.sample_weight[rows])


def _separated(x):
    """The images, and the list of the other arrays."""
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        return x, []
    images, others = x
    others = [np.asarray(a) for a in (others if type(others) is list else [others])]
    for other in others:
        if len(images) != len(other):
            raise ValueError(
                "All of the arrays in `x` should have the same length. Found a pair with: "
                f"len(x[0]) = {len(images)}, len(x[?]) = {len(other)}"
            )
    return images, others
