"""The next element made by a thread while the program is at the last: where nobody can tell, and no other elements."""

import errno
import gc
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.plan.options import options_of
from tenfold.data.run import ahead
from tenfold.data.run.shorter import as_it_runs
from tenfold.runtime.threads.pool import NAME

Dataset = tf.data.Dataset
X, Y = np.arange(120.0, dtype="float32").reshape(30, 2, 2), np.arange(30)


def is_beside(dataset):
    return type(as_it_runs(dataset, options_of(dataset))).__name__ == "Beside"


def switched_off(dataset):
    off = tf.data.Options()
    off.experimental_optimization.inject_prefetch = False
    return dataset.with_options(off)


def threads():
    return [t for t in threading.enumerate() if t.name == f"{NAME}_ahead"]


def wait_until_none():
    until = time.monotonic() + 5
    while threads() and time.monotonic() < until:
        time.sleep(0.01)
    return threads()


def failing(x):
    return tf.debugging.check_numerics(1 / (tf.cast(x, tf.float32) - 7), "seven")


def collatz(x):
    while x > 1 and x % 2 == 0:
        x = x // 2
    return x


def lines(folder):
    (folder / "lines").write_text("".join(f"{i},{i * i}\n" for i in range(20)))
    return tf.data.TextLineDataset(str(folder / "lines"))


FIRES = {
    "arrays": lambda folder: Dataset.from_tensor_slices((X, Y)).map(lambda x, y: (x / 255, y)).shuffle(10).batch(4),
    "numbers": lambda folder: Dataset.range(40).map(collatz).padded_batch(3),
    "zip": lambda folder: Dataset.zip((Dataset.range(20).map(tf.math.square), Dataset.range(20).shuffle(20, seed=1))),
    "lines": lambda folder: lines(folder).map(lambda s: tf.io.decode_csv(s, [0, 0])).filter(lambda a, b: b % 3 > 0),
    "random": lambda folder: Dataset.range(12).map(lambda x: tf.random.uniform([2]) + tf.cast(x, tf.float32)).batch(2),
    "again": lambda folder: Dataset.range(5).batch(2).repeat(4).map(lambda x: x[:1]).unbatch(),
    "error": lambda folder: Dataset.range(12).map(failing),
    "branches": lambda folder: Dataset.range(9).map(lambda x: tf.cond(x > 4, lambda: x, lambda: -x)).take(7).skip(1),
}


def taken(dataset):
    found, elements = [], iter(dataset)
    while True:
        try:
            found.append([np.asarray(v).tolist() for v in tf.nest.flatten(next(elements))])
        except StopIteration:
            return found
        except tf.errors.OpError as error:
            found.append(error.__notes__)


@pytest.mark.parametrize("spelling", FIRES)
def test_elements_of_two_passes_are_those_of_one_thread(spelling, tmp_path, monkeypatch):
    monkeypatch.setattr(ahead, "SLOW", 0.0)

    def passes(made):
        tf.random.set_seed(5)
        dataset = made(FIRES[spelling](tmp_path))
        return is_beside(dataset), [taken(dataset) for _ in range(2)], float(tf.random.uniform([]))

    found, expected = passes(lambda d: d), passes(switched_off)
    assert (found[0], expected[0]) == (True, False) and found[1:] == expected[1:] and len(found[1][0]) > 4
    assert wait_until_none() == []


def test_what_could_be_seen_is_left_alone():
    numbers, variable = Dataset.range(9), tf.Variable(1, dtype=tf.int64)
    table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.int64, -1)
    generator, iterator = tf.random.Generator.from_seed(1), iter(Dataset.range(99))

    def in_a_branch(x):
        return tf.cond(x > 3, lambda: x * variable, lambda: x)

    plans = {
        "Python": numbers.map(lambda x: tf.numpy_function(lambda v: v, [x], tf.int64)),
        "a variable": numbers.map(lambda x: x + variable),
        "a variable in a branch": numbers.map(in_a_branch),
        "an assignment": numbers.map(lambda x: variable.assign_add(x)),
        "a table": numbers.map(table.lookup),
        "a generator of numbers": numbers.map(lambda x: generator.uniform([])),
        "an iterator": numbers.map(lambda x: x + next(iterator)),
        "the time": numbers.map(lambda x: tf.timestamp()),
        "files that match": numbers.map(lambda x: tf.io.matching_files("*")),
        "a generator": Dataset.from_generator(lambda: iter(range(9)), tf.int64, ()).batch(2),
        "passes that draw seeds": numbers.shuffle(9).repeat(3).batch(2),
        "passes that begin later": numbers.shuffle(9).concatenate(numbers.shuffle(9)).batch(2),
        "elements that are datasets": numbers.map(lambda x: x).window(2),
        "a cache": numbers.map(lambda x: x + 1).cache(),
        "a thread that is asked for": numbers.map(lambda x: x + 1).prefetch(2),
        "no work": numbers.shuffle(9),
    }
    assert [what for what, plan in plans.items() if is_beside(plan)] == []


