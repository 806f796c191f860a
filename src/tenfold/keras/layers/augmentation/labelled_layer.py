"""What the layers that came with Keras 3 share: they take images alone, or in a dict with what belongs to them."""

from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer


class LabelledLayer(RandomImageLayer):
    """A layer called on images or on a dict of "images" and more, such as "labels", which goes through unchanged.

    Subclasses write `augment(images)` for a batch with the channels last.

    Attributes:
      passes: which further keys of a dict it may leave as they are; None for all.
    """

    passes = ("labels",)

    def call(self, inputs, training=True):
        if not isinstance(inputs, dict):
            return super().call(inputs, training)
        self._check_keys(inputs)
        return {**inputs, "images": super().call(inputs["images"], training)}

    def _check_keys(self, inputs):
        others = [] if self.passes is None else set(inputs) - {"images", *self.passes}
        if "images" not in inputs or others:
            raise ValueError(
                f"Layer {self.name} ({type(self).__name__}) expects images, or a dict of 'images' and any of "
                f"{list(self.passes or ['labels'])}. Received a dict of {sorted(inputs)}."
            )

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {name: value for name, value in super().get_config().items() if name != "rng_type"}
