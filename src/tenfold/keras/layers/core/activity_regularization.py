"""ActivityRegularization: a loss for large values."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.regularizers import L1L2


class ActivityRegularization(Layer):
    """The inputs, and l1 * sum(|inputs|) + l2 * sum(inputs ** 2), divided by the batch's size, among the losses."""

    def __init__(self, l1=0.0, l2=0.0, **kwargs):
        super().__init__(activity_regularizer=L1L2(l1=l1, l2=l2), **kwargs)
        self.l1, self.l2, self.supports_masking = l1, l2, True

    def call(self, inputs):
        return inputs

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "l1": self.l1, "l2": self.l2}
