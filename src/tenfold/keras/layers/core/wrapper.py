"""Wrapper: a layer around another layer."""

from tenfold.keras import regularizers
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.saving.model_config import deserialize_layer, layer_config


class Wrapper(Layer):
    """A layer around `layer`, whose weights are its own. Subclasses write `call`; this one gives its inputs back.

    Args:
      layer: the layer inside.

    Attributes:
      activity_regularizer: its own, where it was given one, else that of the layer inside, which applies it itself.

    Raises:
      ValueError: `layer` is no layer.
    """

    def __init__(self, layer, **kwargs):
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Layer {layer} supplied to wrapper is not a supported layer type. Please ensure wrapped layer is a "
                "valid Keras layer."
            )
        self._own_regularizer = None
        super().__init__(**kwargs)
        self.layer = layer

    @property
    def activity_regularizer(self):
        return self._own_regularizer or getattr(getattr(self, "layer", None), "activity_regularizer", None)

    @activity_regularizer.setter
    def activity_regularizer(self, value):
        self._own_regularizer = regularizers.get(value)

    def _penalize(self, outputs):
        if self._own_regularizer is not None:
            super()._penalize(outputs)

    def build(self, input_shape=None):
        if not self.layer.built:
            self.layer.build(input_shape)
            self.layer.built = True
        self.built = True

    def get_config(self):
        return {**super().get_config(), "layer": layer_config(self.layer)}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The wrapper that `get_config` described, around the layer that it describes."""
        rest = {key: value for key, value in config.items() if key != "layer"}
        return cls(deserialize_layer(config["layer"], custom_objects), **rest)
