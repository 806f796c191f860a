"""Networks trained in 16 bits are as accurate as in 32."""

import numpy as np
import pytest

from tenfold import keras
from tenfold.testing.layer_policies import policy

L = keras.layers


def images(rng, n=600):
    """8x8 noise with a bright square in one of four corners: (x, class)."""
    x, y = rng.normal(size=(n, 8, 8, 1)).astype("float32"), rng.integers(0, 4, n)
    for i, corner in enumerate(y):
        x[i, corner // 2 * 4 :, corner % 2 * 4 :][:4, :4] += 1
    return x, y


def sequences(rng, n=600):
    """12 steps of noise around a rising, falling, or level line: (x, class)."""
    x, y = rng.normal(size=(n, 12, 1)).astype("float32") / 4, rng.integers(0, 3, n)
    return x + (np.arange(12) / 12 - 0.5)[:, None] * np.array([-1, 0, 1], "float32")[y][:, None, None], y


CNN = lambda: [L.Conv2D(8, 3, activation="relu", input_shape=(8, 8, 1)), L.MaxPooling2D(), L.Flatten(), L.Dense(4)]  # noqa: E731
LSTM = lambda: [L.LSTM(12, input_shape=(12, 1)), L.Dense(3)]  # noqa: E731


@pytest.mark.long
@pytest.mark.parametrize(("layers", "data"), [(CNN, images), (LSTM, sequences)], ids=["CNN", "LSTM"])
def test_accuracy_is_that_of_32_bits(layers, data):
    reached = {}
    x, y = data(np.random.default_rng(0))
    seen, answers = data(np.random.default_rng(1))
    for name in ("float32", "mixed_float16", "mixed_bfloat16"):
        keras.utils.set_random_seed(0)
        with policy(name):
            model = keras.Sequential([*layers(), L.Activation("softmax", dtype="float32")])
            model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
            model.fit(x, y, epochs=8, verbose=0)
            reached[name] = model.evaluate(seen, answers, verbose=0)[1]
    assert reached["float32"] > 0.9
    assert reached["mixed_float16"] == pytest.approx(reached["float32"], abs=0.005)
    assert reached["mixed_bfloat16"] == pytest.approx(reached["float32"], abs=0.005)
