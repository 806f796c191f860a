"""Python functions inside of graphs: what they see of variables, and what they leave there."""

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
