"""MaxNumBoundingBoxes: as many bounding boxes for every image."""

from tenfold.core.values.convert import convert
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.utils.arguments import check_numbers, whole_number
from tenfold.ops.arrays.basics import shape
from tenfold.ops.arrays.padding import pad
from tenfold.ops.math.powers import maximum


class MaxNumBoundingBoxes(LabelledLayer):
    """The first `max_number` bounding boxes of each image and their labels; where there are fewer, `fill_value`.

    Called on a dict of "images", "bounding_boxes" (a dict of "boxes" [batch, n, 4] and "labels" [batch, n], or without
    the batch) and more, which goes through unchanged; images alone do so too.

    Args:
      max_number: how many.
      fill_value: of boxes and labels that are none.
      bounding_box_format: such as "xyxy": kept for the configuration, since filling up is the same in all of them.
    """

    passes = None

    def __init__(self, max_number, fill_value=-1, bounding_box_format=None, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.max_number = whole_number(max_number, "max_number")
        check_numbers(fill_value=fill_value)
        self.fill_value, self.bounding_box_format = fill_value, bounding_box_format

    def call(self, inputs, training=True):
        found = super().call(inputs, training)
        if not isinstance(inputs, dict) or "bounding_boxes" not in inputs:
            return found
        boxes = inputs["bounding_boxes"]
        if not isinstance(boxes, dict) or not {"boxes", "labels"} <= boxes.keys():
            what = sorted(boxes) if isinstance(boxes, dict) else type(boxes).__name__
            raise ValueError(
                f"'bounding_boxes' of layer {self.name} must be a dict of 'boxes' and 'labels'. Received: {what}"
            )
        axes = {"boxes": -2, "labels": -1}
        return {**found, "bounding_boxes": {k: self._fitted(v, axes[k]) if k in axes else v for k, v in boxes.items()}}

    def _fitted(self, values, axis):
        values = convert(values)
        rank = len(values._dims)
        axis += rank
        values = values[(*[slice(None)] * axis, slice(self.max_number))]
        missing = maximum(self.max_number - shape(values)[axis], 0)
        pads = [[0, missing if at == axis else 0] for at in range(rank)]
        padded = pad(values, pads, constant_values=self.fill_value)
        padded.set_shape([self.max_number if at == axis else n for at, n in enumerate(values._dims)])
        return padded

    def get_config(self):
        config = {name: value for name, value in super().get_config().items() if name != "seed"}
        kept = ("max_number", "fill_value", "bounding_box_format")
        return {**config, **{name: getattr(self, name) for name in kept}}
