"""Dot: the products of two inputs along an axis of each, sample by sample."""

import numpy as np

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.layer import Layer
from tenfold.ops.arrays.basics import expand_dims
from tenfold.ops.linalg.einsum import LETTERS, einsum
from tenfold.ops.math.clipping import l2_normalize


class Dot(Layer):
    """sum over i of a[b, ..., i, ...] * c[b, ..., i, ...] for every sample b: the batch is in both, `axes` go.

    Args:
      axes: the axis of both inputs, or a pair of one for each; the batch is axis 0, which cannot be summed over.
      normalize: whether the inputs are divided by their length along these axes first: then it is the cosine.

    Shapes: the axes of the first input without its own, then those of the second without batch and its own; (batch, 1)
    for two inputs of rank 2.

    Raises:
      TypeError: `axes` is neither a number nor a list. ValueError: it has not two of them, or inputs do not fit.
    """

    def __init__(self, axes, normalize=False, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(axes, (int, np.integer, list, tuple)):
            raise TypeError(f"Invalid type for argument `axes`: it should be a list or an int. Received: axes={axes}")
        pair = axes if isinstance(axes, (list, tuple)) else (axes, axes)
        if len(pair) != 2:
            raise ValueError(
                f"Invalid format for argument `axes`: it should contain two elements. Received: axes={axes}"
            )
        if not all(isinstance(axis, (int, np.integer)) for axis in pair):
            raise ValueError(
                f"Invalid format for argument `axes`: list elements should be integers. Received: axes={axes}"
            )
        self.axes, self.normalize, self.supports_masking = axes, normalize, True
        self._pair = tuple(map(int, pair))

    def build(self, input_shape):
        if isinstance(input_shape, TensorShape) or not isinstance(input_shape, (list, tuple)) or len(input_shape) != 2:
            raise ValueError(
                f"A `Dot` layer should be called on a list of 2 inputs. Received: input_shape={input_shape}"
            )
        shapes = [tuple(TensorShape(shape).as_list()) for shape in input_shape]
        lengths = [shape[axis] for shape, axis in zip(shapes, self._places(*shapes))]
        if None not in lengths and lengths[0] != lengths[1]:
            raise ValueError(
                f"Incompatible input shapes: axis values {lengths[0]} (at axis {self._pair[0]}) != {lengths[1]} "
                f"(at axis {self._pair[1]}). Full input shapes: {shapes[0]}, {shapes[1]}"
            )
        self.built = True

    def _places(self, *shapes):
        """The two axes, counted from the front."""
        for shape, axis in zip(shapes, self._pair):
            if not -len(shape) < axis < len(shape) or axis == 0:
                raise ValueError(
                    f"Layer {self.name}: cannot sum over axis {axis} of an input of shape {shape}: axes after the "
                    f"batch are 1 to {len(shape) - 1}. Where there is no batch, add one: tf.expand_dims(x, 0)."
                )
        return [axis % len(shape) for shape, axis in zip(shapes, self._pair)]

    def call(self, inputs):
        first, second = inputs
        axes = self._places(first._dims, second._dims)
        if self.normalize:
            first, second = (l2_normalize(t, axis) for t, axis in zip((first, second), axes))
        labels = LETTERS[1 : first.ndim], LETTERS[first.ndim : first.ndim + second.ndim - 1]
        summed = labels[0][axes[0] - 1]
        a, b = labels[0], labels[1][: axes[1] - 1] + summed + labels[1][axes[1] :]
        result = (a + b).replace(summed, "")
        outputs = einsum(f"{LETTERS[0]}{a},{LETTERS[0]}{b}->{LETTERS[0]}{result}", first, second)
        return outputs if result else expand_dims(outputs, 1)

    def compute_output_shape(self, input_shape):
        a, b = (tuple(TensorShape(shape).as_list()) for shape in input_shape)
        i, j = self._places(a, b)
        found = (*a[:i], *a[i + 1 :], *b[1:j], *b[j + 1 :])
        return found if len(found) > 1 else (*found, 1)

    def compute_mask(self, inputs, mask=None):
        return None

    def get_config(self):
        return {**super().get_config(), "axes": self.axes, "normalize": self.normalize}
