"""Discretization: numbers as the bins they fall into."""

from numbers import Real

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.preprocessing import encoding
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer
from tenfold.ops.arrays.basics import cast
from tenfold.ops.arrays.sorting import searchsorted
from tenfold.ops.math import quantiles


class Discretization(PreprocessingLayer):
    """The number of the bin that each number falls into: bin i holds bin_boundaries[i - 1] <= x < bin_boundaries[i].

    Args:
      bin_boundaries: where bins end, in order; the first bin has no lower end and the last no upper one.
      num_bins: how many bins of about equally many numbers `adapt` shall find, instead of `bin_boundaries`.
      epsilon: the error of these as a share of all numbers; the smaller, the more memory `adapt` takes.
      output_mode: "int" (the default), "one_hot", "multi_hot" or "count"; see `encoding.encoded`.
      sparse: whether to give a SparseTensor, not with "int".

    Shapes: those of the inputs with "int", else (batch, number of bins).
    """

    def __init__(self, bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode="int", sparse=False, **kwargs):
        bins = kwargs.pop("bins", None)  # TensorFlow 2.3's
        num_bins, bin_boundaries = (
            (bins, bin_boundaries) if isinstance(bins, int) else (num_bins, bins or bin_boundaries)
        )
        modes = (encoding.INT, encoding.ONE_HOT, encoding.MULTI_HOT, encoding.COUNT)
        mode = encoding.checked_mode(output_mode, modes, "Discretization", sparse)
        super().__init__(**{**kwargs, "dtype": encoding.mode_dtype(kwargs.get("dtype"), mode)})
        _check_bins(bin_boundaries, num_bins, epsilon)
        self.input_bin_boundaries = None if bin_boundaries is None else _numbers(bin_boundaries)
        self.bin_boundaries = self.input_bin_boundaries if bin_boundaries is not None else []
        self.num_bins, self.epsilon, self.output_mode, self.sparse = num_bins, epsilon, mode, sparse

    def build(self, input_shape):
        if self.input_bin_boundaries is None:
            empty = np.zeros((2, 0), np.float32)
            self.summary = Variable(empty, trainable=False, name="summary", shape=(2, None))
        self.built = True

    def update_state(self, data):
        """Take numbers of any shape in."""
        if self.input_bin_boundaries is not None:
            raise ValueError(
                f"Cannot adapt layer {self.name}: its bins are fixed by `bin_boundaries`. To learn them from data, "
                "pass `num_bins` instead."
            )
        if not self.built:
            raise RuntimeError(f"`build` must be called before `update_state` of layer {self.name}.")
        found = quantiles.quantile_summary(
            cast(getattr(data, "flat_values", data), dtypes.float32), epsilon=self.epsilon
        )
        self.summary.assign(quantiles.merged_summaries(self.summary, found, epsilon=self.epsilon))

    def finalize_state(self):
        if self.input_bin_boundaries is None and self.built and self.summary.array().size:
            found = quantiles.bin_boundaries(self.summary, bins=self.num_bins)
            self.bin_boundaries = [float(b) for b in found.numpy()]

    def reset_state(self):
        if self.input_bin_boundaries is None and self.built:
            self.summary.assign(np.zeros((2, 0), np.float32))

    def call(self, inputs):
        ids = encoding.over_values(self._bins, inputs)
        depth = len(self.bin_boundaries) + 1
        return encoding.encoded(ids, self.output_mode, depth, self.compute_dtype, self.sparse, layer=self.name)

    def _bins(self, values):
        if not (values.dtype.is_floating or values.dtype.is_integer):
            raise TypeError(f"Layer {self.name} takes numbers; received {values.dtype.name}.")
        wide = dtypes.float64 if values.dtype is dtypes.float64 else dtypes.float32
        ends = cast(np.array(self.bin_boundaries, np.float32), wide)
        return searchsorted(ends, cast(values, wide), "right", dtypes.int64)

    def compute_output_shape(self, input_shape):
        return encoding.encoded_shape(input_shape, self.output_mode, len(self.bin_boundaries) + 1)

    def get_config(self):
        config = {"bin_boundaries": self.input_bin_boundaries, "num_bins": self.num_bins, "epsilon": self.epsilon}
        return {**super().get_config(), **config, "output_mode": self.output_mode, "sparse": self.sparse}


def _numbers(values):
    return [float(v) for v in np.reshape(values, -1).tolist()]


def _rise(boundaries):
    """Whether they are numbers in rising order, in one row."""
    try:
        numbers = np.asarray(boundaries, np.float64)
    except (TypeError, ValueError):
        return False
    return numbers.ndim == 1 and not np.any(np.diff(numbers) < 0)


def _check_bins(boundaries, num_bins, epsilon):
    if (boundaries is None) == (num_bins is None):
        raise ValueError(
            "Discretization: both `num_bins` and `bin_boundaries` should not be set, and one of them must be. Received "
            f"`num_bins={num_bins}` and `bin_boundaries={boundaries}`"
        )
    if num_bins is not None and (not isinstance(num_bins, Real) or num_bins < 1):
        raise ValueError(f"Discretization: `num_bins` must be greater than 0. Received `num_bins={num_bins}`")
    if not 0 < epsilon <= 1:
        raise ValueError(f"Discretization: `epsilon` must be in (0, 1]. Received: {epsilon}")
    if boundaries is not None and not _rise(boundaries):
        raise ValueError(f"Discretization: `bin_boundaries` must be numbers in rising order; received {boundaries}.")
