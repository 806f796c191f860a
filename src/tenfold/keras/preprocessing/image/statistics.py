"""How an ImageDataGenerator brings images to a common scale: by numbers of each, or of a set that it has been shown."""

import warnings

import numpy as np

from tenfold.keras.preprocessing.image.arrays import check_channels
from tenfold.keras.preprocessing.image.augmentation import drawing

_UNFIT = (
    "This ImageDataGenerator specifies `{}`, but it hasn't been fit on any training data. Fit it first by calling "
    "`.fit(numpy_data)`."
)
_SMALL = 1e-6  # added to deviations


class Statistics:
    """The part of ImageDataGenerator that standardizes; its attributes are that one's arguments.

    Attributes:
      mean, std: of each channel, once `fit` has found them; None before.
      zca_whitening_matrix: [numbers of an image, the same], or None; older Keras calls it principal_components.
    """

    mean = std = zca_whitening_matrix = None

    @property
    def principal_components(self):
        return self.zca_whitening_matrix

    @principal_components.setter
    def principal_components(self, value):
        self.zca_whitening_matrix = value

    def standardize(self, x):
        """An image, or a batch of images, standardized: `preprocessing_function`, `rescale`, then the statistics.

        Args:
          x: an array of floats, which is changed in place.

        Raises:
          TypeError: whole numbers, where there is something to be done to them.
        """
        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        x = self._scaled(x)
        if self.samplewise_center:
            x -= np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x /= np.std(x, keepdims=True) + _SMALL
        if self.featurewise_center:
            x = self._by(x, "featurewise_center", self.mean, np.subtract)
        if self.featurewise_std_normalization:
            std = None if self.std is None else self.std + _SMALL
            x = self._by(x, "featurewise_std_normalization", std, np.divide)
        if self.zca_whitening:
            x = self._by(x, "zca_whitening", self.zca_whitening_matrix, _whitened)
        return x

    def _scaled(self, x):
        uses = self.rescale, self.samplewise_center, self.samplewise_std_normalization, self.featurewise_center
        if any(uses) and getattr(getattr(x, "dtype", None), "kind", "") in "iub":
            raise TypeError(
                f"standardize changes its array in place, which {x.dtype} has no room for: pass x.astype('float32')."
            )
        if self.rescale:
            x *= self.rescale
        return x

    def _by(self, x, setting, statistic, change):
        if statistic is None:
            warnings.warn(_UNFIT.format(setting), stacklevel=3)
            return x
        return change(x, statistic) if change is _whitened else change(x, statistic, out=x)

    def fit(self, x, augment=False, rounds=1, seed=None):
        """Find the mean, deviation and whitening matrix that `standardize` needs of these images.

        Args:
          x: images, of rank 4.
          augment: whether they are changed at random before.
          rounds: how many times each of them is, then.
          seed: that np.random gets before.

        Raises:
          ValueError: another rank.
        """
        x = np.array(x, self.dtype)
        if x.ndim != 4:
            raise ValueError(f"Input to `.fit()` should have rank 4. Got array with shape: {x.shape}")
        check_channels(x.shape, self.data_format, "Expected input to be images (as Numpy array) following", "1, 3 or 4")
        with drawing:
            if seed is not None:
                np.random.seed(seed)
            if self.rescale:
                x *= self.rescale
            if augment:
                x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x]).astype(self.dtype)
        self._learn(x)

    def _learn(self, x):
        axes = 0, self.row_axis, self.col_axis
        shape = [1, 1, 1]
        shape[self.channel_axis - 1] = x.shape[self.channel_axis]
        if self.featurewise_center:
            self.mean = np.mean(x, axes).reshape(shape)
            x -= self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, axes).reshape(shape)
            x /= self.std + _SMALL
        if self.zca_whitening:
            self.zca_whitening_matrix = _whitening(x.reshape(len(x), -1), self.zca_epsilon)


def _whitening(x, epsilon):
    """The matrix of zero-phase whitening (Bell and Sejnowski, Vision Research 37, 1997) for rows of `x`."""
    u, s, _ = np.linalg.svd(x.T, full_matrices=False)
    return (u * (np.sqrt(len(x)) / (s + epsilon))) @ u.T


def _whitened(x, matrix):
    return (x.reshape(-1, np.prod(x.shape[-3:])) @ matrix).reshape(x.shape)
