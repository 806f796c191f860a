"""Global pooling: one number for each channel, the largest or the mean of all there are."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels
from tenfold.ops.arrays.basics import cast, expand_dims
from tenfold.ops.math.reduce import reduce_max, reduce_mean, reduce_sum


class GlobalPooling(Layer):
    """`reduce` over all of `rank` spatial axes.

    Args:
      data_format: "channels_last" or "channels_first".
      keepdims: whether these axes stay, with length 1.

    Shapes: (batch, *sizes, channels) -> (batch, channels), or with `keepdims` (batch, 1, ..., channels).
    """

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format, self.keepdims = channels(data_format), keepdims
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def axes(self):
        """The axes that are pooled."""
        first = 1 if self.data_format == "channels_last" else 2
        return tuple(range(first, first + self.rank))

    def call(self, inputs):
        return self.reduce(inputs, self.axes, self.keepdims)

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format, "keepdims": self.keepdims}


class GlobalPooling1D(GlobalPooling):
    """`GlobalPooling` over one axis; `data_format` is "channels_last" unless it is given, None the configuration's."""

    rank = 1

    def __init__(self, data_format="channels_last", keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)


class GlobalMaxPooling1D(GlobalPooling1D):
    """The largest element of each channel, over one axis. See `GlobalPooling`."""

    reduce = staticmethod(reduce_max)


class GlobalMaxPooling2D(GlobalPooling):
    """The largest element of each channel, over height and width. See `GlobalPooling`."""

    rank, reduce = 2, staticmethod(reduce_max)


class GlobalMaxPooling3D(GlobalPooling):
    """The largest element of each channel, over three axes. See `GlobalPooling`."""

    rank, reduce = 3, staticmethod(reduce_max)


class GlobalAveragePooling1D(GlobalPooling1D):
    """The mean of each channel over time, of the steps that the mask says are there. See `GlobalPooling`.

    A sequence of which no step is there gives NaN, as in Keras.

    Args:
      mask: of the call: (batch, steps) bools; the inputs' own by default. No mask goes on from here.
    """

    reduce = staticmethod(reduce_mean)

    def __init__(self, data_format="channels_last", keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs, mask=None):
        if mask is None:
            return super().call(inputs)
        there = expand_dims(cast(mask, inputs.dtype), 2 if self.data_format == "channels_last" else 1)
        total = reduce_sum(inputs * there, self.axes, self.keepdims)
        return total / reduce_sum(there, self.axes, self.keepdims)

    def compute_mask(self, inputs, mask=None):
        return None


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of each channel, over height and width. See `GlobalPooling`."""

    rank, reduce = 2, staticmethod(reduce_mean)


class GlobalAveragePooling3D(GlobalPooling):
    """The mean of each channel, over three axes. See `GlobalPooling`."""

    rank, reduce = 3, staticmethod(reduce_mean)
