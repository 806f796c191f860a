"""Optimizers by name."""

from tenfold.core.calls.methods import telling
from tenfold.keras.optimizers import legacy
from tenfold.keras.optimizers.adafactor import Adafactor
from tenfold.keras.optimizers.adagrad import Adadelta, Adagrad, RMSprop
from tenfold.keras.optimizers.adam import Adam, Adamax, AdamW, Nadam
from tenfold.keras.optimizers.adam_variants import Lamb, ScheduleFreeAdamW
from tenfold.keras.optimizers.ftrl import Ftrl, Lion
from tenfold.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tenfold.keras.optimizers.muon import Muon
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.optimizers.sgd import SGD
from tenfold.keras.saving import newer_form, serialization
from tenfold.keras.saving.plain_values import REGISTERED_NAMES
from tenfold.keras.utils.by_era import by_era

_OF_KERAS_3 = (Lamb, Muon, ScheduleFreeAdamW)
_OF_BOTH = (Adadelta, Adafactor, Adagrad, Adam, Adamax, AdamW, Ftrl, Lion, Nadam, RMSprop, SGD)
CLASSES = {cls.__name__: cls for cls in _OF_BOTH + _OF_KERAS_3}
_AROUND: dict[str, type[Optimizer]] = {n: LossScaleOptimizer for n in ("LossScaleOptimizer", "LossScaleOptimizerV3")}
# tf_keras finds these two in files under no other names
REGISTERED_NAMES.update({Adafactor: "Custom>Adafactor", Lion: "Custom>Lion"})
NAMES = CLASSES | _AROUND | {name.lower(): cls for name, cls in (CLASSES | _AROUND).items()}


LEGACY = {name.lower(): getattr(legacy, name) for name in legacy.__all__}


@telling
def serialize(optimizer, use_legacy_format=None):
    """The description of an optimizer, in Keras 2's or the newer form; see `newer_form.serialize`."""
    return newer_form.serialize(optimizer, use_legacy_format)


@telling
def deserialize(config, custom_objects=None, use_legacy_format=None, use_legacy_optimizer=False):
    """The optimizer that `serialize` described, in either form; class names in any case. ValueError for an unknown one.

    Args:
      use_legacy_format: nothing depends on it.
      use_legacy_optimizer: whether the classes of `keras.optimizers.legacy` are meant, as where the form says so.
    """
    names = NAMES
    if isinstance(config, dict) and (use_legacy_optimizer or _is_legacy(config)):
        names = NAMES | LEGACY
    if isinstance(config, dict) and str(config.get("class_name")).lower() in names:
        config = {**config, "class_name": config["class_name"].lower()}
    return serialization.deserialize_keras_object(config, names, custom_objects, "optimizer")


def _is_legacy(description):
    """Whether an optimizer of `keras.optimizers.legacy` is described, or one of Keras before they were called so."""
    config = description.get("config")
    old = isinstance(config, dict) and "decay" in config and "is_legacy_optimizer" not in config
    return old or description.get("module") == "keras.optimizers.legacy"


LossScaleOptimizer.inner_from = staticmethod(deserialize)


@telling
def get(identifier, use_legacy_optimizer=False):
    """The optimizer that a name (in any case), a configuration or an object means; see `deserialize`.

    None means none in Keras 3's era.

    Raises:
      ValueError: an unknown name, or something that is no optimizer.
    """
    if identifier is None and by_era("compile.optimizer_may_be_none"):
        return None
    if isinstance(identifier, str) and identifier.lower() in NAMES:
        return (NAMES | LEGACY if use_legacy_optimizer else NAMES)[identifier.lower()]()
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier, use_legacy_optimizer=use_legacy_optimizer)
    if isinstance(identifier, type) and issubclass(identifier, Optimizer):
        return identifier()
    if hasattr(identifier, "apply_gradients"):
        return identifier
    raise ValueError(
        f"Could not interpret optimizer identifier: {identifier!r}. Expected a name, a configuration or an optimizer."
    )
