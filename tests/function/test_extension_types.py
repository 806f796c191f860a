"""Extension types beyond what TensorFlow's recordings say: in both gears, copied, pickled, their own errors."""

import copy
import pickle
import typing

import pytest

import tenfold as tf
from tenfold.core.base.thread import using


class Pair(tf.experimental.ExtensionType):
    x: tf.Tensor
    y: tf.Tensor
    scale: int = 2


class Chain(tf.experimental.ExtensionType):
    value: tf.Tensor
    after: typing.Optional["Chain"] = None


@pytest.mark.parametrize("gear", ["first", "second"])
def test_a_function_takes_and_gives_them_with_gradients(gear):
    f = tf.function(lambda p: Pair(p.x * p.y * p.scale, p.y))
    pair = Pair([1.0, 2.0], [3.0, 4.0])
    with using(gear=gear), tf.GradientTape() as tape:
        tape.watch(pair.x)
        out = f(pair)
    assert out.x.numpy().tolist() == [6, 16] and out.scale == 2
    assert tape.gradient(out.x, pair.x).numpy().tolist() == [6, 8]


def test_copies_and_pickles_are_equal():
    pair = Pair([1.0], [2.0], scale=5)
    assert copy.deepcopy(pair) == pair and copy.copy(pair) == pair
    again = pickle.loads(pickle.dumps(pair))
    assert again == pair and type(again) is Pair and again.scale == 5


def test_a_type_may_hold_itself():
    chain = Chain(1, Chain(2))
    assert chain.after.value.numpy() == 2 and chain.after.after is None
    assert tf.function(lambda c: c.value + c.after.value)(chain).numpy() == 3


def test_what_no_meaning_was_given_to_is_refused_with_the_cure():
    pair = Pair([1.0], [2.0])
    with pytest.raises(ValueError, match="dispatch_for_api"):
        tf.abs(pair)
    with pytest.raises(ValueError, match="dispatch_for_api"):
        tf.convert_to_tensor(pair)
    with pytest.raises(AttributeError, match="Cannot mutate"):
        pair.x = 3


def test_an_argument_that_a_target_does_not_take_is_no_less_refused():
    @tf.experimental.dispatch_for_api(tf.reduce_sum)
    def total(input_tensor: Pair, axis=None):
        return tf.reduce_sum(input_tensor.x, axis)

    try:
        assert tf.reduce_sum(Pair([1.0, 2.0], [1.0])).numpy() == 3
        with pytest.raises(TypeError, match="takes no argument 'keepdims'"):
            tf.reduce_sum(Pair([1.0, 2.0], [1.0]), keepdims=True)
    finally:
        tf.experimental.unregister_dispatch_for(total)
