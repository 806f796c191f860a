"""Compiling in a thread while first gear goes on: the shift comes at its run, whatever the thread is at."""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref

import numpy as np
import pytest
from concurrency import until

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.linalg import blas
from tenfold.runtime import xla
from tenfold.runtime.gears import shifting
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.gears.specialization import Specialization
from tenfold.runtime.threads import background, turns
from tenfold.runtime.threads.background import _Thread

keras = tf.keras
pytestmark = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
SHIFT = 3
INTERVAL = sys.getswitchinterval()


@pytest.fixture(autouse=True)
def in_a_thread(monkeypatch):
    """Every graph is compiled by the thread from its first run on, and shifts at the one of number SHIFT."""
    monkeypatch.delenv("TENFOLD_GEAR", raising=False)
    monkeypatch.setattr(shifting, "shift_at", lambda runs, *_: max(runs, SHIFT))
    yield
    until(lambda: _Thread.running is None)


@pytest.fixture
def held(monkeypatch):
    """Compiling waits for this event, or raises what is put into its list `errors`."""
    event, lower = threading.Event(), Executable.lower
    event.errors, event.reached = [], threading.Event()

    def late(self, *args):
        event.reached.set()
        event.wait(20)
        for error in event.errors:
            raise error
        return lower(self, *args)

    monkeypatch.setattr(Executable, "lower", late)
    yield event
    event.set()


def halving():
    """A variable and a step that rounds differently in the two gears as a rule."""
    variable = tf.Variable(np.linspace(0.1, 2.0, 1000, dtype=np.float32))

    @tf.function
    def step():
        variable.assign_sub(0.1 * tf.tanh(variable) * tf.exp(-variable) / tf.reduce_sum(variable * variable))
        return tf.reduce_sum(variable)

    return variable, step


def gears_of(monkeypatch):
    """The list to which each run from now on adds the gear that it is in."""
    found, gear, first = [], Specialization.hot, Executable.run_first
    monkeypatch.setattr(Specialization, "hot", lambda *args: found.append("second") or gear(*args))
    monkeypatch.setattr(Executable, "run_first", lambda *args: found.append("first") or first(*args))
    return found


