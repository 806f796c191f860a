"""What simple_rnn, lstm and gru refuse, what they keep, and their gradients without a tape at the forward pass."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.recurrent.activations import ACTIVATIONS, has_rule
from tenfold.ops.recurrent.layers import gru, lstm, simple_rnn
from tenfold.ops.recurrent.recurrence import recurrence

rng = np.random.default_rng(0)


def some(*shape):
    return tf.constant(rng.normal(size=shape).astype(np.float32))


def test_an_activation_without_a_rule_is_refused_by_name():
    assert has_rule("tanh") and not has_rule("mish")
    with pytest.raises(ValueError, match="no activation 'mish'; they know tanh, sigmoid"):
        simple_rnn(some(3, 2, 4), some(4, 4), some(2, 4), activation="mish")


def test_a_recurrent_bias_needs_the_reset_after_the_product():
    with pytest.raises(ValueError, match="only with reset_after=True"):
        gru(some(3, 2, 6), some(2, 6), some(2, 2), some(6), reset_after=False)


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        lstm(some(3, 2, 12), some(4, 16), some(2, 4), some(2, 4))
    with tf.Graph().as_default(), pytest.raises(ValueError, match="must be equal"):
        tf.function(lstm)(some(3, 2, 12), some(4, 16), some(2, 4), some(2, 4))


def test_gates_are_kept_only_where_a_gradient_may_follow():
    args = some(3, 2, 8), some(2, 8), some(2, 2), some(2, 2), None, None, None, "lstm", "tanh", "sigmoid"
    assert len(recurrence(*args, False)) == 3
    assert [t.shape.as_list() for t in recurrence(*args, True)[3:]] == [[3, 2, 2], [3, 2, 8]]
    used = [True, True, False, False, False]
    arrays = [None if a is None else a.numpy() for a in args[:7]]
    attrs = dict(zip(("cell", "activation", "recurrent_activation"), args[7:]))
    assert [a is None for a in recurrence.forward(*arrays, **attrs, keeps=True, used=used)] == [
        *[False] * 3,
        *[True] * 2,
    ]


def test_a_gradient_through_what_was_not_kept_is_the_same():
    x, w, h, c = some(3, 2, 8), some(2, 8), some(2, 2), some(2, 2)
    found = []
    for keeps in (False, True):
        with tf.GradientTape() as tape:
            tape.watch((x, w, h, c))
            hs = recurrence(x, w, h, c, None, None, None, "lstm", "tanh", "sigmoid", keeps)[0]
        found.append(tape.gradient(hs, (x, w, h, c)))
    for a, b in zip(*found):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_slope_is_that_of_its_function(name):
    one, x = ACTIVATIONS[name], np.linspace(-3.1, 3.1, 40)
    y = one.of_array(np, x)
    np.testing.assert_allclose(one.of_tensor(tf.constant(x)), y, rtol=1e-12)
    e = 1e-6
    slope = (one.of_array(np, x + e) - one.of_array(np, x - e)) / (2 * e)
    np.testing.assert_allclose(one.slope(np, y), slope, atol=1e-6)


@pytest.mark.parametrize("op, gates", [(simple_rnn, 1), (gru, 3)])
def test_the_last_state_alone_has_the_gradient_of_the_last_output(op, gates):
    x, w, h = (tf.cast(t, tf.float64) for t in (some(3, 2, gates * 2), some(2, gates * 2), some(2, 2)))
    found = []
    for take in (lambda ys: ys[1], lambda ys: ys[0][-1]):
        with tf.GradientTape() as tape:
            tape.watch((x, w, h))
            last = take(op(x, w, h))
        found.append(tape.gradient(last, (x, w, h)))
    for a, b in zip(*found):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_dropped_states_of_each_gate_are_those_of_the_cell(name, monkeypatch):
    x, found = some(2, 4, 3), []
    for one_op in (True, False):
        tf.random.set_seed(1)
        layer = getattr(tf.keras.layers, name)(5, recurrent_dropout=0.4, seed=7)
        layer.build((2, 4, 3))
        for i, w in enumerate(layer.weights):
            w.assign(np.random.default_rng(i).normal(size=w.shape))
        monkeypatch.setattr(type(layer), "_is_one_op", lambda self, one_op=one_op: one_op)
        with tf.GradientTape() as tape:
            y = layer(x, training=True)
        found.append([y, *tape.gradient(y, layer.trainable_weights)])
    for a, b in zip(*found):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    assert not np.allclose(found[0][0], layer(x, training=False))
