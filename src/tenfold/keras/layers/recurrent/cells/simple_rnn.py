"""SimpleRNNCell (Elman, Cognitive Science 14, 1990)."""

from tenfold.core.base import nest
from tenfold.keras.layers.recurrent.cells.cell import RecurrentCell, product
from tenfold.keras.layers.recurrent.cells.states import as_tensors


class SimpleRNNCell(RecurrentCell):
    """h' = activation(x @ kernel + h @ recurrent_kernel + bias), which is the output too.

    Args: see `RecurrentCell`.

    Shapes: x (batch, features), h (batch, units) -> output (batch, units) and the new state.
    """

    def call(self, inputs, states, training=None):
        h = as_tensors(states)[0]
        output = self.projected(inputs, self.input_masks(inputs, training))
        output = self.activation(output + product(h, self.state_kernel(), self.state_masks(h, training)))
        return output, [output] if nest.is_nested(states) else output
