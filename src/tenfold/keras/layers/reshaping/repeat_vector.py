"""RepeatVector: one vector at every step."""

import operator

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.ops.arrays.basics import expand_dims
from tenfold.ops.arrays.repeating import tile


class RepeatVector(Layer):
    """(batch, features) -> (batch, n, features): the inputs `n` times.

    Raises:
      TypeError: `n` is no whole number.
      ValueError: it is negative.
    """

    def __init__(self, n, **kwargs):
        super().__init__(**kwargs)
        try:
            self.n = operator.index(n)
        except TypeError:
            raise TypeError(f"Expected an integer value for `n`, got {type(n)}.") from None
        if self.n < 0:
            raise ValueError(f"`n` of RepeatVector must not be negative. Received: n={n}")
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs):
        return tile(expand_dims(inputs, 1), [1, self.n, 1])

    def get_config(self):
        return {**super().get_config(), "n": self.n}
