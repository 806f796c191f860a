"""What SimpleRNN, LSTM and GRU share: an RNN with a cell of its own kind, which runs as one op."""

from tenfold.core.calls.op import Op
from tenfold.keras import activations, regularizers
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.recurrent.loop import inputs_along, mask_along, swap_batch_and_time
from tenfold.keras.layers.recurrent.rnn import RNN
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.joining import stack
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.recurrent.activations import HARD_SLOPE, has_rule

_OF_CELL = (
    "kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint "
    "dropout recurrent_dropout seed"
).split()


class OwnCellRNN(RNN):
    """A layer that makes its cell; what it is asked about the cell, it hands on.

    Args:
      cell: the cell's constructor arguments.
      kernel_regularizer, ..., dropout, recurrent_dropout, seed: further ones.
      activity_regularizer: of the outputs.
      The others: see `RNN`.

    Attributes:
      cell_class, cell_name: of the cell that it makes.
    """

    cell_class = cell_name = None

    def __init__(
        self,
        cell,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        given = locals()
        cell = {**cell, **{name: given[name] for name in _OF_CELL}}
        shared = {name: kwargs[name] for name in ("dtype", "trainable") if name in kwargs}
        made = self.cell_class(**cell, name=self.cell_name, **shared)
        super().__init__(made, activity_regularizer=activity_regularizer, **kwargs)
        self.input_spec = InputSpec(ndim=3)

    def along(self, inputs, mask, states, constants, training):
        """As in `RNN`; one op where it knows the activations."""
        if not self._is_one_op():
            return super().along(inputs, mask, states, constants, training)
        x, on = inputs_along(inputs, self.time_major), None if mask is None else mask_along(mask, self.time_major)
        if training and self.drops_each_step():
            x = inputs_along(inputs * self.cell.input_masks(inputs, training)[0], self.time_major)
        if self.go_backwards:
            x, on = reverse(x, [0]), None if on is None else reverse(on, [0])
        masks = () if not training or self.drops_each_step() else self.cell.input_masks(x[0], training)
        dropped = self.cell.state_masks(states[0], training)
        projected = self.cell.projected(x, masks)
        dropped = stack(dropped) if len(dropped) > 1 else dropped[0] if dropped else None
        outputs, *states = self.run_op(projected, states, on, dropped)
        last = states[0] if on is None else outputs[-1]
        return last, outputs if self.time_major else swap_batch_and_time(outputs), states

    def _is_one_op(self):
        return type(self.cell) is self.cell_class and None not in self.rules()

    def rules(self):
        """Names by which the op knows the activations, None for one that it does not know."""
        return [rule_of(self.cell.activation)]

    def drops_each_step(self):
        """Whether dropout chooses inputs anew at each step, and not once for the sequence."""
        return False

    def run_op(self, projected, states, mask, dropped):
        """The op: outputs of all steps, and the last states."""
        raise NotImplementedError(f"{type(self).__name__} must implement run_op.")

    def _cell_config(self):
        own = super(RNN, self).get_config()
        config = {name: value for name, value in self.cell.get_config().items() if name not in own}
        return {**config, "activity_regularizer": regularizers.configuration(self.activity_regularizer)}

    @classmethod
    def from_config(cls, config):
        """The layer that `get_config` described."""
        return recorded.made_from(cls, config)


class GatedRNN(OwnCellRNN):
    """An `OwnCellRNN` whose cell has gates.

    Where cuDNN would compute the layer, TensorFlow 2 drops inputs anew at each step, and everywhere else once for the
    whole sequence; so does this layer.

    Args:
      implementation: as of `GatedCell`.
      The others: as of `OwnCellRNN`.
    """

    def __init__(self, cell, implementation=None, **kwargs):
        super().__init__({**cell, "implementation": implementation}, **kwargs)

    def rules(self):
        return [rule_of(self.cell.activation), rule_of(self.cell.recurrent_activation)]

    def drops_each_step(self):
        plain = self.rules() == ["tanh", "sigmoid"] and self.cell.use_bias and not self.cell.recurrent_dropout
        return bool(plain and self.cell.dropout) and by_era("RNN.drops_each_step") and not self.unroll


def rule_of(activation):
    """The name by which the recurrent ops know an activation, None where they do not."""
    name = getattr(activation, "__name__", None)
    is_known = isinstance(activation, Op) or activations.FUNCTIONS.get(name) is activation
    if name == "hard_sigmoid" and by_era("hard_sigmoid.slope") != HARD_SLOPE:
        return None
    return name if is_known and has_rule(name) else None


def asks_cell(*names):
    """Decorator: these attributes of the layer are its cell's, as are those that every cell has."""
    every = "units activation use_bias kernel_initializer recurrent_initializer bias_initializer".split()

    def with_properties(cls):
        for name in (*every, *_OF_CELL, *names):
            setattr(cls, name, property(lambda self, name=name: getattr(self.cell, name)))
        return cls

    return with_properties
