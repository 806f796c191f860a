"""Activation: an activation function as a layer."""

from tenfold.keras import activations
from tenfold.keras.layers.base.layer import Layer


class Activation(Layer):
    """An activation function as a layer."""

    def __init__(self, activation, **kwargs):
        super().__init__(**kwargs)
        self.activation, self.supports_masking = activations.get(activation), True

    def call(self, inputs):
        return self.activation(inputs)

    def get_config(self):
        return {**super().get_config(), "activation": activations.configuration(self.activation)}
