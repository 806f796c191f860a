"""TimeDistributed: a layer applied to each step of a sequence."""

from tenfold.core.base import nest
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.calling import with_mask
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.core.wrapper import Wrapper
from tenfold.keras.layers.recurrent.cells.any_cell import arguments_of_call, map_shapes
from tenfold.keras.layers.recurrent.ragged_rows import is_ragged
from tenfold.keras.layers.recurrent.sequence_call import check_rank
from tenfold.ops.arrays.basics import concat, reshape, shape
from tenfold.ops.math.reduce import reduce_any


class TimeDistributed(Wrapper):
    """The layer inside sees every step of every sequence as a sample of its own: batch and time are one axis to it.

    Args:
      layer: any layer or model.

    Shapes: (batch, time, ...) -> (batch, time, ...), each in any structure; batch and time may be unknown. A ragged
    tensor of sequences gives such a one.

    The mask of the outputs is the layer's, where it makes one; else the inputs', reduced to (batch, time).
    """

    hands_training_on = True

    def __init__(self, layer, **kwargs):
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Please initialize `TimeDistributed` layer with a `tf.keras.layers.Layer` instance. Received: {layer}"
            )
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def build(self, input_shape):
        shapes = map_shapes(self._of_a_step, input_shape)
        if not self.layer.built:
            self.layer.build(shapes)
            if self.layer._initial_weights is not None:
                self.layer.set_weights(self.layer._initial_weights)
            self.layer.built = True
        self.built = True

    def _of_a_step(self, s):
        dims = s.as_list()
        if len(dims) < 3:
            raise ValueError(
                "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions (batch, time, "
                f"...), received by {self.name}: {tuple(dims)}"
            )
        return TensorShape([None if None in dims[:2] else dims[0] * dims[1], *dims[2:]])

    def _run(self, inputs, args, kwargs):
        check_rank(self, inputs)
        return super()._run(inputs, args, kwargs)

    def call(self, inputs, training=None, mask=None):
        flags = {"training": training} if "training" in arguments_of_call(self.layer) else {}
        if is_ragged(inputs):
            return inputs.with_values(self.layer(inputs.values, **flags))
        leading = shape(nest.flatten(inputs)[0])[:2]
        folded = nest.map_structure(_folded, inputs)
        if any(m is not None for m in nest.flatten(mask)):
            folded = nest.map_structure(_masked, folded, nest.pack_sequence_as(inputs, nest.flatten(mask)))
        return nest.map_structure(lambda y: _unfolded(y, leading), self.layer(folded, **flags))

    def compute_output_shape(self, input_shape):
        found = self.layer.compute_output_shape(map_shapes(self._of_a_step, input_shape))
        first = nest.flatten(map_shapes(_Leading, input_shape))[0].dims
        return map_shapes(lambda s: TensorShape([*first, *s.as_list()[1:]]), found)

    def compute_mask(self, inputs, mask=None):
        if is_ragged(inputs):
            return None
        given = [m for m in nest.flatten(mask) if m is not None]
        found = None
        if self.layer.supports_masking or type(self.layer).compute_mask is not Layer.compute_mask:
            inner = nest.map_structure(lambda m: None if m is None else _folded(m), mask)
            found = self.layer.compute_mask(nest.map_structure(_folded, inputs), inner)
        if found is None:
            return None if not given else reduce_any(given[0], list(range(2, given[0].ndim)))
        leading = shape(nest.flatten(inputs)[0])[:2]
        return nest.map_structure(lambda m: None if m is None else _unfolded(m, leading), found)


class _Leading:
    """Batch and time of a shape."""

    def __init__(self, s):
        self.dims = s.as_list()[:2]


def _folded(x):
    """(batch, time, ...) as (batch * time, ...)."""
    return reshape(x, concat([[-1], shape(x)[2:]], 0))


def _unfolded(y, leading):
    return reshape(y, concat([leading, shape(y)[1:]], 0))


def _masked(folded, mask):
    """`folded` with its mask, where that says more than which steps count, or the layer sees one vector a step."""
    if mask is None or mask.ndim == 2 and folded.ndim > 2:
        return folded
    return with_mask(folded, _folded(mask))
