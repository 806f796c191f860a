"""GRU: gated recurrent units."""

from tenfold.keras.layers.recurrent.cells.gru import GRUCell
from tenfold.keras.layers.recurrent.conversion import converted, kind_of
from tenfold.keras.layers.recurrent.own_cell import GatedRNN, asks_cell
from tenfold.keras.utils.by_era import OF_ERA
from tenfold.ops.recurrent.layers import gru


@asks_cell("recurrent_activation", "implementation", "reset_after")
class GRU(GatedRNN):
    """Gated recurrent units along time (Cho et al., arXiv:1406.1078); the formula is that of `GRUCell`.

    Args: those of `GRUCell`, and of `RNN` without its cell; activity_regularizer.

    Shapes: (batch, time, features) -> (batch, units), or (batch, time, units) with `return_sequences`; with
    `return_state` the state (batch, units) behind it.
    """

    cell_class, cell_name = GRUCell, "gru_cell"

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
        cell = {
            "units": units,
            "activation": activation,
            "recurrent_activation": recurrent_activation,
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "recurrent_initializer": recurrent_initializer,
            "bias_initializer": bias_initializer,
            "reset_after": reset_after,
        }
        super().__init__(cell, **kwargs)

    def drops_each_step(self):
        return self.cell.reset_after and super().drops_each_step()

    @property
    def saved_as(self):
        """What `conversion` calls the way in which it keeps its weights."""
        return f"GRU(reset_after={self.cell.reset_after})"

    def weights_as_own(self, arrays):
        """Saved weights of a GRU or a CuDNNGRU as this layer keeps them."""
        return converted(arrays, kind_of("GRU", arrays[2], self.units, 3), self.saved_as, 3)

    def run_op(self, projected, states, mask, dropped):
        cell, options = self.cell, (*self.rules(), self.cell.reset_after, self.zero_output_for_mask)
        return gru(projected, cell.state_kernel(), *states, cell.recurrent_bias(), mask, dropped, *options)
