"""Embedding: whole numbers to rows of a table."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.base.affine import positive_int
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import cast, concat, expand_dims, reshape
from tenfold.ops.arrays.ranges import range as numbers_up_to
from tenfold.ops.arrays.repeating import repeat
from tenfold.ops.arrays.shaping import size
from tenfold.ops.math.comparison import not_equal
from tenfold.ops.nn.embedding import embedding_lookup
from tenfold.ops.sparse.entries import from_dense, to_dense
from tenfold.ops.sparse.tensor import SparseTensor

_DECLARED = {"input_shape", "batch_input_shape", "input_dim"}


class Embedding(Layer):
    """embeddings[inputs]: a row of length `output_dim` for each whole number in [0, input_dim).

    Its gradient is IndexedSlices: a step of an optimizer touches only the rows that were looked up.

    Args:
      input_dim: how many rows there are: the largest number, plus one.
      output_dim: their length.
      embeddings_initializer, embeddings_regularizer, embeddings_constraint: names or objects, for the table.
      activity_regularizer: of the outputs.
      mask_zero: whether the number 0 is padding, which the outputs' mask hides from the layers after.
      input_length: length (or lengths, as a tuple) of the inputs after the batch, where they are constant.
      sparse: whether a call gives a SparseTensor.

    Shapes: (batch, ...) -> (batch, ..., output_dim); the table is (input_dim, output_dim). Inputs may be ragged, or
    sparse, where what is missing is the number 0. Floats are cut off to whole numbers.

    Raises:
      InvalidArgumentError: a number outside [0, input_dim), when called.
    """

    def __init__(
        self,
        input_dim,
        output_dim,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        activity_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        input_length=None,
        sparse=False,
        **kwargs,
    ):
        if not kwargs.keys() & _DECLARED and (input_length is not None or by_era("Embedding.implies_input")):
            kwargs["input_shape"] = _lengths(input_length) or (None,)
        super().__init__(activity_regularizer=activity_regularizer, **{"autocast": False, **kwargs})
        self.input_dim = positive_int(input_dim, "input_dim", "Embedding")
        self.output_dim = positive_int(output_dim, "output_dim", "Embedding")
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero, self.input_length, self.sparse = mask_zero, input_length, sparse
        self.supports_masking = mask_zero

    def build(self, input_shape=None):
        self.embeddings = self.add_weight(
            "embeddings",
            (self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )
        self.built = True

    def call(self, inputs):
        if isinstance(inputs, SparseTensor):
            return self._of_sparse(inputs)
        rows = embedding_lookup(self.embeddings, _whole(inputs))
        return from_dense(rows) if self.sparse else rows

    def _of_sparse(self, inputs):
        """The table's rows for a SparseTensor of numbers; a SparseTensor has none where that has nothing."""
        if not self.sparse:
            return embedding_lookup(self.embeddings, _whole(to_dense(inputs)))
        rows, n = embedding_lookup(self.embeddings, _whole(inputs.values)), self.output_dim
        columns = numbers_up_to(size(rows), dtype="int64") % n
        indices = concat([repeat(inputs.indices, n, axis=0), expand_dims(columns, 1)], axis=1)
        return SparseTensor(indices, reshape(rows, [-1]), concat([inputs.dense_shape, [n]], axis=0))

    def compute_mask(self, inputs, mask=None):
        return not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        dims = TensorShape(input_shape).as_list()
        declared = _lengths(self.input_length) or (None,) * len(dims[1:])
        if len(declared) != len(dims[1:]) or any(None not in (a, b) and a != b for a, b in zip(declared, dims[1:])):
            raise ValueError(f'"input_length" is {self.input_length}, but received input has shape {input_shape}')
        return (*dims[:1], *(a if b is None else b for a, b in zip(declared, dims[1:])), self.output_dim)

    def get_config(self):
        config = {
            **super().get_config(),
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "embeddings_initializer": initializers.configuration(self.embeddings_initializer),
            "embeddings_regularizer": regularizers.configuration(self.embeddings_regularizer),
            "activity_regularizer": regularizers.configuration(self.activity_regularizer),
            "embeddings_constraint": constraints.configuration(self.embeddings_constraint),
            "mask_zero": self.mask_zero,
            "input_length": self.input_length,
        }
        return {**config, "sparse": True} if self.sparse else config


def _lengths(input_length):
    """The dimensions after the batch that `input_length` declares; none where it is None."""
    if input_length is None:
        return ()
    return tuple(input_length) if isinstance(input_length, (list, tuple)) else (input_length,)


def _whole(ids):
    return ids if ids.dtype.name in ("int32", "int64") else cast(ids, "int32")
