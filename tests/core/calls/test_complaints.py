"""Raw errors of Python's and NumPy's come out as what is wrong with the call; the program's stay as they are."""

import numpy as np
import pytest

import tenfold as tf

X = tf.ones([2, 3])


@pytest.mark.parametrize(
    "call, error, said",
    [
        (
            lambda: tf.add(X, tf.ones([5])),
            tf.errors.InvalidArgumentError,
            r"Incompatible shapes.*\(2, 3\).*\(5,\).*Op:add",
        ),
        (lambda: tf.expand_dims(X, -7), tf.errors.InvalidArgumentError, r"Invalid axis -7.*Op:expand_dims.*axis=-7"),
        (lambda: tf.expand_dims(X, []), tf.errors.InvalidArgumentError, r"`axis` must be an integer; received \[\]"),
        (lambda: tf.reduce_sum(1.0, 0), tf.errors.InvalidArgumentError, "a scalar has none"),
        (
            lambda: tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([2, 2, 1, 1]), 1, True),
            TypeError,
            "padding must be 'SAME'.*received True",
        ),
        (
            lambda: tf.image.resize(tf.ones([1, 2, 2, 1]), [3, 4], []),
            TypeError,
            r"`method` cannot be \[\].*ResizeMethod",
        ),
        (lambda: tf.constant(np.array([(1,)], [("a", "i4")]), tf.float32), ValueError, "Unsupported numpy type"),
    ],
)
def test_what_is_wrong_and_what_was_received(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_a_list_that_holds_itself():
    itself = []
    itself.append(itself)
    for call in (tf.constant, lambda v: tf.add(X, v), lambda v: tf.reduce_sum(X, v)):
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="holds itself"):
            call(itself)


def test_errors_of_the_program_stay_as_they_are():
    def fails(x):
        return {}["missing"]

    for call in (
        lambda: tf.map_fn(fails, X),
        lambda: tf.vectorized_map(fails, X),
        lambda: tf.custom_gradient(fails)(X),
    ):
        with pytest.raises(KeyError, match="missing"):
            call()
