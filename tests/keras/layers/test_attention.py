"""Attention: masks, scores, seeds, models that use it, and what is refused."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L = keras.layers
rng = np.random.RandomState(0)
QUERY, VALUE = rng.randn(2, 3, 4).astype("float32"), rng.randn(2, 5, 4).astype("float32")


def masked(array, mask):
    tensor = tf.constant(array)
    tensor._keras_mask = tf.constant(np.array(mask, bool))
    return tensor


def test_the_masks_of_the_inputs_a_causal_one_and_a_given_one_all_hold():
    layer = L.MultiHeadAttention(2, 3)
    value = masked(VALUE, [[1, 0, 1, 1, 1], [1, 1, 1, 1, 0]])
    given = np.ones((2, 3, 5), "int32")
    given[1, 2, 0] = 0
    outputs, scores = layer(QUERY, value, attention_mask=given, use_causal_mask=True, return_attention_scores=True)
    allowed = np.tril(np.ones((2, 3, 5), bool))
    allowed[0, :, 1] = allowed[1, :, 4] = allowed[1, 2, 0] = False
    assert outputs.shape == (2, 3, 4) and scores.shape == (2, 2, 3, 5)
    assert np.array_equal(scores.numpy() > 0, np.broadcast_to(allowed[:, None], (2, 2, 3, 5)))
    np.testing.assert_allclose(scores.numpy().sum(-1), 1, rtol=1e-6)


def test_the_outputs_have_the_query_s_mask_and_the_scores_none():
    query = masked(QUERY, [[1, 1, 0], [1, 1, 1]])
    for outputs, scores in (
        L.MultiHeadAttention(1, 4)(query, VALUE, return_attention_scores=True),
        L.Attention()([query, tf.constant(VALUE)], return_attention_scores=True),
    ):
        assert np.array_equal(outputs._keras_mask, query._keras_mask) and not hasattr(scores, "_keras_mask")


def test_masks_may_be_given_by_name_as_in_keras_3():
    layer, mask = L.MultiHeadAttention(1, 4), np.array([[1, 0, 1, 1, 1], [1, 1, 1, 1, 0]], bool)
    by_name = layer(QUERY, VALUE, value_mask=mask)
    assert np.array_equal(by_name, layer(QUERY, masked(VALUE, mask)))
    assert not np.array_equal(by_name, layer(QUERY, VALUE))


def test_every_head_is_attention_of_its_own_projections():
    layer = L.MultiHeadAttention(2, 3, value_dim=5)
    outputs, scores = layer(QUERY, VALUE, VALUE * 2, return_attention_scores=True)
    wq, bq, wk, bk, wv, bv, wo, bo = layer.get_weights()
    total = bo
    for h in range(2):
        q, k, v = QUERY @ wq[:, h] + bq[h], 2 * VALUE @ wk[:, h] + bk[h], VALUE @ wv[:, h] + bv[h]
        e = np.exp(q @ k.transpose(0, 2, 1) / np.sqrt(3))
        p = e / e.sum(-1, keepdims=True)
        np.testing.assert_allclose(scores.numpy()[:, h], p, atol=1e-5)
        total = total + p @ v @ wo[h]
    np.testing.assert_allclose(outputs, total, atol=1e-5)


def test_gradients_reach_value_and_key():
    layer, value, key = L.MultiHeadAttention(2, 3), tf.constant(VALUE), tf.constant(VALUE[::-1].copy())
    layer(QUERY, value, key)

    def loss(v, k):
        return float(tf.reduce_sum(tf.sin(layer(QUERY, tf.constant(v), tf.constant(k)))))

    with tf.GradientTape() as tape:
        tape.watch([value, key])
        total = tf.reduce_sum(tf.sin(layer(QUERY, value, key)))
    for i, gradient in enumerate(tape.gradient(total, [value, key])):
        moved = [value.numpy().copy(), key.numpy().copy()]
        step = np.zeros_like(VALUE)
        step[0, 1, 2] = 1e-2
        up, down = ([m + s * step * (j == i) for j, m in enumerate(moved)] for s in (1, -1))
        assert float(gradient[0, 1, 2]) == pytest.approx((loss(*up) - loss(*down)) / 2e-2, rel=2e-2, abs=1e-3)


def test_weights_are_named_and_shaped_as_in_tf_keras():
    keras.backend.clear_session()
    layer = L.MultiHeadAttention(2, 3, output_shape=7)
    layer(QUERY, VALUE)
    assert [(w.name, tuple(w.shape)) for w in layer.weights] == [
        ("multi_head_attention/query/kernel:0", (4, 2, 3)),
        ("multi_head_attention/query/bias:0", (2, 3)),
        ("multi_head_attention/key/kernel:0", (4, 2, 3)),
        ("multi_head_attention/key/bias:0", (2, 3)),
        ("multi_head_attention/value/kernel:0", (4, 2, 3)),
        ("multi_head_attention/value/bias:0", (2, 3)),
        ("multi_head_attention/attention_output/kernel:0", (2, 3, 7)),
        ("multi_head_attention/attention_output/bias:0", (7,)),
    ]
    again = L.MultiHeadAttention.from_config(layer.get_config())  # built, as tf_keras builds it
    assert [(w.name, w.shape) for w in again.weights] == [(w.name, w.shape) for w in layer.weights]


def test_a_seeded_dropout_gives_tf_keras_s_numbers():
    tf.random.set_seed(None)
    layer, query = L.Attention(dropout=0.5, seed=7), np.eye(3, 4, dtype="float32")[None]
    low, high = 0.42388314, 1.1522338  # recorded, with the order in which they come
    for wanted in ([[0, low, 0], [0, high, low], [0, low, high]], [[high, low, low], [0, 0, 0], [low, 0, high]]):
        _, scores = layer([query, query], training=True, return_attention_scores=True)
        np.testing.assert_allclose(scores[0], wanted, rtol=1e-6)


def test_dropout_of_heads_zeroes_and_scales_what_the_values_are_weighed_by():
    keras.utils.set_random_seed(0)
    layer, value = L.MultiHeadAttention(1, 2, dropout=0.5, use_bias=False), np.ones((1, 50, 4), "float32")
    still = layer(value, value).numpy()
    assert np.array_equal(still, layer(value, value, training=False))
    shares = (layer(value, value, training=True).numpy() / still)[0, :, 0]  # 2/50 for each key that was kept
    np.testing.assert_allclose(shares * 25, np.round(shares * 25), atol=1e-3)
    assert abs(shares.mean() - 1) < 0.1 and shares.std() > 0.05


@pytest.mark.parametrize("layer", [L.Attention, L.AdditiveAttention])
def test_causal_in_the_constructor_is_use_causal_mask_in_the_call(layer):
    old, new = layer(use_scale=False, causal=True), layer(use_scale=False)
    inputs = [QUERY, VALUE]
    assert np.array_equal(old(inputs), new(inputs, use_causal_mask=True))
    assert type(old).from_config(old.get_config()).causal and "causal" not in new.get_config()


def test_half_precision_masks_do_not_overflow():
    for dtype in ("float16", "mixed_float16", "mixed_bfloat16"):
        layer = L.MultiHeadAttention(1, 4, dtype=dtype)
        outputs, scores = layer(QUERY, VALUE, use_causal_mask=True, return_attention_scores=True)
        assert outputs.dtype.size == 2 and np.isfinite(outputs.numpy().astype("float32")).all()
        assert (scores.numpy()[:, 0] > 0).sum() == 2 * (1 + 2 + 3)


def test_robust_masking_holds_where_scores_are_large():
    outputs = {}
    for robust in (False, True):
        layer = L.MultiHeadAttention(1, 4, softmax_robust_masking=robust, kernel_initializer="ones")
        mask = np.array([[[0, 1, 1, 1, 1]]], bool)
        outputs[robust] = layer(QUERY, VALUE, attention_mask=mask, return_attention_scores=True)[1].numpy()
    np.testing.assert_allclose(outputs[True], outputs[False], atol=1e-6)
    assert not outputs[True][..., 0].any()


def block(inputs, heads, size, width):
    """A Transformer's encoder block, as books write it."""
    attended = L.MultiHeadAttention(num_heads=heads, key_dim=size, dropout=0.1)(inputs, inputs)
    x = L.LayerNormalization(epsilon=1e-6)(L.Add()([inputs, L.Dropout(0.1)(attended)]))
    deep = L.Dense(inputs.shape[-1])(L.Dense(width, activation="relu")(x))
    return L.LayerNormalization(epsilon=1e-6)(L.Add()([x, L.Dropout(0.1)(deep)]))


