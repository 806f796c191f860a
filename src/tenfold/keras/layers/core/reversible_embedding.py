"""ReversibleEmbedding: a table that words are looked up in, and scored by (Press and Wolf, EACL 2017)."""

from tenfold.keras.layers.core.embedding import Embedding
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, transpose
from tenfold.ops.linalg.products import matmul
from tenfold.ops.nn.activations import tanh


class ReversibleEmbedding(Embedding):
    """embeddings[inputs]; called with `reverse=True`, inputs @ embeddings^T: a number for each row.

    Args:
      input_dim, output_dim, mask_zero: see `Embedding`, as for what else it takes.
      tie_weights: whether both directions have one table; else the other, (output_dim, input_dim), is
        `reverse_embeddings`.
      reverse_dtype: in which the reverse product is computed, by default in the layer's compute dtype.
      logit_soft_cap: c, where the reverse result is c tanh(result / c).

    Call arguments:
      reverse: whether inputs are vectors, (..., output_dim) -> (..., input_dim).
    """

    def __init__(
        self,
        input_dim,
        output_dim,
        tie_weights=True,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        reverse_dtype=None,
        logit_soft_cap=None,
        **kwargs,
    ):
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
            mask_zero=mask_zero,
            **kwargs,
        )
        check_numbers(logit_soft_cap=logit_soft_cap, optional=True)
        self.tie_weights, self.reverse_dtype, self.logit_soft_cap = tie_weights, reverse_dtype, logit_soft_cap

    def build(self, input_shape=None):
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = self.add_weight(
                "reverse_embeddings",
                (self.output_dim, self.input_dim),
                initializer=self.embeddings_initializer,
                regularizer=self.embeddings_regularizer,
                constraint=self.embeddings_constraint,
            )

    def call(self, inputs, reverse=False):
        if not reverse:
            return super().call(inputs)
        dtype = self.reverse_dtype or self.compute_dtype
        table = transpose(self.embeddings) if self.tie_weights else self.reverse_embeddings
        logits = matmul(cast(inputs, dtype), cast(table, dtype))
        return tanh(logits / self.logit_soft_cap) * self.logit_soft_cap if self.logit_soft_cap else logits

    def compute_mask(self, inputs, mask=None):
        return mask if inputs.dtype.is_floating else super().compute_mask(inputs, mask)

    def compute_output_shape(self, input_shape, reverse=False):
        return (*input_shape[:-1], self.input_dim) if reverse else super().compute_output_shape(input_shape)

    def get_config(self):
        kept = ("tie_weights", "reverse_dtype", "logit_soft_cap")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}
