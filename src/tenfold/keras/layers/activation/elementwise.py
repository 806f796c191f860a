"""What activations as layers share: the shape and the mask of the inputs are those of the outputs."""

from tenfold.keras.layers.base.layer import Layer


class ElementwiseLayer(Layer):
    """A layer whose outputs have the shape and the mask of its inputs."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_output_shape(self, input_shape):
        return input_shape


def number(value, argument, layer, least=None):
    """`value` as a float. ValueError where it is none, or below `least`."""
    if value is None:
        raise ValueError(f"The {argument} of a {layer} layer cannot be None, expecting a float. Received: None")
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"The {argument} of a {layer} layer must be a float. Received: {value!r}") from None
    if least is not None and found < least:
        raise ValueError(f"The {argument} of a {layer} layer cannot be a negative value. Received: {value}")
    return found
