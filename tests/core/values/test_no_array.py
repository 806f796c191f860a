"""Tensors are asked for what arrays have."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.values.no_array import CURES


def eager():
    return tf.constant([[1.0, 2.0]])


def symbolic():
    with tf.Graph().as_default():
        return tf.compat.v1.placeholder(tf.float32, [1, 2])


@pytest.mark.parametrize("make", [eager, symbolic, lambda: tf.Variable([[1.0]]), lambda: tf.keras.Input((3,))])
@pytest.mark.parametrize("name", ["T", "astype", "reshape", "sum", "tolist", "view"])
def test_says_what_does_it_here(make, name):
    x = make()
    assert not hasattr(x, name) and not hasattr(type(x), name)
    with pytest.raises(AttributeError, match=f"has no attribute '{name}'") as caught:
        getattr(x, name)
    assert CURES[name] in str(caught.value)


@pytest.mark.parametrize("cure", sorted({c for c in CURES.values() if c.startswith("tf.")}))
def test_cures_are_public_names(cure):
    found = tf
    for part in cure.partition("(")[0].split(".")[1:]:
        found = getattr(found, part)
    assert callable(found)


@pytest.mark.parametrize("number", [int, float, complex])
def test_several_elements_are_no_number(number):
    with pytest.raises(TypeError, match=r"one element.*shape \(2,\)"):
        number(tf.constant([1, 2]))
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        bool(tf.constant([1, 2]))


def test_a_fraction_is_no_index():
    with pytest.raises(TypeError, match=r"dtype float32 is no whole number.*int\(x\)"):
        range(tf.constant(2.5))
    assert list(range(tf.constant(2))) == [0, 1]


def test_variables_name_the_slice_to_assign():
    v = tf.Variable([1, 2])
    with pytest.raises(TypeError, match=r"v\[0\].assign"):
        v[0] = 3
    assert v.numpy().tolist() == [1, 2]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([1, None], "mixed types.*int and NoneType"),
        ([1, "a"], "mixed types.*int and str"),
        ([None, None], "holds NoneType"),
        ({"a": 1}, "unsupported type .*dict"),
        (np.array([1, "a"], object), "Unsupported object type int"),
    ],
)
def test_values_of_several_kinds(value, said):
    with pytest.raises(ValueError, match=said):
        tf.constant(value)


def test_joining_and_reshaping():
    with pytest.raises(ValueError, match=r"order is concat\(values, axis\)"):
        tf.concat(0, [tf.zeros([2, 3]), tf.zeros([2, 4])])
    with pytest.raises(ValueError, match=r"order is concat\(values, axis\)"):
        tf.concat(0, np.zeros([2, 3]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Only one dimension"):
        tf.reshape(tf.range(6), [-1, -1])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"shape \[4, -1\] \(a multiple of 4 elements"):
        tf.reshape(tf.range(6), [4, -1])
