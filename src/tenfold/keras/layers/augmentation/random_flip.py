"""RandomFlip: images mirrored."""

from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer
from tenfold.keras.layers.preprocessing.image_layer import one_of
from tenfold.ops.image.random import stateless_random_flip_left_right, stateless_random_flip_up_down

MODES = ("horizontal", "vertical", "horizontal_and_vertical")


class RandomFlip(RandomImageLayer):
    """In training: each image mirrored, or not, 1 in 2.

    Args:
      mode: "horizontal" (left and right change places), "vertical" (top and bottom) or "horizontal_and_vertical".
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(self, mode="horizontal_and_vertical", seed=None, data_format=None, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        self.mode = one_of(mode, MODES, "mode", "RandomFlip")

    def augment(self, images):
        if "horizontal" in self.mode:
            images = stateless_random_flip_left_right(images, self._random_generator.make_seed_for_stateless_op())
        if "vertical" in self.mode:
            images = stateless_random_flip_up_down(images, self._random_generator.make_seed_for_stateless_op())
        return images

    def get_config(self):
        return {**super().get_config(), "mode": self.mode}
