"""GRUCell (Cho et al., arXiv:1406.1078)."""

from tenfold.core.base import nest
from tenfold.keras.layers.recurrent.cells.cell import product
from tenfold.keras.layers.recurrent.cells.gated import GatedCell
from tenfold.keras.layers.recurrent.cells.states import as_tensors
from tenfold.keras.utils.by_era import OF_ERA, by_era
from tenfold.ops.arrays.basics import concat, split, unstack
from tenfold.ops.nn.bias import bias_add


class GRUCell(GatedCell):
    """z, r = gate(x @ W + h @ U + b); h' = z * h + (1 - z) * activation(x @ W + b + reset), with

    reset = r * (h @ U + b') after the product, as in cuDNN and the paper's third version, or (r * h) @ U before it.

    Args:
      reset_after: which of these; True by default (False before TensorFlow 2).
      The others: see `GatedCell`.

    Shapes: x (batch, features), h (batch, units) -> output h' and the new state.
    Weights: as in `RecurrentCell` with 3 gates, in the order z, r, candidate. With `reset_after` the bias is
    (2, 3 * units): that of the inputs, and b', that of the recurrent product.
    """

    gates, arguments = 3, (*GatedCell.arguments, "reset_after")

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation=OF_ERA,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        *,
        reset_after=OF_ERA,
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
        self.reset_after = bool(by_era("GRU.reset_after") if reset_after is OF_ERA else reset_after)

    def bias_shape(self):
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def input_bias(self):
        return unstack(self.bias)[0] if self.reset_after else self.bias

    def recurrent_bias(self):
        """The bias of the recurrent product, None where there is none."""
        return unstack(self.bias)[1] if self.reset_after and self.use_bias else None

    def call(self, inputs, states, training=None):
        h = as_tensors(states)[0]
        x = self.projected(inputs, self.input_masks(inputs, training))
        masks = self.state_masks(h, training)
        z, candidate = (self._after if self.reset_after else self._before)(x, h, masks)
        h = z * h + (1 - z) * self.activation(candidate)
        return h, [h] if nest.is_nested(states) else h

    def _after(self, x, h, masks):
        """The update gate, and the candidate with the reset after the product."""
        inner = product(h, self.state_kernel(), masks)
        inner = bias_add(inner, self.recurrent_bias()) if self.use_bias else inner
        (x_z, x_r, x_a), (h_z, h_r, h_a) = split(x, 3, axis=-1), split(inner, 3, axis=-1)
        r = self.recurrent_activation(x_r + h_r)
        return self.recurrent_activation(x_z + h_z), x_a + r * h_a

    def _before(self, x, h, masks):
        """The update gate, and the candidate with the reset before the product."""
        x_z, x_r, x_a = split(x, 3, axis=-1)
        u_z, u_r, u_a = split(self.state_kernel(), 3, axis=1)
        h_z, h_r = split(product(h, concat([u_z, u_r], 1), masks[:2]), 2, axis=-1)
        r = self.recurrent_activation(x_r + h_r)
        dropped = h * masks[-1] if masks else h
        return self.recurrent_activation(x_z + h_z), x_a + product(r * dropped, u_a)
