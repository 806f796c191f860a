"""What layers that change images at random share."""

from tenfold.keras.layers.augmentation.random_layer import BaseRandomLayer
from tenfold.keras.layers.preprocessing.image_layer import ImageLayer


class RandomImageLayer(BaseRandomLayer, ImageLayer):
    """Changes images in training, which is the default where nobody says; in inference they only get its dtype.

    Subclasses write `augment(images)` for a batch with the channels last.

    Args:
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(self, seed=None, data_format=None, **kwargs):
        super().__init__(seed=seed, data_format=data_format, **kwargs)

    def call(self, inputs, training=True):
        images = self.as_computed(inputs)
        return self.on_batch(self.augment, images) if training else images

    def augment(self, images):
        """The images changed at random."""
        return images

    def uniform(self, shape, low, high):
        """Numbers of `shape`, uniform in [low, high)."""
        return self._random_generator.random_uniform(shape, low, high)

    def compute_output_shape(self, input_shape):
        return input_shape
