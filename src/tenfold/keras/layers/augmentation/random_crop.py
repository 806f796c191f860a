"""RandomCrop: a part of images."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer
from tenfold.keras.layers.preprocessing.center_crop import CropLayer
from tenfold.ops.arrays.basics import shape
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.control.branches import cond
from tenfold.ops.math.arithmetic import floormod
from tenfold.ops.math.comparison import greater_equal
from tenfold.ops.math.reduce import reduce_all


class RandomCrop(RandomImageLayer, CropLayer):
    """In training: a part of `height` and `width` from a random place, the same for all images of a batch.

    In inference, and where images are smaller, the largest centred part of these proportions, resized.

    Args:
      height, width: of the outputs.
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(self, height, width, seed=None, data_format=None, **kwargs):
        super().__init__(seed, data_format, height=height, width=width, **kwargs)

    def call(self, inputs, training=True):
        return self.on_batch(self.augment if training else self.fitted, self.as_computed(inputs))

    def augment(self, images):
        size, dims = (self.height, self.width), images._dims[1:3]
        if None in dims:
            has_room = reduce_all(greater_equal(shape(images)[1:3], size))
            return cond(has_room, lambda: self._part(images), lambda: self.fitted(images))
        return self._part(images) if dims[0] >= size[0] and dims[1] >= size[1] else self.fitted(images)

    def _part(self, images):
        size = (self.height, self.width)
        drawn = self._random_generator.random_uniform([2], 0, dtypes.int32.max, dtypes.int32)
        begin = floormod(drawn, shape(images)[1:3] - size + 1)
        for axis in (0, 1):
            images = gather(images, counted(size[axis]) + begin[axis], axis=axis + 1)
        return images

    def compute_output_shape(self, input_shape):
        return CropLayer.compute_output_shape(self, input_shape)
