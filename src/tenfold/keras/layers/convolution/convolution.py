"""`Convolution`: what the layers that slide filters over one, two or three spatial axes share."""

from tenfold.core.base.errors import OpError
from tenfold.keras.layers.base.affine import AffineLayer, known_channels, positive_int
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.spatial import (
    channels,
    channels_to_first,
    channels_to_last,
    fitting_windows,
    joined_shape,
    padding_name,
    per_axis,
    split_shape,
)
from tenfold.ops.conv import windows
from tenfold.ops.nn.bias import bias_add


class Convolution(AffineLayer):
    """activation(convolution(inputs, kernel) + bias): a cross-correlation over `rank` spatial axes.

    Args:
      filters: number of output channels.
      kernel_size, strides, dilation_rate: an int, or one per spatial axis; only one of the last two may exceed 1.
      padding: "valid" (none), "same" (an output at every stride-th input), for one axis "causal" (all of it in front).
      data_format: "channels_last" (batch, *space, channels) or "channels_first"; the Keras configuration's by default.
      groups: the channels are split into this many groups that do not see each other.
      activation, use_bias, ...: see `AffineLayer`.

    Shapes: (*batch, *space, c) -> (*batch, *space', filters); kernel (*kernel_size, c / groups, filters). Along an axis
    of length n, with windows of w = (kernel_size - 1) * dilation_rate + 1, there are ceil(n / stride) outputs, or
    floor((n - w) / stride) + 1 with "valid" padding.

    Subclasses say `rank`, which op does it, and which paddings there are; others override `build` and `convolve`.
    """

    rank = None
    operation = None
    paddings = ("valid", "same")

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        *regularizers_and_constraints,
        **kwargs,
    ):
        super().__init__(
            activation, use_bias, kernel_initializer, bias_initializer, *regularizers_and_constraints, **kwargs
        )
        self.filters = filters if filters is None else positive_int(filters, "filters", type(self).__name__)
        self.kernel_size = per_axis(kernel_size, "kernel_size", self.rank)
        self.strides = per_axis(strides, "strides", self.rank)
        self.dilation_rate = per_axis(dilation_rate, "dilation_rate", self.rank)
        self.padding, self.data_format = self._padding_of(padding), channels(data_format)
        self.groups = positive_int(groups, "groups", type(self).__name__)
        self.input_spec = InputSpec(min_ndim=self.rank + 2)
        self._check_together()

    def _padding_of(self, padding):
        if isinstance(padding, str) and padding.lower() == "causal" and "causal" not in self.paddings:
            raise ValueError("Causal padding is only supported for `Conv1D` and `SeparableConv1D`.")
        return padding_name(padding, self.paddings)

    def _check_together(self):
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
                f"Received: strides={self.strides} and dilation_rate={self.dilation_rate}"
            )
        if self.filters is not None and self.filters % self.groups:
            raise ValueError(
                "The number of filters must be evenly divisible by the number of groups. "
                f"Received: groups={self.groups}, filters={self.filters}"
            )

    def build(self, input_shape):
        depth = self.checked_depth(input_shape)
        if depth % self.groups:
            raise ValueError(
                f"The number of input channels must be evenly divisible by the number of groups. Received groups="
                f"{self.groups}, but the input has {depth} channels (full input shape is {tuple(input_shape)})."
            )
        self.add_kernel_and_bias((*self.kernel_size, depth // self.groups, self.filters), (self.filters,))
        self.built = True

    def checked_depth(self, input_shape, ndim=None):
        """The number of input channels, which from now on every input must have; inputs must be large enough."""
        axis = -1 if self.data_format == "channels_last" else -1 - self.rank
        depth = known_channels(input_shape, axis, self.name)
        self.compute_output_shape(input_shape)
        rank = {"min_ndim": self.rank + 2} if ndim is None else {"ndim": ndim}
        self.input_spec = InputSpec(**rank, axes={axis: depth})
        return depth

    @property
    def op_padding(self):
        """The padding as ops take it."""
        if self.padding != "causal":
            return self.padding.upper()
        return tuple(((k - 1) * d, 0) for k, d in zip(self.kernel_size, self.dilation_rate))

    def convolve(self, x):
        """The convolution of `x`, channels last."""
        return type(self).operation(x, self.kernel, self.strides, self.op_padding, dilations=self.dilation_rate)

    def call(self, inputs):
        first = self.data_format == "channels_first"
        try:
            outputs = self.convolve(channels_to_last(inputs, self.rank) if first else inputs)
        except (ValueError, OpError):
            if inputs._dims is not None:
                self.compute_output_shape(inputs._dims)  # where they are too small, says so of this layer
            raise
        if self.use_bias:
            outputs = bias_add(outputs, self.bias)
        return self.activated(channels_to_first(outputs, self.rank) if first else outputs)

    def output_sizes(self, sizes):
        """The outputs' spatial axes for those of the inputs; None for those that are not known."""
        return windows.out_sizes(sizes, self.kernel_size, self.strides, self.dilation_rate, self.op_padding)

    def output_depth(self, depth):
        """The number of output channels for that of input channels."""
        return self.filters

    def compute_output_shape(self, input_shape):
        """Shape of the outputs for inputs of `input_shape`. ValueError where no window fits into it."""
        batch, sizes, depth = split_shape(input_shape, self.rank, self.data_format)
        with fitting_windows(self.name, input_shape):
            out = self.output_sizes(sizes)
        return joined_shape(batch, out, self.output_depth(depth), self.data_format)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "groups": self.groups,
        }
