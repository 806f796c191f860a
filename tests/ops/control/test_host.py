"""Python functions inside of graphs: what they see of variables, and what they leave there."""

import numpy as np

import tenfold as tf


def test_a_python_function_sees_the_writes_before_it_and_its_own_are_not_undone():
    """TensorFlow: the function reads 10.0, and 11.0 is left."""
    variable, seen = tf.Variable(0.0), []

    @tf.function
    def count(x):
        variable.assign_add(1.0)
        return x * 2.0

    def function(x):
        seen.append(float(variable))
        return count(x)

    @tf.function
    def run(x):
        variable.assign_add(10.0)
        return tf.py_function(function, [x], tf.float32)

    assert float(run(tf.constant(3.0))) == 6.0
    assert seen == [10.0] and float(variable) == 11.0


def test_what_a_python_function_wrote_keeps_to_the_variable():
    """An array that the run goes on with is not the one that the variable holds from then on."""
    variable = tf.Variable([0.0, 0.0])

    @tf.function
    def run(x):
        variable.assign(x)
        tf.numpy_function(lambda a: a, [x], tf.float32)
        return variable.assign_add([1.0, 1.0])

    given = tf.constant([5.0, 6.0])
    run(given)
    assert given.numpy().tolist() == [5.0, 6.0] and variable.numpy().tolist() == [6.0, 7.0]


def test_functions_of_arrays_get_scalars_as_tensorflow_gives_them():
    """0-d arrays when called at once, else NumPy's scalars, and bytes: `name.decode()` is what programs write."""
    seen = []

    def function(name, number):
        seen.append((name, number))
        return np.float32(1)

    def called(name, number):
        return tf.numpy_function(function, [name, number], tf.float32)

    called(tf.constant("a"), tf.constant(2))
    assert [type(v) for v in seen.pop()] == [np.ndarray, np.ndarray]
    tf.function(called)(tf.constant("a"), tf.constant(2))
    list(tf.data.Dataset.from_tensors(("a", 2)).map(called))
    list(tf.data.Dataset.from_tensor_slices((["a"], [2])).map(called, num_parallel_calls=2).batch(1))
    assert seen == [(b"a", 2)] * 3
    assert {(type(n), type(i)) for n, i in seen} == {(bytes, np.int32)}