def test_explain_shows_it_and_options_switch_it_off():
    dataset = Dataset.range(9).map(lambda x: x + 1)
    assert "as it runs:\n  beside(buffer=1)  9 elements of int64[]\n    map(" in dataset.explain()
    assert "beside" not in switched_off(dataset).explain()
    none = tf.data.Options()
    none.experimental_optimization.apply_default_optimizations = False
    assert "beside" not in dataset.with_options(none).explain()


def opened(pipe):
    """The end of a pipe to write to, once somebody reads at the other."""
    until = time.monotonic() + 20
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > until:
                raise
            time.sleep(0.005)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_the_next_element_is_made_while_the_program_is_at_the_last(tmp_path, monkeypatch):
    monkeypatch.setattr(ahead, "SLOW", 0.0)
    names = [str(tmp_path / f"{i}") for i in range(7)]
    for name in names[:5]:
        (tmp_path / name).write_text("soon")
    for name in names[5:]:
        os.mkfifo(name)
    elements = iter(Dataset.from_tensor_slices(names).map(tf.io.read_file))
    for _ in range(5):
        assert next(elements).numpy() == b"soon"
    for name in names[5:]:  # nobody has asked for them
        pipe = opened(name)
        os.write(pipe, b"meanwhile")
        os.close(pipe)
        assert next(elements).numpy() == b"meanwhile"
    assert next(elements, None) is None and wait_until_none() == []


@pytest.mark.parametrize(("made", "between", "found"), [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)])
def test_there_is_a_thread_where_both_sides_take_long(made, between, found, monkeypatch):
    now = [0.0]

    def clock():  # is asked before and after an element
        now[0] += (made if clock.before else between) * 0.01
        clock.before = not clock.before
        return now[0]

    clock.before = False
    monkeypatch.setattr(ahead, "perf_counter", clock)
    elements = iter(Dataset.range(30).map(lambda x: x + 1))
    assert [int(next(elements)) for _ in range(8)] == [*range(1, 9)]
    assert len(threads()) == found
    del elements
    gc.collect()
    assert wait_until_none() == []


def test_an_abandoned_pass_takes_its_thread_along(monkeypatch):
    monkeypatch.setattr(ahead, "SLOW", 0.0)
    elements = iter(Dataset.range(10**6).map(lambda x: x + 1))
    for _ in range(6):
        next(elements)
    assert len(threads()) == 1
    del elements
    gc.collect()
    assert wait_until_none() == []


def test_a_thread_on_its_way_to_an_element_that_never_comes_ends_with_its_pass(monkeypatch):
    monkeypatch.setattr(ahead, "SLOW", 0.0)
    elements = iter(Dataset.counter().filter(lambda x: x < 6))
    assert [int(next(elements)) for _ in range(6)] == [*range(6)]
    time.sleep(0.1)  # by when it is on its way
    assert len(threads()) == 1
    del elements
    gc.collect()
    assert wait_until_none() == []


class Interrupted(threading.Thread):
    """Ctrl-C comes while it starts, once."""

    times = 0

    def start(self):
        super().start()
        Interrupted.times += 1
        if Interrupted.times == 1:
            raise KeyboardInterrupt


@pytest.mark.parametrize("made", [lambda d: d, lambda d: d.prefetch(3)])
def test_ctrl_c_while_the_thread_starts_loses_one_element(made, monkeypatch):
    monkeypatch.setattr(ahead, "SLOW", 0.0)
    monkeypatch.setattr(ahead.threading, "Thread", Interrupted)
    monkeypatch.setattr(Interrupted, "times", 0)
    found, elements = [], iter(made(Dataset.range(30).map(lambda x: x + 1)))
    while True:
        try:
            found.append(int(next(elements)))
        except KeyboardInterrupt:
            continue
        except StopIteration:
            break
    assert found == [1, 2, 3, *range(5, 31)] and Interrupted.times == 2
    del elements
    gc.collect()
    assert wait_until_none() == []


def test_where_no_more_threads_are_to_be_had_elements_are_made_as_before(monkeypatch):
    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ahead, "SLOW", 0.0)
    monkeypatch.setattr(threading.Thread, "start", start)
    plus_one = Dataset.range(30).map(lambda x: x + 1)
    assert [int(x) for x in plus_one] == [int(x) for x in plus_one.prefetch(2)] == [*range(1, 31)]


LEFT = """
import atexit, threading
atexit.register(lambda: print([t.name for t in threading.enumerate() if t is not threading.main_thread()]))
import tenfold as tf
from tenfold.data.run import ahead

ahead.SLOW = 0.0
numbers = tf.data.Dataset.range(10**6)
plans = numbers.map(lambda x: x + 1), numbers.prefetch(2), numbers.repeat().filter(lambda x: x < 6)
several = [iter(d) for d in plans]
for _ in range(6):
    for elements in several:
        next(elements)
print(len(threading.enumerate()), flush=True)
"""


def test_threads_of_passes_that_were_left_have_ended_before_the_interpreter():
    run = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, timeout=300)
    assert (run.stdout, run.returncode) == ("4\n[]\n", 0), run.stderr
