"""Methods of public classes say which argument is at fault; what failed has changed nothing."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.calls.complaints import is_raw
from tenfold.core.calls.methods import explained

layers = tf.keras.layers


@pytest.mark.parametrize(
    "call, error, message",
    [
        (
            lambda: tf.keras.optimizers.Adam().apply_gradients(3),
            TypeError,
            "Adam.apply_gradients.*`grads_and_vars` can",
        ),
        (lambda: layers.Embedding(3, 4)("a"), TypeError, 'Layer "embedding.*Embedding.*`inputs` cannot be'),
        (lambda: tf.data.Dataset.range(3).shard(None, 0), Exception, "shard"),
        (lambda: tf.keras.losses.huber([1.0], [2.0], delta={}), Exception, "delta"),
    ],
)
def test_the_argument_at_fault_is_named(call, error, message):
    with pytest.raises(error, match=message) as raised:
        call()
    assert not is_raw(raised.value)


def test_a_class_of_the_program_s_own_keeps_its_errors():
    class Own(layers.Layer):
        def call(self, inputs):
            return {}["absent"]

    with pytest.raises(KeyError, match="absent"):
        Own()(tf.zeros([2, 3]))


class Pair(layers.Layer):
    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(4)
        self.rnn = layers.Bidirectional(layers.LSTM(2))

    def call(self, inputs):
        return self.rnn(tf.reshape(self.inner(inputs), [2, 3, 4]))


@pytest.mark.parametrize("eager", [True, False])
def test_a_first_call_that_fails_leaves_layers_and_seeds_as_they_were(eager):
    tf.random.set_seed(3)
    expected = tf.random.uniform([3]).numpy()
    tf.random.set_seed(3)
    pair = Pair()
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        pair(tf.zeros([5, 7]) if eager else tf.keras.Input((7,), batch_size=5))
    assert not pair.built and not pair.inner.built and not pair.weights
    np.testing.assert_array_equal(tf.random.uniform([3]), expected)
    assert pair(tf.zeros([6, 9])).shape == (2, 4)  # and is built for the next one
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 9"):
        pair(tf.zeros([6, 7]))
    assert len(pair.weights) == 8


def test_what_the_library_tells_itself_by_an_error_stays_that_error():
    assert tf.data.Iterator and tf.compat.v1.data.Iterator  # classes that programs ask for are looked through
    elements = iter(tf.data.Dataset.range(2).concatenate(tf.data.Dataset.range(1)))
    assert [int(e) for e in elements] == [0, 1, 0]
    with pytest.raises(StopIteration):
        elements.next()

    class Table:
        def lookup(self, key):
            return {}[key]

        def get(self, key):
            try:
                return self.lookup(key)
            except KeyError:
                return 0

    Table.__module__ = Table.lookup.__module__ = Table.get.__module__ = "tenfold.made_up"
    ours = {"__name__": "tenfold.made_up"}
    for name in ("lookup", "get"):
        method = vars(Table)[name]
        setattr(Table, name, type(method)(method.__code__, ours, name))
    explained(Table)
    assert Table().get(3) == 0
    with pytest.raises(ValueError, match=r"Table.lookup\(\): `key` cannot be 3"):
        Table().lookup(3)
