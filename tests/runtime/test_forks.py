"""A process forked from this one, as multiprocessing does: nothing there waits for the threads of its parent."""

import os
import select
import signal
import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.env import STATE_LOCK
from tenfold.keras.layers.base.context import BUILDING
from tenfold.keras.utils import naming
from tenfold.runtime import blas, guest, xla

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*"),  # JAX, and Python from 3.12 on, warn of what is tested here
]


def in_child(function):
    """What `function` gives (a short text) in a child of this process; its exception's text; "hangs" after a while."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = function()
        except BaseException as e:
            said = repr(e)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    try:
        return os.read(reading, 1000).decode() if select.select([reading], [], [], 10)[0] else "hangs"
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_locks_that_other_threads_hold_are_free_in_a_child():
    held, forked = threading.Event(), threading.Event()

    def hold():
        with BUILDING, naming._lock, blas._Limit.lock:
            held.set()
            forked.wait(20)

    def child():
        variable = tf.Variable(1.0)
        variable.assign_add(1.0)
        model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
        return str(float(variable) + model.predict(np.ones((1, 2)), verbose=0).item())

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    try:
        assert in_child(child) == "4.0"
    finally:
        forked.set()
        thread.join()


def test_a_fork_waits_for_the_run_of_another_thread():
    running, order = threading.Event(), []

    def run():
        with STATE_LOCK:
            running.set()
            forking.wait(0.05)  # in vain: whoever forks waits for the run
            order.append("run")

    forking, thread = threading.Event(), threading.Thread(target=run)
    thread.start()
    running.wait(5)
    said = in_child(lambda: "".join(order))
    forking.set()
    thread.join()
    assert said == "run"


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_a_child_goes_on_in_first_gear_from_the_values_that_second_gear_left():
    variable = tf.Variable(tf.ones([64]))

    @tf.function(jit_compile=True)
    def double():
        variable.assign(variable * 2.0)
        return tf.reduce_sum(variable)

    double(), double()

    def child():
        found = f"{float(double())}"
        compiled = [s.program for s in double.get_concrete_function().executable._signatures.values()]
        return f"{found} {compiled} {guest.illness()}"

    assert in_child(child).startswith("512.0 [None] it runs in the process that this one was forked from")
    assert float(double()) == 512.0
