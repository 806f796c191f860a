"""The training flag of a call: where it comes from, and flags that are tensors. As tf_keras 2.21 has it."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers
X = np.random.default_rng(0).normal(size=(6, 4, 3)).astype("float32")


class Spy(L.Layer):
    """Notes the flag of each call; its `call` says that it trains where nobody says anything."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seen = []

    def call(self, inputs, training=True):
        self.seen.append(training)
        return inputs


class Outer(L.Layer):
    """Calls `inner`, with the positional arguments `given`."""

    def __init__(self, inner, *given):
        super().__init__()
        self.inner, self.given = inner, given

    def call(self, inputs, training=None):
        return self.inner(inputs, *self.given)


def test_the_default_of_call_holds_where_nobody_says_anything():
    spy = Spy()
    spy(X), spy(X, training=False), Outer(spy)(X), Outer(spy)(X, training=False)
    assert spy.seen == [True, False, True, False]
    model = keras.Sequential([keras.Input((4, 3)), spy])
    del spy.seen[:]
    model(X), model(X, training=False)
    assert spy.seen == [True, False]


def test_a_default_is_the_flag_of_the_calls_inside():
    class Trains(Outer):
        def call(self, inputs, training=True):
            return self.inner(inputs)

    assert np.any(Trains(L.Dropout(0.5))(X).numpy() == 0)


def test_none_in_its_place_is_no_flag():
    spy = Spy()
    Outer(spy, None)(X, training=False), Outer(spy, None)(X, training=True), Outer(spy, False)(X, training=True)
    assert spy.seen == [False, True, False]


MAKE = {
    "BatchNormalization": lambda: L.BatchNormalization(),
    "Dropout": lambda: L.Dropout(0.5, seed=3),
    "GaussianNoise": lambda: L.GaussianNoise(0.5, seed=3),
    "LSTM": lambda: L.LSTM(2, dropout=0.5, seed=3, activity_regularizer="l2"),
    "TimeDistributed": lambda: L.TimeDistributed(L.BatchNormalization()),
    "Sequential": lambda: keras.Sequential([L.Conv1D(2, 2), L.BatchNormalization(), L.Dropout(0.5, seed=3)]),
    "Outer": lambda: Outer(L.BatchNormalization()),
}


@pytest.mark.parametrize("name", MAKE)
@pytest.mark.parametrize("value", [True, False])
def test_a_tensor_as_flag_chooses_when_the_graph_runs(name, value):
    keras.utils.set_random_seed(1)
    plain, open_ = MAKE[name](), MAKE[name]()
    plain(X), open_(X)
    open_.set_weights(plain.get_weights())

    @tf.function
    def step(flag):
        with tf.GradientTape() as tape:
            outputs = open_(X, training=flag)
            loss = tf.reduce_sum(outputs**2) + sum(open_.losses)
        return outputs, tape.gradient(loss, open_.trainable_weights)

    outputs, gradients = step(tf.constant(value))
    with tf.GradientTape() as tape:
        wanted = plain(X, training=value)
        loss = tf.reduce_sum(wanted**2) + sum(plain.losses)
    np.testing.assert_allclose(outputs, wanted, 1e-5, 1e-5)
    for a, b in zip(gradients, tape.gradient(loss, plain.trainable_weights), strict=True):
        np.testing.assert_allclose(a, b, 1e-4, 1e-4)
    for a, b in zip(open_.get_weights(), plain.get_weights()):
        np.testing.assert_allclose(a, b, 1e-5, 1e-5)


def test_a_placeholder_as_flag():
    v1 = tf.compat.v1
    with v1.Graph().as_default() as graph:
        flag = v1.placeholder(tf.bool)
        outputs = L.Dropout(0.5)(tf.constant(X), training=flag)
        with v1.Session(graph=graph) as session:
            dropped, kept = (session.run(outputs, {flag: value}) for value in (True, False))
    assert np.any(dropped == 0) and np.array_equal(kept, X)


def test_a_keras_tensor_or_a_variable_as_flag():
    inputs, flag = keras.Input((4, 3)), keras.Input((), batch_size=1, dtype="bool")
    model = keras.Model([inputs, flag], L.Dropout(0.5)(inputs, training=flag[0]))
    assert np.any(model([X, np.array([True])]).numpy() == 0)
    assert np.array_equal(model([X, np.array([False])]), X)

    trains, layer = tf.Variable(True), L.Dropout(0.5)
    call = tf.function(lambda: layer(X, training=trains))
    assert np.any(call().numpy() == 0) and np.any(layer(X, training=trains).numpy() == 0)
    trains.assign(False)
    assert np.array_equal(call(), X)


def test_any_keywords_take_the_mask_too():
    seen = []

    class Any(L.Layer):
        def call(self, inputs, **kwargs):
            seen.append(kwargs)
            return inputs

    Any()(L.Embedding(3, 2, mask_zero=True)(np.array([[1, 0]])))
    Any()(X)
    assert seen[0]["mask"].numpy().tolist() == [[True, False]] and "mask" not in seen[1]
