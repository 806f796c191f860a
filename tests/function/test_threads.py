"""Functions traced in several threads: nobody waits for ever, and a function is traced once."""

import contextlib
import gc
import threading

import pytest
from concurrency import together

import tenfold as tf
from tenfold.core.base.exclusive import set_of
from tenfold.function.function import Function
from tenfold.runtime.threads.cells import NOW


class Key:
    """An argument that only the garbage collector finds."""

    def __init__(self):
        self.me = self


def test_what_the_collector_runs_waits_for_nobody():
    tracing, collected = threading.Event(), threading.Event()

    @tf.function
    def f(key, x, slow):
        if slow:
            tracing.set()
            assert collected.wait(5)
        return x + 1.0

    gone, stays = Key(), Key()
    f(gone, tf.ones(2), False)
    assert len(f._cache) == 1
    del gone

    def collect():
        tracing.wait()
        with NOW:  # as a run has both when the allocator calls the collector
            set_of(tf.Variable(1.0)).exclusively(gc.collect)
        collected.set()

    together(lambda: f(stays, tf.ones(2), True), collect)
    assert len(f._cache) == 1, "the trace for the object that is gone is still there"


def test_two_functions_that_call_each_other_are_traced_in_two_threads():
    both = threading.Barrier(2)

    @tf.function
    def f(n, x):
        if n == 9:
            both.wait(5)
        return g(n - 1, x) + 1.0 if n else x

    @tf.function
    def g(n, x):
        if n == 9:
            both.wait(5)
        return f(n - 1, x) * 2.0 if n else x

    ones = tf.ones([])
    by_f, by_g = together(lambda: float(f(9, ones)), lambda: float(g(9, ones)))
    assert (by_f, by_g) == (47.0, 62.0)


def test_a_first_call_by_eight_threads_is_one_trace_and_one_set_of_variables():
    made, start, second = [], threading.Barrier(8), threading.Barrier(2)

    @tf.function
    def f(x):
        if not made:
            with contextlib.suppress(threading.BrokenBarrierError):  # no second thread comes in
                second.wait(0.05)
            made.append(tf.Variable(2.0))
        return made[0] * x

    def call():
        start.wait(5)
        return float(f(tf.constant(3.0)))

    assert together(*[call] * 8) == [6.0] * 8
    assert len(made) == 1 and f.experimental_get_tracing_count() == 2  # the one that made it, and one more


def test_a_failing_trace_gives_the_lock_back():
    @tf.function
    def f(x):
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            f(tf.constant(1.0))
    assert f._lock.owner is None
    assert isinstance(together(lambda: f(tf.constant(1.0)))[0], ValueError)


def test_a_method_first_called_by_two_threads_on_one_object_has_one_set_of_traces(monkeypatch):
    class Model:
        @tf.function
        def double(self, x):
            return x * 2.0

    model, both, make = Model(), threading.Barrier(2), Function.__init__

    def slowly(self, *args, **kwargs):
        make(self, *args, **kwargs)
        both.wait(5)

    monkeypatch.setattr(Function, "__init__", slowly)
    together(*[lambda: model.double(tf.constant(3.0))] * 2)
    assert model.double.experimental_get_tracing_count() == 1
