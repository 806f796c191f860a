"""MaxPoolingWithArgmax2D and MaxUnpooling2D: pooling that remembers where, and its inverse.

Zeiler and Fergus, Visualizing and Understanding Convolutional Networks (ECCV 2014).
"""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import (
    channels,
    channels_to_first,
    channels_to_last,
    joined_shape,
    padding_name,
    per_axis,
    split_shape,
)
from tenfold.ops.arrays.basics import cast, concat, shape
from tenfold.ops.conv.pool_argmax import max_pool_with_argmax, max_unpool2d


class _Argmax2D(Layer):
    """What both layers are made with."""

    def __init__(self, pool_size, strides, padding, data_format, include_batch_in_index, **kwargs):
        super().__init__(**kwargs)
        self.pool_size = per_axis(pool_size, "pool_size", 2)
        self.strides = self.pool_size if strides is None else per_axis(strides, "strides", 2)
        self.padding, self.data_format = padding_name(padding), channels(data_format)
        self.include_batch_in_index = bool(include_batch_in_index)

    def to_last(self, x):
        return x if self.data_format == "channels_last" else channels_to_last(x, 2)

    def from_last(self, x):
        return x if self.data_format == "channels_last" else channels_to_first(x, 2)

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "include_batch_in_index": self.include_batch_in_index,
        }


class MaxPoolingWithArgmax2D(_Argmax2D):
    """[pooled, indices]: the largest element of each window, and where it stood.

    Args:
      pool_size, strides, padding, data_format: as in `MaxPooling2D`.
      include_batch_in_index: whether an index also counts the images before.

    Shapes: (batch, height, width, channels) -> two of (batch, height', width', channels). Indices are int64 and count
    as `tf.nn.max_pool_with_argmax` does, whatever the data format: (y * width + x) * channels + channel.
    """

    def __init__(
        self,
        pool_size=(2, 2),
        strides=None,
        padding="valid",
        data_format=None,
        include_batch_in_index=False,
        **kwargs,
    ):
        super().__init__(pool_size, strides, padding, data_format, include_batch_in_index, **kwargs)
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs):
        pooled, indices = max_pool_with_argmax(
            self.to_last(inputs),
            self.pool_size,
            self.strides,
            self.padding.upper(),
            include_batch_in_index=self.include_batch_in_index,
        )
        return [self.from_last(pooled), self.from_last(indices)]


class MaxUnpooling2D(_Argmax2D):
    """Values put back where the maxima were, zeros elsewhere: `MaxUnpooling2D()([x, indices])`.

    Where windows overlapped and shared a maximum, the values add up there.

    Args:
      pool_size, strides, padding, data_format, include_batch_in_index: those of the pooling.
      output_size: (height, width) of what was pooled. By default the smallest that the pooling may have had with
        "valid" padding, (size - 1) * stride + pool, and the largest with "same", size * stride: give it where these
        are not the size, for the indices count in it.

    The call takes `output_size` too, also as a tensor of two integers, for sizes known only then.

    Shapes: two of (batch, height', width', channels) -> (batch, height, width, channels).

    Raises:
      InvalidArgumentError: an index lies outside of the output.
    """

    def __init__(
        self,
        pool_size=(2, 2),
        strides=None,
        padding="valid",
        data_format=None,
        include_batch_in_index=False,
        output_size=None,
        **kwargs,
    ):
        super().__init__(pool_size, strides, padding, data_format, include_batch_in_index, **kwargs)
        self.output_size = None if output_size is None else per_axis(output_size, "output_size", 2)
        self.input_spec = [InputSpec(ndim=4), InputSpec(ndim=4)]

    def call(self, inputs, output_size=None):
        x, indices = map(self.to_last, inputs)
        if not indices.dtype.is_integer:
            raise TypeError(
                f"Layer {self.name} takes [values, indices], indices being the integers that MaxPoolingWithArgmax2D "
                f"gave. Received indices of dtype {indices.dtype.name}"
            )
        size = self._size(x) if output_size is None else output_size
        dims = shape(x)
        full = concat([dims[:1], cast(size, dims.dtype), dims[3:]], 0)
        return self.from_last(max_unpool2d(x, indices, full, self.include_batch_in_index))

    def _size(self, x):
        """Height and width of the output for `x`, channels last."""
        if self.output_size is not None:
            return self.output_size
        if self.padding == "same":
            return shape(x)[1:3] * self.strides
        return (shape(x)[1:3] - 1) * self.strides + self.pool_size

    def compute_output_shape(self, input_shape):
        batch, sizes, depth = split_shape(input_shape[0], 2, self.data_format)
        if self.output_size is not None:
            sizes = self.output_size
        elif self.padding == "same":
            sizes = [n and n * s for n, s in zip(sizes, self.strides)]
        else:
            sizes = [n and (n - 1) * s + k for n, s, k in zip(sizes, self.strides, self.pool_size)]
        return TensorShape(joined_shape(batch, sizes, depth, self.data_format))

    def get_config(self):
        return {**super().get_config(), "output_size": self.output_size}
