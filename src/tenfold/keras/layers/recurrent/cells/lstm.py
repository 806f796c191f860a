"""LSTMCell (Hochreiter and Schmidhuber, Neural Computation 9, 1997; forget gate of Gers et al., 2000)."""

from tenfold.keras import initializers
from tenfold.keras.layers.recurrent.cells.cell import product
from tenfold.keras.layers.recurrent.cells.gated import GatedCell
from tenfold.keras.layers.recurrent.cells.states import as_tensors
from tenfold.keras.utils.by_era import OF_ERA
from tenfold.ops.arrays.basics import concat, split


class LSTMCell(GatedCell):
    """i, f, o = gate(x @ W + h @ U + b); c' = f * c + i * activation(x @ W + h @ U + b); h' = o * activation(c').

    Args:
      unit_forget_bias: whether the bias of the forget gate begins as ones, where it lets everything through.
      The others: see `GatedCell`.

    Shapes: x (batch, features), states h and c (batch, units) -> output h' and the new states [h', c'].
    Weights: as in `RecurrentCell` with 4 gates, in the order i, f, candidate, o.
    """

    gates, arguments = 4, (*GatedCell.arguments, "unit_forget_bias")

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation=OF_ERA,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        **kwargs,
    ):
        super().__init__(
            units,
            activation,
            recurrent_activation,
            use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            **kwargs,
        )
        self.unit_forget_bias = unit_forget_bias

    state_size = property(lambda self: [self.units, self.units])

    def bias_start(self):
        return ForgetBias(self.bias_initializer, self.units) if self.unit_forget_bias else self.bias_initializer

    def call(self, inputs, states, training=None):
        h, c = as_tensors(states)
        x = self.projected(inputs, self.input_masks(inputs, training))
        h, c = self.gated(x + product(h, self.state_kernel(), self.state_masks(h, training)), c)
        return h, [h, c]

    def gated(self, gates, c):
        """h' and c' from what all gates are given, side by side."""
        i, f, candidate, o = split(gates, 4, axis=-1)
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(candidate)
        return self.recurrent_activation(o) * self.activation(c), c


class ForgetBias(initializers.Initializer):
    """A bias whose part for the forget gate is ones.

    Args:
      initializer: of the parts around it.
      units: length of a part.
      place: how many parts stand before it.
    """

    def __init__(self, initializer, units, place=1):
        self.initializer, self.units, self.place = initializer, units, place

    def __call__(self, shape, dtype=None, **kwargs):
        lengths = self.place * self.units, self.units, shape[0] - (self.place + 1) * self.units
        parts = zip((self.initializer, initializers.get("ones"), self.initializer), lengths)
        return concat([initializer((n,), dtype=dtype) for initializer, n in parts], 0)
