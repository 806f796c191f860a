"""What MultiHeadAttention and GroupQueryAttention share: projections into heads, masks, and the projection back."""

import math

from tenfold.core.values.shapes import TensorShape
from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.attention.masks import causal_mask, combined, length_of, mask_of, window_mask
from tenfold.keras.layers.attention.ragged_rows import as_rows, is_ragged, sequences
from tenfold.keras.layers.base.context import BUILDING, CALL
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.core.einsum_dense import EinsumDense
from tenfold.keras.layers.regularization.dropout import Dropout
from tenfold.keras.utils.arguments import whole_number
from tenfold.ops.arrays.basics import expand_dims
from tenfold.ops.nn.activations import sigmoid
from tenfold.ops.structures.specs import TensorSpec

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class ProjectedAttention(Layer):
    """output(softmax(query heads . key heads) . value heads), each head a learnt projection.

    Args:
      dropout, seed: share of the scores that training sets to zero, after the softmax.
      use_bias: whether the projections have biases.
      sliding_window: let a query look only at keys less than this many positions away.
      use_gate: multiply the result of each head by the sigmoid of a further projection of the query
        (https://arxiv.org/abs/2505.06708).
      kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, kernel_constraint, bias_constraint: of
        each projection.
      activity_regularizer: of the outputs.

    Call arguments:
      query, value, key: (batch, queries, dim), (batch, keys, dim), and (batch, keys, dim), the value by default. Any
        may be ragged, its sequences of several lengths; the outputs are ragged where the query is.
      attention_mask: (batch, queries, keys), 1 or True where the query may look at the key; dimensions of 1 broadcast,
        and one for the heads may stand after the batch.
      query_mask, value_mask, key_mask: (batch, length); those that come with the tensors by default.
      return_attention_scores: give (outputs, scores after the softmax) in place of the outputs.
      use_causal_mask: let no query look at later keys.
    """

    hands_training_on = True

    def __init__(
        self,
        dropout=0.0,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        sliding_window=None,
        use_gate=False,
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.supports_masking, self.use_bias, self.seed, self.use_gate = True, use_bias, seed, bool(use_gate)
        self._dropout_layer = Dropout(dropout, seed=seed, dtype=self._dtype_policy, name="dropout")
        self.dropout = dropout
        self.sliding_window = None if sliding_window is None else whole_number(sliding_window, "sliding_window")
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._query_dense = self._key_dense = self._gate_dense = self._value_dense = self._output_dense = None

    def build(self, query_shape, value_shape=None, key_shape=None):
        """Make the weights, for which the value's shape must be known; a call makes them otherwise."""
        if value_shape is not None:
            self._project_for(query_shape, value_shape, value_shape if key_shape is None else key_shape)
        self.built = True

    def _project_for(self, *shapes):
        """Make and build the projections for inputs of these shapes, once."""
        with BUILDING:
            if self._output_dense is None:
                made = self.projections(*[tuple(TensorShape(s).as_list()) for s in shapes])
                outer, own = CALL.scope, f"{self._name}/"
                try:
                    CALL.scope = outer if outer.endswith(own) else outer + own  # where nobody calls this layer
                    for layer, shape in made.values():
                        layer._build_for(TensorSpec(shape))
                finally:
                    CALL.scope = outer
                for name, (layer, _) in made.items():
                    setattr(self, f"_{name}_dense", layer)

    def projections(self, query_shape, value_shape, key_shape):
        """{"query", "key", "value", "output", and with a gate "gate": (layer, shape of its inputs)}."""
        raise NotImplementedError(f"{type(self).__name__} must implement projections(query, value, key shapes).")

    def projection(self, name, rank, taken, shape):
        """An EinsumDense that replaces the last `taken` axes of inputs of `rank` by axes of `shape`."""
        inputs = _LETTERS[:rank]
        kept, inner = inputs[: rank - taken], inputs[rank - taken :]
        outer = _LETTERS[rank : rank + len(shape)]
        again = lambda initializer: initializers.deserialize(initializers.configuration(initializer))  # noqa: E731
        return EinsumDense(
            f"{inputs},{inner}{outer}->{kept}{outer}",
            [None] * (len(kept) - 1) + list(shape),
            bias_axes=outer if self.use_bias else None,
            name=name,
            dtype=self._dtype_policy,
            kernel_initializer=again(self.kernel_initializer),
            bias_initializer=again(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
        )

    def call(
        self,
        query,
        value,
        key=None,
        attention_mask=None,
        return_attention_scores=False,
        training=None,
        use_causal_mask=False,
        query_mask=None,
        value_mask=None,
        key_mask=None,
    ):
        value = self._as_tensors(value)
        key = value if key is None else self._as_tensors(key)
        rows = None
        if is_ragged(query, value, key):
            rows, values, keys = [sequences(t, self.name) for t in (query, value, key)]
            query, value, key = rows.dense, values.dense, keys.dense
            value_mask = keys.mask(values.mask(value_mask))
        if self._output_dense is None:
            self._project_for(query.shape, value.shape, key.shape)
        given = zip((query, value, key), (query_mask, value_mask, key_mask))
        masks = [mask_of(t) if mask is None else mask for t, mask in given]
        seen = self._mask(query, value, masks, attention_mask, use_causal_mask)
        heads = self._query_dense(query) * (1.0 / math.sqrt(self.head_size))
        outputs, scores = self.attend(heads, self._key_dense(key), self._value_dense(value), seen, training)
        if self.use_gate:
            outputs = outputs * sigmoid(self._gate_dense(query))
        outputs = self._output_dense(outputs)
        if rows is not None and rows.lengths is not None:
            outputs = as_rows(outputs, rows)
        return (outputs, scores) if return_attention_scores else outputs

    def attend(self, query, key, value, mask, training):
        """(results, scores after the softmax) of heads, the queries divided by sqrt(size) already."""
        raise NotImplementedError(f"{type(self).__name__} must implement attend(query, key, value, mask, training).")

    def _mask(self, query, value, masks, attention_mask, causal):
        """What each query may look at, (batch or 1, queries or 1, keys) or with axes for heads; None for all."""
        query_mask, value_mask, key_mask = masks
        lengths = length_of(query), length_of(value)
        of_inputs = combined(
            None if query_mask is None else expand_dims(self._as_tensors(query_mask), -1),
            *[None if m is None else expand_dims(self._as_tensors(m), -2) for m in (value_mask, key_mask)],
            causal_mask(*lengths) if causal else None,
            None if self.sliding_window is None else window_mask(*lengths, self.sliding_window),
        )
        if attention_mask is None:
            return of_inputs
        attention_mask = self._as_tensors(attention_mask)
        while of_inputs is not None and of_inputs.ndim < attention_mask.ndim:
            of_inputs = expand_dims(of_inputs, 1)
        return attention_mask if of_inputs is None else combined(of_inputs, attention_mask)

    def get_config(self):
        config = {"dropout": self.dropout, "use_bias": self.use_bias}
        for what, module in (("initializer", initializers), ("regularizer", regularizers), ("constraint", constraints)):
            config |= {f"{w}_{what}": module.serialize(getattr(self, f"{w}_{what}")) for w in ("kernel", "bias")}
        config["activity_regularizer"] = regularizers.configuration(self.activity_regularizer)
        for name, usual in (("sliding_window", None), ("use_gate", False), ("seed", None)):
            if getattr(self, name) != usual:
                config[name] = getattr(self, name)
        return {**super().get_config(), **config}
