"""What LSTM and GRU cells share: gates with an activation of their own, and two ways to multiply."""

from tenfold.keras import activations
from tenfold.keras.layers.recurrent.cells.cell import RecurrentCell
from tenfold.keras.utils.by_era import OF_ERA, by_era


class GatedCell(RecurrentCell):
    """A cell with gates.

    Args:
      recurrent_activation: of the gates, sigmoid by default (hard_sigmoid before TensorFlow 2).
      implementation: which masks dropout uses: with 1 each gate has its own, with 2 all gates share one. With
        `recurrent_dropout` it is always 1. (In Keras 3 all gates always share one.) Without dropout it changes nothing.
      The others: see `RecurrentCell`.
    """

    arguments = ("implementation",)
    activation_of_era = "RNN.recurrent_activation"  # its name in `by_era`

    def __init__(
        self, units, activation="tanh", recurrent_activation=OF_ERA, use_bias=True, *, implementation=None, **kwargs
    ):
        super().__init__(units, activation, use_bias, **kwargs)
        chosen = by_era(self.activation_of_era) if recurrent_activation is OF_ERA else recurrent_activation
        self.recurrent_activation = activations.get(chosen)
        implementation = by_era("RNN.implementation") if implementation is None else implementation
        if implementation not in (0, 1, 2):
            raise ValueError(f"`implementation` of {self.name} must be 1 or 2. Received: {implementation!r}")
        self.implementation = int(implementation) or 1
        if self.recurrent_dropout and by_era("RNN.masks_per_gate"):
            self.implementation = 1

    def get_config(self):
        config = super().get_config()
        return {**config, "recurrent_activation": activations.configuration(self.recurrent_activation)}
