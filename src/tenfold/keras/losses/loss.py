"""`Loss`: what is to be minimised, and how the losses of samples become one number."""

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.function.autograph import in_trace
from tenfold.keras.backend_config import floatx
from tenfold.keras.layers.base.changes import Changing
from tenfold.keras.losses.alignment import apply_mask, both_masks, keras_mask, reduce_weighted, squeeze_or_expand
from tenfold.keras.losses.ragged import weighted as weighted_rows
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.saving import serialization
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.forgotten import set_by_init
from tenfold.keras.utils.naming import to_snake_case
from tenfold.ops.arrays.basics import cast
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.state.copying import Copied


class Reduction:
    """How a loss becomes one number. AUTO is SUM_OVER_BATCH_SIZE: the mean over all samples (and time steps)."""

    AUTO, NONE, SUM, SUM_OVER_BATCH_SIZE = "auto", "none", "sum", "sum_over_batch_size"
    NEWER = "mean", "mean_with_sample_weight"  # Keras 3's: the mean over samples, the mean over weights

    @classmethod
    def all(cls):
        return (cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE)

    @classmethod
    def validate(cls, key):
        """ValueError for a key that is none of them."""
        if key not in (*cls.all(), *cls.NEWER):
            raise ValueError(f'Invalid Reduction Key: {key}. Expected keys are "{(*cls.all(), *cls.NEWER)}"')


class Loss(recorded.Recorded, Changing, Copied):
    """Base class: subclasses write `call(y_true, y_pred)`, which gives one loss per sample.

    Args:
      reduction: a key of `Reduction`. In Keras 3's era None means "none", and a name may stand first.
      name: in Keras 3's era by default made from the class's.
      dtype: what labels and predictions are cast to; None is the default float type in Keras 3's era, before that
        they stay as they are.
    """

    reduction = name = _dtype_given = set_by_init("You must call `super().__init__()` in the constructor of a loss.")

    def __init__(self, reduction=Reduction.AUTO, name=None, dtype=None):
        if by_era("Loss.is_newer"):
            if isinstance(reduction, str) and reduction not in (*Reduction.all(), *Reduction.NEWER):
                reduction, name = name or Reduction.AUTO, reduction
            reduction = Reduction.SUM_OVER_BATCH_SIZE if reduction == Reduction.AUTO else reduction
            name, dtype = name or to_snake_case(type(self).__name__), dtype or floatx()
        if not isinstance(name, (str, type(None))):
            raise TypeError(f"Expected `name` argument to be a string, but got: {name!r}")
        reduction = Reduction.NONE if reduction is None and by_era("Loss.is_newer") else reduction
        Reduction.validate(reduction)
        self.reduction, self.name = reduction, name
        self._dtype_given = None if dtype is None else dtypes.as_dtype(getattr(dtype, "compute_dtype", dtype))

    @property
    def dtype(self):
        """The name of the dtype that labels and predictions are cast to, None where they are not."""
        return self._dtype_given and self._dtype_given.name

    def call(self, y_true, y_pred):
        """Losses of shape (batch, ...), for labels `y_true` and predictions `y_pred`."""
        raise NotImplementedError(f"{type(self).__name__} must implement `call(y_true, y_pred)`.")

    def __call__(self, y_true, y_pred, sample_weight=None):
        """The reduced loss.

        Args:
          y_true, y_pred: labels and predictions, tensors or array-likes.
          sample_weight: a number, or one weight per sample (or per sample and step), that the losses are multiplied by.

        A mask that travels with `y_pred` leaves out what it masks.
        """
        mask = keras_mask(y_pred)
        if self._dtype_given is not None:
            y_true, y_pred = self._labels(y_true), self._in_dtype(y_pred)
        losses = self.call(y_true, y_pred)
        if losses is None:
            name = getattr(getattr(self, "fn", None), "__name__", None) or f"{type(self).__name__}.call"
            raise ValueError(f"The loss {name} returned None, not a tensor: end it with `return`.")
        if type(losses) is RaggedTensor:
            losses = weighted_rows(losses, sample_weight)
            return losses if self.reduction == "none" else reduce_weighted(losses.flat_values, None, self.reduction)
        losses = convert(losses)
        mask = both_masks(mask, keras_mask(losses))
        if mask is None:
            return reduce_weighted(losses, sample_weight, self.reduction)
        rescale = self.reduction in (Reduction.AUTO, Reduction.SUM_OVER_BATCH_SIZE, "mean")
        return reduce_weighted(losses, apply_mask(sample_weight, mask, losses, rescale), self.reduction)

    def _in_dtype(self, values):
        """Tensors, or a structure of them, in the dtype of this loss."""
        return nest.map_structure(lambda v: cast(convert(v, partner=self._dtype_given), self._dtype_given), values)

    def _labels(self, y_true):
        return self._in_dtype(y_true)

    @recorded.base
    def get_config(self):
        """The arguments of `__init__`, those of a subclass without a `get_config` included.

        Raises:
          NotImplementedError: such a loss was given an argument that JSON cannot hold.
        """
        config = {"reduction": self.reduction, "name": self.name}
        is_default = self._dtype_given is None or by_era("Loss.is_newer") and self.dtype == floatx()
        return self._with_arguments(config if is_default else {**config, "dtype": self.dtype}, Loss.get_config)

    @classmethod
    def from_config(cls, config):
        """The loss that `get_config` described."""
        return recorded.made_from(cls, config)


_TENSORS = Tensor, Variable


def _is_ragged(y_true, y_pred):
    return RaggedTensor in (type(y_true), type(y_pred))


class LossFunctionWrapper(Loss):
    """A function (y_true, y_pred, ...) as a Loss.

    Args:
      fn: gives one loss per sample.
      reduction, name, dtype: see `Loss`.
      **kwargs: passed on to `fn`, and kept in the configuration.
    """

    functions = {}  # built-in functions by name; `registry` fills it

    def __init__(self, fn, reduction=Reduction.AUTO, name=None, dtype=None, **kwargs):
        super().__init__(reduction, name or to_snake_case(getattr(fn, "__name__", type(fn).__name__)), dtype)
        self.fn, self._kwargs = fn, kwargs

    def _labels(self, y_true):
        """Labels as `fn` gets them; the functions of this package cast them, and take class numbers as they are."""
        return y_true if getattr(self.fn, "__module__", "").startswith("tenfold.") else self._in_dtype(y_true)

    def call(self, y_true, y_pred):
        are_tensors = isinstance(y_true, _TENSORS) and isinstance(y_pred, _TENSORS)
        if are_tensors or not _is_ragged(y_true, y_pred) and by_era("LossFunctionWrapper.fits_arrays"):
            y_pred, y_true = squeeze_or_expand(convert(y_pred), convert(y_true))
        return in_trace(self.fn)(y_true, y_pred, **self._kwargs)

    def get_config(self):
        config = {**super().get_config(), **self._kwargs}
        if by_era("Loss.is_newer") and type(self) is not LossFunctionWrapper:
            return config
        return {**config, "fn": serialization.get_registered_name(self.fn)}

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        fn = config.pop("fn", None)
        if cls is not LossFunctionWrapper:
            return super().from_config(config)
        return cls(serialization.deserialize_keras_object(fn, cls.functions, None, "loss function"), **config)
