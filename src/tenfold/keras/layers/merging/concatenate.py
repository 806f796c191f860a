"""Concatenate: several inputs joined along an axis."""

import numpy as np

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.merging.merging_layer import checked_masks, known_shapes
from tenfold.ops.arrays.basics import concat, expand_dims, ones_like
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.reduce import reduce_all
from tenfold.ops.sparse import entries
from tenfold.ops.sparse.tensor import SparseTensor


class Concatenate(Layer):
    """The inputs joined along `axis`; all other axes must agree.

    Sparse tensors are joined as such, with dense ones beside them as dense ones.
    """

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)):
            raise TypeError(f"`axis` of a Concatenate layer must be a whole number. Received: axis={axis!r}")
        self.axis, self.supports_masking = int(axis), True

    def build(self, input_shape):
        if isinstance(input_shape, TensorShape) or not isinstance(input_shape, (list, tuple)) or not input_shape:
            raise ValueError(
                "A `Concatenate` layer should be called on a list of at least 1 input. "
                f"Received: input_shape={input_shape}"
            )
        shapes = [list(s) for s in known_shapes(input_shape)]
        for s in shapes:
            del s[wrap_axis(self.axis, len(s))]
        if len({len(s) for s in shapes}) > 1 or any(len({*lengths} - {None}) > 1 for lengths in zip(*shapes)):
            raise ValueError(
                "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
                f"Received: input_shape={input_shape}"
            )
        self.built = True

    def call(self, inputs):
        sparse = [type(t) is SparseTensor for t in inputs]
        if all(sparse):
            return entries.concat(self.axis, list(inputs))
        return concat([entries.to_dense(t) if is_sparse else t for t, is_sparse in zip(inputs, sparse)], self.axis)

    def compute_mask(self, inputs, mask=None):
        mask = checked_masks(inputs, mask)
        if all(m is None for m in mask):
            return None
        from_ones = [expand_dims(m, -1) if m is not None and m.ndim < t.ndim else m for t, m in zip(inputs, mask)]
        return _all_masks(inputs, from_ones, self.axis)

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}


def _all_masks(inputs, masks, axis):
    """The mask of joined inputs: one without counts as unmasked; a step is kept if all of its inputs keep it."""
    full = [ones_like(t, "bool") if m is None else ones_like(t, "bool") & m for t, m in zip(inputs, masks)]
    return reduce_all(concat(full, axis), -1)
