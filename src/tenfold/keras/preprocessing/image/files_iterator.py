"""Batches of the images of files: what folders and tables have in common."""

import os

import numpy as np

from tenfold.keras import backend_config
from tenfold.keras.preprocessing.image.arrays import checked_format
from tenfold.keras.preprocessing.image.augmented import drawn_for, fill, floats, save
from tenfold.keras.preprocessing.image.files import MODES, checked_size, pixels, resampling
from tenfold.keras.preprocessing.image.iterator import Iterator


class FilesIterator(Iterator):
    """Batches of the images of files.

    A subclass sets `class_mode`, `class_indices`, `filepaths`, `labels`, `sample_weight` and then calls `_begin`.

    Args:
      image_data_generator: what changes the images; None for leaving them.
      target_size: (height, width) that images are brought to.
      color_mode: "rgb", "rgba" or "grayscale".
      data_format: "channels_last" or "channels_first"; `keras.backend.image_data_format()` by default.
      save_to_dir, save_prefix, save_format: see NumpyArrayIterator.
      subset: "training", "validation" or None.
      interpolation, keep_aspect_ratio: see `load_img`.
      dtype: of batches; `keras.backend.floatx()` by default.

    Raises:
      ValueError: a mode, size, format, interpolation or subset that there is not.
    """

    def __init__(
        self,
        image_data_generator,
        target_size,
        color_mode,
        data_format,
        save_to_dir,
        save_prefix,
        save_format,
        subset,
        interpolation,
        keep_aspect_ratio,
        dtype,
    ):
        if color_mode not in MODES:
            raise ValueError(f'Invalid color mode: {color_mode}; expected "rgb", "rgba", or "grayscale".')
        resampling(interpolation)
        self.image_data_generator, self.target_size = image_data_generator, checked_size(target_size)
        self.color_mode, self.data_format = color_mode, checked_format(data_format, "Unknown data_format")
        channels = MODES[color_mode][1]
        is_last = self.data_format == "channels_last"
        self.image_shape = (*self.target_size, channels) if is_last else (channels, *self.target_size)
        self.save_to_dir, self.save_prefix, self.save_format = save_to_dir, save_prefix, save_format
        self.interpolation, self.keep_aspect_ratio = interpolation, keep_aspect_ratio
        self.dtype = backend_config.floatx() if dtype is None else dtype
        self.subset, self.split = subset, self._split(subset)

    def _split(self, subset):
        """Where the subset begins and ends, as shares; None for all."""
        if subset is None:
            return None
        if subset not in ("training", "validation"):
            raise ValueError(f'Invalid subset name: {subset};expected "training" or "validation"')
        share = self.image_data_generator._validation_split
        return (0, share) if subset == "validation" else (share, 1)

    def _part(self, items):
        """Those of a list that are in the subset."""
        if self.split is None:
            return items
        start, end = (int(share * len(items)) for share in self.split)
        return items[start:end]

    def _begin(self, batch_size, shuffle, seed):
        self.samples = len(self.filenames)
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self):
        """The paths of all files."""
        return self._filepaths

    @property
    def labels(self):
        """Of all files."""
        return self.classes

    @property
    def sample_weight(self):
        """Of all files, or None."""
        return self._sample_weight

    _sample_weight = None

    def _draw(self, rows):
        return drawn_for(self.image_data_generator, self.image_shape, len(rows))

    def _make(self, rows, drawn):
        paths = self.filepaths
        x = np.zeros((len(rows), *self.image_shape), self.dtype)
        fill(x, lambda i: self._image(paths[rows[i]]), self.image_data_generator, drawn, floats())
        if self.save_to_dir:
            save(x, rows, self.save_to_dir, self.save_prefix, self.save_format, self.data_format, 10**7)
        if self.class_mode is None:
            return x
        y = self._targets_of(rows, x)
        weight = self.sample_weight
        return (x, y) if weight is None else (x, y, weight[rows])

    def _image(self, path):
        found = pixels(path, self.color_mode, self.target_size, self.interpolation, self.keep_aspect_ratio)
        return found if self.data_format == "channels_last" else found.transpose(2, 0, 1)

    def _targets_of(self, rows, x):
        """What the class mode says stands beside images `x`."""
        if self.class_mode == "input":
            return x.copy()
        if self.class_mode == "multi_output":
            return [target[rows] for target in self.labels]
        if self.class_mode == "raw":
            return self.labels[rows]
        labels = [self.classes[row] for row in rows]
        if self.class_mode in ("binary", "sparse"):
            return np.array(labels, self.dtype)
        y = np.zeros((len(rows), len(self.class_indices)), self.dtype)
        for i, label in enumerate(labels):
            y[i, label] = 1
        return y


def joined(folder, names):
    return [os.path.join(folder, name) for name in names]
