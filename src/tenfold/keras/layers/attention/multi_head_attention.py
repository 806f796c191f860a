"""MultiHeadAttention (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762)."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.activation.masked_softmax import masked_softmax
from tenfold.keras.layers.attention.masks import of_rank
from tenfold.keras.layers.attention.projected_attention import ProjectedAttention
from tenfold.keras.layers.base.affine import positive_int
from tenfold.ops.linalg.einsum import einsum


class MultiHeadAttention(ProjectedAttention):
    """Attention of `num_heads` heads, each by its own projections of query, key and value.

    Args:
      num_heads: number of heads.
      key_dim: length of a head's queries and keys.
      value_dim: length of a head's values; `key_dim` by default.
      dropout, use_bias, kernel_initializer, ..., and the call's arguments: see `ProjectedAttention`.
      output_shape: length (or a tuple of them) of the outputs' last axes; the query's last axis by default.
      attention_axes: axes over which is attended; all but the batch and the last by default.
      softmax_robust_masking: put the lowest score where a mask is False, in place of adding it; see `Softmax`.

    Shapes: query (batch, queries, dim), value and key (batch, keys, dim) -> (batch, queries, output_shape); scores
    (batch, heads, queries, keys).
    """

    def __init__(
        self,
        num_heads,
        key_dim,
        value_dim=None,
        dropout=0.0,
        use_bias=True,
        output_shape=None,
        attention_axes=None,
        softmax_robust_masking=False,
        **kwargs,
    ):
        built_for = [kwargs.pop(f"{name}_shape", None) for name in ("query", "value", "key")]  # of a configuration
        super().__init__(dropout, use_bias, **kwargs)
        self.num_heads = positive_int(num_heads, "num_heads", "MultiHeadAttention")
        self.key_dim = self.head_size = positive_int(key_dim, "key_dim", "MultiHeadAttention")
        self.value_dim = positive_int(value_dim or key_dim, "value_dim", "MultiHeadAttention")
        self._output_shape, self.softmax_robust_masking = output_shape, softmax_robust_masking
        self.attention_axes = attention_axes
        self._built_for = built_for if None not in built_for else [None] * 3

    def projections(self, query_shape, value_shape, key_shape):
        rank = len(query_shape)
        self._attention_axes = _attention_axes(self.attention_axes, rank, self.name)
        if len({rank, len(value_shape), len(key_shape)}) > 1:
            raise ValueError(
                f"{self.name}: query, value and key must have the same rank; received the shapes {query_shape}, "
                f"{value_shape} and {key_shape}."
            )
        if self.sliding_window is not None and len(self._attention_axes) > 1:
            raise ValueError(f"{self.name}: a sliding_window needs one axis to attend over; query has {query_shape}.")
        self._built_for = [query_shape, value_shape, key_shape]
        heads, values = (self.num_heads, self.key_dim), (self.num_heads, self.value_dim)
        made = {
            "query": (self.projection("query", rank, 1, heads), query_shape),
            "key": (self.projection("key", rank, 1, heads), key_shape),
            "gate": (self.projection("gate", rank, 1, values), query_shape),
            "value": (self.projection("value", rank, 1, values), value_shape),
            "output": (
                self.projection("attention_output", rank + 1, 2, self._result_shape(query_shape)),
                (*query_shape[:-1], *values),
            ),
        }
        if not self.use_gate:
            del made["gate"]
        return made

    def _result_shape(self, query_shape):
        """The outputs' last axes."""
        if self._output_shape is None:
            return query_shape[-1:]
        return (self._output_shape,) if isinstance(self._output_shape, int) else tuple(self._output_shape)

    def attend(self, query, key, value, mask, training):
        n = len(self._attention_axes)
        of_query, of_key, of_scores = self._labels(query.ndim)
        scores = einsum(f"{of_query},{of_key}->{of_scores}", query, key)
        axes = -1 if n == 1 else tuple(range(-n, 0))
        mask = of_rank(mask, scores.ndim, -2 * n - 1)
        scores = masked_softmax(scores, mask, axes, self.softmax_robust_masking)
        seen = self._dropout_layer(scores, training=training)
        of_value, of_result = of_key[:-1] + "z", of_query[:-1] + "z"
        return einsum(f"{of_scores},{of_value}->{of_result}", seen, value), scores

    def _labels(self, rank):
        """Letters of the axes of queries, keys (heads and their length last), and scores."""
        letters = "abcdefghijklmnop"[: rank - 2]
        of_key = "".join(l.upper() if i in self._attention_axes else l for i, l in enumerate(letters))
        kept = "".join(l for i, l in enumerate(letters) if i not in self._attention_axes)
        attended = "".join(letters[i] for i in self._attention_axes)
        return f"{letters}xy", f"{of_key}xy", f"{kept}x{attended}{attended.upper()}"

    def compute_output_shape(self, query_shape, value_shape=None, key_shape=None):
        query_shape = tuple(TensorShape(query_shape).as_list())
        return (*query_shape[:-1], *self._result_shape(query_shape))

    def get_config(self):
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "key_dim": self.key_dim,
            "value_dim": self.value_dim,
            "output_shape": self._output_shape,
            "attention_axes": self.attention_axes,
            "softmax_robust_masking": self.softmax_robust_masking,
            **{f"{name}_shape": shape for name, shape in zip(("query", "value", "key"), self._built_for)},
        }

    @classmethod
    def from_config(cls, config):
        """The layer that `get_config` described, built where that one was."""
        layer = super().from_config(config)
        if None not in layer._built_for:
            layer.build(*layer._built_for)
        return layer


def _attention_axes(axes, rank, layer):
    """The axes attended over, counted from 0. ValueError for the batch, the last one, or one that is not there."""
    if axes is None:
        axes = range(1, rank - 1)
    given = tuple(axes) if isinstance(axes, (list, tuple, range)) else (axes,)
    found = tuple(a % rank if -rank <= a < rank else rank for a in given)
    if not found or any(not 0 < a < rank - 1 for a in found) or len(set(found)) != len(found):
        raise ValueError(
            f"{layer}: attention_axes must be axes between the batch and the last one, each once; received "
            f"{axes} for a query of rank {rank}."
        )
    return found
