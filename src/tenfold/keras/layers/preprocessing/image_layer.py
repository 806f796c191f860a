"""What layers of images share: one image or a batch of them, of any dtype, with the channels last or first."""

from tenfold.core.values.convert import convert
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels, channels_to_first, channels_to_last
from tenfold.ops.arrays.basics import cast, expand_dims, squeeze


class UnknownOption(ValueError, NotImplementedError):  # TensorFlow raises the latter where Keras 3 raises the former
    """A name that is none of those which an argument may have."""


class ImageLayer(Layer):
    """A layer that is called on images of rank 3, [height, width, channels], or 4, with the batch before.

    Args:
      data_format: "channels_last" or "channels_first", that of the Keras configuration by default.
    """

    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._given_format, self.data_format = data_format, channels(data_format)

    def _as_tensors(self, inputs):
        """A list of images is a batch."""
        return super()._as_tensors(convert(inputs) if isinstance(inputs, (list, tuple)) else inputs)

    def as_computed(self, inputs):
        """The images in the dtype in which the layer computes.

        Raises:
          ValueError: neither an image nor a batch of them.
        """
        images = convert(inputs)
        if images._dims is None or len(images._dims) not in (3, 4):
            raise ValueError(
                f"Layer {self.name} ({type(self).__name__}) expects an image (height, width, channels) or a batch "
                f"(batch_size, height, width, channels): rank 3 or 4. Received a tensor of shape {images.shape}."
            )
        return cast(images, self.compute_dtype)

    def on_batch(self, function, images):
        """`function` of the images as a batch with the channels last; what it gives in the form that they had."""
        is_one, is_first = len(images._dims) == 3, self.data_format == "channels_first"
        images = channels_to_last(images, 2) if is_first else images
        found = function(expand_dims(images, 0) if is_one else images)
        found = squeeze(found, 0) if is_one else found
        return channels_to_first(found, 2) if is_first else found

    def get_config(self):
        config = super().get_config()
        return config if self._given_format is None else {**config, "data_format": self.data_format}


def one_of(value, names, argument, layer):
    """`value`, which must be one of `names`."""
    if value not in names:
        raise UnknownOption(f"Unknown `{argument}` of {layer}: {value!r}. Supported are {', '.join(map(repr, names))}.")
    return value
