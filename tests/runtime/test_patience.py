"""Runs in first gear that are given up for second gear, because their loops go round too long."""

import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla
from tenfold.runtime.gears import shifting

pytestmark = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")


@tf.function
def walk(total, n):
    for i in tf.range(n):
        total.assign((total * 3 + i) % 1009)
    return total.read_value()


def specializations(function):
    return [s for c in function._cache.values() for s in c.executable._specializations.values()]


def test_a_run_whose_loop_goes_round_too_long_begins_again_in_second_gear(monkeypatch):
    monkeypatch.setattr(shifting, "START_COST", 0.05)
    total, wanted = tf.Variable(5), 5
    for i in range(20_000):
        wanted = (wanted * 3 + i) % 1009
    assert walk(total, tf.constant(20_000)) == wanted
    (special,) = specializations(walk)
    assert special.shift == 0 and special.programs, "it went on in first gear"
    assert walk(total, tf.constant(0)) == wanted


@pytest.mark.parametrize("turns", [1, 3000])
def test_a_short_loop_and_a_pinned_one_stay_in_first_gear(turns):
    function, total = tf.function(walk.python_function), tf.Variable(0)
    with using(gear="first" if turns > 1 else None):
        function(total, tf.constant(turns))
    (special,) = specializations(function)
    assert special.shift is None and not special.programs


def test_what_xla_has_not_got_is_not_begun_again(monkeypatch):
    monkeypatch.setattr(shifting, "START_COST", -1.0)
    seen = []

    @tf.function
    def call(n):
        for i in tf.range(n):
            tf.py_function(seen.append, [i], [])

    call(tf.constant(200))
    assert [int(i) for i in seen] == list(range(200))


def test_a_graph_that_does_not_compile_runs_once_more_to_its_end(monkeypatch):
    monkeypatch.setattr(shifting, "START_COST", -1.0)

    @tf.function
    def grown(n):
        array = tf.TensorArray(tf.int32, 0, dynamic_size=True)
        i = 0
        while i < n:
            array = array.write(i, i)
            i += 1
        return tf.reduce_sum(array.stack())

    assert grown(tf.constant(200)) == 19900
    (special,) = specializations(grown)
    assert special.cold
    assert grown(tf.constant(300)) == 44850
