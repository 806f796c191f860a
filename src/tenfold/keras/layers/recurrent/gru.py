"""GRU: gated recurrent units."""

from tenfold.keras.layers.recurrent.gru_cell import GRUCell
from tenfold.keras.layers.recurrent.own_cell import OwnCellRNN, asks_cell


@asks_cell("recurrent_activation")
class GRU(OwnCellRNN):
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
        recurrent_activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
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
        }
        super().__init__(cell, **kwargs)
