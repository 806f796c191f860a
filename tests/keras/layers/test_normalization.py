"""Normalisation: dtypes, masks, eras, options of batch normalisation, and what is refused."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.api import era

L = keras.layers
X = np.random.RandomState(0).uniform(-1, 1, (6, 4, 3)).astype("float32")


@pytest.mark.parametrize("layer", [L.LayerNormalization(), L.GroupNormalization(3), L.RMSNormalization()])
def test_sixteen_bit_inputs_are_normalised_in_single_precision(layer):
    big = X.astype("float16") * np.float16(1000)
    half, single = type(layer).from_config({**layer.get_config(), "dtype": "mixed_float16"}), layer
    found, wanted = half(big), single(big.astype("float32"))
    assert found.dtype == tf.float16 and all(w.dtype == tf.float32 for w in half.weights)
    np.testing.assert_allclose(found.numpy().astype("float32"), wanted, atol=2e-3)
    pure = type(layer).from_config({**layer.get_config(), "dtype": "float16"})
    pure(big)
    assert {w.dtype for w in pure.weights} == {tf.float16}


def test_group_normalisation_of_one_group_and_of_as_many_as_channels():
    epsilon = 1e-3
    one = (X - X.mean((1, 2), keepdims=True)) / np.sqrt(X.var((1, 2), keepdims=True) + epsilon)
    np.testing.assert_allclose(L.GroupNormalization(1)(X), one, atol=1e-5)
    each = (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + epsilon)
    np.testing.assert_allclose(L.GroupNormalization(-1)(X), each, atol=1e-5)


def test_masked_steps_do_not_count_in_groups_nor_in_batches():
    mask = np.array([[1, 1, 0, 0]] * 3 + [[1, 0, 0, 0]] * 2 + [[0, 0, 0, 0]], bool)
    changed = np.where(mask[..., None], X, 7).astype("float32")
    for layer in (L.GroupNormalization(1), L.BatchNormalization(), L.BatchNormalization(axis=[1, 2])):
        first, second = (layer(a, mask=tf.constant(mask), training=True).numpy()[mask] for a in (X, changed))
        assert np.isfinite(first).all() and np.array_equal(first, second)
    seen = X[mask]
    moments = L.BatchNormalization(momentum=0)
    moments(X, mask=tf.constant(mask), training=True)
    np.testing.assert_allclose(moments.moving_mean, seen.mean(0), atol=1e-6)
    np.testing.assert_allclose(moments.moving_variance, seen.var(0), atol=1e-6)


def test_a_fused_batch_normalisation_says_that_it_does_not_look_at_masks():
    layer, images = L.BatchNormalization(), X.reshape(6, 2, 2, 3)
    with pytest.warns(UserWarning, match="takes no notice of"):
        masked = layer(images, mask=tf.constant(np.zeros((6, 2), bool)), training=True)
    assert np.array_equal(masked, layer(images, training=True))


def test_an_adjustment_scales_and_shifts_what_is_normalised_in_training():
    seen = []

    def adjustment(shape):
        seen.append([int(n) for n in shape])
        return tf.constant([2.0, 2.0, 3.0]), tf.constant([1.0, 0.0, 0.0])

    plain, adjusted = L.BatchNormalization(), L.BatchNormalization(adjustment=adjustment)
    wanted = plain(X, training=True).numpy() * [2, 2, 3] + [1, 0, 0]
    np.testing.assert_allclose(adjusted(X, training=True), wanted, atol=1e-5)
    np.testing.assert_allclose(adjusted(X), plain(X), atol=1e-6)
    assert seen == [[6, 4, 3]]
    with pytest.raises(ValueError, match="a function, which a configuration cannot hold"):
        adjusted.get_config()


def test_before_tensorflow_2_a_batch_normalisation_that_is_not_trainable_still_looks_at_the_batch():
    try:
        era.set_era("1.15")
        layer = L.BatchNormalization(trainable=False)
    finally:
        era.set_era(None)
    outputs = layer(X, training=True).numpy()
    np.testing.assert_allclose(outputs.mean((0, 1)), 0, atol=1e-6)
    assert np.array_equal(layer.moving_mean, np.zeros(3))
    assert np.array_equal(L.BatchNormalization(trainable=False, epsilon=0)(X, training=True), X)


def test_rms_scaling_divides_by_the_deviation_as_in_keras_3():
    layer = L.LayerNormalization(rms_scaling=True)
    np.testing.assert_allclose(layer(X), X / np.sqrt(X.var(-1, keepdims=True) + 1e-3), rtol=1e-5)
    assert [w.name for w in layer.weights] == [f"{layer.name}/gamma:0"]
    assert L.LayerNormalization.from_config(layer.get_config()).rms_scaling


def test_spectral_normalisation_divides_by_the_largest_singular_value():
    for inside, inputs in (
        (L.Dense(5), X),
        (L.Conv1D(5, 2), X),
        (L.Embedding(7, 5), np.array([[1, 2]])),
    ):
        layer = L.SpectralNormalization(inside, power_iterations=50)
        layer(inputs)
        name = "embeddings" if isinstance(inside, L.Embedding) else "kernel"
        before = getattr(inside, name).numpy()
        largest = np.linalg.svd(before.reshape(-1, 5), compute_uv=False)[0]
        outputs = layer(inputs, training=True)
        np.testing.assert_allclose(getattr(inside, name), before / largest, rtol=1e-3)
        assert np.array_equal(outputs, layer(inputs)) and len(layer.trainable_weights) == len(inside.weights)


def test_old_names_lead_to_the_same_classes():
    assert tf.compat.v1.keras.layers.BatchNormalization is L.BatchNormalization
    assert L.experimental.SyncBatchNormalization().name.startswith("sync_batch_normalization")


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: L.LayerNormalization(axis=[1, 1])(X), ValueError, r"Duplicate axis: \(1, 1\)"),
        (lambda: L.LayerNormalization(axis=3)(X), ValueError, "Expected -3 <= axis < 3.*Received: axis=3"),
        (lambda: L.LayerNormalization(axis="a"), TypeError, "list/tuple of ints.*'a'"),
        (lambda: L.LayerNormalization(epsilon="1e-3"), TypeError, "`epsilon` must be a number"),
        (lambda: L.LayerNormalization()(keras.Input((None,))), ValueError, "must be known"),
        (lambda: L.GroupNormalization(2)(X), ValueError, r"groups \(2\).*channels \(3\) and must divide it"),
        (lambda: L.GroupNormalization()(X), ValueError, r"groups \(32\) cannot be more than.*channels \(3\)"),
        (lambda: L.GroupNormalization(0), ValueError, "`groups` must be a whole number"),
        (lambda: L.GroupNormalization(2, axis=[1]), TypeError, "Expected an int for"),
        (lambda: L.GroupNormalization(2, axis=0)(X), ValueError, "axis 0 is the batch"),
        (lambda: L.UnitNormalization(axis=9)(X), ValueError, "Received: axis=9"),
        (lambda: L.RMSNormalization(axis=2.5), TypeError, "list/tuple of ints"),
        (lambda: L.BatchNormalization(fused=True)(X), ValueError, r"4-D and 5-D inputs.*shape \(6, 4, 3\)"),
        (lambda: L.BatchNormalization(fused=True, renorm=True), ValueError, "both `fused=True` and `renorm=True`"),
        (lambda: L.BatchNormalization(renorm=True, renorm_clipping={"max": 1}), ValueError, "invalid keys.*rmax"),
        (lambda: L.BatchNormalization(virtual_batch_size=0), ValueError, "`virtual_batch_size` must be a whole"),
        (lambda: L.BatchNormalization(virtual_batch_size=4)(X, training=True), tf.errors.InvalidArgumentError, "4"),
        (
            lambda: L.BatchNormalization(virtual_batch_size=4, adjustment=lambda s: (1, 0)),
            ValueError,
            "adjustment cannot be specified",
        ),
        (lambda: L.SpectralNormalization(4), ValueError, "Layer 4 supplied to wrapper"),
        (lambda: L.SpectralNormalization(L.Dense(2), power_iterations=0), ValueError, "`power_iterations` must be"),
        (lambda: L.SpectralNormalization(L.Flatten())(X), ValueError, "Flatten object has no attribute 'kernel'"),
        (lambda: L.experimental.SyncBatchNormalization(synchronized=False), TypeError, "it always is"),
    ],
)
def test_slips_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
