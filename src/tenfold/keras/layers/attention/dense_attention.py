"""What Attention and AdditiveAttention share: scores, a softmax of them where the masks allow, a mean of the values."""

from tenfold.keras.layers.activation.masked_softmax import masked_softmax
from tenfold.keras.layers.attention.masks import causal_mask, combined, length_of
from tenfold.keras.layers.attention.ragged_rows import as_rows, is_ragged, scores_as_rows, sequences
from tenfold.keras.layers.regularization.seeded import SeededLayer, check_rate
from tenfold.ops.arrays.basics import cast, expand_dims
from tenfold.ops.linalg.products import matmul
from tenfold.ops.nn.dropout import dropout


class DenseAttention(SeededLayer):
    """softmax(scores(query, key)) @ value; subclasses say what the scores are.

    Args:
      dropout: share of the scores that training sets to zero, after the softmax.
      seed: of the dropout.
      causal: True lets no query look at later keys, as `use_causal_mask=True` does in the call.

    Call arguments:
      inputs: [query, value] or [query, value, key]; the key is the value by default.
      mask: [query mask, value mask], each (batch, length) or None: results of masked queries are zero, masked values
        are not looked at.
      return_attention_scores: give (results, scores after the softmax) in place of the results.
      use_causal_mask: let no query look at later keys.

    Shapes: query (batch, queries, dim), value (batch, keys, width), key (batch, keys, dim) -> (batch, queries, width).
    Any may be ragged, its sequences of several lengths; results and scores are ragged then.
    """

    def __init__(self, dropout=0.0, seed=None, causal=False, **kwargs):
        super().__init__(seed, **kwargs)
        self.dropout, self.causal = check_rate(dropout, type(self).__name__), bool(causal)

    def build(self, input_shape):
        self._check(input_shape)
        self.add_weights(input_shape)
        self.built = True

    def add_weights(self, input_shape):
        """Make the weights for the shapes of the inputs."""

    def scores(self, query, key):
        """(batch, queries, keys) of (batch, queries, dim) and (batch, keys, dim)."""
        raise NotImplementedError(f"{type(self).__name__} must implement scores(query, key).")

    def call(self, inputs, mask=None, training=None, return_attention_scores=False, use_causal_mask=False):
        self._check(inputs, mask)
        query, value, key = [*inputs, inputs[1]][:3]
        query_mask, value_mask = (None, None) if mask is None else mask[:2]
        rows = None
        if is_ragged(query, value, key):
            rows = queries, values, keys = [sequences(t, self.name) for t in (query, value, key)]
            query, value, key = queries.dense, values.dense, keys.dense
            value_mask = keys.mask(values.mask(value_mask))
        seen = combined(
            None if value_mask is None else expand_dims(value_mask, 1),
            causal_mask(length_of(query), length_of(key)) if use_causal_mask or self.causal else None,
        )
        weights = masked_softmax(self.scores(query, key), seen)
        if training and self.dropout:
            weights = dropout(weights, self.dropout, seed=self.next_seed())
        result = matmul(weights, value)
        if query_mask is not None:
            result = result * cast(expand_dims(query_mask, -1), result.dtype)
        if rows is not None:
            result = as_rows(result, queries)
            weights = scores_as_rows(weights, queries, values) if return_attention_scores else None
        return (result, weights) if return_attention_scores else result

    def _check(self, inputs, mask=None):
        name = type(self).__name__
        if not isinstance(inputs, (list, tuple)):
            raise ValueError(
                f"{name} layer must be called on a list of inputs, namely [query, value] or [query, value, key]. "
                f"Received: {inputs}."
            )
        if len(inputs) not in (2, 3):
            raise ValueError(
                f"{name} layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. "
                f"Received length: {len(inputs)}."
            )
        if mask is None:
            return
        if not isinstance(mask, (list, tuple)):
            raise ValueError(f"{name} layer mask must be a list, namely [query_mask, value_mask]. Received: {mask}.")
        if not 2 <= len(mask) <= len(inputs):
            raise ValueError(
                f"{name} layer mask must be a list of length 2, namely [query_mask, value_mask]. Received length: "
                f"{len(mask)}."
            )

    def compute_mask(self, inputs, mask=None):
        """The query's mask."""
        self._check(inputs, mask)
        return None if mask is None else mask[0]

    def compute_output_shape(self, input_shape):
        self._check(input_shape)
        return (*tuple(input_shape[0])[:-1], tuple(input_shape[1])[-1])

    def get_config(self):
        config = {**super().get_config(), "dropout": self.dropout}
        if self.seed is None:
            del config["seed"]
        return {**config, "causal": True} if self.causal else config
