"""Ctrl-C at any moment of a trace, a compilation or a run: state is that of whole calls, and the next call works."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

import tenfold as tf
from tenfold.runtime import xla

pytestmark = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals here are not POSIX's")


class Interrupted:
    """Interrupts this thread after some seconds; `over()` waits until that has come through."""

    def __init__(self, seconds):
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self._fire, args=(seconds,), daemon=True)
        self.thread.start()

    def _fire(self, seconds):
        self.begun.wait(20)
        time.sleep(seconds)
        os.kill(os.getpid(), signal.SIGINT)

    def over(self):
        while self.thread.is_alive():
            try:
                time.sleep(0.005)
            except KeyboardInterrupt:
                return
        try:
            time.sleep(0.005)
        except KeyboardInterrupt:
            return


def counting(rows, count):
    @tf.function
    def step(x):
        y = x
        for _ in range(15):
            y = tf.tanh(y @ tf.eye(16)) + 1.0
        for _ in tf.range(3):
            if y[0, 0] > 0.0:
                y = y + 1.0
        rows.assign_add(tf.ones([16]))
        count.assign_add(1.0)
        return tf.reduce_sum(y) * 0.0 + count

    return step


def calls_until_interrupted(step, x, seconds):
    interrupted = Interrupted(seconds)
    try:
        interrupted.begun.set()
        for _ in range(3000):
            step(x)
            if not interrupted.thread.is_alive():
                break
    except KeyboardInterrupt:
        pass
    interrupted.over()


def check_interrupts(times, seed, longest):
    chance = random.Random(seed)
    rows, count, x = tf.Variable(tf.zeros([16])), tf.Variable(0.0), tf.ones([16, 16])
    for _ in range(times):
        step = counting(rows, count)
        calls_until_interrupted(step, x, chance.random() * chance.choice([longest / 50, longest / 5, longest]))
        before = float(count)
        assert rows.numpy().tolist() == [before] * 16, "a call was cut in two"
        assert float(step(x)) == before + 1 and step._lock.owner is None


def test_ctrl_c_while_a_function_is_traced_and_run():
    check_interrupts(4, 0, 0.1)


@pytest.mark.long
@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
@pytest.mark.parametrize("seed", range(10))
def test_ctrl_c_while_functions_are_traced_compiled_and_run(seed):
    program = f"import sys; sys.path.insert(0, {os.path.dirname(__file__)!r}); import test_interrupts as t; "
    program += f"t.check_interrupts(5, {seed}, 1.0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
