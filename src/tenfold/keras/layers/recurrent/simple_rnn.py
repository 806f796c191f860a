"""SimpleRNN: the fully connected recurrence."""

from tenfold.keras.layers.recurrent.cells.simple_rnn import SimpleRNNCell
from tenfold.keras.layers.recurrent.own_cell import OwnCellRNN, asks_cell
from tenfold.ops.recurrent.layers import simple_rnn


@asks_cell()
class SimpleRNN(OwnCellRNN):
    """h' = activation(x @ kernel + h @ recurrent_kernel + bias) along time.

    Args: those of `SimpleRNNCell`, and of `RNN` without its cell; activity_regularizer; implementation, a hint that
      changes nothing here.

    Shapes: (batch, time, features) -> (batch, units), or (batch, time, units) with `return_sequences`.
    """

    cell_class, cell_name = SimpleRNNCell, "simple_rnn_cell"

    def __init__(
        self,
        units,
        activation="tanh",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        *,
        implementation=None,
        **kwargs,
    ):
        cell = {
            "units": units,
            "activation": activation,
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "recurrent_initializer": recurrent_initializer,
            "bias_initializer": bias_initializer,
        }
        super().__init__(cell, **kwargs)

    def run_op(self, projected, states, mask, dropped):
        kernel = self.cell.state_kernel()
        return simple_rnn(projected, kernel, *states, mask, dropped, *self.rules(), self.zero_output_for_mask)
