"""What layers share that look at images through a projective map."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer
from tenfold.keras.layers.preprocessing.image_layer import one_of
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, concat, ones_like, shape, zeros_like
from tenfold.ops.image.projective import FILL_MODES, INTERPOLATIONS, projective_transform


class RandomTransform(RandomImageLayer):
    """Each image seen through a map of its own, which subclasses draw in `maps(batch, height, width)`.

    Args:
      fill_mode: what lies outside of an image [a b c d]: "reflect" c b a | d c b, "wrap" b c d | a b c, "nearest"
        a a a | d d d, or "constant".
      interpolation: "bilinear" or "nearest".
      fill_value: what lies outside where `fill_mode` is "constant".
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(self, fill_mode, interpolation, seed, fill_value, data_format=None, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        name = type(self).__name__
        self.fill_mode = one_of(fill_mode, FILL_MODES, "fill_mode", name)
        self.interpolation = one_of(interpolation, INTERPOLATIONS, "interpolation", name)
        check_numbers(fill_value=fill_value)
        self.fill_value = fill_value

    def augment(self, images):
        dims = shape(images)
        height, width = cast(dims[1], dtypes.float32), cast(dims[2], dtypes.float32)
        maps = self.maps(dims[0], height, width)
        return projective_transform(images, maps, dims[1:3], self.fill_value, self.interpolation, self.fill_mode)

    def maps(self, batch, height, width):
        """The eight numbers of each image's map, [batch, 8]: see `projective_transform`."""
        raise NotImplementedError(f"{type(self).__name__} must implement `maps(batch, height, width)`.")

    def get_config(self):
        kept = ("fill_mode", "fill_value", "interpolation")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}


def affine_maps(a0, a1, a2, b0, b1, b2):
    """The maps (x, y) -> (a0 x + a1 y + a2, b0 x + b1 y + b2), [batch, 8]; each is [batch, 1], 0 or 1."""
    like = next(value for value in (a0, a1, a2, b0, b1, b2) if hasattr(value, "dtype"))
    fixed = {0: zeros_like(like), 1: ones_like(like)}
    columns = [value if hasattr(value, "dtype") else fixed[value] for value in (a0, a1, a2, b0, b1, b2, 0, 0)]
    return concat(columns, 1)
