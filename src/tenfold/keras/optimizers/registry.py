"""Optimizers by name."""

from tenfold.keras.optimizers.adagrad import Adadelta, Adagrad, RMSprop
from tenfold.keras.optimizers.adam import Adam, Adamax, AdamW, Nadam
from tenfold.keras.optimizers.ftrl import Ftrl, Lion
from tenfold.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.optimizers.sgd import SGD
from tenfold.keras.saving import serialization

CLASSES = {cls.__name__: cls for cls in (Adadelta, Adagrad, Adam, Adamax, AdamW, Ftrl, Lion, Nadam, RMSprop, SGD)}
_AROUND: dict[str, type[Optimizer]] = {n: LossScaleOptimizer for n in ("LossScaleOptimizer", "LossScaleOptimizerV3")}
NAMES = CLASSES | _AROUND | {name.lower(): cls for name, cls in (CLASSES | _AROUND).items()}


def serialize(optimizer):
    """{"class_name", "config"} of an optimizer."""
    return serialization.serialize_keras_object(optimizer)


def deserialize(config, custom_objects=None):
    """The optimizer that `serialize` described; class names in any case. ValueError for an unknown one."""
    if isinstance(config, dict) and str(config.get("class_name")).lower() in NAMES:
        config = {**config, "class_name": config["class_name"].lower()}
    return serialization.deserialize_keras_object(config, NAMES, custom_objects, "optimizer")


LossScaleOptimizer.inner_from = staticmethod(deserialize)


def get(identifier):
    """The optimizer that a name (in any case), a configuration or an object means.

    Raises:
      ValueError: an unknown name, or something that is no optimizer.
    """
    if isinstance(identifier, str) and identifier.lower() in NAMES:
        return NAMES[identifier.lower()]()
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if isinstance(identifier, type) and issubclass(identifier, Optimizer):
        return identifier()
    if hasattr(identifier, "apply_gradients"):
        return identifier
    raise ValueError(
        f"Could not interpret optimizer identifier: {identifier!r}. Expected a name, a configuration or an optimizer."
    )
