"""What threads make ahead: nothing is lost, and nobody waits for a thread that is not there."""

import signal
import subprocess
import sys
import threading

import pytest

from tenfold.runtime.threads.pool import InOrder


def test_ctrl_c_while_a_result_is_waited_for_loses_none():
    go_on = threading.Event()

    def load(item):
        if item == 1:
            go_on.wait(10)
        return item

    results = InOrder(load, range(4), 2, 2)
    try:
        assert next(results) == 0
        threading.Timer(0.05, signal.raise_signal, [signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            next(results)
        go_on.set()
        assert list(results) == [1, 2, 3]
    finally:
        go_on.set()
        results.close()


def test_where_there_are_no_threads_that_is_said_again(monkeypatch):
    def none_left(thread):
        raise RuntimeError("can't start new thread")

    results = InOrder(int, range(4), 2, 2)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", none_left)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="can't start new thread"):
                next(results)
    results.close()


LEFT = """
import time
from tenfold.runtime.threads.pool import Threads

def work(_):
    time.sleep(0.2)
    print("made", flush=True)

pool = Threads(1)
pool.submit(work, None)
time.sleep(0.05)
pool.close(0)
del pool
"""


def test_the_end_of_a_program_waits_for_threads_whose_pool_nobody_holds():
    run = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, timeout=300)
    assert run.stdout == "made\n" and run.returncode == 0, run.stderr
