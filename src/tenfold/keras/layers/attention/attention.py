"""Attention by products of queries and keys (Luong et al. 2015, https://arxiv.org/abs/1508.04025)."""

from tenfold.keras.layers.attention.dense_attention import DenseAttention
from tenfold.ops.arrays.basics import expand_dims
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.nn.activations import tanh


class Attention(DenseAttention):
    """softmax(scores) @ value, with scores = query @ key^T ("dot") or sum(tanh(query + key)) ("concat").

    Args:
      use_scale: multiply by a learnt number: the product, or what is in the tanh.
      score_mode: "dot" or "concat", whose sum is multiplied by a learnt number.
      dropout, seed, causal, and the call's arguments: see `DenseAttention`.
    """

    def __init__(self, use_scale=False, score_mode="dot", dropout=0.0, seed=None, **kwargs):
        super().__init__(dropout, seed, **kwargs)
        if score_mode not in ("dot", "concat"):
            raise ValueError(f'Received: score_mode={score_mode}. Acceptable values are: ["dot", "concat"]')
        self.use_scale, self.score_mode = use_scale, score_mode
        self.scale = self.concat_score_weight = None

    def add_weights(self, input_shape):
        if self.use_scale:
            self.scale = self.add_weight("scale", (), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight("concat_score_weight", (), initializer="ones")

    def scores(self, query, key):
        if self.score_mode == "dot":
            products = matmul(query, key, transpose_b=True)
            return products * self.scale if self.use_scale else products
        sums = expand_dims(query, -2) + expand_dims(key, -3)
        return reduce_sum(tanh(sums * self.scale if self.use_scale else sums), -1) * self.concat_score_weight

    def get_config(self):
        return {**super().get_config(), "use_scale": self.use_scale, "score_mode": self.score_mode}
