"""Losses by name."""

from tenfold.core.calls.methods import telling
from tenfold.keras.losses import crossentropy, divergence, embedding, focal, hinges, numbered, overlap, regression
from tenfold.keras.losses.loss import Loss, LossFunctionWrapper
from tenfold.keras.saving import newer_form, serialization

_MODULES = (crossentropy, divergence, embedding, focal, hinges, numbered, overlap, regression)

# short and old name -> function
SHORT = {
    "mse": regression.mean_squared_error,
    "mae": regression.mean_absolute_error,
    "mape": regression.mean_absolute_percentage_error,
    "msle": regression.mean_squared_logarithmic_error,
    "bce": crossentropy.binary_crossentropy,
    "kld": divergence.kl_divergence,
    "kullback_leibler_divergence": divergence.kl_divergence,
    "logcosh": regression.log_cosh,
    "huber_loss": regression.huber,
    "cosine_proximity": divergence.cosine_similarity,
    "cosine": divergence.cosine_similarity,
}
SHORT |= {name.upper(): SHORT[name] for name in ("mse", "mae", "mape", "msle", "bce", "kld")}


def _is_loss(value):
    return isinstance(value, type) and issubclass(value, Loss) and value not in (Loss, LossFunctionWrapper)


CLASSES = {name: value for m in _MODULES for name, value in vars(m).items() if _is_loss(value)}
_FUNCTIONS = (
    "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy binary_focal_crossentropy "
    "categorical_focal_crossentropy categorical_hinge hinge squared_hinge cosine_similarity kl_divergence poisson "
    "huber log_cosh "
    "categorical_generalized_cross_entropy circle ctc dice tversky "
    "mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error"
).split()
FUNCTIONS = {name: getattr(m, name) for m in _MODULES for name in _FUNCTIONS if hasattr(m, name)}
NAMES = CLASSES | FUNCTIONS | SHORT
LossFunctionWrapper.functions = FUNCTIONS | SHORT


@telling
def serialize(loss, use_legacy_format=None):
    """The description of a Loss or a loss function, in Keras 2's or the newer form; see `newer_form.serialize`."""
    return newer_form.serialize(loss, use_legacy_format)


@telling
def deserialize(name, custom_objects=None, use_legacy_format=None):
    """The loss that a name or a configuration means, in either form whatever `use_legacy_format` says.

    ValueError, saying the nearest name, for an unknown one.
    """
    return serialization.deserialize_keras_object(name, NAMES, custom_objects, "loss function")


@telling
def get(identifier):
    """The loss that a name, a configuration, a class, a function (y_true, y_pred) or a Loss means; None for None."""
    return serialization.resolve(identifier, NAMES, "loss function")
