"""What control flow and TensorArrays refuse, in TensorFlow's classes: eagerly, and while a function is traced."""

import numpy as np
import pytest

import tenfold as tf

InvalidArgument, OutOfRange = tf.errors.InvalidArgumentError, tf.errors.OutOfRangeError


def loop(cond=lambda i: i < 3, **options):
    return tf.while_loop(cond, lambda i: (i + 1,), [tf.constant(0)], **options)


def array(size=3, count=3, **options):
    return tf.TensorArray(tf.float32, size, **options).unstack(tf.range(count, dtype=tf.float32))


def pieces(lengths, size):
    return tf.TensorArray(tf.float32, size, infer_shape=False).split(tf.zeros([sum(lengths)]), lengths)


NUMBERS, NOTHING = tf.constant([1, 2, 3]), tf.zeros([0, 2])
CASES = {  # what to call, the class eagerly, the class in a graph; None where it goes through
    "no iterations at once": (lambda: loop(parallel_iterations=0), TypeError, TypeError),
    "'a' iterations at once": (lambda: loop(parallel_iterations="a"), TypeError, TypeError),
    "-1 in scan": (lambda: tf.scan(tf.add, NUMBERS, parallel_iterations=-1), TypeError, TypeError),
    "-1 in foldl": (lambda: tf.foldl(tf.add, NUMBERS, parallel_iterations=-1), TypeError, TypeError),
    "0 in map_fn": (lambda: tf.map_fn(tf.negative, NUMBERS, parallel_iterations=0), None, None),
    "a number decides in while": (lambda: loop(lambda i: 3 - i), None, InvalidArgument),
    "a string decides": (lambda: loop(lambda i: tf.constant("a"), maximum_iterations=2), InvalidArgument, None),
    "cond of a number": (lambda: tf.cond(tf.constant(1), lambda: 1, lambda: 2), None, InvalidArgument),
    "cond of nothing": (lambda: tf.cond(None, lambda: 1, lambda: 2), ValueError, ValueError),
    "half an iteration": (lambda: loop(maximum_iterations=1.5), TypeError, TypeError),
    "a list of iterations": (lambda: loop(maximum_iterations=tf.constant([2])), ValueError, ValueError),
    "no list of variables": (lambda: tf.while_loop(tf.less, tf.add, tf.constant(0)), TypeError, TypeError),
    "fold of nothing": (lambda: tf.foldl(tf.add, NOTHING), OutOfRange, InvalidArgument),
    "scan of nothing": (lambda: tf.scan(tf.add, NOTHING), OutOfRange, InvalidArgument),
    "another dtype in scan": (
        lambda: tf.scan(lambda a, e: tf.cast(a, tf.float32), NUMBERS, initializer=0),
        InvalidArgument,
        TypeError,
    ),
    "another dtype in foldr": (
        lambda: tf.foldr(lambda a, e: tf.cast(a, tf.float32), NUMBERS, initializer=0),
        None,
        TypeError,
    ),
    "rows of several lengths": (lambda: tf.map_fn(tf.range, NUMBERS), ValueError, InvalidArgument),
    "rows of another length": (
        lambda: tf.map_fn(tf.range, NUMBERS, fn_output_signature=tf.TensorSpec([2], tf.int32)),
        ValueError,
        InvalidArgument,
    ),
    "a tuple for a list": (
        lambda: tf.map_fn(lambda e: (e, e), NUMBERS, fn_output_signature=[tf.int32, tf.int32]),
        TypeError,
        TypeError,
    ),
    "entry 0.5": (lambda: array().read(0.5), TypeError, TypeError),
    "entry 1.0 of a tensor": (lambda: array().read(tf.constant(1.0)), TypeError, TypeError),
    "written at 0.5": (lambda: array().write(0.5, 1.0).stack(), TypeError, TypeError),
    "gathered at 0.5": (lambda: array().gather([0.5]), TypeError, TypeError),
    "scattered at 0.5": (lambda: array().scatter([0.5], [1.0]).stack(), TypeError, TypeError),
    "three entries in two": (lambda: array(size=2).stack(), ValueError, InvalidArgument),
    "two pieces in four": (lambda: pieces([1, 2], 4).concat(), InvalidArgument, None),
    "three pieces in two": (lambda: pieces([1, 1, 1], 2).concat(), InvalidArgument, InvalidArgument),
}


def raised_by(function):
    try:
        function()
    except Exception as e:
        return type(e)


@pytest.mark.parametrize("name", CASES)
def test_refusals_are_tensorflows(name):
    function, eagerly, in_graph = CASES[name]
    assert raised_by(function) is eagerly
    if name not in ("a string decides", "two pieces in four"):  # TensorFlow has a class and a result of its own there
        assert raised_by(tf.function(function, autograph=False)) is in_graph


def test_a_graph_has_the_size_that_an_array_was_made_with():
    assert tf.function(lambda: array(size=5).size())() == 5 and array(size=5).size() == 3
    assert tf.function(lambda: array(size=1, dynamic_size=True).size())() == 3


@pytest.mark.parametrize("lengths", [(1, 3), (3, 1)])
def test_one_row_is_that_of_all_elements_to_vectorized_map(lengths):
    def add():
        a, b = [tf.range(n, dtype=tf.float32) + 1.0 for n in lengths]
        return tf.vectorized_map(lambda e: e[0] + e[1], (a, b))

    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([1])])
    def unknown(a, b):
        return tf.vectorized_map(lambda e: e[0] + e[1], (a, b))

    for found in (add(), tf.function(add)(), unknown(tf.constant([1.0, 2.0, 3.0]), tf.constant([1.0]))):
        np.testing.assert_array_equal(found, [2.0, 3.0, 4.0])
