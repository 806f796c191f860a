"""Subtract: one input less another."""

from tenfold.keras.layers.merging.merging_layer import MergingLayer


class Subtract(MergingLayer):
    """The first input minus the second. ValueError where there are not exactly two."""

    def _check_number(self, shapes):
        if len(shapes) != 2:
            raise ValueError(f"A `Subtract` layer should be called on exactly 2 inputs. Received: input_shape={shapes}")

    def merge(self, inputs):
        return inputs[0] - inputs[1]