class Block(L.Layer):
    """The same as a layer of one's own."""

    def __init__(self, heads, size, width, **kwargs):
        super().__init__(**kwargs)
        self.sizes = heads, size, width
        self.attention = L.MultiHeadAttention(num_heads=heads, key_dim=size)
        self.deep = keras.Sequential([L.Dense(width, activation="relu"), L.Dense(4)])
        self.first, self.second = L.LayerNormalization(epsilon=1e-6), L.LayerNormalization(epsilon=1e-6)
        self.dropout = L.Dropout(0.1)

    def call(self, inputs, training=None):
        x = self.first(inputs + self.dropout(self.attention(inputs, inputs), training=training))
        return self.second(x + self.dropout(self.deep(x), training=training))

    def get_config(self):
        return {**super().get_config(), **dict(zip(("heads", "size", "width"), self.sizes))}


@pytest.mark.parametrize("kind", ["functional", "own layer"])
def test_a_transformer_block_trains_and_comes_back_from_its_file(tmp_path, kind):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((6, 4))
    x = block(inputs, 2, 3, 8) if kind == "functional" else Block(2, 3, 8)(inputs)
    model = keras.Model(inputs, L.Dense(1)(L.Flatten()(x)))
    model.compile(keras.optimizers.Adam(0.01), "mse")
    data = rng.randn(32, 6, 4).astype("float32")
    targets = data[:, :, :1].max(1)
    losses = model.fit(data, targets, batch_size=16, epochs=8, verbose=0).history["loss"]
    assert losses[-1] < 0.7 * losses[0]
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5", custom_objects={"Block": Block})
    np.testing.assert_allclose(again.predict(data, verbose=0), model.predict(data, verbose=0), rtol=1e-5, atol=1e-6)


