"""`LocallyConnected`: convolutions whose filters differ from place to place, and three ways to hold these."""

import itertools
import math

import numpy as np

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
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.shaping import expand_dims, reshape, transpose
from tenfold.ops.conv import windows
from tenfold.ops.conv.patches import patches
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.math.segment import unsorted_segment_sum


class LocallyConnected(AffineLayer):
    """activation(each window times filters of its own + bias) over `rank` spatial axes, whose sizes must be known.

    Args:
      filters, kernel_size, strides, data_format: as in `Convolution`.
      padding: "valid", or "same" unless `implementation` is 1: windows around every stride-th input, of whose length k
        k // 2 elements stand before it, so that even ones lie one further in front than those of `Convolution`.
      activation, use_bias, ...: see `AffineLayer`.
      implementation: how the weights are held, which gives the same numbers; w and p are the elements of a window and
        the number of windows, i and o those of the inputs and of the outputs.
        1: kernel (p, w, filters), the windows cut out. 2: kernel (*inputs, *outputs), a matrix of i * o elements with a
        mask: many filters on small inputs. 3: kernel (number of weights,), the entries of a sparse matrix.

    Shapes: (n, *space, c) -> (n, *space', filters); bias (*space', filters).
    """

    rank = None

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        implementation=1,
        **kwargs,
    ):
        own = (kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint)
        super().__init__(activation, use_bias, kernel_initializer, bias_initializer, *own, **kwargs)
        self.filters = positive_int(filters, "filters", type(self).__name__)
        self.kernel_size = per_axis(kernel_size, "kernel_size", self.rank)
        self.strides = per_axis(strides, "strides", self.rank)
        self.padding, self.data_format = padding_name(padding), channels(data_format)
        if implementation not in (1, 2, 3):
            raise ValueError(f"Unrecognized implementation mode: {implementation!r}. It is 1, 2 or 3.")
        if self.padding != "valid" and implementation == 1:
            raise ValueError(
                f"Invalid border mode for {type(self).__name__} (only 'valid' is supported if implementation is 1): "
                f"{padding!r}. Pass implementation=2 or 3, which give the same numbers."
            )
        self.implementation, self.input_spec = implementation, InputSpec(ndim=self.rank + 2)

    def build(self, input_shape):
        input_shape = tuple(input_shape)
        _, sizes, depth = split_shape(input_shape, self.rank, self.data_format)
        axis = -1 if self.data_format == "channels_last" else 1
        known_channels(input_shape, axis, self.name)
        if None in sizes:
            raise ValueError(
                f"The spatial dimensions of the inputs to a {type(self).__name__} layer should be fully-defined, but "
                f"layer {self.name} received the inputs shape {input_shape}. Pass input_shape with numbers."
            )
        out = self._outputs_of(input_shape)
        self.input_spec = InputSpec(shape=(None, *input_shape[1:]))
        self.add_kernel_and_bias(self._kernel_shape(sizes, depth, out), (*out, self.filters))
        self.built = True

    def _kernel_shape(self, sizes, depth, out):
        if self.implementation == 1:
            return (math.prod(out), math.prod(self.kernel_size) * depth, self.filters)
        ends = [joined_shape((), *end, self.data_format) for end in ((sizes, depth), (out, self.filters))]
        self._ends = ends
        if self.implementation == 2:
            self._mask = np.zeros([math.prod(end) for end in ends], "float32")
            self._mask[_joined(sizes, self.kernel_size, self.strides, self.padding, out, ends, self.data_format)] = 1
            self._mask = self._mask.reshape(*ends[0], *ends[1])
            return self._mask.shape
        pairs = _joined(sizes, self.kernel_size, self.strides, self.padding, out, ends, self.data_format)
        order = np.lexsort(pairs)
        self._pairs = [p[order] for p in pairs]
        return (len(order),)

    def call(self, inputs):
        outputs = (self._by_windows, self._by_mask, self._by_entries)[self.implementation - 1](inputs)
        if self.use_bias:
            outputs = outputs + reshape(self.bias, outputs._dims[1:])  # its elements in this order for both formats
        return self.activated(outputs)

    def _by_windows(self, inputs):
        first, ones = self.data_format == "channels_first", (1,) * self.rank
        x = channels_to_last(inputs, self.rank) if first else inputs
        cut = patches(x, self.kernel_size, self.strides, ones, "VALID")  # (n, *out, taps, channels)
        out = cut._dims[1:-2]
        if first:
            cut = transpose(cut, (*range(self.rank + 1), self.rank + 2, self.rank + 1))
        cut = reshape(cut, (-1, *self.kernel.shape[:2]))
        products = matmul(transpose(cut, (1, 0, 2)), self.kernel)
        outputs = reshape(transpose(products, (1, 0, 2)), (-1, *out, self.filters))
        return channels_to_first(outputs, self.rank) if first else outputs

    def _by_mask(self, inputs):
        before, after = self._ends
        matrix = reshape(multiply(self.kernel, self._mask), (math.prod(before), math.prod(after)))
        return reshape(matmul(reshape(inputs, (-1, math.prod(before))), matrix), (-1, *after))

    def _by_entries(self, inputs):
        (sources, targets), (before, after) = self._pairs, self._ends
        x = transpose(reshape(inputs, (-1, math.prod(before))))
        products = multiply(gather(x, sources), expand_dims(self.kernel, 1))
        return reshape(transpose(unsorted_segment_sum(products, targets, math.prod(after))), (-1, *after))

    def _outputs_of(self, input_shape):
        sizes = split_shape(input_shape, self.rank, self.data_format)[1]
        with fitting_windows(self.name, input_shape, "the input size"):
            return windows.out_sizes(sizes, self.kernel_size, self.strides, (1,) * self.rank, self.padding.upper())

    def compute_output_shape(self, input_shape):
        batch = split_shape(input_shape, self.rank, self.data_format)[0]
        return joined_shape(batch, self._outputs_of(input_shape), self.filters, self.data_format)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "implementation": self.implementation,
        }


def _joined(sizes, kernel, strides, padding, out, ends, data_format):
    """(inputs, outputs): for each weight, which element of the inputs and of the outputs it joins.

    An element of an image is meant by its place in memory; `ends` are the shapes of both.
    """
    axes = []
    for n, k, s, o in zip(sizes, kernel, strides, out):
        before = k // 2 if padding == "same" else 0
        taps = [(t * s - before + i, t) for t in range(o) for i in range(k)]
        axes.append([pair for pair in taps if 0 <= pair[0] < n])
    pairs = np.array(list(itertools.product(*axes)), int).reshape(-1, len(axes), 2)
    parts = []
    for side, shape in enumerate(ends):
        last = data_format == "channels_last"
        steps = np.cumprod([1, *shape[:0:-1]])[::-1]  # elements from one to the next along each axis
        spatial, channel = (steps[:-1], steps[-1]) if last else (steps[1:], steps[0])
        count = shape[-1] if last else shape[0]
        parts.append(((pairs[:, :, side] * spatial).sum(-1), np.arange(count) * channel))
    (places_in, depth), (places_out, filters) = parts
    inputs = (places_in[:, None, None] + depth[:, None]).repeat(len(filters), 2)
    outputs = (places_out[:, None, None] + filters).repeat(len(depth), 1)
    return inputs.ravel(), outputs.ravel()
