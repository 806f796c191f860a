"""Identity: the inputs as they are."""

from tenfold.core.base import nest
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.state.sources import identity


class Identity(Layer):
    """The inputs, whatever their structure: a placeholder in a model. It hands masks on as of Keras 3."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = by_era("Identity.supports_masking")

    def call(self, inputs):
        return inputs if self.supports_masking else nest.map_structure(identity, inputs)  # without their masks

    def compute_output_shape(self, input_shape):
        return input_shape
