"""`ImageDataGenerator`: batches of images that are changed at random each time, from arrays, folders and tables."""

import warnings

import numpy as np

from tenfold.keras import backend_config
from tenfold.keras.preprocessing.image.affine import check_sampling
from tenfold.keras.preprocessing.image.augmentation import Augmentation
from tenfold.keras.preprocessing.image.dataframe_iterator import DataFrameIterator
from tenfold.keras.preprocessing.image.directory_iterator import DirectoryIterator
from tenfold.keras.preprocessing.image.numpy_array_iterator import NumpyArrayIterator
from tenfold.keras.preprocessing.image.statistics import Statistics
from tenfold.keras.utils.arguments import check_numbers

_AXES = {"channels_last": (3, 1, 2), "channels_first": (1, 2, 3)}  # of channels, rows, columns
_OVERRIDES = "This ImageDataGenerator specifies `{}`, which overrides setting of `{}`."


class ImageDataGenerator(Augmentation, Statistics):
    """Batches of images that are changed at random each time.

    np.random's global generator draws, in Keras's order: the numbers of a seed are Keras's.

    Args:
      featurewise_center: subtract the mean of each channel that `fit` found.
      samplewise_center: subtract the mean of each image.
      featurewise_std_normalization: divide by the deviations that `fit` found; makes featurewise_center True.
      samplewise_std_normalization: divide by that of each image; makes samplewise_center True.
      zca_whitening: multiply by the whitening matrix that `fit` found, after featurewise_center alone.
      zca_epsilon: what is added to singular values for it.
      rotation_range: degrees.
      width_shift_range, height_shift_range: share of the image below 1, pixels from there on; a whole number n for
        whole pixels below it; a list for one of its numbers, up or down.
      brightness_range: two numbers; 1 leaves an image as it is.
      shear_range: degrees.
      zoom_range: two numbers, or one: z stands for [1 - z, 1 + z].
      channel_shift_range: what is added to all channels at most.
      fill_mode, cval, interpolation_order: see `apply_affine_transform`.
      horizontal_flip, vertical_flip: whether half of the images are turned around.
      rescale: a factor; None or 0 for none.
      preprocessing_function: function of an image, an array of rank 3, that gives one; called after the random
        changes and before rescaling.
      data_format: "channels_last" or "channels_first"; `keras.backend.image_data_format()` by default.
      validation_split: share of the images that `subset="validation"` of the flows stands for, the first of each class.
      dtype: of batches; `keras.backend.floatx()` by default.

    Raises:
      ValueError: a range, share, mode or format that is none.
      TypeError: no number where one is needed.
    """

    def __init__(
        self,
        featurewise_center=False,
        samplewise_center=False,
        featurewise_std_normalization=False,
        samplewise_std_normalization=False,
        zca_whitening=False,
        zca_epsilon=1e-6,
        rotation_range=0,
        width_shift_range=0.0,
        height_shift_range=0.0,
        brightness_range=None,
        shear_range=0.0,
        zoom_range=0.0,
        channel_shift_range=0.0,
        fill_mode="nearest",
        cval=0.0,
        horizontal_flip=False,
        vertical_flip=False,
        rescale=None,
        preprocessing_function=None,
        data_format=None,
        validation_split=0.0,
        interpolation_order=1,
        dtype=None,
    ):
        check_numbers(rotation_range=rotation_range, shear_range=shear_range, channel_shift_range=channel_shift_range)
        check_numbers(cval=cval, zca_epsilon=zca_epsilon, validation_split=validation_split)
        check_numbers(optional=True, rescale=rescale)
        check_sampling(fill_mode, interpolation_order)
        _check_shifts(width_shift_range=width_shift_range, height_shift_range=height_shift_range)
        self.featurewise_center, self.samplewise_center = featurewise_center, samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, zca_epsilon
        self.rotation_range, self.shear_range = rotation_range, shear_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.brightness_range, self.zoom_range = _pair(brightness_range), _zoom(zoom_range)
        self.channel_shift_range, self.fill_mode, self.cval = channel_shift_range, fill_mode, cval
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, _callable(preprocessing_function)
        self.data_format = _format(data_format)
        self.channel_axis, self.row_axis, self.col_axis = _AXES[self.data_format]
        self._validation_split = _share(validation_split)
        self.interpolation_order = interpolation_order
        self.dtype = backend_config.floatx() if dtype is None else np.dtype(dtype).name
        self._settle()

    def _settle(self):
        """Settings that go with others, or not."""
        given = dict(vars(self))
        if self.zca_whitening and not self.featurewise_center:
            self.featurewise_center = True
            warnings.warn(_OVERRIDES.format("zca_whitening", "featurewise_center"), stacklevel=3)
        if self.zca_whitening and self.featurewise_std_normalization:
            self.featurewise_std_normalization = False
            warnings.warn(_OVERRIDES.format("zca_whitening", "featurewise_std_normalization"), stacklevel=3)
        for kind in ("featurewise", "samplewise"):
            if given[f"{kind}_std_normalization"] and not given[f"{kind}_center"]:
                setattr(self, f"{kind}_center", True)
                warnings.warn(_OVERRIDES.format(f"{kind}_std_normalization", f"{kind}_center"), stacklevel=3)

    def flow(
        self,
        x,
        y=None,
        batch_size=32,
        shuffle=True,
        sample_weight=None,
        seed=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        ignore_class_split=False,
        subset=None,
    ):
        """Batches of the images of an array: a NumpyArrayIterator, which has the arguments."""
        return NumpyArrayIterator(
            x,
            y,
            self,
            batch_size=batch_size,
            shuffle=shuffle,
            sample_weight=sample_weight,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            ignore_class_split=ignore_class_split,
            subset=subset,
            dtype=self.dtype,
        )

    def flow_from_directory(
        self,
        directory,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        batch_size=32,
        shuffle=True,
        seed=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        follow_links=False,
        subset=None,
        interpolation="nearest",
        keep_aspect_ratio=False,
    ):
        """Batches of the images in the folders of a folder: a DirectoryIterator, which has the arguments."""
        return DirectoryIterator(
            directory,
            self,
            target_size=target_size,
            color_mode=color_mode,
            classes=classes,
            class_mode=class_mode,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            follow_links=follow_links,
            subset=subset,
            interpolation=interpolation,
            keep_aspect_ratio=keep_aspect_ratio,
            dtype=self.dtype,
        )

    def flow_from_dataframe(
        self,
        dataframe,
        directory=None,
        x_col="filename",
        y_col="class",
        weight_col=None,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        batch_size=32,
        shuffle=True,
        seed=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        subset=None,
        interpolation="nearest",
        validate_filenames=True,
        **kwargs,
    ):
        """Batches of the images that a table names: a DataFrameIterator, which has the arguments.

        kwargs: what older versions had, see DataFrameIterator.
        """
        return DataFrameIterator(
            dataframe,
            directory,
            self,
            x_col=x_col,
            y_col=y_col,
            weight_col=weight_col,
            target_size=target_size,
            color_mode=color_mode,
            classes=classes,
            class_mode=class_mode,
            data_format=self.data_format,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=seed,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            subset=subset,
            interpolation=interpolation,
            validate_filenames=validate_filenames,
            dtype=self.dtype,
            **kwargs,
        )


