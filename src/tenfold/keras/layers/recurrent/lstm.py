"""LSTM: long short-term memory."""

from tenfold.keras.layers.recurrent.cells.lstm import LSTMCell
from tenfold.keras.layers.recurrent.conversion import converted, kind_of
from tenfold.keras.layers.recurrent.own_cell import GatedRNN, asks_cell
from tenfold.keras.utils.by_era import OF_ERA
from tenfold.ops.recurrent.layers import lstm


@asks_cell("recurrent_activation", "implementation", "unit_forget_bias")
class LSTM(GatedRNN):
    """Long short-term memory along time (Hochreiter and Schmidhuber, 1997); the formula is that of `LSTMCell`.

    Args: those of `LSTMCell`, and of `RNN` without its cell; activity_regularizer.

    Shapes: (batch, time, features) -> (batch, units), or (batch, time, units) with `return_sequences`; with
    `return_state` the states h and c, (batch, units) each, behind it.
    """

    cell_class, cell_name = LSTMCell, "lstm_cell"

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
        cell = {
            "units": units,
            "activation": activation,
            "recurrent_activation": recurrent_activation,
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "recurrent_initializer": recurrent_initializer,
            "bias_initializer": bias_initializer,
            "unit_forget_bias": unit_forget_bias,
        }
        super().__init__(cell, **kwargs)

    saved_as = "LSTM"

    def weights_as_own(self, arrays):
        """Saved weights of an LSTM or a CuDNNLSTM as this layer keeps them."""
        return converted(arrays, kind_of("LSTM", arrays[2], self.units, 4), self.saved_as, 4)

    def run_op(self, projected, states, mask, dropped):
        kernel = self.cell.state_kernel()
        return lstm(projected, kernel, *states, mask, dropped, *self.rules(), self.zero_output_for_mask)
