"""Layers of the family `attention`."""

import numpy as np
from layer_cases import Case, numbers

QUERY, VALUE, KEY = numbers(2, 3, 4), numbers(2, 5, 4), numbers(2, 5, 4)[::-1].copy()
MASKS = [np.array([[1, 1, 0], [1, 1, 1]], bool), np.array([[1, 1, 0, 0, 1], [0, 1, 1, 1, 1]], bool)]
LOWER = np.tril(np.ones((2, 3, 5), bool))

CASES = {
    "Attention": Case(
        lambda k: k.layers.Attention(), [QUERY, VALUE], trains=False, keeps="kept", xla=False, policies=False
    ),
    "Attention scale": Case(
        lambda k: k.layers.Attention(use_scale=True),
        [QUERY, VALUE, KEY],
        call={"return_attention_scores": True},
        keeps="kept",
    ),
    "Attention concat": Case(
        lambda k: k.layers.Attention(score_mode="concat", use_scale=True), [QUERY, VALUE], keeps="kept", checks=False
    ),
    "Attention masks": Case(
        lambda k: k.layers.Attention(),
        [QUERY, VALUE],
        mask=MASKS,
        call={"use_causal_mask": True, "return_attention_scores": True},
        trains=False,
        checks=False,
    ),
    "AdditiveAttention": Case(
        lambda k: k.layers.AdditiveAttention(), [QUERY, VALUE, KEY], mask=[*MASKS, None], keeps="kept", unknown="batch"
    ),
    "AdditiveAttention no scale": Case(
        lambda k: k.layers.AdditiveAttention(use_scale=False), [QUERY, VALUE], trains=False, checks=False
    ),
    "MultiHeadAttention": Case(
        lambda k: k.layers.MultiHeadAttention(2, 3),
        QUERY,
        call={"value": VALUE},
        keeps="kept",
        unknown="batch",
        xla=True,
    ),
    "MultiHeadAttention sizes": Case(
        lambda k: k.layers.MultiHeadAttention(2, 3, value_dim=5, output_shape=7, use_bias=False),
        QUERY,
        call={"value": VALUE, "key": KEY, "attention_mask": LOWER},
        checks=False,
    ),
    "MultiHeadAttention causal": Case(
        lambda k: k.layers.MultiHeadAttention(1, 4, kernel_regularizer="l2", activity_regularizer="l2"),
        QUERY,
        mask=MASKS[0],
        call={"value": VALUE, "use_causal_mask": True},
        keeps="kept",
        checks=False,
    ),
    "MultiHeadAttention axes": Case(
        lambda k: k.layers.MultiHeadAttention(2, 2, attention_axes=(2,)),
        numbers(2, 2, 3, 3),
        call={"value": numbers(2, 2, 4, 3), "return_attention_scores": True},
        keeps=None,
        unknown="batch",
    ),
    "MultiHeadAttention all axes": Case(
        lambda k: k.layers.MultiHeadAttention(2, 2, output_shape=(2, 3)),
        numbers(1, 2, 2, 3),
        call={"value": numbers(1, 2, 2, 3)},
        checks=False,
    ),
}

KERAS3_CASES = {
    "GroupQueryAttention": Case(
        lambda k: k.layers.GroupQueryAttention(3, 4, 2),
        QUERY,
        call={"value": VALUE},
        keeps="kept",
        unknown="batch",
        xla=False,
        policies=False,
    ),
    "GroupQueryAttention masks": Case(
        lambda k: k.layers.GroupQueryAttention(2, 2, 1, use_bias=False),
        QUERY,
        call={
            "value": VALUE,
            "key": KEY,
            "attention_mask": LOWER,
            "query_mask": MASKS[0],
            "value_mask": MASKS[1],
        },
        checks=False,
    ),
    "GroupQueryAttention gate": Case(
        lambda k: k.layers.GroupQueryAttention(2, 2, 2, use_gate=True, sliding_window=2),
        QUERY,
        call={"value": VALUE, "use_causal_mask": True},
        checks=False,
    ),
    "MultiHeadAttention gate": Case(
        lambda k: k.layers.MultiHeadAttention(2, 3, use_gate=True, sliding_window=2),
        QUERY,
        call={"value": VALUE},
        checks=False,
    ),
}
