"""Identity: the inputs as they are."""

from tenfold.keras.layers.base.layer import Layer


class Identity(Layer):
    """The inputs, whatever their structure: a placeholder in a model."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs

    def compute_output_shape(self, input_shape):
        return input_shape
