"""Sums and means over everything that a metric has seen."""

from tenfold.core.values.convert import convert
from tenfold.function.autograph import in_trace
from tenfold.keras.losses import ragged
from tenfold.keras.losses.alignment import align_weights, keras_mask, squeeze_or_expand
from tenfold.keras.metrics.metric import Metric
from tenfold.keras.saving import serialization
from tenfold.ops.arrays.basics import cast, ones_like, reshape, shape
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.math.arithmetic import multiply, subtract
from tenfold.ops.math.elementwise import absolute
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.reduce import reduce_mean, reduce_sum
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.training.metric_steps import accumulate


class Sum(Metric):
    """The (weighted) sum of all values."""

    def __init__(self, name="sum", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_weight("total", initializer="zeros")

    def update_state(self, values, sample_weight=None):
        """Add `values` times `sample_weight`."""
        values, weights = self._weighted(values, sample_weight, reduce_sum)
        return accumulate(values, weights, total=self.total)

    def _weighted(self, values, weights, reduce):
        """Values and weights that broadcast; values are reduced over the axes for which there are no weights."""
        values = self._cast(values.flat_values if type(values) is RaggedTensor else values)
        if weights is None:
            return values, None
        weights = align_weights(self._cast(weights), values)
        v, w = values._dims, weights._dims
        if w and v is not None and len(w) < len(v):
            values = reduce(values, list(range(len(w), len(v))))
        return values, weights

    def result(self):
        return self.total.value()


class Mean(Sum):
    """The (weighted) mean of all values."""

    def __init__(self, name="mean", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.count = self.add_weight("count", initializer="zeros")

    def update_state(self, values, sample_weight=None):
        """Add `values`, each counting `sample_weight` times."""
        values, weights = self._weighted(values, sample_weight, reduce_mean)
        return accumulate(values, weights, total=self.total, count=self.count)

    def result(self):
        return divide_no_nan(self.total.value(), self.count.value())


class MeanMetricWrapper(Mean):
    """The mean of a function (y_true, y_pred, ...) of labels and predictions.

    Args:
      fn: gives one value per sample (or per sample and step).
      name, dtype: see `Metric`.
      **kwargs: passed on to `fn`, and kept in the configuration.
    """

    functions = {}  # built-in functions by name; `registry` fills it

    def __init__(self, fn, name=None, dtype=None, **kwargs):
        super().__init__(name=name or "mean_metric_wrapper", dtype=dtype)
        self._fn, self._fn_kwargs = fn, kwargs

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the values of a batch."""
        if type(y_true) is RaggedTensor or type(y_pred) is RaggedTensor:
            y_true, y_pred = ragged.flat(y_true, y_pred)
        y_pred, y_true = squeeze_or_expand(self._predictions(y_pred), self._cast(y_true))
        values = convert(in_trace(self._fn)(y_true, y_pred, **self._fn_kwargs))
        mask = keras_mask(values)
        if mask is not None:
            mask = cast(mask, values.dtype)
            sample_weight = (
                mask
                if sample_weight is None
                else multiply(mask, align_weights(cast(convert(sample_weight), mask.dtype), values))
            )
        return super().update_state(values, sample_weight=sample_weight)

    def _predictions(self, y_pred):
        """Predictions in this metric's dtype; what remembers its logits keeps them."""
        y_pred = convert(y_pred)
        return y_pred if y_pred.dtype is self._variable_dtype_object else self._cast(y_pred)

    def get_config(self):
        config = {**super().get_config(), **self._fn_kwargs}
        return (
            {**config, "fn": serialization.get_registered_name(self._fn)} if type(self) is MeanMetricWrapper else config
        )

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        fn = config.pop("fn", None)
        if cls is MeanMetricWrapper:
            return cls(serialization.deserialize_keras_object(fn, cls.functions, None, "metric function"), **config)
        return cls(**config)


class MeanRelativeError(Mean):
    """The mean of |y_true - y_pred| / normalizer, 0 where the normalizer is 0."""

    def __init__(self, normalizer, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.normalizer = self._cast(normalizer)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the errors of a batch."""
        y_pred, y_true = squeeze_or_expand(self._cast(y_pred), self._cast(y_true))
        y_pred, normalizer = squeeze_or_expand(y_pred, self.normalizer)
        errors = divide_no_nan(absolute(subtract(y_true, y_pred)), normalizer)
        return super().update_state(errors, sample_weight=sample_weight)

    def get_config(self):
        return {**super().get_config(), "normalizer": self.normalizer.numpy().tolist()}


class MeanTensor(Metric):
    """The elementwise (weighted) mean of tensors of one shape.

    Args:
      shape: of the values; that of the first ones by default.
    """

    def __init__(self, name="mean_tensor", dtype=None, shape=None):
        super().__init__(name=name, dtype=dtype)
        self._shape = self.total = self.count = None
        if shape is not None:
            self._make(tuple(shape))

    def _make(self, dims):
        if None in dims:
            raise ValueError(f"MeanTensor needs a fully defined shape; received {dims}. Give MeanTensor(shape=...).")
        self._shape = dims
        self.total = self.add_weight("total", dims, initializer="zeros")
        self.count = self.add_weight("count", dims, initializer="zeros")

    def update_state(self, values, sample_weight=None):
        """Add `values`, each counting `sample_weight` times."""
        values = self._cast(values)
        if self._shape is not None and not values.shape.is_compatible_with(self._shape):
            raise ValueError(
                f"MeanTensor input values must always have the same shape. Expected shape (set during the first call): "
                f"{self._shape}. Got: {values.shape}."
            )
        counts = ones_like(values)
        if sample_weight is not None:
            weights = align_weights(self._cast(sample_weight), values)
            if weights._dims and len(weights._dims) < len(values._dims):
                weights = reshape(weights, (*weights._dims, *(1,) * (len(values._dims) - len(weights._dims))))
            counts = broadcast_to(weights, shape(values))
            values = multiply(values, weights)
        if self._shape is None:
            self._make(values._dims)
        self.total.assign_add(values)
        return self.count.assign_add(counts)

    def result(self):
        if self._shape is None:
            raise ValueError(
                "MeanTensor does not have any value yet. Please call the MeanTensor instance or use "
                "`.update_state(value)` "
                "before retrieving the result."
            )
        return divide_no_nan(self.total.value(), self.count.value())

    def reset_state(self):
        if self._shape is not None:
            super().reset_state()
