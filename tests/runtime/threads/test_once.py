"""Compiling: one thread does it, whoever wants the program waits for it, and nobody else."""

import pytest
from concurrency import until

import tenfold as tf
from tenfold.runtime import xla
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.threads import once as module
from tenfold.runtime.threads.once import once

needs_jax = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")


@needs_jax
def test_nobody_waits_for_what_another_thread_compiles(monkeypatch, meanwhile):
    variable, lower = tf.Variable(1.0), Executable.lower
    cold = tf.function(lambda: variable.assign_add(1.0))
    hot = tf.function(lambda: variable.assign_add(1.0), jit_compile=True)
    read = tf.function(lambda x: variable * x, jit_compile=True)
    one, met = tf.constant(1.0), []
    cold(), hot(), read(one)

    def slowly(self, *args):
        for call in (cold, hot, lambda: read(one), lambda: variable.assign_add(one)):
            met.append(meanwhile(call).get())
        return lower(self, *args)

    monkeypatch.setattr(Executable, "lower", slowly)
    tf.function(lambda: variable.assign_add(2.0), jit_compile=True)()
    assert len(met) == 4 and float(variable) == 8.0


@needs_jax
def test_what_two_threads_ask_for_is_compiled_by_one(monkeypatch, meanwhile):
    variable, lower, compiled = tf.Variable(0.0), Executable.lower, []
    hot = tf.function(lambda: variable.assign_add(1.0), jit_compile=True)
    hot.get_concrete_function()

    def slowly(self, *args):
        compiled.append(self)
        if len(compiled) == 1:
            threads.append(meanwhile(hot))
            until(lambda: module._made._waiters or len(compiled) > 1)
        return lower(self, *args)

    threads = []
    monkeypatch.setattr(Executable, "lower", slowly)
    hot()
    threads[0].get()
    assert len(compiled) == 1 and float(variable) == 2.0


def test_who_waits_for_what_another_thread_makes_goes_on_when_that_fails(meanwhile):
    def fail():
        threads.append(
            meanwhile(
                once,
                "key",
                lambda: False,
                made.append,
            )
        )
        until(lambda: module._made._waiters)
        raise KeyboardInterrupt

    threads, made = [], []
    with pytest.raises(KeyboardInterrupt):
        once("key", lambda: False, fail)
    threads[0].join(5)
    assert isinstance(threads[0].result, TypeError) and not module._making


def test_what_a_finaliser_asks_for_while_it_is_made_is_not_waited_for(meanwhile):
    again = lambda: once("key", lambda: False, lambda: 1 / 0)  # noqa: E731
    meanwhile(once, "key", lambda: False, again).get()
    assert not module._making
