"""Pipeline: layers one after the other, as one layer."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.saving.model_config import deserialize_layer, layer_config


class Pipeline(Layer):
    """What the layers do one after the other, all in training or none.

    Args:
      layers: a list of layers.

    Raises:
      ValueError: something in the list is no layer.
    """

    def __init__(self, layers, **kwargs):
        super().__init__(**kwargs)
        wrong = [layer for layer in layers if not isinstance(layer, Layer)]
        if wrong:
            raise ValueError(f"Pipeline takes a list of layers. Received: {wrong[0]!r}")
        self._pipeline_layers = list(layers)

    layers = property(lambda self: self._pipeline_layers)

    def call(self, inputs, training=True):
        for layer in self._pipeline_layers:
            inputs = layer(inputs, training=training)
        return inputs

    def get_config(self):
        return {**super().get_config(), "layers": [layer_config(layer) for layer in self._pipeline_layers]}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The pipeline that `get_config` described."""
        return cls(**{**config, "layers": [deserialize_layer(layer, custom_objects) for layer in config["layers"]]})
