"""Recurrent layers over images: every step has spatial axes."""

from tenfold.core.base import nest
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.recurrent.cells.any_cell import map_shapes
from tenfold.keras.layers.recurrent.cells.conv_lstm import ConvLSTMCell
from tenfold.keras.layers.recurrent.own_cell import OwnCellRNN, asks_cell
from tenfold.keras.utils.by_era import OF_ERA
from tenfold.ops.arrays.basics import zeros


class ConvRNN(OwnCellRNN):
    """A recurrent layer whose states have spatial axes, which are as long as its inputs' make them.

    Attributes:
      rank: number of spatial axes.
    """

    rank = None

    def __init__(self, cell, **kwargs):
        for name in ("unroll", "time_major"):
            if kwargs.pop(name, False):
                what = "Unrolling" if name == "unroll" else "A layout with time in front"
                raise TypeError(f"{what} is not possible with convolutional RNNs. Received: {name}=True")
        super().__init__({"rank": self.rank, **cell}, **kwargs)
        self.input_spec = InputSpec(ndim=self.rank + 3)

    def build(self, input_shape):
        of_step = self._without_time(TensorShape(input_shape))
        self._state_shape = self.cell.output_shape_for(of_step)  # which says so where no window fits
        if not self.cell.built:  # its weights stand directly under the layer's name
            self.cell.build(TensorShape(of_step))
        super().build(input_shape)

    def _spec(self, input_shape, batch):
        dims = super()._spec(input_shape, batch)
        depth = 2 if self.cell.is_first else len(dims) - 1
        return dims if self.stateful else [n if i == depth else None for i, n in enumerate(dims)]

    def get_initial_state(self, inputs=None, batch_size=None):
        """Zeros for `inputs` (batch, time, *space, channels), whose spatial axes decide those of the states."""
        return [self.cell.zeros_for(inputs[:, 0])] * 2

    def _initial(self):
        if None in self._state_shape:
            raise ValueError(
                "If an RNN is stateful, it needs to know its batch size, and one over images their size too. "
                f"{self.name} has states of shape {self._state_shape}: specify `batch_input_shape=`, or "
                "`Input(batch_shape=...)`."
            )
        return [zeros(self._state_shape, self.compute_dtype)] * 2

    def compute_output_shape(self, input_shape):
        shape = nest.flatten(map_shapes(lambda s: s, input_shape))[0]
        state = self.cell.output_shape_for(self._without_time(shape))
        output = (state[0], shape.as_list()[1], *state[1:]) if self.return_sequences else state
        return [output, state, state] if self.return_state else output

    def rules(self):
        return [None]  # no op does convolutions along time


_OPTIONS = "recurrent_activation unit_forget_bias filters kernel_size strides padding data_format dilation_rate".split()
_OF_CONV_CELL = [
    *_OPTIONS,
    *"activation use_bias kernel_initializer recurrent_initializer bias_initializer".split(),
]


class ConvLSTM(ConvRNN):
    """Long short-term memory over images (Shi et al., arXiv:1506.04214); the formula is that of `ConvLSTMCell`.

    Args: those of `ConvLSTMCell` without its rank, and of `RNN` without its cell, `unroll` and `time_major`.

    Shapes: (batch, time, *space, channels) -> (batch, *space', filters), or (batch, time, *space', filters) with
    `return_sequences`; with `return_state` the states h and c behind it. Channels may stand first (`data_format`).
    """

    cell_class, cell_name = ConvLSTMCell, "conv_lstm_cell"

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        activation="tanh",
        recurrent_activation=OF_ERA,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        **kwargs,
    ):
        given = locals()
        super().__init__({name: given[name] for name in _OF_CONV_CELL}, **kwargs)


@asks_cell(*_OPTIONS)
class ConvLSTM1D(ConvLSTM):
    """`ConvLSTM` over one spatial axis."""

    rank = 1


@asks_cell(*_OPTIONS)
class ConvLSTM2D(ConvLSTM):
    """`ConvLSTM` over two spatial axes."""

    rank = 2


@asks_cell(*_OPTIONS)
class ConvLSTM3D(ConvLSTM):
    """`ConvLSTM` over three spatial axes."""

    rank = 3
