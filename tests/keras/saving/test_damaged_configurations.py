"""A configuration that describes no model is refused with its place named, and never by a slip of Python's own."""

import copy
import json
import random

import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")


def example():
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    x = tf.concat([(keras.layers.Dense(4, name="d")(a) + b * 2.0)[:, 1:3], tf.reshape(b, [tf.shape(b)[0], 4])], axis=-1)
    inner = keras.Sequential([keras.layers.Dense(2, input_shape=(6,), kernel_regularizer="l2")], name="inner")
    x = keras.layers.Add(name="sum")([inner(x), inner(x)])
    return keras.Model([a, b], [keras.layers.Reshape((2, 1), name="r")(x), x], name="net")


def changed(path, value):
    """The example's configuration with the value at a path replaced."""
    config = json.loads(example().to_json())
    place = config["config"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(config)


@pytest.mark.parametrize(
    "path, value, said",
    [
        (["layers", -2, "inbound_nodes"], [[[["sum"], 0, 0, {}]]], "a call of layer 'sum' is to name"),  # was endless
        (["layers", 2, "inbound_nodes"], [[[["a", 0, 0, 5]]]], "a call of layer 'd' is to name"),
        (["layers", 2, "inbound_nodes"], [[]], "a call of layer 'd' is to name"),
        (["layers", 2, "inbound_nodes"], [[["nobody", 0, 0, {}]]], "names a tensor that is not there"),
        (["layers", 2, "inbound_nodes"], [[["a", 0, 7, {}]]], "names a tensor that is not there"),
        (["layers", 2, "inbound_nodes"], [[["a", -1, 0, {}]]], "a call of layer 'd' is to name"),
        (["layers", 2, "inbound_nodes"], "a", "`inbound_nodes` of layer 'd'"),
        (["layers", 2, "name"], ["d"], "the name of a layer is to be a text"),
        (["layers", 2], 7, "a layer is to be described"),
        (["layers", 2, "class_name"], ["Dense"], "Expected the keys 'class_name'"),
        (["layers", 2, "config"], {"unit": 4}, "Error when deserializing class 'Dense' using config={'unit': 4}"),
        (["layers", 2, "config", "units"], float("inf"), "Error when deserializing class 'Dense'"),
        (["layers", 2, "config", "kernel_initializer", "config"], [1], "'GlorotUniform' using config=\\[1\\]"),
        (["layers", 0, "config", "batch_input_shape"], {}, "Error when deserializing class 'InputLayer'"),
        (["output_layers"], [["r", 0, 9]], "names a tensor that is not there"),
        (["output_layers"], None, "`output_layers` is to name tensors"),
        (["layers"], None, "`layers` is to be a list"),
    ],
)
def test_what_is_wrong_is_named(path, value, said):
    with pytest.raises(ValueError, match=said):
        keras.models.model_from_json(changed(path, value))


def test_nesting_without_end_is_refused():
    start, end = '{"class_name": "Sequential", "config": {"layers": [', "]}}"
    dense = '{"class_name": "Dense", "config": {"units": 1}}'
    for depth in (200, 20_000):
        with pytest.raises(ValueError, match="nested too deeply|RecursionError"):
            keras.models.model_from_json(start * depth + dense + end * depth)
    circle = {"class_name": "Sequential"}
    circle["config"] = {"layers": [circle]}
    with pytest.raises(ValueError, match="RecursionError"):
        keras.models.model_from_config(circle)


def test_what_a_layer_cannot_be_made_of_is_keras_s_type_error_and_a_value_error():
    for config in ({"unit": 1}, {"units": -1}, 5):
        with pytest.raises(TypeError, match="Error when deserializing class 'Dense' using config="):  # as tf_keras
            keras.layers.Dense.from_config(config)
    with pytest.raises(ValueError, match="Error when deserializing class 'Dense'"):
        keras.models.model_from_json('{"class_name": "Dense", "config": {"unit": 1}}')


def test_a_metric_of_more_thresholds_than_memory_holds_fails_at_once():
    with pytest.raises(tf.errors.ResourceExhaustedError):
        keras.metrics.deserialize({"class_name": "AUC", "config": {"num_thresholds": 2**50}})


VALUES = [None, True, -1, 2**70, 1e308, float("nan"), "", "a", [], {}, [[]], {"class_name": "Dense", "config": {}}]
VALUES += [["a", 0, 0], {"class_name": [], "config": []}, {"class_name": "function", "config": []}, "\ud800", [2, [3]]]


def places(config):
    """(container, key) of everything within a configuration."""
    for key in list(config) if isinstance(config, dict) else range(len(config)):
        yield config, key
        if isinstance(config[key], (dict, list)):
            yield from places(config[key])


def test_any_value_anywhere_makes_a_model_or_an_error_that_says_so():
    """Each place of a configuration in turn holds something else."""
    chance, whole = random.Random(0), json.loads(example().to_json())
    for number in range(len(list(places(whole)))):
        config = copy.deepcopy(whole)
        container, key = list(places(config))[number]
        container[key] = chance.choice(VALUES)
        try:
            keras.models.model_from_json(json.dumps(config))
        except (ValueError, TypeError, NotImplementedError, tf.errors.OpError) as error:
            assert str(error)
