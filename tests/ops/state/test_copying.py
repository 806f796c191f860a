"""Deep copies of functions that have closed over variables."""

import copy

import tenfold as tf


def held(*functions):
    module = tf.Module()
    module.functions = list(functions)
    return module


def test_functions_that_call_themselves_or_each_other_are_copied():
    v = tf.Variable(1.0)

    def down(n):
        return v if n == 0 else down(n - 1)

    def even(n):
        return v if n == 0 else odd(n - 1)

    def odd(n):
        return even(n - 1)

    copied = copy.deepcopy(held(down, even)).functions
    first = copied[0](0)
    assert first is not v
    assert all(f(n) is first for f in copied for n in (0, 2, 4))


def test_functions_that_share_a_name_share_it_in_the_copy():
    state = {"v": tf.Variable(1.0)}

    def put(value):
        nonlocal state
        state = {"v": value}

    def get():
        return state["v"]

    put_copy, get_copy = copy.deepcopy(held(put, get)).functions
    put_copy(5)
    assert get_copy() == 5
    assert get() == 1.0
