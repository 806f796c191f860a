"""GroupQueryAttention (Ainslie et al. 2023, https://arxiv.org/abs/2305.13245)."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.activation.masked_softmax import masked_softmax
from tenfold.keras.layers.attention.masks import of_rank
from tenfold.keras.layers.attention.projected_attention import ProjectedAttention
from tenfold.keras.layers.base.affine import positive_int
from tenfold.ops.arrays.repeating import repeat
from tenfold.ops.linalg.einsum import einsum


class GroupedQueryAttention(ProjectedAttention):
    """Attention of `num_query_heads` heads, of which neighbours share keys and values.

    Args:
      head_dim: length of a head's queries, keys and values.
      num_query_heads: number of heads; a multiple of the next.
      num_key_value_heads: number of heads of keys and of values.
      dropout, use_bias, kernel_initializer, ..., and the call's arguments: see `ProjectedAttention`.

    Shapes: query (batch, queries, dim), value and key (batch, keys, dim) -> (batch, queries, dim); scores (batch,
    num_query_heads, queries, keys).
    """

    def __init__(self, head_dim, num_query_heads, num_key_value_heads, dropout=0.0, use_bias=True, **kwargs):
        super().__init__(dropout, use_bias, **kwargs)
        self.head_dim = self.head_size = positive_int(head_dim, "head_dim", "GroupQueryAttention")
        self.num_query_heads = positive_int(num_query_heads, "num_query_heads", "GroupQueryAttention")
        self.num_key_value_heads = positive_int(num_key_value_heads, "num_key_value_heads", "GroupQueryAttention")
        if self.num_query_heads % self.num_key_value_heads:
            raise ValueError(
                "`num_query_heads` must be divisible by `num_key_value_heads`. Received: "
                f"num_query_heads={num_query_heads}, num_key_value_heads={num_key_value_heads}"
            )

    def projections(self, query_shape, value_shape, key_shape):
        if {len(query_shape), len(value_shape), len(key_shape)} != {3}:
            raise ValueError(
                f"{self.name}: query, value and key must have three axes; received the shapes {query_shape}, "
                f"{value_shape} and {key_shape}."
            )
        heads, shared = (self.num_query_heads, self.head_dim), (self.num_key_value_heads, self.head_dim)
        made = {
            "query": (self.projection("query", 3, 1, heads), query_shape),
            "key": (self.projection("key", 3, 1, shared), key_shape),
            "gate": (self.projection("gate", 3, 1, heads), query_shape),
            "value": (self.projection("value", 3, 1, shared), value_shape),
            "output": (self.projection("attention_output", 4, 2, query_shape[-1:]), (*query_shape[:2], *heads)),
        }
        if not self.use_gate:
            del made["gate"]
        return made

    def attend(self, query, key, value, mask, training):
        times = self.num_query_heads // self.num_key_value_heads
        key, value = repeat(key, times, 2), repeat(value, times, 2)
        scores = masked_softmax(einsum("bqnh,bknh->bnqk", query, key), of_rank(mask, 4, -3), robust=True)
        return einsum("bnqk,bknh->bqnh", self._dropout_layer(scores, training=training), value), scores

    def compute_output_shape(self, query_shape, value_shape=None, key_shape=None):
        return tuple(TensorShape(query_shape).as_list())

    def get_config(self):
        return {
            **super().get_config(),
            "head_dim": self.head_dim,
            "num_query_heads": self.num_query_heads,
            "num_key_value_heads": self.num_key_value_heads,
        }
