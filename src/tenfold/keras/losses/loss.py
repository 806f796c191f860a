"""`Loss`: what is to be minimised, and how the losses of samples become one number."""

from tenfold.core.values.convert import convert
from tenfold.keras.layers.base.changes import Changing
from tenfold.keras.losses.alignment import apply_mask, keras_mask, reduce_weighted, squeeze_or_expand
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.saving import serialization
from tenfold.keras.utils.forgotten import set_by_init
from tenfold.keras.utils.naming import to_snake_case
from tenfold.ops.state.copying import Copied


class Reduction:
    """How a loss becomes one number. AUTO is SUM_OVER_BATCH_SIZE: the mean over all samples (and time steps)."""

    AUTO, NONE, SUM, SUM_OVER_BATCH_SIZE = "auto", "none", "sum", "sum_over_batch_size"

    @classmethod
    def all(cls):
        return (cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE)

    @classmethod
    def validate(cls, key):
        """ValueError for a key that is none of the four."""
        if key not in cls.all():
            raise ValueError(f'Invalid Reduction Key: {key}. Expected keys are "{cls.all()}"')


class Loss(recorded.Recorded, Changing, Copied):
    """Base class: subclasses write `call(y_true, y_pred)`, which gives one loss per sample.

    Args:
      reduction: a key of `Reduction`; None means "none".
      name: by default made from the class's.
    """

    reduction = name = set_by_init("You must call `super().__init__()` in the constructor of a loss.")

    def __init__(self, reduction=Reduction.AUTO, name=None):
        reduction = Reduction.NONE if reduction is None else "sum_over_batch_size" if reduction == "mean" else reduction
        Reduction.validate(reduction)
        self.reduction, self.name = reduction, name

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
        losses = convert(self.call(y_true, y_pred))
        weights, (mask, own) = sample_weight, (keras_mask(y_pred), keras_mask(losses))
        for m in (mask, own):
            if m is not None:
                weights = apply_mask(
                    weights, m, losses, rescale=self.reduction in (Reduction.AUTO, Reduction.SUM_OVER_BATCH_SIZE)
                )
        return reduce_weighted(losses, weights, self.reduction)

    @recorded.base
    def get_config(self):
        """The arguments of `__init__`, those of a subclass without a `get_config` included.

        Raises:
          NotImplementedError: such a loss was given an argument that JSON cannot hold.
        """
        return self._with_arguments({"reduction": self.reduction, "name": self.name}, Loss.get_config)

    @classmethod
    def from_config(cls, config):
        """The loss that `get_config` described."""
        return recorded.made_from(cls, {k: v for k, v in config.items() if k != "fn"})


class LossFunctionWrapper(Loss):
    """A function (y_true, y_pred, ...) as a Loss.

    Args:
      fn: gives one loss per sample.
      reduction, name: see `Loss`.
      **kwargs: passed on to `fn`, and kept in the configuration.
    """

    functions = {}  # built-in functions by name; `registry` fills it

    def __init__(self, fn, reduction=Reduction.AUTO, name=None, **kwargs):
        super().__init__(reduction, name or to_snake_case(getattr(fn, "__name__", type(fn).__name__)))
        self.fn, self._kwargs = fn, kwargs

    def call(self, y_true, y_pred):
        y_pred, y_true = squeeze_or_expand(convert(y_pred), convert(y_true))
        return self.fn(y_true, y_pred, **self._kwargs)

    def get_config(self):
        config = {**super().get_config(), **self._kwargs}
        return (
            {**config, "fn": serialization.get_registered_name(self.fn)}
            if type(self) is LossFunctionWrapper
            else config
        )

    @classmethod
    def from_config(cls, config):
        if cls is LossFunctionWrapper:
            config = dict(config)
            found = serialization.deserialize_keras_object(config.pop("fn"), cls.functions, None, "loss function")
            return cls(found, **config)
        return super().from_config(config)
