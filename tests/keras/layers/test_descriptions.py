"""`keras.layers.serialize` and `deserialize`: a layer as {"class_name", "config"}."""

import json

import numpy as np
import pytest

from tenfold import keras

layers = keras.layers
X = np.linspace(-1, 1, 6, dtype="float32").reshape(2, 3)


class Doubled(layers.Layer):
    def call(self, inputs):
        return inputs * 2.0


def test_a_layer_comes_back():
    description = json.loads(json.dumps(layers.serialize(layers.Dense(4, "relu", name="d"))))
    assert (description["class_name"], description["config"]["units"]) == ("Dense", 4)
    again = layers.deserialize(description)
    assert isinstance(again, layers.Dense) and again.name == "d" and again(X).shape == (2, 4)


def test_a_model_and_a_wrapper_come_back():
    model = keras.Sequential([layers.Bidirectional(layers.LSTM(2), input_shape=(3, 1)), layers.Dense(1)])
    again = layers.deserialize(layers.serialize(model))
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again(X[..., None]), model(X[..., None]), rtol=1e-6)


def test_classes_of_ones_own_are_named():
    description = layers.serialize(Doubled(name="mine"))
    again = layers.deserialize(description, custom_objects={"Doubled": Doubled})
    np.testing.assert_array_equal(again(X), 2 * X)
    with pytest.raises(ValueError, match="Unknown layer: '?Doubled"):
        layers.deserialize(description)


def test_another_form_is_refused():
    with pytest.raises(ValueError, match="use_legacy_format"):
        layers.serialize(layers.Dense(1), use_legacy_format=False)
    with pytest.raises(ValueError, match="use_legacy_format"):
        layers.deserialize({}, use_legacy_format=False)
