"""Python's operators where they do more than call an op."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base import errors
from tenfold.ops.math import operators


@pytest.fixture
def identity_equality():
    operators.disable_tensor_equality()
    yield
    operators.enable_tensor_equality()


def test_equality_is_elementwise_and_tensors_do_not_hash():
    x = tf.constant([1, 2])
    assert (x == [1, 3]).numpy().tolist() == [True, False]
    assert (x != tf.Variable([1, 3])).numpy().tolist() == [False, True]
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)


def test_shapes_that_do_not_broadcast_are_unequal():
    assert not (tf.constant([1, 2]) == tf.constant([1, 2, 3]))
    assert tf.constant([1, 2]) != tf.constant([1, 2, 3])


def test_equality_in_a_plain_graph_is_identity():
    with tf.Graph().as_default():
        a = tf.zeros([2])
        assert (a == a) is True and (a != a) is False
        assert (a == 0.0) is False
        assert {a: "found"}[a] == "found"


def test_switched_off_equality_is_identity(identity_equality):
    x, y = tf.constant([1]), tf.constant([1])
    assert (x == x) is True and (x == y) is False and (x != y) is True
    assert {x: 1, y: 2}[y] == 2
    v = tf.Variable(1.0)
    assert v in [x, v]


def test_switched_on_again():
    operators.disable_tensor_equality()
    operators.enable_tensor_equality()
    test_equality_is_elementwise_and_tensors_do_not_hash()


@pytest.mark.parametrize("statement", ["v += 1.0", "v -= 1.0", "v *= 2.0", "v /= 2.0"])
def test_in_place_operators_name_the_cure(statement):
    with pytest.raises(RuntimeError, match=r"Use `variable\.assign"):
        exec(statement, {"v": tf.Variable(1.0)})


def test_an_operand_with_its_own_operator_gets_its_turn():
    class Mine:
        def __radd__(self, other):
            return "mine"

    assert tf.constant(1.0) + Mine() == "mine"


def test_what_nobody_can_add_is_an_error():
    with pytest.raises((TypeError, ValueError)):
        tf.constant(1.0) + object()


def test_python_numbers_must_fit():
    with pytest.raises(TypeError, match=r"2\.5 .*int32.*tf\.cast"):
        tf.constant([1, 2]) * 2.5
    assert (tf.constant([1.0]) * True).numpy().tolist() == [1.0]


def test_numpy_numbers_take_the_dtype_of_the_tensor():
    x, a = tf.constant([1.0, 2.0]), np.array([3.0, 4.0])
    for result in (
        x + a,
        a + x,
        tf.Variable(x) + a,
        a + tf.Variable(x),
        x + np.float64(3),
        np.int64(3) + x,
        tf.add(a, x),
    ):
        assert result.dtype == tf.float32
    assert (a + x).numpy().tolist() == [4.0, 6.0]


def test_tensors_are_never_promoted():
    with pytest.raises(errors.InvalidArgumentError, match=r"float32, int32.*tf\.cast"):
        tf.constant([1.0]) + tf.constant([1])


def test_logic_and_bits():
    yes, no = tf.constant(True), tf.constant(False)
    assert [bool(v) for v in (yes & no, yes | no, yes ^ no, ~yes, True & yes)] == [False, True, True, False, True]
    assert [int(v) for v in (tf.constant(6) & 3, 6 | tf.constant(1), tf.constant(6) ^ 3, ~tf.constant(6))] == [
        2,
        7,
        5,
        -7,
    ]
    with pytest.raises(errors.InvalidArgumentError, match="float32, expected integers"):
        tf.constant(1.0) & tf.constant(2.0)


def test_strings_are_joined():
    assert (tf.constant("a") + tf.constant("b")).numpy() == b"ab"
    assert (tf.constant("a") + ["b", "c"]).numpy().tolist() == [b"ab", b"ac"]
