"""Layers of the family `core`."""

import numpy as np
from layer_cases import Case, numbers, two, whole_numbers

IDS = whole_numbers(2, 4, below=6)
SERIES = np.where(np.arange(24).reshape(2, 4, 3) // 3 % 3 == 1, 0, numbers(2, 4, 3)).astype("float32")

CASES = {
    "Dense": Case(lambda k: k.layers.Dense(3), numbers(4, 5), keeps="kept", unknown="batch"),
    "Dense relu": Case(lambda k: k.layers.Dense(3, "relu"), numbers(4, 5), keeps="kept", unknown="batch"),
    "Dense no bias": Case(lambda k: k.layers.Dense(3, use_bias=False), numbers(4, 5), keeps="kept", unknown="batch"),
    "Dense rank 3": Case(
        lambda k: k.layers.Dense(3, activation="softmax"), numbers(4, 2, 5), keeps="kept", unknown="batch"
    ),
    "Dense rank 4": Case(
        lambda k: k.layers.Dense(2, activation="tanh"), numbers(2, 3, 2, 5), keeps="kept", unknown="batch"
    ),
    "Dense float64": Case(
        lambda k: k.layers.Dense(3, dtype="float64"), numbers(4, 5), keeps="kept", unknown="batch", checks=False
    ),
    "Dense regularized": Case(
        lambda k: k.layers.Dense(
            3,
            kernel_regularizer=k.regularizers.l2(0.01),
            bias_regularizer=k.regularizers.l1(0.1),
            activity_regularizer=k.regularizers.l1_l2(0.01, 0.02),
        ),
        numbers(4, 5),
        keeps="kept",
        unknown="batch",
    ),
    "Dense constrained": Case(
        lambda k: k.layers.Dense(3, kernel_constraint=k.constraints.MaxNorm(0.5), bias_constraint="non_neg"),
        numbers(4, 5),
        keeps="kept",
        unknown="batch",
    ),
    "Lambda": Case(lambda k: k.layers.Lambda(lambda x: x * 2 + 1), numbers(2, 3), trains=False),
    "Lambda arguments": Case(
        lambda k: k.layers.Lambda(lambda x, a, b=1: a * x + b, arguments={"a": 3}), numbers(2, 3), trains=False
    ),
    "Lambda list": Case(lambda k: k.layers.Lambda(lambda t: t[0] - t[1]), two(2, 3), trains=False),
    "Lambda training": Case(
        lambda k: k.layers.Lambda(lambda x, training=None: x * 2 if training else x), numbers(2, 3), trains=False
    ),
    "Embedding": Case(lambda k: k.layers.Embedding(6, 3), IDS),
    "Embedding masks": Case(lambda k: k.layers.Embedding(6, 3, mask_zero=True), IDS, keeps="made"),
    "Embedding of options": Case(
        lambda k: k.layers.Embedding(
            6,
            3,
            embeddings_initializer="ones",
            embeddings_regularizer="l2",
            embeddings_constraint=k.constraints.MaxNorm(0.5, axis=1),
            activity_regularizer="l1",
            input_length=4,
        ),
        IDS,
        unknown="batch",
    ),
    "Embedding rank 3": Case(lambda k: k.layers.Embedding(6, 2), whole_numbers(2, 3, 2, below=6, dtype="int64")),
    "Embedding of floats": Case(lambda k: k.layers.Embedding(6, 2), numbers(2, 3, high=5.9, low=0), policies=False),
    "Masking": Case(lambda k: k.layers.Masking(), SERIES, trains=False, keeps="made"),
    "Masking value": Case(
        lambda k: k.layers.Masking(mask_value=-1.0), np.where(SERIES == 0, -1, SERIES), trains=False, keeps="made"
    ),
    "Masking rank 4": Case(lambda k: k.layers.Masking(0.5), numbers(2, 2, 3, 2), trains=False, checks=False),
    "Permute": Case(lambda k: k.layers.Permute((2, 1)), numbers(2, 3, 4), trains=False),
    "Permute rank 4": Case(lambda k: k.layers.Permute((3, 1, 2)), numbers(2, 3, 4, 2), trains=False, checks=False),
    "RepeatVector": Case(lambda k: k.layers.RepeatVector(3), numbers(2, 3), trains=False),
    "ActivityRegularization": Case(
        lambda k: k.layers.ActivityRegularization(0.1, 0.2), numbers(2, 3), trains=False, keeps="kept"
    ),
    "Wrapper": Case(
        lambda k: k.layers.Wrapper(k.layers.Dense(3)), numbers(2, 3), trains=False, unknown="batch", keeps="kept"
    ),
    "Wrapper regularized": Case(
        lambda k: k.layers.Wrapper(k.layers.Dense(3, activity_regularizer="l2")),
        numbers(2, 3),
        trains=False,
        checks=False,
    ),
    "Identity": Case(lambda k: k.layers.Identity(), numbers(2, 3), trains=False),
    "EinsumDense": Case(lambda k: k.layers.EinsumDense("ab,bc->ac", 4), numbers(2, 3), unknown="batch"),
    "EinsumDense axes": Case(
        lambda k: k.layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de", activation="tanh"),
        numbers(2, 3, 4),
        unknown="batch",
    ),
    "EinsumDense ellipsis": Case(
        lambda k: k.layers.EinsumDense("...x,xy->...y", output_shape=4, bias_axes="y"),
        numbers(2, 3, 2),
        unknown="batch",
    ),
    "EinsumDense ellipsis after": Case(
        lambda k: k.layers.EinsumDense("ab...,bc->ac...", (4,), bias_axes="c", bias_initializer="ones"),
        numbers(2, 3, 2),
        unknown="batch",
    ),
    "EinsumDense of options": Case(
        lambda k: k.layers.EinsumDense(
            "abc,cd->abd",
            (3, 2),
            bias_axes="b",
            kernel_initializer="he_normal",
            kernel_regularizer="l2",
            bias_regularizer="l1",
            kernel_constraint="non_neg",
            bias_constraint="unit_norm",
        ),
        numbers(2, 3, 4),
        unknown="batch",
    ),
}


def _reversible():
    words, vectors = whole_numbers(2, 3, below=6), numbers(2, 3, 4)

    def of(inputs=words, call=None, **options):
        make = lambda k: k.layers.ReversibleEmbedding(6, 4, **options)  # noqa: E731
        return Case(make, inputs, call=call or {}, policies=False, keeps="made", checks=inputs is words)

    yield "ReversibleEmbedding", of(mask_zero=True)
    yield "ReversibleEmbedding back", of(vectors, {"reverse": True})
    yield "ReversibleEmbedding untied", of(vectors, {"reverse": True}, tie_weights=False, logit_soft_cap=0.5)


KERAS3_CASES = dict(_reversible())