def test_keyword_tensors_and_scores_in_a_functional_model():
    query, value = keras.Input((3, 4)), keras.Input((5, 4))
    outputs, scores = L.MultiHeadAttention(2, 3)(
        query, value=value, key=value, return_attention_scores=True, use_causal_mask=True
    )
    model = keras.Model([query, value], [outputs, scores])
    assert outputs.shape == (None, 3, 4) and scores.shape == (None, 2, 3, 5)
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    for wanted, found in zip(model([QUERY, VALUE]), again([QUERY, VALUE])):
        assert np.array_equal(wanted, found)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: L.Attention(score_mode="sum"), ValueError, "score_mode=sum"),
        (lambda: L.Attention(dropout=2.0), ValueError, "between 0 and 1"),
        (lambda: L.Attention()(QUERY), ValueError, "must be called on a list of inputs"),
        (lambda: L.Attention()([QUERY]), ValueError, "length 2 or 3.*Received length: 1"),
        (lambda: L.Attention()([QUERY, VALUE], mask=[None]), ValueError, "mask must be a list of length 2"),
        (lambda: L.Attention()([QUERY, VALUE], mask=np.ones((2, 3), bool)), ValueError, "mask must be a list"),
        (lambda: L.Attention()([QUERY, VALUE[:, :, :3]]), tf.errors.InvalidArgumentError, "incompatible"),
        (lambda: L.MultiHeadAttention(0, 3), ValueError, "`num_heads` of MultiHeadAttention"),
        (lambda: L.MultiHeadAttention(2, -1), ValueError, "`key_dim` of MultiHeadAttention"),
        (lambda: L.MultiHeadAttention(2, 3, dropout=1.5), ValueError, "between 0 and 1"),
        (lambda: L.MultiHeadAttention(2, 3, attention_axes=5)(QUERY, VALUE), ValueError, "attention_axes must be axes"),
        (lambda: L.MultiHeadAttention(2, 3)(QUERY[0], VALUE[0]), ValueError, "query of rank 2"),
        (lambda: L.MultiHeadAttention(2, 3)(QUERY, VALUE[None]), ValueError, "must have the same rank"),
        (lambda: L.MultiHeadAttention(2, 3)(QUERY), TypeError, "value"),
        (lambda: L.MultiHeadAttention(2, 3, sliding_window=0), ValueError, "`sliding_window` must be a whole number"),
        (lambda: L.GroupQueryAttention(3, 4, 3), ValueError, "must be divisible by `num_key_value_heads`"),
        (lambda: L.GroupQueryAttention(3, 4, 2)(QUERY[None], VALUE[None]), ValueError, "three axes"),
    ],
)
def test_slips_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_arguments_by_position_stand_by_name_in_a_configuration():
    query = keras.Input((3, 4), name="q")
    model = keras.Model(query, L.MultiHeadAttention(2, 3, name="heads")(query, query, None, None, False))
    arguments = {"value": ["q", 0, 0], "key": None, "attention_mask": None, "return_attention_scores": False}
    assert model.get_config()["layers"][1]["inbound_nodes"] == [[["q", 0, 0, arguments]]]  # as tf_keras has it


