"""HashedCrossing: one number for what several features are together."""

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.layers.preprocessing import encoding
from tenfold.keras.layers.preprocessing.batches import is_composite
from tenfold.keras.layers.preprocessing.hashing import positive_bins
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer
from tenfold.ops.strings.crossing import crossed_hash


class HashedCrossing(PreprocessingLayer):
    """The bin that the values of several features together are hashed to.

    Args:
      num_bins: number of bins.
      output_mode: "int" (the default) or "one_hot".
      sparse: whether to give a SparseTensor, with "one_hot".

    Shapes: a list of at least two tensors of one shape, (), (batch,) or (batch, 1), of strings or integers -> that
    shape with "int", else (batch, num_bins).

    Raises:
      ValueError: inputs of other shapes or dtypes, or fewer than two.
    """

    def __init__(self, num_bins, output_mode="int", sparse=False, **kwargs):
        self.num_bins = positive_bins(num_bins, "HashedCrossing")
        mode = encoding.checked_mode(output_mode, (encoding.INT, encoding.ONE_HOT), "HashedCrossing", sparse)
        super().__init__(**{**kwargs, "dtype": encoding.mode_dtype(kwargs.get("dtype"), mode)})
        self.output_mode, self.sparse = mode, sparse

    def _as_tensors(self, inputs):
        if not isinstance(inputs, (list, tuple)):
            raise ValueError(
                f"Layer {self.name}: `HashedCrossing` should be called on a list or tuple of inputs. Received: {inputs}"
            )
        return [f if is_composite(f) else convert(f) for f in inputs]

    def call(self, inputs):
        self._check(inputs)
        ids = crossed_hash(*inputs, num_buckets=self.num_bins)
        return encoding.encoded(ids, self.output_mode, self.num_bins, self.compute_dtype, self.sparse, layer=self.name)

    def _check(self, inputs):
        shapes, names = [f.shape for f in inputs], [f.dtype.name for f in inputs]
        if len(inputs) < 2:
            wrong = "should be called on at least two inputs"
        elif any(
            is_composite(f) or s.rank is None or s.rank > 1 and s.as_list()[1:] != [1] for f, s in zip(inputs, shapes)
        ):
            wrong = "inputs should all be dense, of shape `()`, `(batch_size,)` or `(batch_size, 1)`"
        elif not all(a.is_compatible_with(shapes[0]) for a in shapes):
            wrong = "inputs should all have equal shape"
        elif not all(f.dtype.is_integer or f.dtype is dtypes.string for f in inputs):
            wrong = "inputs should all have an integer or string dtype"
        else:
            return
        raise ValueError(
            f"Layer {self.name}: `HashedCrossing` {wrong}. Received {len(inputs)} of shapes "
            f"{[tuple(s) if s.rank is not None else None for s in shapes]} and dtypes {names}"
        )

    def compute_output_shape(self, input_shape):
        first = input_shape[0] if nest.is_nested(input_shape[0]) or hasattr(input_shape[0], "rank") else input_shape
        return encoding.encoded_shape(first, self.output_mode, self.num_bins)

    def get_config(self):
        config = {"num_bins": self.num_bins, "output_mode": self.output_mode, "sparse": self.sparse}
        return {**super().get_config(), **config}
