"""RandomHeight and RandomWidth: images stretched along one axis."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.factors import pair
from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.preprocessing.image_layer import one_of
from tenfold.keras.layers.preprocessing.resizing import METHODS
from tenfold.ops.arrays.basics import cast, ensure_shape, shape, stack
from tenfold.ops.image.resize import resize


class RandomSize(RandomImageLayer):
    """In training: images resized along one axis (`axis` of a batch) by a factor drawn once for a batch.

    Args:
      factor: the least and the most by which they grow, above -1: (0.2, 0.3) is 20 to 30 % more; one number f is
        (-f, f).
      interpolation: a method of `tf.image.resize`.
      seed: of what is drawn.
    """

    axis = 1

    def __init__(self, factor, interpolation="bilinear", seed=None, **kwargs):
        name = type(self).__name__
        super().__init__(seed, **kwargs)
        low, high = pair(factor, "factor", name)
        if high < low:
            raise ValueError(
                f"`factor` argument of {name} cannot have an upper bound less than the lower bound. "
                f"Received: factor={factor}"
            )
        if low <= -1:
            raise ValueError(f"`factor` argument of {name} must have values larger than -1. Received: factor={factor}")
        self.factor, self._bounds = factor, (1.0 + low, 1.0 + high)
        self.interpolation = one_of(str(interpolation).lower(), METHODS, "interpolation", name)

    def call(self, inputs, training=True):
        return super().call(inputs, True) if training else inputs

    def augment(self, images):
        dims = shape(images)
        grown = self.uniform([], *self._bounds) * cast(dims[self.axis], dtypes.float32)
        size = [dims[1], dims[2]]
        size[self.axis - 1] = cast(grown, dtypes.int32)
        found = cast(resize(images, stack(size), self.interpolation), self.compute_dtype)
        return ensure_shape(found, [None if axis == self.axis else n for axis, n in enumerate(images._dims)])

    def compute_output_shape(self, input_shape):
        return Layer.compute_output_shape(self, input_shape)

    def get_config(self):
        return {**super().get_config(), "factor": self.factor, "interpolation": self.interpolation}


class RandomHeight(RandomSize):
    """In training: images of a random height. See `RandomSize`."""

    axis = 1


class RandomWidth(RandomSize):
    """In training: images of a random width. See `RandomSize`."""

    axis = 2
