"""Names of attention layers."""

NAMES = {
    "keras.layers.attention.additive_attention": {
        "AdditiveAttention": "keras.layers.AdditiveAttention",
    },
    "keras.layers.attention.attention": {
        "Attention": "keras.layers.Attention",
    },
    "keras.layers.attention.grouped_query_attention": {
        "GroupedQueryAttention": "keras.layers.GroupQueryAttention keras.layers.GroupedQueryAttention",
    },
    "keras.layers.attention.multi_head_attention": {
        "MultiHeadAttention": "keras.layers.MultiHeadAttention",
    },
}
