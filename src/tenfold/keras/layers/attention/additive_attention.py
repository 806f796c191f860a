"""Attention by sums of queries and keys (Bahdanau et al. 2015, https://arxiv.org/abs/1409.0473)."""

from tenfold.keras.layers.attention.dense_attention import DenseAttention
from tenfold.keras.layers.base.affine import known_channels
from tenfold.ops.arrays.basics import expand_dims
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.nn.activations import tanh


class AdditiveAttention(DenseAttention):
    """softmax(scores) @ value, with scores = sum(scale * tanh(query + key)) over the last axis.

    Args:
      use_scale: whether there is a scale, a learnt vector of length dim.
      dropout, seed, causal, and the call's arguments: see `DenseAttention`.
    """

    def __init__(self, use_scale=True, dropout=0.0, seed=None, **kwargs):
        super().__init__(dropout, seed, **kwargs)
        self.use_scale, self.scale = use_scale, None

    def add_weights(self, input_shape):
        if self.use_scale:
            dim = known_channels(tuple(input_shape[1]), -1, self.name)
            self.scale = self.add_weight("scale", (dim,), initializer="glorot_uniform")

    def scores(self, query, key):
        bent = tanh(expand_dims(query, -2) + expand_dims(key, -3))
        return reduce_sum(bent * self.scale if self.use_scale else bent, -1)

    def get_config(self):
        return {**super().get_config(), "use_scale": self.use_scale}
