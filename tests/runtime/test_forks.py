"""A process forked from this one, as multiprocessing does: nothing there waits for the threads of its parent."""

import os
import select
import signal
import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.env import Cell
from tenfold.core.base.exclusive import set_of
from tenfold.keras.layers.base.context import BUILDING
from tenfold.keras.utils import naming
from tenfold.ops.linalg import blas
from tenfold.runtime import guest, xla
from tenfold.runtime.threads import cells
from tenfold.runtime.threads.once import once

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


def test_a_child_takes_the_turns_and_makes_the_programs_that_other_threads_were_at():
    variable, held, forked = tf.Variable(1.0), threading.Barrier(3), threading.Event()
    variable.assign_add(1.0)

    def hold(*_):
        held.wait(5)
        forked.wait(20)

    def child():
        made = []
        once("key", lambda: False, lambda: made.append(1))
        return str(float(variable.assign_add(1.0)) + sum(made))

    threads = [
        threading.Thread(target=set_of(variable).exclusively, args=(hold,)),
        threading.Thread(target=once, args=("key", lambda: False, hold)),
    ]
    [t.start() for t in threads]
    held.wait(5)
    try:
        assert in_child(child) == "4.0"
    finally:
        forked.set()
        [t.join() for t in threads]


def test_a_fork_waits_until_a_run_of_another_thread_has_replaced_what_it_gave_away():
    cell, given, forked = Cell(), threading.Event(), threading.Event()
    cell._value = [1.0]

    def step(state):
        given.set()
        while not cells._replaced._waiters and not forked.wait(0.001):
            pass
        return None, [[2.0]], None

    thread = threading.Thread(target=cells.Cells([], [cell]).replaced, args=(step,))
    thread.start()
    given.wait(5)
    said = in_child(lambda: f"{cell._value} {cell.array()}")
    forked.set()
    thread.join()
    assert said == "[2.0] [2.]"


def test_a_child_reads_for_nobody_but_itself():
    cell, reading, forked = Cell(), threading.Event(), threading.Event()
    cell._value = [1.0]

    def read(_):
        reading.set()
        forked.wait(20)

    thread = threading.Thread(target=cells.Cells([cell], []).reading, args=(read,))
    thread.start()
    reading.wait(5)
    said = in_child(lambda: str(len(cells._readers)))
    forked.set()
    thread.join()
    assert said == "0"


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
        compiled = [s.program for s in double.get_concrete_function().executable._specializations.values()]
        return f"{found} {compiled} {guest.illness()}"

    assert in_child(child).startswith("512.0 [None] it runs in the process that this one was forked from")
    assert float(double()) == 512.0
