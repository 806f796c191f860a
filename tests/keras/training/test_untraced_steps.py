"""A step that cannot be traced runs as Python for good, and says so once, with the program's own line."""

import logging

import numpy as np
import pytest

import tenfold as tf

X, Y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")


def by_hand(y_true, y_pred):
    return tf.reduce_mean((y_pred - np.mean(y_true.numpy())) ** 2)  # a value that only a run can give


WHERE = f"test_untraced_steps.py, line {by_hand.__code__.co_firstlineno + 1}: "


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.WARNING, "tenfold")
    return lambda: [record.getMessage() for record in caplog.records]


def model(loss=by_hand, **how):
    made = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
    made.compile("sgd", loss, **how)
    return made


def test_fit_says_it_once(said):
    untraced = model()
    untraced.fit(X, Y, batch_size=4, epochs=2, verbose=0)
    untraced.fit(X, Y, batch_size=2, verbose=0)  # other batches, the same step
    (message,) = said()
    assert message.startswith("train_step runs as Python from here on, as it cannot be traced in ")
    assert WHERE + "'SymbolicTensor' object has no attribute 'numpy'" in message and "\n" not in message
    assert not np.allclose(untraced.get_weights()[0], 1)  # it did train


def test_each_step_says_it_for_itself(said):
    untraced = model()
    untraced.evaluate(X, Y, verbose=0)
    untraced.predict(X, verbose=0)  # without the loss: traced
    untraced.train_on_batch(X, Y)
    assert [message.split()[0] for message in said()] == ["test_step", "train_step"] and WHERE in said()[1]


def test_a_numpy_function_is_not_where_it_is(said):
    def loss(y_true, y_pred):
        return np.mean(y_pred - y_true)

    with pytest.raises(ValueError, match="No gradients provided"):
        model(loss).fit(X, Y, verbose=0)
    assert f"test_untraced_steps.py, line {loss.__code__.co_firstlineno + 1}: Cannot convert a symbolic" in said()[0]


def test_a_model_that_changes_does_not_say_it_again(said):
    untraced = model()
    for trainable in (True, False, True):
        untraced.layers[0].trainable = trainable
        untraced.evaluate(X, Y, verbose=0)
    assert len(said()) == 1


def test_what_is_traced_or_was_asked_for_says_nothing(said):
    model("mse").fit(X, Y, verbose=0)
    model(run_eagerly=True).fit(X, Y, verbose=0)
    assert not said()


def test_a_tf_function_raises_instead(said):
    with pytest.raises(AttributeError, match="numpy"):
        tf.function(by_hand)(tf.constant(Y), tf.constant(Y))
    assert not said()