def _check_shifts(**ranges):
    for name, value in ranges.items():
        if np.ndim(value) == 0:
            check_numbers(**{name: value})
        elif np.ndim(value) != 1 or not np.size(value) or np.asarray(value).dtype.kind not in "iuf":
            raise ValueError(f"`{name}` must be a number or a list of numbers. Received: {value!r}")
        if np.ndim(value) == 0 and isinstance(value, (int, np.integer)) and value < 0:
            raise ValueError(f"`{name}` as a whole number of pixels must be 0 or more. Received: {value!r}")


def _pair(brightness_range):
    if brightness_range is not None and not _is_pair(brightness_range):
        raise ValueError(f"`brightness_range should be tuple or list of two floats. Received: {brightness_range}")
    return brightness_range


def _zoom(zoom_range):
    if isinstance(zoom_range, (int, float, np.number)):
        return [1 - zoom_range, 1 + zoom_range]
    if not _is_pair(zoom_range):
        raise ValueError(f"`zoom_range` should be a float or a tuple or list of two floats. Received: {zoom_range}")
    return [zoom_range[0], zoom_range[1]]


def _is_pair(value):
    return (
        isinstance(value, (tuple, list, np.ndarray))
        and np.shape(value) == (2,)
        and np.asarray(value).dtype.kind in "iuf"
    )


def _format(data_format):
    data_format = backend_config.image_data_format() if data_format is None else data_format
    if data_format not in _AXES:
        raise ValueError(
            '`data_format` should be `"channels_last"` (channel after row and column) or `"channels_first"` (channel '
            f"before row and column). Received: {data_format}"
        )
    return data_format


def _share(validation_split):
    if validation_split and not 0 < validation_split < 1:
        raise ValueError(f"`validation_split` must be strictly between 0 and 1.  Received: {validation_split}")
    return validation_split


def _callable(function):
    if function is not None and not callable(function):
        raise TypeError(f"`preprocessing_function` must be a function of an image. Received: {function!r}")
    return function
