"""BaseImageAugmentationLayer: what users write layers of their own on that change images, and labels with them."""

from tenfold.core.values.convert import convert
from tenfold.keras.layers.augmentation.random_layer import BaseRandomLayer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast
from tenfold.ops.control.mapping import map_fn

KINDS = ("images", "labels", "targets", "bounding_boxes")


class BaseImageAugmentationLayer(BaseRandomLayer):
    """In training each image is changed by a transformation of its own, and so are its label and bounding boxes.

    Subclasses write `augment_image(image, transformation)` and, as they need them, `get_random_transformation`,
    `augment_label`, `augment_bounding_boxes`. Each is called for one image; random numbers come from
    `self._random_generator`. The layer is called on images, [batch, height, width, channels] or one of them, or on a
    dict of "images" and any of "labels" (or "targets") and "bounding_boxes", and gives the same.

    Args:
      rate: kept for subclasses to read: the share of images that they change.
      seed: of what is drawn.
    """

    def __init__(self, rate=1.0, seed=None, **kwargs):
        super().__init__(seed=seed, **kwargs)
        check_numbers(rate=rate)
        self.rate = rate

    # what subclasses write

    def get_random_transformation(self, image=None, label=None, bounding_box=None):
        """What to do to one image: a tensor, or a structure of them, that the other methods take; None by default."""
        return None

    def augment_image(self, image, transformation):
        """The image changed."""
        raise NotImplementedError(f"{type(self).__name__} must implement `augment_image(image, transformation)`.")

    def augment_label(self, label, transformation):
        """The label of an image that `transformation` changes."""
        raise NotImplementedError(
            f"{type(self).__name__} received labels and must implement `augment_label(label, transformation)`."
        )

    augment_target = augment_label

    def augment_bounding_boxes(self, image, bounding_boxes, transformation=None):
        """The bounding boxes in an image that `transformation` changes."""
        raise NotImplementedError(
            f"{type(self).__name__} received bounding boxes and must implement "
            "`augment_bounding_boxes(image, bounding_boxes, transformation)`."
        )

    # the call

    def call(self, inputs, training=True):
        is_dict = isinstance(inputs, dict)
        given = {name: self._as_floats(value) for name, value in (inputs if is_dict else {"images": inputs}).items()}
        self._check(given)
        if not training:
            found = given
        elif len(given["images"]._dims) == 3:
            found = self._augment(given)
        else:
            found = map_fn(self._augment, given, fn_output_signature={name: t.dtype for name, t in given.items()})
        return found if is_dict else found["images"]

    def _augment(self, given):
        """One image, with what belongs to it."""
        image, boxes = given["images"], given.get("bounding_boxes")
        label = given.get("labels", given.get("targets"))
        how = self.get_random_transformation(image=image, label=label, bounding_box=boxes)
        found = {"images": self.augment_image(image, transformation=how)}
        for name in ("labels", "targets"):
            if name in given:
                found[name] = self.augment_label(given[name], transformation=how)
        if boxes is not None:
            found["bounding_boxes"] = self.augment_bounding_boxes(image, boxes, transformation=how)
        return {name: cast(found[name], given[name].dtype) for name in given}

    def _as_floats(self, value):
        return cast(convert(value), self.compute_dtype)

    def _check(self, given):
        if "images" not in given or not set(given) <= set(KINDS):
            raise ValueError(
                f"Layer {self.name} expects images, or a dict of 'images' and any of 'labels', 'targets' and "
                f"'bounding_boxes'. Received a dict of {sorted(given)}."
            )
        if given["images"]._dims is None or len(given["images"]._dims) not in (3, 4):
            raise ValueError(
                f"Layer {self.name} ({type(self).__name__}) expects image inputs of rank 3 or 4. Received shape "
                f"{given['images'].shape}."
            )

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}
