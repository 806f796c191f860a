"""Policies as TensorFlow 2.0 to 2.3 and Keras 3 spell and describe them."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L, mixed = keras.layers, keras.mixed_precision
old = mixed.experimental
X, Y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)


@pytest.fixture(autouse=True)
def no_global_policy():
    yield
    mixed.set_global_policy(None)


def test_experimental_policies_have_a_loss_scale():
    assert old.Policy("mixed_float16").loss_scale.arguments() == {
        "initial_scale": 2.0**15,
        "dynamic_growth_steps": 2000,
    }
    assert old.Policy("mixed_bfloat16").loss_scale is None
    assert repr(old.Policy("float16", loss_scale=4)) == '<PolicyV1 "float16", loss_scale=FixedLossScale(4.0)>'
    old.set_policy(old.Policy("mixed_float16", loss_scale=8))
    layer = L.Dense(1)
    assert old.get_layer_policy(layer) is old.global_policy() is layer.dtype_policy
    again = L.Dense.from_config(layer.get_config())
    assert repr(again.dtype_policy) == '<Policy "mixed_float16">'
    model = keras.Sequential([layer])
    model.compile("sgd", "mse")
    assert not model.optimizer.dynamic and model.optimizer.initial_scale == 8.0


def test_experimental_optimizers_take_a_loss_scale():
    def made(scale):
        found = old.LossScaleOptimizer(keras.optimizers.SGD(), scale)
        again = keras.optimizers.deserialize(keras.optimizers.serialize(found))
        assert again.get_config() == found.get_config() and isinstance(found, mixed.LossScaleOptimizer)
        return found.dynamic, found.initial_scale, found.dynamic_growth_steps

    assert made("dynamic") == (True, 2.0**15, 2000) and made(4) == (False, 4.0, None)
    assert made(tf.mixed_precision.experimental.FixedLossScale(2)) == (False, 2.0, None)
    follows = tf.compat.v1.mixed_precision.DynamicLossScale(8, increment_period=3)
    assert made(follows) == (True, 8.0, 3) and float(follows()) == 8.0
    for wrong in (None, 0.5, "steady", tf.mixed_precision.experimental.DynamicLossScale(multiplier=4)):
        with pytest.raises(ValueError):
            made(wrong)


def test_keras_3_s_names_and_descriptions_are_understood():
    keras.config.set_dtype_policy("mixed_bfloat16")
    assert keras.config.dtype_policy() is mixed.dtype_policy() and keras.DTypePolicy is mixed.Policy
    described = {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": "mixed_float16"},
        "registered_name": None,
    }
    assert L.Dense(1, dtype=described).compute_dtype == "float16"
    assert repr(keras.dtype_policies.get("float64")) == '<Policy "float64">'


def test_keras_3_s_arguments_and_what_is_not_here():
    policies = keras.dtype_policies
    assert policies.FloatDTypePolicy is mixed.Policy and policies.DTypePolicy().name == "float32"
    scaling = mixed.LossScaleOptimizer(keras.optimizers.SGD(), 1024.0, 5, name="scaling")
    assert (scaling.name, scaling.initial_scale, scaling.dynamic_growth_steps) == ("scaling", 1024.0, 5)
    again = type(scaling).from_config(scaling.get_config())
    assert (again.name, again.initial_scale, again.dynamic_growth_steps) == ("scaling", 1024.0, 5)
    described = {"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8", "source_name": "float32"}}
    for quantized in (lambda: L.Dense(1, dtype="int8_from_float32"), lambda: policies.deserialize(described)):
        with pytest.raises(ValueError, match="'int8_from_float32' is a quantized one"):
            quantized()
    with pytest.raises(AttributeError, match="quantised arithmetic"):
        policies.QuantizedDTypePolicy  # noqa: B018


def test_a_policy_of_one_s_own_is_read_back_by_its_name():
    class Quarter(mixed.Policy):
        pass

    config = L.Dense(1, dtype=Quarter("float32")).get_config()
    assert config["dtype"] == {
        "module": None,
        "class_name": "Quarter",
        "config": {"name": "float32"},
        "registered_name": "Quarter",
    }
    with keras.utils.custom_object_scope({"Quarter": Quarter}):
        assert type(L.Dense.from_config(config).dtype_policy) is Quarter
    with pytest.raises(ValueError, match="Quarter"):
        L.Dense.from_config(config)


def test_layers_without_a_get_config_keep_their_policy():
    class Mine(L.Layer):
        def __init__(self, units, dtype=None):
            super().__init__(dtype=dtype)

    mixed.set_global_policy("mixed_float16")
    for layer in (Mine(2), Mine(2, None), Mine(2, "mixed_float16"), Mine(2, mixed.Policy("mixed_float16"))):
        mixed.set_global_policy(None)
        assert Mine.from_config(layer.get_config()).compute_dtype == "float16"
        mixed.set_global_policy("mixed_float16")


def test_a_policy_without_a_dtype_is_refused():
    with pytest.raises(ValueError, match="needs to know its dtype"):
        L.Dense(1, dtype=mixed.Policy("_infer"))
