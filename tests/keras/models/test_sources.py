"""Which Inputs a tensor is made of, in tf_keras's order; and the small helpers beside it."""

import numpy as np
import pytest

import tenfold as tf

L, utils = tf.keras.layers, tf.keras.utils


def names(tensors):
    return [tensor.name for tensor in tensors]


@pytest.fixture
def inputs():
    return L.Input((3,), name="a"), L.Input((3,), name="b")


def test_they_are_in_the_order_of_the_walk(inputs):
    a, b = inputs
    c, d = L.Dense(2)(a), L.Dense(2)(b)
    f = L.Concatenate()([L.Add()([d, c]), d])
    found = utils.get_source_inputs(f)
    assert found[0] is b and found[1] is a and len(found) == 2
    assert utils.get_source_inputs(c) == [a] and utils.get_source_inputs(a) == [a]
    assert names(utils.get_source_inputs(c + tf.abs(d))) == ["a", "b"]  # operations, which become layers
    assert utils.get_source_inputs(3) == 3


def test_from_another_call(inputs):
    a, b = inputs
    dense = L.Dense(2)
    c, d = dense(a), dense(b)
    assert names(utils.get_source_inputs(c, dense, 1)) == ["b"]
    assert names(utils.get_source_inputs(d, dense)) == ["a"]
    for layer, number in [(dense, 2), (dense, -1), (None, 1), (L.Dense(2), None)]:
        with pytest.raises(ValueError, match="expected a layer, and the number of one of its calls"):
            utils.get_source_inputs(c, layer, number)


def test_data_of_a_step():
    for data, parts in [(1, (1, None, None)), ((1,), (1, None, None)), ([1, 2], (1, 2, None)), ((1, 2, 3), (1, 2, 3))]:
        assert utils.unpack_x_y_sample_weight(data) == parts
    assert utils.unpack_x_y_sample_weight({"a": 1}) == ({"a": 1}, None, None)
    for bad in [(), [], (1, 2, 3, 4)]:
        with pytest.raises(ValueError, match="Data is expected to be in format"):
            utils.unpack_x_y_sample_weight(bad)
    assert utils.pack_x_y_sample_weight(1) == 1 and utils.pack_x_y_sample_weight((1, 2)) == ((1, 2),)
    assert utils.pack_x_y_sample_weight(1, 2) == (1, 2) and utils.pack_x_y_sample_weight(1, 2, 3) == (1, 2, 3)


def test_what_is_a_keras_tensor(inputs):
    assert utils.is_keras_tensor(inputs[0]) and utils.is_keras_tensor(L.Dense(1)(inputs[0]))
    assert not utils.is_keras_tensor(tf.ones(2)) and not utils.is_keras_tensor(np.ones(2))
    assert utils.to_ordinal([0, 2]).tolist() == [[0, 0], [1, 1]]
