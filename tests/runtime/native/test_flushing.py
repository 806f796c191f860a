"""Numbers that are almost zero are zero to first gear while it trains, and the program's own before and after."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tenfold as tf
from tenfold.runtime.native import flushing, library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}")
SMALL = np.full(4, 2.0**-130, np.float32)  # exact, and subnormal


def is_flushed():
    return not (SMALL * np.float32(1)).any()


@pytest.fixture(autouse=True)
def first_gear(monkeypatch):
    monkeypatch.setenv("TENFOLD_GEAR", "first")


@pytest.mark.parametrize("make", [tf.function, lambda function: function], ids=["graph", "eager"])
@pytest.mark.parametrize("name", ["SGD", "Adam", "RMSprop"])
def test_averages_without_gradients_do_not_become_subnormal(name, make):
    opt = getattr(tf.keras.optimizers, name)(0.1, **({"momentum": 0.9} if name == "SGD" else {}))
    variable = tf.Variable(np.ones(4, np.float32))

    @make
    def step(gradient):
        opt.apply_gradients([(gradient, variable)])

    step(tf.constant(np.full(4, 2.0**-50, np.float32)))
    for _ in range(700):
        step(tf.zeros(4))
    averages = np.abs([v.numpy() for v in opt.variables if v.shape == (4,)])
    assert averages.size
    assert ((averages == 0) | (averages >= np.finfo(np.float32).tiny)).all()
    assert not is_flushed()


def test_a_run_that_fails_leaves_the_mode_as_it_was():
    variable = tf.Variable([1.0])

    @tf.function
    def step(i):
        variable.assign_add([1.0])
        return tf.debugging.assert_less(i, 1)

    step(0)
    with pytest.raises(tf.errors.InvalidArgumentError):
        step(1)
    assert not is_flushed()
    np.testing.assert_array_equal(variable, [2.0])


def test_python_of_the_users_has_its_own_numbers():
    variable, seen = tf.Variable([1.0]), []

    @tf.function
    def step():
        variable.assign_add([1.0])
        tf.py_function(lambda: seen.append(is_flushed()), [], [])

    step()
    assert seen == [False]


def test_the_mode_is_a_threads_own():
    functions = library.functions()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(is_flushed).result()  # the thread is there: a new one has its maker's
        mode = functions.tenfold_flush()
        again, within = functions.tenfold_flush(), is_flushed()
        elsewhere = pool.submit(is_flushed).result()
    functions.tenfold_set_float_mode(again)
    still = is_flushed()
    functions.tenfold_set_float_mode(mode)
    assert (within, still, elsewhere, is_flushed()) == (True, True, False, False)


class Interrupting:
    """The library; the first time that it flushes, Ctrl-C comes before anybody has the result."""

    def __init__(self, library):
        self.library, self.left = library, 1

    def __getattr__(self, name):
        return getattr(self.library, name)

    def tenfold_flush(self):
        mode = self.library.tenfold_flush()
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return mode


def test_ctrl_c_before_the_mode_is_known_leaves_it_as_it_was(monkeypatch):
    v = tf.Variable(1.0)
    step = tf.function(lambda: v.assign_add(1.0))
    step()
    for run in (step, lambda: flushing.Flushing().__enter__()):
        monkeypatch.setattr(flushing.LOADED, "library", Interrupting(library.functions()))
        with pytest.raises(KeyboardInterrupt):
            run()
        monkeypatch.undo()
        assert not is_flushed()
    assert float(v) == 2.0 and float(step()) == 3.0
