"""`tf.zeros_initializer` and its kin, and TensorFlow 1's, against what TensorFlow 2.21 made."""

import importlib.util
import pathlib

import numpy as np
import pytest

import tenfold as tf

FOLDER = pathlib.Path(__file__).parents[1] / "golden"
GOLDEN = np.load(FOLDER / "initializers.npz")
v1 = tf.compat.v1


def programs():
    spec = importlib.util.spec_from_file_location("initializer_programs", FOLDER / "initializer_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def unseeded():
    yield
    tf.random.set_seed(None)


@pytest.mark.parametrize("version", ["v2", "v1"])
def test_the_numbers_are_tensorflows(version):
    made = dict(getattr(programs(), version)(tf))
    assert {f"{version}/{name}" for name in made} == {name for name in GOLDEN.files if name.startswith(version)}
    for name, value in made.items():
        expected = GOLDEN[f"{version}/{name}"]
        assert (value.dtype, value.shape) == (expected.dtype, expected.shape), name
        np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6, err_msg=name)


def test_configurations_make_the_same_again():
    first = tf.random_normal_initializer(1.0, 2.0, seed=4)
    assert first.get_config() == {"mean": 1.0, "stddev": 2.0, "seed": 4}
    again = type(first).from_config(first.get_config())
    np.testing.assert_array_equal(first([3]), again([3]))
    assert v1.glorot_uniform_initializer(seed=1).get_config() == {"seed": 1, "dtype": "float32"}
    old = v1.variance_scaling_initializer(seed=2)
    assert type(old).from_config(old.get_config()).get_config() == old.get_config()


REFUSED = {
    "expected a float dtype": lambda: tf.random_normal_initializer()([2], dtype=tf.int32),
    "expected a float or integer dtype": lambda: tf.random_uniform_initializer(0, 10)([2], dtype=tf.bool),
    "expected a numeric or boolean dtype": lambda: tf.zeros_initializer()([2], dtype=tf.string),
    "no partitions": lambda: tf.constant_initializer(1, support_partition=True),
    "expected a float": lambda: v1.random_normal_initializer(dtype=tf.int32),
    "`mode` must be": lambda: v1.variance_scaling_initializer(mode="fan"),
    "two dimensions or more": lambda: v1.orthogonal_initializer()([3]),
    "makes matrices": lambda: v1.initializers.identity()([2, 2, 2]),
    "partition": lambda: v1.zeros_initializer()([2], partition_info=1),
}


@pytest.mark.parametrize("words", REFUSED)
def test_refused(words):
    with pytest.raises(ValueError, match=words):
        REFUSED[words]()


def test_a_value_of_another_size_is_refused():
    with pytest.raises(TypeError):
        tf.constant_initializer([1, 2, 3, 4])((2, 3))
    with pytest.raises(TypeError, match="verify_shape"):
        v1.constant_initializer([1.0, 2.0, 3.0, 4.0], verify_shape=True)([2, 2])


def test_keras_layers_take_them():
    layer = tf.keras.layers.Dense(
        2, kernel_initializer=tf.constant_initializer(3.0), bias_initializer=tf.ones_initializer()
    )
    np.testing.assert_array_equal(layer(tf.ones([1, 2])), [[7.0, 7.0]])
