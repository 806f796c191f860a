"""The cell of ConvLSTM layers (Shi et al., arXiv:1506.04214)."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.affine import known_channels
from tenfold.keras.layers.base.spatial import (
    channels,
    channels_to_first,
    channels_to_last,
    joined_shape,
    padding_name,
    per_axis,
    split_shape,
)
from tenfold.keras.layers.recurrent.cells.cell import positive_units
from tenfold.keras.layers.recurrent.cells.lstm import LSTMCell
from tenfold.keras.layers.recurrent.cells.states import as_tensors
from tenfold.keras.utils.by_era import OF_ERA
from tenfold.ops.arrays.basics import concat, split, zeros, zeros_like
from tenfold.ops.conv import windows
from tenfold.ops.conv.convolution import convolution
from tenfold.ops.nn.bias import bias_add


class ConvLSTMCell(LSTMCell):
    """`LSTMCell` with convolutions in place of products: those of the inputs as given, those of the state "same".

    Args:
      rank: number of spatial axes.
      filters: number of channels of the output and of each state.
      kernel_size, strides, padding, data_format, dilation_rate: of the convolution of the inputs; see `Conv2D`.
      recurrent_activation: hard_sigmoid by default (sigmoid in Keras 3).
      The others: see `LSTMCell`.

    Shapes: x (batch, *space, channels), states h and c (batch, *space', filters).
    Weights: kernel (*kernel_size, channels, 4 * filters), recurrent_kernel (*kernel_size, filters, 4 * filters), bias.
    """

    activation_of_era = "ConvLSTM.recurrent_activation"
    arguments = (*"filters kernel_size strides padding data_format dilation_rate unit_forget_bias".split(),)

    def __init__(
        self,
        rank,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        activation="tanh",
        recurrent_activation=OF_ERA,
        *lstm_arguments,
        **kwargs,
    ):
        filters = positive_units(filters, "filters")
        super().__init__(filters, activation, recurrent_activation, *lstm_arguments, implementation=1, **kwargs)
        self.rank, self.filters = rank, filters
        self.kernel_size, self.strides = per_axis(kernel_size, "kernel_size", rank), per_axis(strides, "strides", rank)
        self.dilation_rate = per_axis(dilation_rate, "dilation_rate", rank)
        self.padding, self.data_format = padding_name(padding), channels(data_format)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
                f"Received: strides={self.strides} and dilation_rate={self.dilation_rate}"
            )

    @property
    def state_size(self):
        return [TensorShape(joined_shape((), (None,) * self.rank, self.filters, self.data_format))] * 2

    output_size = property(lambda self: self.state_size[0])
    is_first = property(lambda self: self.data_format == "channels_first")

    def build(self, input_shape):
        depth = known_channels(input_shape, 1 if self.is_first else -1, self.name)
        self.kernel = self._weight("kernel", (*self.kernel_size, depth, 4 * self.filters))
        self.recurrent_kernel = self._weight("recurrent_kernel", (*self.kernel_size, self.filters, 4 * self.filters))
        if self.use_bias:
            self.bias = self._weight("bias", self.bias_shape(), self.bias_start())
        self.built = True

    def call(self, inputs, states, training=None):
        inputs, states = self._to_last(inputs), [self._to_last(s) for s in as_tensors(states)]
        x = self._convolved(inputs, self.kernel, self.input_masks(inputs, training), self.strides, self.padding)
        x = bias_add(x, self.bias) if self.use_bias else x
        masks = self.state_masks(states[0], training)
        h, c = self.gated(x + self._convolved(states[0], self.recurrent_kernel, masks), states[1])
        h, c = [channels_to_first(s, self.rank) for s in (h, c)] if self.is_first else (h, c)
        return h, [h, c]

    def _to_last(self, x):
        return channels_to_last(x, self.rank) if self.is_first else x

    def _convolved(self, x, kernel, masks=(), strides=1, padding="same"):
        """The convolution for all gates; with several masks each gate's inputs are dropped by its own."""
        if len(masks) > 1:
            kernels = split(kernel, len(masks), axis=-1)
            return concat([self._convolved(x, k, (m,), strides, padding) for k, m in zip(kernels, masks)], -1)
        dilations = self.dilation_rate if kernel is self.kernel else None
        return convolution(x * masks[0] if masks else x, kernel, strides, padding.upper(), dilations=dilations)

    def output_shape_for(self, shape):
        """Shape of output and states for inputs of a step of `shape`."""
        batch, sizes, _ = split_shape(shape, self.rank, self.data_format)
        sizes = windows.out_sizes(sizes, self.kernel_size, self.strides, self.dilation_rate, self.padding.upper())
        return joined_shape(batch, sizes, self.filters, self.data_format)

    def zeros_for(self, inputs):
        """A state of zeros for the inputs of a step: their shape decides that of the state."""
        dims = self.output_shape_for(inputs._dims)
        if None not in dims:
            return zeros(dims, inputs.dtype)
        one = zeros_like(self._to_last(inputs)[..., :1])
        kernel = zeros((*self.kernel_size, 1, self.filters), inputs.dtype)
        found = convolution(one, kernel, self.strides, self.padding.upper(), dilations=self.dilation_rate)
        return channels_to_first(found, self.rank) if self.is_first else found

    def get_config(self):
        return {name: value for name, value in super().get_config().items() if name != "units"}


class ConvLSTM2DCell(ConvLSTMCell):
    """The cell of `ConvLSTM2D`. Args: those of `ConvLSTMCell` without `rank`."""

    def __init__(self, *args, **kwargs):
        super().__init__(2, *args, **kwargs)
