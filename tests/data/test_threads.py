"""Elements made on threads: in order, errors in their place, and no thread that outlives its iterator."""

import gc
import os
import subprocess
import sys
import threading
import time

import pytest

import tenfold as tf
from tenfold.data.run import ahead
from tenfold.data.run.run import Run
from tenfold.runtime.threads.pool import NAME


def ours():
    return [t.name for t in threading.enumerate() if t.name.startswith(NAME)]


def wait_until_none():
    until = time.monotonic() + 5
    while ours() and time.monotonic() < until:
        time.sleep(0.01)
    return ours()


def slowly(x):
    time.sleep(0.002)
    if x == 7:
        raise ValueError("seven")
    return 10 * x


def slow(x):
    return tf.numpy_function(slowly, [x], tf.int64)


def taken(dataset):
    found, elements = [], iter(dataset)
    while True:
        try:
            found.append(int(next(elements)))
        except StopIteration:
            return found
        except tf.errors.OpError:
            found.append("error")


EXPECTED = [10 * i if i != 7 else "error" for i in range(12)]


@pytest.mark.parametrize(
    "made",
    [
        lambda ds: ds.map(slow, num_parallel_calls=4),
        lambda ds: ds.map(slow, num_parallel_calls=tf.data.AUTOTUNE, deterministic=False),
        lambda ds: ds.map(slow).prefetch(3),
        lambda ds: ds.map(slow, num_parallel_calls=2).prefetch(tf.data.AUTOTUNE),
    ],
)
def test_order_and_errors_are_those_of_one_thread(made):
    assert taken(made(tf.data.Dataset.range(12))) == EXPECTED
    assert wait_until_none() == []


@pytest.mark.parametrize("workers", [2, 3])
def test_elements_that_a_thread_makes_in_one_go_are_in_order_too(workers, monkeypatch):
    monkeypatch.setattr(ahead, "TURN", 0.011)
    failing = tf.data.Dataset.range(12).map(lambda x: x + tf.math.floordiv(x, tf.constant(9, "int64") - x) * 0)
    expected = [v for i, v in enumerate(EXPECTED) if i != 9]
    found = taken(failing.map(slow, num_parallel_calls=workers))
    assert [v for v in found if v != "error"] == [v for v in expected if v != "error"]
    assert [i for i, v in enumerate(found) if v == "error"] == [7, 9]
    assert wait_until_none() == []


@pytest.mark.parametrize(("slow", "threads"), [(1e9, 1), (0.0, 4)])
def test_threads_make_what_takes_long_and_only_that(monkeypatch, slow, threads):
    monkeypatch.setattr(ahead, "SLOW", slow)
    seen = set()

    def noted(x):
        time.sleep(0.002)
        seen.add(threading.current_thread().name)
        return x

    list(tf.data.Dataset.range(30).map(lambda x: tf.numpy_function(noted, [x], tf.int64), 3))
    assert len(seen) == threads  # this one began


def test_an_abandoned_iterator_takes_its_threads_along():
    elements = iter(tf.data.Dataset.range(10**6).map(slow, num_parallel_calls=3).prefetch(2))
    for _ in range(6):
        next(elements)
    assert len(ours()) == 4
    del elements
    gc.collect()
    assert wait_until_none() == []


def test_an_abandoned_iterator_makes_no_more_than_it_is_at(monkeypatch):
    monkeypatch.setattr(ahead, "TURN", 0.1)
    made = []

    def noted(x):
        time.sleep(0.002)
        made.append(int(x))
        return x

    elements = iter(tf.data.Dataset.range(10**6).map(lambda x: tf.numpy_function(noted, [x], tf.int64), 2))
    for _ in range(6):
        next(elements)
    del elements
    gc.collect()
    seen = len(made)
    assert wait_until_none() == [] and len(made) <= seen + 2


def test_functions_that_draw_or_assign_are_called_in_turn():
    count = tf.Variable(0, dtype=tf.int64)

    def next_number(x):
        time_taken = tf.numpy_function(lambda: (time.sleep(0.001), 1)[1], [], tf.int64)
        return count.assign_add(tf.reshape(time_taken, []))

    assert taken(tf.data.Dataset.range(9).map(next_number, num_parallel_calls=4)) == list(range(1, 10))


STOPS = """
import time
import tenfold as tf

def slowly(x):
    time.sleep(0.01)
    return x

elements = iter(tf.data.Dataset.range(10**6).map(lambda x: tf.numpy_function(slowly, [x], tf.int64), 2).prefetch(2))
for _ in range(8):
    next(elements)
print("done", flush=True)
{}
"""


