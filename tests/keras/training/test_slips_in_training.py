"""What training says of losses and gradients that are not what it needs."""

import numpy as np
import pytest

import tenfold as tf

L = tf.keras.layers


def lossy(y_true, y_pred):
    tf.reduce_mean(y_pred - y_true)


def test_a_loss_that_returns_nothing():
    model = tf.keras.Sequential([L.Dense(1, input_shape=(2,))])
    model.compile("sgd", lossy)
    before = model.get_weights()
    with pytest.raises(ValueError, match="loss lossy returned None"):
        model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights()))


def test_gradients_without_their_variables():
    variable, optimizer = tf.Variable([1.0, 2.0]), tf.keras.optimizers.SGD()
    for given in ([tf.constant([1.0, 2.0])], [tf.constant(1.0)], [None]):
        with pytest.raises(TypeError, match=r"apply_gradients\(zip\(gradients, variables\)\)"):
            optimizer.apply_gradients(given)
    optimizer.apply_gradients(iter([[tf.constant([1.0, 1.0]), variable]]))
    np.testing.assert_allclose(variable, [0.99, 1.99])


def test_an_axis_too_many():
    loss = tf.keras.losses.CategoricalCrossentropy()
    with pytest.raises(ValueError, match="must have one shape. Flatten"):
        loss(tf.zeros([2, 3]), tf.zeros([2, 6, 6, 3]))


def test_ids_beyond_an_embedding():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"= 9 is not in \[0, 5\); .*input_dim"):
        L.Embedding(5, 2)(np.array([[9]]))
