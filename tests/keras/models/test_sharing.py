"""A layer that stands at several places of a model is one layer again in a model that is loaded or made again."""

import json

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers


def autoencoder():
    """A model whose loss reads the inner tensors of a model inside."""
    x = keras.Input((4,), name="x")
    hidden = L.Dense(3, name="hidden")(x)
    code = L.Dense(2, name="code")(hidden)
    encoder = keras.Model(x, code, name="encoder")
    z = keras.Input((2,), name="z")
    decoder = keras.Model(z, L.Dense(4, name="decoded")(z), name="decoder")
    model = keras.Model(x, decoder(encoder(x)), name="vae")
    model.add_loss(tf.reduce_mean(tf.square(code)))
    return model


def stacks():
    shared = L.Dense(3, name="shared")
    return [keras.Sequential([keras.Input((3,)), shared], name=name) for name in "ab"], shared


def siblings():
    (a, b), shared = stacks()
    x = keras.Input((3,))
    return keras.Model(x, [a(x), b(x), shared(x)])


def in_a_row():
    return keras.Sequential([keras.Input((3,)), *stacks()[0]])


def two_levels_down():
    base, x, y = keras.Sequential([keras.Input((3,)), L.Dense(3)], name="base"), keras.Input((3,)), keras.Input((3,))
    heads = [keras.Model(t, L.Dense(2)(base(t)), name=name) for t, name in ((x, "a"), (y, "b"))]
    z = keras.Input((3,))
    return keras.Model(z, [head(z) for head in heads])


def values(model):
    x = np.linspace(0, 1, 2 * model.inputs[0].shape[1], dtype=np.float32).reshape(2, -1)
    return [v.numpy().tolist() for v in tf.nest.flatten(model(x))]


@pytest.mark.parametrize("make, weights", [(autoencoder, 6), (siblings, 2), (in_a_row, 2), (two_levels_down, 6)])
def test_shared_layers_are_shared_again(make, weights, tmp_path):
    model = make()
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5")
    again = type(model).from_config(model.get_config())
    for copy in (loaded, again, keras.models.model_from_json(model.to_json())):
        assert len(copy.weights) == len(model.weights) == weights
        assert copy.get_config() == model.get_config()
    assert values(loaded) == values(model)


def test_one_update_of_a_loaded_model_reaches_every_place_of_a_layer(tmp_path):
    model = autoencoder()
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5")
    x = np.ones((4, 4), np.float32)
    assert loaded.fit(x, x, epochs=3, verbose=0).history == model.fit(x, x, epochs=3, verbose=0).history
    assert loaded.get_layer("code") is loaded.get_layer("encoder").get_layer("code")


def test_layers_that_a_file_does_not_call_shared_are_two():
    config = autoencoder().get_config()  # as tf_keras 2.12 and later write it: models inside have no numbers
    inside = next(item for item in config["layers"] if item["name"] == "encoder")
    assert [item.pop("shared_object_id") for item in inside["config"]["layers"]] == [0, 1, 2]
    assert len(keras.Model.from_config(config).weights) == 10  # tf_keras's count too


def test_only_shared_layers_are_numbered():
    assert json.dumps(keras.Sequential([L.Dense(2, input_shape=(3,))]).get_config()).count("shared_object_id") == 0
    assert json.dumps(siblings().get_config()).count("shared_object_id") == 3