RAGGED_QUERY = tf.RaggedTensor.from_row_lengths(tf.reshape(tf.range(10.0), (5, 2)) / 4, [2, 3])
RAGGED_VALUE = tf.RaggedTensor.from_row_lengths(tf.reshape(tf.range(12.0), (6, 2)) / 5, [4, 2])


@pytest.mark.parametrize(
    "layer, results, some_scores",
    [
        (L.Attention(), [0.65, 0.834, 1.884, 1.914, 1.938], [0.214, 0.236, 0.261, 0.289, 0.102]),
        (L.AdditiveAttention(use_scale=False), [0.796, 0.708, 1.801, 1.8, 1.8], [0.103, 0.197, 0.306, 0.394, 0.158]),
    ],
)
def test_attention_of_ragged_sequences_looks_at_no_padding(layer, results, some_scores):
    found, scores = layer([RAGGED_QUERY, RAGGED_VALUE], return_attention_scores=True)  # recorded from tf_keras 2.21
    assert found.row_lengths().numpy().tolist() == [2, 3]
    np.testing.assert_allclose(found.flat_values.numpy()[:, 0], results, atol=6e-4)
    assert scores.nested_row_lengths()[1].numpy().tolist() == [4, 4, 2, 2, 2]
    np.testing.assert_allclose(scores.flat_values.numpy()[:5], some_scores, atol=6e-4)


def test_heads_of_ragged_sequences():
    layer = L.MultiHeadAttention(1, 2, kernel_initializer="ones")
    rows = layer(RAGGED_QUERY, RAGGED_VALUE)
    np.testing.assert_allclose(rows.flat_values.numpy()[:, 0], [3.353, 4.709, 8.284, 8.361, 8.387], atol=6e-4)
    later = layer(RAGGED_QUERY, RAGGED_VALUE, use_causal_mask=True)
    np.testing.assert_allclose(later.flat_values.numpy()[:, 0], [0.4, 1.687, 6.8, 8.361, 8.387], atol=6e-4)
    dense = tf.reshape(tf.range(12.0), (2, 3, 2)) / 6
    np.testing.assert_allclose(layer(dense, RAGGED_VALUE)[0, :, 0], [3.173, 4.33, 4.848], atol=6e-4)
    with pytest.raises(ValueError, match="takes ragged tensors of shape"):
        layer(RAGGED_QUERY, tf.ragged.constant([[[[1.0, 2.0]]], [[[1.0, 2.0]]]], ragged_rank=2))


def test_a_model_attends_within_ragged_sequences_and_is_trained():
    inputs = keras.Input((None, 2), ragged=True)
    attended = L.GlobalAveragePooling1D()(L.Attention()([inputs, inputs]))
    model = keras.Model(inputs, L.Dense(1, kernel_initializer="ones")(attended))
    model.compile("sgd", "mse")
    losses = model.fit(RAGGED_QUERY, np.ones((2, 1)), epochs=2, verbose=0).history["loss"]
    np.testing.assert_allclose(losses, [4.535574, 3.780569], rtol=1e-5)