@pytest.mark.parametrize("end", ["", "raise KeyboardInterrupt"])
def test_a_program_ends_with_threads_at_work(end):
    run = subprocess.run([sys.executable, "-c", STOPS.format(end)], capture_output=True, text=True, timeout=300)
    assert run.stdout == "done\n" and run.returncode in ((0,) if not end else (-2, 130)), run.stderr
    assert "Fatal" not in run.stderr


@pytest.mark.parametrize("workers", [2, 5])
def test_random_numbers_are_those_of_one_thread(workers):
    def noisy(x):
        waited = tf.numpy_function(slowly, [x + 100], tf.int64)
        return (
            tf.random.uniform([3], seed=1)
            + tf.random.normal([], seed=2)
            + 0 * tf.cast(tf.reshape(waited, []), "float32")
        )

    def drawn(**how):
        tf.random.set_seed(3)
        return [e.numpy().tolist() for e in tf.data.Dataset.range(20).map(noisy, **how).take(9).repeat(2)]

    found = drawn(num_parallel_calls=workers)
    assert found == drawn()
    assert found[0] not in found[1:]  # the second pass goes on
    assert wait_until_none() == []


@pytest.mark.parametrize("threaded", [lambda ds: ds.prefetch(2), lambda ds: ds.map(slow, num_parallel_calls=2)])
def test_threads_of_passes_that_are_left_early_do_not_pile_up(monkeypatch, threaded):
    monkeypatch.setattr(ahead, "SLOW", 0.0)
    passes = iter(threaded(tf.data.Dataset.range(100)).take(5).repeat())
    for _ in range(100):
        next(passes)
    gc.collect()
    assert len(ours()) <= 4
    assert len(passes._run._closing) < 20
    del passes
    gc.collect()
    assert wait_until_none() == []


FORKS = """
import os, sys, time, warnings
import tenfold as tf

warnings.simplefilter("ignore")  # Python's own, of forks of processes with threads

def slowly(x):
    time.sleep(0.002)
    return x

def slow(x):
    return tf.numpy_function(slowly, [x], tf.int64)

for dataset in (tf.data.Dataset.range(50).map(slow).prefetch(2), tf.data.Dataset.range(50).map(slow, 2)):
    elements = iter(dataset)
    for _ in range(10):
        next(elements)
    if (child := os.fork()) == 0:
        try:
            for _ in range(20):
                next(elements)
        except RuntimeError as error:
            assert "Begin a new one here" in str(error)
            assert len(list(dataset)) == 50
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert len(list(elements)) == 40
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_forked_child_is_told_that_it_lacks_the_threads():
    subprocess.run([sys.executable, "-c", FORKS], check=True, timeout=300)


def interrupted_at(step, call):
    """`call()`, in which Ctrl-C comes before that line of Ahead.__next__; whether there is such a line."""
    lines, frame_of = iter(range(step, -1, -1)), ahead.Ahead.__next__.__code__

    def local(frame, event, _):
        if event == "line" and next(lines, None) == 0:
            raise KeyboardInterrupt
        return local

    sys.settrace(lambda frame, *_: local if frame.f_code is frame_of else None)
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False


@pytest.mark.parametrize("count", [3, 12])
def test_ctrl_c_takes_no_place_of_what_is_made_ahead_away(count):
    steps, interrupted = 0, True
    while interrupted:
        run = Run()
        elements = ahead.Ahead(((i,) for i in range(count)), 1, run)
        assert next(elements) == (0,)
        interrupted = interrupted_at(steps, lambda: next(elements))  # noqa: B023
        left = [i for (i,) in elements]  # all but one that was on its way to whoever asked
        assert left in ([*range(1, count)], [*range(2, count)]) and next(elements, None) is None
        run.close()
        steps += 1
    assert steps > 3 and wait_until_none() == []


def test_what_threads_have_to_close_is_closed_by_whoever_ends_the_pass():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        run, closed, owners = Run(), [], [[type("Owner", (), {})() for _ in range(300)] for _ in range(4)]

        def enter(mine):
            for owner in mine:
                run.on_close(owner, lambda: closed.append(1))
                run.on_close(type("Gone", (), {})(), int)

        threads = [threading.Thread(target=enter, args=[mine]) for mine in owners]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not closed and len(run._closing) == 1200
    run.close()
    assert len(closed) == 1200 and not run._closing
