"""The largest and smallest entries along any axis, which TensorFlow computes on accelerators only."""

import numpy as np
import pytest

import tenfold as tf

X = np.array([[5.0, 1.0, 4.0, 2.0], [0.0, 3.0, 9.0, 7.0]], "float32")


def test_smallest_entries_along_an_axis():
    values, numbers = tf.math.approx_min_k(X, 2)
    assert values.numpy().tolist() == [[1, 2], [0, 3]] and numbers.numpy().tolist() == [[1, 3], [0, 1]]
    values, numbers = tf.nn.approx_min_k(X, 1, reduction_dimension=0)
    assert values.numpy().tolist() == [[0, 1, 4, 2]] and numbers.numpy().tolist() == [[1, 0, 0, 0]]
    assert tf.approx_top_k(X, 1, 0, is_max_k=False)[0].numpy().tolist() == [[0, 1, 4, 2]]


def test_gradients_go_to_the_entries_found():
    x = tf.Variable(X)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.math.approx_min_k(x, 1, reduction_dimension=0)[0] * [[1.0, 2.0, 3.0, 4.0]])
    assert tape.gradient(loss, x).numpy().tolist() == [[0, 2, 3, 4], [1, 0, 0, 0]]


def test_what_cannot_be_searched_is_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="needs floats; received int32"):
        tf.math.approx_max_k([1, 2], 1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="recall_target"):
        tf.math.approx_max_k(X, 1, recall_target=0.0)
