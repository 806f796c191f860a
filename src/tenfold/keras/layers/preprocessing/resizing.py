"""Resizing: images of one size."""

from tenfold.keras.layers.base.affine import positive_int
from tenfold.keras.layers.preprocessing.image_layer import ImageLayer, one_of
from tenfold.ops.arrays.basics import cast
from tenfold.ops.image.aspect import crop_and_resize_to, pad_and_resize_to
from tenfold.ops.image.resize import resize

METHODS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")


class Resizing(ImageLayer):
    """Images brought to `height` and `width`, in the layer's dtype: `tf.image.resize`.

    Args:
      height, width: of the outputs.
      interpolation: "bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian" or "mitchellcubic".
      crop_to_aspect_ratio: cut off at the sides what would change the proportions.
      pad_to_aspect_ratio: frame the images with `fill_value` where the proportions ask for it.
      fill_mode: "constant", which is all that a frame can be.
      fill_value: of the frame.
      antialias: widen the kernel where images shrink.
      data_format: see `ImageLayer`.

    Raises:
      ValueError: a size that is none, an unknown name, or both ways to keep the proportions.
    """

    def __init__(
        self,
        height,
        width,
        interpolation="bilinear",
        crop_to_aspect_ratio=False,
        pad_to_aspect_ratio=False,
        fill_mode="constant",
        fill_value=0.0,
        antialias=False,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format, **kwargs)
        self.height, self.width = positive_int(height, "height", "Resizing"), positive_int(width, "width", "Resizing")
        self.interpolation = one_of(str(interpolation).lower(), METHODS, "interpolation", "Resizing")
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            raise ValueError("Only one of `pad_to_aspect_ratio` and `crop_to_aspect_ratio` of Resizing can be True.")
        self.crop_to_aspect_ratio, self.pad_to_aspect_ratio = crop_to_aspect_ratio, pad_to_aspect_ratio
        self.fill_mode = one_of(fill_mode, ("constant",), "fill_mode", "Resizing")
        self.fill_value, self.antialias = fill_value, antialias

    def call(self, inputs):
        return self.on_batch(self._resized, self.as_computed(inputs))

    def _resized(self, images):
        size, how = (self.height, self.width), {"method": self.interpolation, "antialias": self.antialias}
        if self.crop_to_aspect_ratio:
            found = crop_and_resize_to(images, size, **how)
        elif self.pad_to_aspect_ratio:
            found = pad_and_resize_to(images, size, fill_value=self.fill_value, **how)
        else:
            found = resize(images, size, **how)
        return cast(found, self.compute_dtype)

    def get_config(self):
        config = {name: getattr(self, name) for name in ("height", "width", "interpolation", "crop_to_aspect_ratio")}
        frame = {"fill_mode": self.fill_mode, "fill_value": self.fill_value}
        newer = {"pad_to_aspect_ratio": True, **frame} if self.pad_to_aspect_ratio else {}  # Keras 2 knows none of it
        newer |= {"antialias": True} if self.antialias else {}
        return {**super().get_config(), **config, **newer}
