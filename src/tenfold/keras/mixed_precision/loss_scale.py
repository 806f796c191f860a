"""How a loss is scaled, as an object: TensorFlow 2.0 to 2.3 gave one to optimizers and policies."""

from tenfold.core.values.convert import convert
from tenfold.keras.saving import serialization


class FixedLossScale:
    """A scale that stays. ValueError for one below 1.

    Args:
      loss_scale_value: what the loss is multiplied by.
    """

    def __init__(self, loss_scale_value):
        if not isinstance(loss_scale_value, (int, float)):
            raise ValueError(f"loss_scale_value must be a Python int or float; received {loss_scale_value!r}.")
        if loss_scale_value < 1:
            raise ValueError(f"loss_scale_value must be at least 1; received {loss_scale_value}.")
        self._loss_scale_value = float(loss_scale_value)

    def __call__(self):
        """The scale that an optimizer starts with, a float32 tensor."""
        return convert(self._loss_scale_value)

    def arguments(self):
        """Those of a LossScaleOptimizer."""
        return {"dynamic": False, "initial_scale": self._loss_scale_value}

    def get_config(self):
        return {"loss_scale_value": self._loss_scale_value}


class DynamicLossScale:
    """A scale that grows while gradients are finite, and shrinks where they are not.

    Args:
      initial_loss_scale: to start with.
      increment_period: steps of finite gradients before it grows.
      multiplier: by what it grows and shrinks; optimizers do it by 2 alone.
    """

    def __init__(self, initial_loss_scale=2**15, increment_period=2000, multiplier=2.0):
        self.initial_loss_scale, self.increment_period = float(initial_loss_scale), int(increment_period)
        self.multiplier = float(multiplier)

    def __call__(self):
        """The scale that an optimizer starts with, a float32 tensor."""
        return convert(self.initial_loss_scale)

    def arguments(self):
        """Those of a LossScaleOptimizer. ValueError for another multiplier than 2."""
        if self.multiplier != 2:
            raise ValueError(
                'When passing a DynamicLossScale to "loss_scale", DynamicLossScale.multiplier must be 2. Got: '
                f"{self.multiplier}"
            )
        return {"initial_scale": self.initial_loss_scale, "dynamic_growth_steps": self.increment_period}

    def get_config(self):
        return {
            "initial_loss_scale": self.initial_loss_scale,
            "increment_period": self.increment_period,
            "multiplier": self.multiplier,
        }


CLASSES = {"FixedLossScale": FixedLossScale, "DynamicLossScale": DynamicLossScale}


def get(identifier):
    """What None, a number, "dynamic", a description or an object means as a `loss_scale`; ValueError for others."""
    if identifier is None or isinstance(identifier, (FixedLossScale, DynamicLossScale)):
        return identifier
    if isinstance(identifier, (int, float)):
        return FixedLossScale(identifier)
    if identifier == "dynamic":
        return DynamicLossScale()
    if isinstance(identifier, dict):
        return serialization.deserialize_keras_object(identifier, CLASSES, None, "loss scale")
    raise ValueError(
        f"Could not interpret loss scale identifier: {identifier!r}. Expected None, a number, 'dynamic', a "
        "FixedLossScale or a DynamicLossScale."
    )
