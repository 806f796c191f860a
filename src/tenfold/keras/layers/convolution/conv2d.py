"""Conv2D."""

from tenfold.keras.backend_config import image_data_format
from tenfold.keras.layers.base.affine import AffineLayer, known_channels, positive_int
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.ops.conv.convolution import conv2d
from tenfold.ops.nn.bias import bias_add


class Conv2D(AffineLayer):
    """Convolution (cross-correlation) over two spatial axes.

    Args:
      filters: number of output channels.
      kernel_size, strides, dilation_rate: an int, or one per spatial axis.
      padding: "valid" or "same".
      data_format: "channels_last" (N, H, W, C) or "channels_first".
      groups: the channels are split into this many groups that do not see each other.
      activation, use_bias, ...: see `AffineLayer`.

    Shapes: (n, h, w, c) -> (n, h', w', filters); kernel (*kernel_size, c / groups, filters).
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        data_format=None,
        dilation_rate=(1, 1),
        groups=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **kwargs,
    ):
        super().__init__(activation, use_bias, kernel_initializer, bias_initializer, **kwargs)
        self.filters = positive_int(filters, "filters", "Conv2D")
        self.kernel_size, self.strides = pair(kernel_size, "kernel_size"), pair(strides, "strides")
        self.dilation_rate = pair(dilation_rate, "dilation_rate")
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
                f"Received: strides={self.strides} and dilation_rate={self.dilation_rate}"
            )
        self.padding, self.data_format = padding_name(padding), channels(data_format)
        self.groups = positive_int(groups, "groups", "Conv2D")
        self.input_spec = InputSpec(ndim=4)
        if self.filters % self.groups:
            raise ValueError(
                "The number of filters must be evenly divisible by the number of groups. "
                f"Received: groups={groups}, filters={filters}"
            )

    def build(self, input_shape):
        axis = channel_axis(self.data_format)
        depth = known_channels(input_shape, axis, self.name)
        if depth % self.groups:
            raise ValueError(
                f"The number of input channels must be evenly divisible by the number of groups. Received groups="
                f"{self.groups}, but the input has {depth} channels (full input shape is {input_shape})."
            )
        self.input_spec = InputSpec(ndim=4, axes={axis: depth})
        self.add_kernel_and_bias((*self.kernel_size, depth // self.groups, self.filters), self.filters)
        self.built = True

    def call(self, inputs):
        layout = "NHWC" if self.data_format == "channels_last" else "NCHW"
        outputs = conv2d(inputs, self.kernel, self.strides, self.padding.upper(), layout, self.dilation_rate)
        return self.activated(bias_add(outputs, self.bias, layout) if self.use_bias else outputs)

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


def pair(value, argument, n=2):
    """An int for all spatial axes, or one per axis, as a tuple."""
    values = (value,) * n if isinstance(value, int) else value
    if not hasattr(values, "__len__") or len(values) != n or any(int(v) != v or v < 1 for v in values):
        raise ValueError(f"The `{argument}` argument must be a tuple of {n} positive integers. Received: {value!r}")
    return tuple(int(v) for v in values)


def padding_name(value, allowed=("valid", "same")):
    """`value` in lower case; ValueError for anything else."""
    if not isinstance(value, str) or value.lower() not in allowed:
        raise ValueError(f"The `padding` argument must be one of {', '.join(map(repr, allowed))}. Received: {value!r}")
    return value.lower()


def channels(value):
    """The data format, that of the Keras configuration by default."""
    value = value or image_data_format()
    if value not in ("channels_last", "channels_first"):
        raise ValueError(f'The `data_format` argument must be "channels_first" or "channels_last". Received: {value!r}')
    return value


def channel_axis(data_format):
    return -1 if data_format == "channels_last" else 1
