"""Noise layers: seeds, rates, shapes, and what is refused."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L = keras.layers
ONES = np.ones((2, 4), "float32")


def test_a_seeded_layer_goes_on_from_call_to_call_and_starts_again_with_the_next_layer():
    tf.random.set_seed(None)
    layer = L.AlphaDropout(0.5, noise_shape=(2, 1), seed=3)
    low, high = -0.7791938, 1.6655989  # recorded from tf_keras, as is the order in which they come
    for first, second in [(low, low), (high, low), (low, high)]:
        np.testing.assert_allclose(layer(ONES, training=True), [[first] * 4, [second] * 4], rtol=1e-6)
    outputs = []
    for _ in range(2):
        tf.random.set_seed(5)
        outputs.append(L.GaussianNoise(0.5, seed=3)(ONES, training=True))
    assert np.array_equal(*outputs) and not np.array_equal(outputs[0], ONES)


def test_alpha_dropout_keeps_mean_and_variance():
    inputs = np.random.RandomState(0).randn(100_000).astype("float32")
    outputs = L.AlphaDropout(0.4, seed=1)(inputs, training=True).numpy()
    assert abs(outputs.mean()) < 0.02 and abs(outputs.var() - 1) < 0.03


@pytest.mark.parametrize("layer, rank", [(L.SpatialDropout2D, 4), (L.SpatialDropout3D, 5)])
def test_spatial_dropout_of_channels_first_drops_the_same_maps(layer, rank):
    last = np.random.RandomState(0).rand(*(3, 4, 2, 2, 5)[-rank:]).astype("float32")
    first = np.moveaxis(last, -1, 1)
    tf.random.set_seed(1)
    wanted = layer(0.5, seed=2)(last, training=True).numpy()
    tf.random.set_seed(1)
    dropping = layer(0.5, data_format="channels_first", seed=2)
    assert np.array_equal(dropping(first, training=True), np.moveaxis(wanted, -1, 1))
    kept = (wanted != 0).reshape(len(last), -1, last.shape[-1])
    assert kept.any() and not kept.all() and np.array_equal(kept.all(1), kept.any(1))
    assert type(dropping).from_config(dropping.get_config()).data_format == "channels_first"


@pytest.mark.parametrize("make", [lambda: L.GaussianDropout(1.0), lambda: L.AlphaDropout(0), lambda: L.AlphaDropout(1)])
def test_rates_at_which_nothing_changes(make):
    assert np.array_equal(make()(ONES, training=True), ONES)


def test_no_noise_without_training():
    for layer in (L.GaussianNoise(9.0), L.GaussianDropout(0.5), L.AlphaDropout(0.5), L.SpatialDropout1D(0.5)):
        inputs = np.ones((2, 3, 4), "float32")
        assert np.array_equal(layer(inputs), inputs) and np.array_equal(layer(inputs, training=False), inputs)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: L.Dropout(None), ValueError, "`rate` must be a number; received None"),
        (lambda: L.GaussianNoise(-1.0), ValueError, "at least 0. Received: -1.0"),
        (lambda: L.GaussianNoise("0.1"), TypeError, "`stddev` must be a number.*Write stddev=0.1"),
        (lambda: L.GaussianDropout(1.5), ValueError, "between 0 and 1"),
        (lambda: L.AlphaDropout(-0.1), ValueError, "between 0 and 1"),
        (lambda: L.SpatialDropout1D(2.0), ValueError, "between 0 and 1"),
        (lambda: L.SpatialDropout2D(0.5, "nhwc"), ValueError, "channels_first"),
        (lambda: L.SpatialDropout1D(0.5, noise_shape=(1, 1, 1)), ValueError, "takes no `noise_shape`"),
        (lambda: L.SpatialDropout1D(0.5)(ONES), ValueError, "expected ndim=3, found ndim=2"),
        (lambda: L.Dropout(0.5, seed="a"), TypeError, "`seed` must be a number"),
    ],
)
def test_slips_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
