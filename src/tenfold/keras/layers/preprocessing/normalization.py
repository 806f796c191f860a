"""Normalization: features of mean 0 and variance 1."""

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import epsilon
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer, known_rank
from tenfold.ops.arrays.basics import cast, reshape, shape
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.math.elementwise import sqrt, square
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_prod
from tenfold.ops.nn.normalization import moments


class Normalization(PreprocessingLayer):
    """(inputs - mean) / sqrt(variance), with mean and variance given, or those of the data of `adapt`.

    Args:
      axis: the axis, or axes, with a mean and a variance for each position; None for one of each for all.
      mean, variance: instead of `adapt`; both or neither, of a shape that broadcasts with the kept axes.
      invert: undo it: inputs * sqrt(variance) + mean.

    Attributes:
      mean, variance: as they are applied, ready to broadcast; None before the layer is built.
      adapt_mean, adapt_variance, count: weights that `adapt` fills; batches are joined by Chan et al. (1979).

    Raises:
      ValueError: an axis out of range, repeated, or of unknown length.
    """

    casts_numbers = True

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, **kwargs):
        super().__init__(**kwargs)
        self.axis = () if axis is None else tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
        if (mean is None) != (variance is None):
            raise ValueError(
                "When setting values directly, both `mean` and `variance` must be set. Got mean: "
                f"{mean} and variance: {variance}"
            )
        self.input_mean, self.input_variance = _listed(mean), _listed(variance)
        if variance is not None and np.any(np.less(self.input_variance, 0)):
            raise ValueError(f"Normalization: `variance` must not be negative; received {variance}.")
        self.invert = invert

    def build(self, input_shape):
        dims = known_rank(input_shape, self)
        kept = self._kept_axes(dims)
        self._reduced_axes = [i for i in range(len(dims)) if i not in kept]
        self._broadcast_shape = [n if i in kept else 1 for i, n in enumerate(dims)]
        kept_shape = tuple(dims[i] for i in kept)
        if self.input_mean is None:
            make = lambda name, start: self.add_weight(name, kept_shape, self.dtype, start, trainable=False)  # noqa: E731
            self.adapt_mean, self.adapt_variance = make("mean", "zeros"), make("variance", "ones")
            self.count = self.add_weight("count", (), dtypes.int64, "zeros", trainable=False)
        else:
            self._fixed = [
                np.broadcast_to(np.asarray(v, np.float64), kept_shape).astype(dtypes.as_dtype(self.dtype).numpy)
                for v in (self.input_mean, self.input_variance)
            ]
        self.built = True

    def _kept_axes(self, dims):
        rank = len(dims)
        if any(not -rank <= a < rank for a in self.axis):
            raise ValueError(
                f"Layer {self.name}: All `axis` values must be in the range [-ndim, ndim). Found ndim: `{rank}`, axis: "
                f"{self.axis}"
            )
        kept = sorted(a % rank for a in self.axis)
        if len(set(kept)) < len(kept):
            raise ValueError(f"Layer {self.name}: `axis` names an axis twice: {self.axis}, of {rank} axes.")
        if any(dims[a] is None for a in kept):
            raise ValueError(
                f"Layer {self.name}: All `axis` values to be kept must have known shape. Got axis: {self.axis}, input "
                f"shape: {dims}. The first axis counts the samples; a list of numbers is normalised with axis=None."
            )
        return kept

    mean = property(lambda self: self._ready(0))
    variance = property(lambda self: self._ready(1))

    def _ready(self, which):
        """The mean (0) or variance (1), ready to broadcast."""
        if not self.built:
            return None
        value = self._fixed[which] if self.input_mean is not None else (self.adapt_mean, self.adapt_variance)[which]
        return reshape(cast(value, self.compute_dtype), self._broadcast_shape)

    def call(self, inputs):
        inputs, mean = cast(inputs, self.compute_dtype), self.mean
        deviation = maximum(sqrt(self.variance), cast(epsilon(), inputs.dtype))
        return mean + inputs * deviation if self.invert else (inputs - mean) / deviation

    # learning from data

    def update_state(self, data):
        """Take one batch in: counts, means and variances of both parts make those of the whole."""
        if self.input_mean is not None:
            raise ValueError(
                f"Cannot `adapt` layer {self.name}: it was made with a static `mean` and `variance`. Make one without."
            )
        if not self.built:
            raise RuntimeError(f"`build` must be called before `update_state` of layer {self.name}.")
        data = cast(convert(data), self.adapt_mean.dtype)
        mean, variance = moments(data, self._reduced_axes)
        number = reduce_prod(gather(shape(data, dtypes.int64), np.array(self._reduced_axes, np.int64)))
        share = cast(number, data.dtype) / cast(self.count + number, data.dtype)
        whole = self.adapt_mean * (1 - share) + mean * share
        spread = (self.adapt_variance + square(self.adapt_mean - whole)) * (1 - share)
        self.adapt_variance.assign(spread + (variance + square(mean - whole)) * share)
        self.adapt_mean.assign(whole)
        self.count.assign_add(number)

    def reset_state(self):
        if self.input_mean is None and self.built:
            self.adapt_mean.assign(np.zeros(self.adapt_mean.shape, self.adapt_mean.dtype.numpy))
            self.adapt_variance.assign(np.ones(self.adapt_mean.shape, self.adapt_mean.dtype.numpy))
            self.count.assign(0)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = {"axis": self.axis, "invert": self.invert, "mean": self.input_mean, "variance": self.input_variance}
        return {**super().get_config(), **config}


def _listed(value):
    """Numbers as JSON holds them."""
    return np.asarray(value).tolist() if value is not None else None
