"""What SimpleRNN, LSTM and GRU share: an RNN with a cell of its own kind."""

from tenfold.keras import regularizers
from tenfold.keras.layers.recurrent.rnn import RNN
from tenfold.keras.saving import constructor_arguments as recorded

_OF_CELL = (
    "kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint "
    "dropout recurrent_dropout seed implementation reset_after"
).split()


class OwnCellRNN(RNN):
    """A layer that makes its cell; what it is asked about the cell, it hands on.

    Args:
      cell: the cell's constructor arguments.
      kernel_regularizer, ..., dropout, recurrent_dropout, seed, implementation, reset_after: those of the cell, too.
      activity_regularizer: of the outputs.
      The others: see `RNN`.
    """

    cell_class = cell_name = None

    def __init__(self, cell, **kwargs):
        cell |= {name: kwargs.pop(name) for name in _OF_CELL if name in kwargs}
        shared = {name: kwargs[name] for name in ("dtype", "trainable") if name in kwargs}
        super().__init__(self.cell_class(**cell, name=self.cell_name, **shared), **kwargs)

    def _cell_config(self):
        own = super(RNN, self).get_config()
        config = {name: value for name, value in self.cell.get_config().items() if name not in own}
        return {**config, "activity_regularizer": regularizers.serialize(self.activity_regularizer)}

    @classmethod
    def from_config(cls, config):
        """The layer that `get_config` described."""
        return recorded.made_from(cls, config)


def asks_cell(*names):
    """Decorator: these attributes of the layer are its cell's, as are those that every cell has."""
    every = "units activation use_bias kernel_initializer recurrent_initializer bias_initializer".split()

    def with_properties(cls):
        for name in (*every, *_OF_CELL, *names):
            if hasattr(cls.cell_class, name) or name != "implementation" and name != "reset_after":
                setattr(cls, name, property(lambda self, name=name: getattr(self.cell, name)))
        return cls

    return with_properties
