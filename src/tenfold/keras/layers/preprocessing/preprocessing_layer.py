"""PreprocessingLayer: a layer whose state is learned by looking through data once, before any training."""

from tenfold.core.base.thread import STATE
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.preprocessing.batches import batches_of, is_composite, length_of
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.structures.specs import TensorSpec


class PreprocessingLayer(Layer):
    """Base of layers that `adapt` to data.

    Subclasses write `update_state(data)`, which takes one batch in, `finalize_state()`, which makes of it what `call`
    uses, and `reset_state()`. Layers that learn nothing from data write none of them.

    Attributes:
      is_adapted: whether `adapt` has been called.
      order_matters: whether the state depends on how data are cut into batches; where not, these may be larger.
    """

    order_matters = True
    input_kind = None  # the dtype of an empty list of inputs, where the layer takes one dtype alone

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._is_adapted = False

    is_adapted = property(lambda self: self._is_adapted)

    def _as_tensors(self, inputs):
        """Lists and strings too as tensors, each list as one."""
        if not hasattr(inputs, "dtype") and not isinstance(inputs, dict) and not is_composite(inputs):
            is_empty = isinstance(inputs, (list, tuple)) and not inputs
            inputs = convert(inputs, self.input_kind if is_empty else None)
        return super()._as_tensors(inputs)

    # learning from data

    def compile(self, run_eagerly=None, steps_per_execution=None):
        """Accepted and without effect on any number: how `adapt` runs."""

    def adapt(self, data, batch_size=None, steps=None):
        """Forget what was learned and look through `data` once.

        Args:
          data: an array, a list, a tensor (also ragged or sparse), or an iterable of batches or,
            as from a dataset not batched, of scalars, each a batch of one, or of vectors of one length.
          batch_size: rows of arrays to take at a time, 32 by default; an iterable has batches of its own.
          steps: most batches to take.

        Raises:
          RuntimeError: inside a `tf.function`.
          ValueError: there is nothing to learn, no data, or a batch_size for what has batches already.
        """
        if STATE.graph is not None and STATE.graph.building_function:
            raise RuntimeError(
                f"Detected a call to `PreprocessingLayer.adapt` of layer {self.name} inside a `tf.function`, which "
                "would run it only while tracing. Call it outside; inside, `layer.update_state(x)` can be called."
            )
        if self.built:
            self.reset_state()
        default = 32 if self.order_matters or steps is not None else 4096
        for batch in batches_of(data, batch_size, default, steps, self):
            batch = batch if batch.shape.rank != 0 else reshape(batch, [1])  # a dataset not batched: samples alone
            self._adapt_maybe_build(batch, length_of(data))
            self.update_state(batch)
        self.finalize_state()
        self._is_adapted = True

    def _adapt_maybe_build(self, batch, length):
        if not self.built:
            dims = batch.shape.as_list()
            self._build_for(TensorSpec([length, *dims[1:]], batch.dtype))
        if not hasattr(self, "_batch_input_shape"):
            self._batch_input_shape = (None,) * batch.shape.rank

    def update_state(self, data):
        """Take one batch in."""
        raise ValueError(f"{type(self).__name__} layers learn nothing from data: there is nothing to `adapt`.")

    def finalize_state(self):
        """Make of all batches since `reset_state` what `call` uses."""

    def reset_state(self):
        """Forget all batches."""


def known_rank(shape, layer):
    """The dimensions of `shape`. ValueError where not even their number is known."""
    shape = TensorShape(shape)
    if shape.rank is None:
        raise ValueError(f"Layer {layer.name} needs inputs of known rank; received a tensor of unknown shape.")
    return tuple(shape.as_list())