def trained(gear=None):
    """Weights after each of eight steps of a small network; with `gear`, pinned to that up to and from the shift."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(7, "tanh", input_shape=(5,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    x, y = np.random.default_rng(0).normal(size=(2, 4, 5)).astype(np.float32)
    weights = []
    for i in range(8):
        with using(gear=gear and ("first" if i < SHIFT else "second")):
            model.train_on_batch(x, y[:, :1])
        weights += model.get_weights()
    return weights


def test_the_numbers_do_not_depend_on_how_long_compiling_takes(held, monkeypatch):
    held.set()
    quick = trained()
    held.clear()
    threading.Timer(0.3, held.set).start()
    slow = trained()
    monkeypatch.setattr(background, "later", lambda make: make())  # through before the run that began it goes on
    at_once = trained()
    for a, b, c, d in zip(quick, slow, at_once, trained("pinned")):
        assert a.tobytes() == b.tobytes() == c.tobytes() == d.tobytes()


def test_first_gear_goes_on_until_the_shift_which_waits(held, monkeypatch):
    (_, step), gears = halving(), gears_of(monkeypatch)
    for _ in range(SHIFT):
        step()
    assert gears == ["first"] * SHIFT and held.reached.wait(5)
    threading.Timer(0.05, held.set).start()
    step(), step()
    assert gears == ["first"] * SHIFT + ["second"] * 2


def test_a_weight_that_is_set_while_the_thread_compiles_counts(held):
    variable, step = halving()
    step()
    variable.assign(tf.ones(1000))
    step()
    variable.assign(2.0 * tf.ones(1000))
    held.set()
    step(), step()
    wanted = np.float64(2.0)
    for _ in range(2):
        wanted -= 0.1 * np.tanh(wanted) * np.exp(-wanted) / (1000 * wanted**2)
    np.testing.assert_allclose(variable, np.full(1000, wanted), rtol=1e-6)


def test_an_error_is_said_where_the_program_is_wanted(held, caplog, monkeypatch):
    (_, step), gears = halving(), gears_of(monkeypatch)
    held.errors.append(RuntimeError("no such thing"))
    held.set()
    with caplog.at_level(logging.DEBUG, "tenfold"):
        for _ in range(SHIFT):
            step()
        until(lambda: _Thread.running is None)
        assert not caplog.records
        for _ in range(3):
            step()
    assert [r.message.partition("stays")[2] for r in caplog.records] == [" in first gear: RuntimeError: no such thing"]
    assert gears == ["first"] * SHIFT + ["second", "first", "first", "first"]  # tried once


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals are not sent to threads here")
def test_ctrl_c_ends_the_waiting_and_nothing_else(held):
    variable, step = halving()
    for _ in range(SHIFT):
        step()
    before = variable.numpy()
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.05, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            step()
    finally:
        signal.signal(signal.SIGINT, handler)
    assert variable.numpy().tolist() == before.tolist()
    held.set()
    step()
    assert variable.numpy().tolist() != before.tolist()


def test_what_nobody_has_any_more_is_let_go_when_it_is_compiled(held, monkeypatch):
    (variable, step), there = halving(), []
    step()
    there.append(weakref.ref(variable))
    del variable, step
    held.set()
    until(lambda: _Thread.running is None)
    gc.collect()
    assert there[0]() is None


def test_what_nobody_has_any_more_is_not_kept_until_its_turn_comes(held):
    (_, step), (second, other) = halving(), halving()
    step()
    assert held.reached.wait(5)  # the thread is at the first one
    other()
    there = weakref.ref(second)
    del second, other
    gc.collect()
    assert there() is None and _Thread.tasks
    held.set()
    until(lambda: _Thread.running is None)


def test_two_threads_that_run_the_same_step_lose_none(held, meanwhile):
    total = tf.Variable(np.zeros(50, np.float32))
    step = tf.function(lambda: total.assign_add(tf.ones(50)))
    step.get_concrete_function()
    threads = [meanwhile(lambda: [step() for _ in range(20)]) for _ in range(2)]
    held.reached.wait(5)
    held.set()
    [t.get() for t in threads]
    assert total.numpy().tolist() == [40.0] * 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_a_child_forked_meanwhile_goes_on_in_first_gear(held):
    variable, step = halving()
    with using(gear="first"):
        wanted = [float(step()) for _ in range(6)]
    variable.assign(np.linspace(0.1, 2.0, 1000, dtype=np.float32))
    (special,) = step.get_concrete_function().executable._specializations.values()
    special.runs = 0
    found = [float(step()), float(step())]
    held.reached.wait(5)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        found += [float(step()) for _ in range(4)]
        os.write(writing, f"{found == wanted} {sys.getswitchinterval() == INTERVAL}".encode())
        os._exit(0)
    os.close(writing)
    assert os.read(reading, 100) == b"True True"
    os.close(reading)
    os.waitpid(child, 0)


def test_python_gives_turns_more_often_for_as_long_as_the_thread_is_there(held):
    _, step = halving()
    step()
    held.reached.wait(5)
    assert sys.getswitchinterval() == pytest.approx(turns.INTERVAL)
    held.set()
    until(lambda: _Thread.running is None)
    assert sys.getswitchinterval() == INTERVAL


@pytest.mark.parametrize("small", [False, True])
def test_products_leave_a_core_to_the_compiler_up_to_the_shift(small, monkeypatch):
    limits = []

    class Noting(blas.at_most):
        def __enter__(self):
            limits.append(self.number)
            super().__enter__()

    monkeypatch.setattr(blas, "ONE", Noting(1))
    monkeypatch.setattr(blas, "HALF", Noting(3))
    x = tf.ones([32, 32] if small else [512, 512])
    product = tf.function(lambda x: tf.matmul(x, x))
    for _ in range(SHIFT + 2):
        product(x)
    assert limits == [1 if small else 3] * SHIFT


@pytest.mark.parametrize(("ahead", "begins"), [(20, False), (400, True)])
def test_what_is_over_soon_is_not_compiled(ahead, begins, monkeypatch):
    monkeypatch.undo()
    asked = []
    monkeypatch.setattr(background, "later", asked.append)
    monkeypatch.setattr(shifting, "work", lambda *_: 1e7)
    monkeypatch.setattr(shifting, "native_work", lambda *_: 1e8)
    variable, step = halving()
    executable = step.get_concrete_function().executable
    for i in range(3):
        executable([], ahead - i)
    assert len(asked) == begins


EXITS = """
import sys, time
import numpy as np
import tenfold as tf
from tenfold.runtime.gears import shifting

shifting.shift_at = lambda runs, *_: 1000
variable = tf.Variable(np.ones(100, np.float32))
step = tf.function(lambda: variable.assign_add(tf.tanh(variable)))
step()
while sys.argv[1] not in sys.modules:
    time.sleep(0.001)
print("done", flush=True)
raise SystemExit(3)
"""


@pytest.mark.parametrize("reached", ["jax", "tenfold.runtime.kernels.xla"])
def test_a_program_ends_in_peace_while_the_thread_compiles(reached, tmp_path):
    environment = {**os.environ, "TENFOLD_CACHE": str(tmp_path)}
    command = [sys.executable, "-X", "dev", "-c", EXITS, reached]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert (done.stdout, done.stderr, done.returncode) == ("done\n", "", 3)
    assert not [*tmp_path.rglob("*")]  # it left off


INTERRUPTED = """
import os, signal, sys, threading, time
import numpy as np
import tenfold as tf
from tenfold.runtime.gears import shifting
from tenfold.runtime.gears.executable import Executable

reached = threading.Event()

def interrupting(*_):
    reached.set()
    while threading.main_thread().is_alive():
        time.sleep(0.001)
    for _ in range(int(sys.argv[1])):
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.5)
    print("made", flush=True)

Executable.lower, shifting.shift_at = interrupting, lambda runs, *_: 1000
variable = tf.Variable(np.ones(100, np.float32))
tf.function(lambda: variable.assign_add(tf.tanh(variable)))()
reached.wait(20)
"""


@pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C is no signal to be sent")
@pytest.mark.parametrize(("times", "out", "status"), [(1, "made\n", 0), (2, "", -signal.SIGINT)])
def test_ctrl_c_at_the_end_waits_for_the_thread_and_a_second_one_ends_the_process(times, out, status):
    command = [sys.executable, "-c", INTERRUPTED, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.stdout, done.returncode) == (out, status), done.stderr
