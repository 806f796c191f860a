"""`ConvTranspose`: convolutions turned round: a convolution of what they give has the shape of their inputs."""

from tenfold.keras.layers.base.spatial import per_axis
from tenfold.keras.layers.convolution.convolution import Convolution
from tenfold.ops.arrays.basics import shape


class ConvTranspose(Convolution):
    """activation(C^T inputs + bias), C being the matrix of a convolution of the outputs with the kernel.

    Also called deconvolution (Zeiler et al., 2010, "Deconvolutional networks").

    Args:
      filters, kernel_size, strides, padding, data_format, dilation_rate: as in `Convolution`.
      output_padding: an int, or one per spatial axis, less than the stride: which of the output sizes is meant that a
        convolution makes the inputs' size of; with "same" padding at least 1 where the kernel is even. None: see below.
      activation, use_bias, ...: see `AffineLayer`.

    Shapes: (n, *space, c) -> (n, *space', filters); kernel (*kernel_size, filters, c). An axis of length n becomes
    n * stride, or n * stride + max(w - stride, 0) with "valid" padding, w = (kernel_size - 1) * dilation_rate + 1. With
    output_padding it is (n - 1) * stride + w - 2 p + output_padding, p = w // 2 with "same" padding, else 0.
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        output_padding=None,
        data_format=None,
        dilation_rate=1,
        *args,
        groups=1,
        **kwargs,
    ):
        if groups != 1:
            raise ValueError(f"{type(self).__name__} has no groups of channels. Received: groups={groups!r}")
        kernel_size = per_axis(kernel_size, "kernel_size", self.rank)  # in Keras 1 two ints in a row were both of it
        super().__init__(filters, kernel_size, strides, padding, data_format, dilation_rate, 1, *args, **kwargs)
        self.output_padding = output_padding
        if output_padding is not None:
            self.output_padding = per_axis(output_padding, "output_padding", self.rank, least=0)
            if any(s <= p for s, p in zip(self.strides, self.output_padding)):
                raise ValueError(
                    f"Strides must be greater than output padding. Received strides={self.strides}, "
                    f"output_padding={self.output_padding}."
                )
            self._check_same()

    def _check_same(self):
        """ValueError where no convolution with "same" padding gives the inputs' size."""
        windows = [(k - 1) * d + 1 for k, d in zip(self.kernel_size, self.dilation_rate)]
        if self.padding == "same" and any(w % 2 == 0 == p for w, p in zip(windows, self.output_padding)):
            raise ValueError(
                'With padding="same" the output_padding must be at least 1 on axes where the kernel, dilated, has an '
                f"even length. Received kernel_size={self.kernel_size}, dilation_rate={self.dilation_rate}, "
                f"output_padding={self.output_padding}."
            )

    def build(self, input_shape):
        depth = self.checked_depth(input_shape, ndim=self.rank + 2)
        self.add_kernel_and_bias((*self.kernel_size, self.filters, depth), (self.filters,))
        self.built = True

    def convolve(self, x):
        dims = (x._dims or (None,) * (self.rank + 2))[:-1]
        if None in dims:
            found = shape(x)
            dims = [found[i] if d is None else d for i, d in enumerate(dims)]
        out = (dims[0], *self.output_sizes(dims[1:]), self.filters)
        return type(self).operation(x, self.kernel, out, self.strides, self.op_padding, dilations=self.dilation_rate)

    def output_sizes(self, sizes):
        extra = self.output_padding or (None,) * self.rank
        windows = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, extra)
        return tuple(None if n is None else self._output_size(n, *window) for n, *window in windows)

    def _output_size(self, n, kernel, stride, dilation, extra):
        window, same = (kernel - 1) * dilation + 1, self.padding == "same"
        if extra is None:
            return n * stride + (0 if same else max(window - stride, 0))
        return (n - 1) * stride + window - (2 * (window // 2) if same else 0) + extra

    def get_config(self):
        return {**super().get_config(), "output_padding": self.output_padding}
