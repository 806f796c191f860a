"""UpSampling1D, UpSampling2D, UpSampling3D: each element becomes a block."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels, channels_to_first, channels_to_last, per_axis
from tenfold.ops.arrays.basics import shape
from tenfold.ops.conv.upsampling import bed_of_nails, upsample
from tenfold.ops.image.resize import resize

RESIZED = ("bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")


class UpSampling(Layer):
    """Space made larger by whole factors: each element becomes a block of equal ones.

    Args:
      size: an int, or one per spatial axis; 2 by default.
      data_format: "channels_last" or "channels_first".

    Shapes: (batch, *sizes, channels) -> (batch, *sizes', channels), sizes' = size * factor.
    """

    enlarge = staticmethod(upsample)

    def __init__(self, size=2, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.size, self.data_format = per_axis(size, "size", self.rank), channels(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        factors = (1, *self.size, 1) if self.data_format == "channels_last" else (1, 1, *self.size)
        return self.enlarge(inputs, factors)

    def get_config(self):
        return {**super().get_config(), "size": self.size, "data_format": self.data_format}


class UpSampling1D(UpSampling):
    """Each step `size` times over; (batch, steps, channels). See `UpSampling`."""

    rank = 1

    def __init__(self, size=2, **kwargs):
        super().__init__(size if hasattr(size, "__len__") else (size,), "channels_last", **kwargs)

    def get_config(self):
        config = super().get_config()
        del config["data_format"]
        return {**config, "size": self.size[0]}


class UpSampling2D(UpSampling):
    """Images made larger by whole factors. See `UpSampling`.

    Args:
      interpolation: "nearest" gives blocks of equal pixels, "bed_of_nails" each pixel in the upper left corner of a
        block of zeros; "bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian" and "mitchellcubic" are those
        of `tf.image.resize`, and give float32.
    """

    rank = 2

    def __init__(self, size=(2, 2), data_format=None, interpolation="nearest", **kwargs):
        super().__init__(size, data_format, **kwargs)
        known = ("nearest", "bed_of_nails", *RESIZED)
        if not isinstance(interpolation, str) or interpolation.lower() not in known:
            names = ", ".join(map(repr, known))
            raise ValueError(f"The `interpolation` argument must be one of {names}. Received: {interpolation!r}")
        self.interpolation = interpolation.lower()

    def enlarge(self, inputs, factors):
        if self.interpolation not in RESIZED:
            return (bed_of_nails if self.interpolation == "bed_of_nails" else upsample)(inputs, factors)
        if self.data_format == "channels_first":
            return channels_to_first(self._resized(channels_to_last(inputs, 2)), 2)
        return self._resized(inputs)

    def _resized(self, images):
        dims = images._dims[1:3]
        known = [None if n is None else n * f for n, f in zip(dims, self.size)]
        return resize(images, shape(images)[1:3] * self.size if None in known else known, self.interpolation)

    def get_config(self):
        return {**super().get_config(), "interpolation": self.interpolation}


class UpSampling3D(UpSampling):
    """Each element of three axes as a block of equal ones. See `UpSampling`."""

    rank = 3
