"""CenterCrop: the middle of images."""

from tenfold.keras.layers.base.affine import positive_int
from tenfold.keras.layers.preprocessing.image_layer import ImageLayer
from tenfold.ops.arrays.basics import cast
from tenfold.ops.image.aspect import crop_and_resize_to


class CropLayer(ImageLayer):
    """A layer that cuts images to `height` and `width`; too small ones are resized, proportions kept, and then cut."""

    def __init__(self, height, width, **kwargs):
        super().__init__(**kwargs)
        name = type(self).__name__
        self.height, self.width = positive_int(height, "height", name), positive_int(width, "width", name)

    def fitted(self, images, keeps_scale=False):
        """The middle of the images, resized; not resized where that is to be and it is large enough."""
        size = (self.height, self.width)
        return cast(crop_and_resize_to(images, size, keeps_scale=keeps_scale), self.compute_dtype)

    def get_config(self):
        return {**super().get_config(), "height": self.height, "width": self.width}


class CenterCrop(CropLayer):
    """The middle `height` rows and `width` columns of images, in training and inference.

    Args:
      height, width: of the outputs. Images that are smaller are cut to these proportions and resized.
      data_format: see `ImageLayer`.
    """

    def __init__(self, height, width, data_format=None, **kwargs):
        super().__init__(height, width, data_format=data_format, **kwargs)

    def call(self, inputs):
        return self.on_batch(lambda images: self.fitted(images, True), self.as_computed(inputs))
