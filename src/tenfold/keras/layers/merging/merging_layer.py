"""What merging layers share: several inputs, broadcast against each other, into one."""

import functools

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.layer import Layer
from tenfold.ops.arrays.basics import expand_dims


class MergingLayer(Layer):
    """Elementwise function of a list of inputs, broadcast against each other."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape):
        if isinstance(input_shape, TensorShape) or not isinstance(input_shape, (list, tuple)) or not input_shape:
            raise ValueError(
                f"A merge layer should be called on a list of at least 1 input. Received: input_shape={input_shape}"
            )
        self._check_number(input_shape)
        shapes = known_shapes(input_shape)
        batches = {s[0] for s in shapes if s and s[0] is not None}
        if len(batches) > 1:
            raise ValueError(
                f"Cannot merge tensors with different batch sizes. Received tensors with shapes {input_shape}"
            )
        if shapes:
            functools.reduce(_merged_shape, [s[1:] for s in shapes])
        self.built = True

    def call(self, inputs):
        if not isinstance(inputs, (list, tuple)):
            raise ValueError("A merge layer should be called on a list of inputs.")
        ranks = [t.shape.rank for t in inputs]
        if None in ranks:
            return self.merge(inputs)
        return self.merge([self._raised(t, max(ranks)) for t in inputs])

    def _check_number(self, shapes):
        """ValueError where the layer merges another number of inputs."""

    @staticmethod
    def _raised(tensor, rank):
        """Axes of length 1 after the batch, up to `rank`."""
        while tensor.shape.rank < rank:
            tensor = expand_dims(tensor, 1)
        return tensor

    def merge(self, inputs):
        """The merged tensor of a list of tensors of one rank."""
        raise NotImplementedError(f"{type(self).__name__} must implement merge(inputs).")

    def compute_mask(self, inputs, mask=None):
        masks = [m for m in checked_masks(inputs, mask) if m is not None]
        return functools.reduce(lambda a, b: a & b, masks) if masks else None


def checked_masks(inputs, mask):
    """`mask`, the masks of a list of inputs; none where it is None. ValueError where it is no list of their number."""
    if mask is None:
        return []
    if not isinstance(mask, (list, tuple)):
        raise ValueError(f"`mask` should be a list. Received: mask={mask}")
    if not isinstance(inputs, (list, tuple)) or len(mask) != len(inputs):
        raise ValueError(
            "The lists `inputs` and `mask` should have the same length. "
            f"Received: inputs={inputs} of length {len(inputs)}, and mask={mask} of length {len(mask)}"
        )
    return mask


def known_shapes(shapes):
    """Those of known rank, as tuples."""
    shapes = [TensorShape(s) for s in shapes]
    return [tuple(s.as_list()) for s in shapes if s.rank is not None]


def _merged_shape(a, b):
    if len(a) < len(b):
        a, b = b, a
    head, tail = a[: len(a) - len(b)], a[len(a) - len(b) :]
    merged = []
    for i, j in zip(tail, b):
        if None not in (i, j) and i != j and 1 not in (i, j):
            raise ValueError(f"Inputs have incompatible shapes. Received shapes {tuple(a)} and {tuple(b)}")
        merged.append(None if None in (i, j) and 1 not in (i, j) else max(i or 0, j or 0) or None)
    return (*head, *merged)
