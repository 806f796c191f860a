"""AbstractRNNCell: what cells of users' own stand on."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.recurrent.cells.states import as_list, zero_states


class AbstractRNNCell(Layer):
    """A cell that says in `state_size` how large its states are, and makes a step in `call(inputs, states)`.

    Subclasses write both: `state_size`, an integer or shape or a structure of them, as a property, and `call`, which
    gives (output, new states). States begin at zero, and the output is as large as the first one, where they do not say
    otherwise in `get_initial_state` and `output_size`.
    """

    def call(self, inputs, states):
        raise NotImplementedError(f"{type(self).__name__} must implement `call(inputs, states)`.")

    @property
    def state_size(self):
        raise NotImplementedError(
            f"{type(self).__name__} must have a property `state_size`: an integer, or one for each state."
        )

    @property
    def output_size(self):
        return as_list(self.state_size)[0]

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        """Zeros [batch_size, ...] in the structure of `state_size`; batch size and dtype are those of `inputs`."""
        return zero_states(self, inputs, batch_size, dtype)
