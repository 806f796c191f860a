"""Batches made ahead for programs that loop over them themselves, by threads and by processes."""

import itertools
import os
import random
import subprocess
import sys
import threading

import numpy as np
import pytest

from tenfold import keras
from tenfold.runtime.threads.pool import NAME, in_order


class Squares(keras.utils.Sequence):
    """Five batches; `at` moves on with each epoch."""

    def __init__(self, at=0, extra=None):
        self.at, self.extra, self.made_in = at, extra, os.getpid()

    def __len__(self):
        return 5

    def __getitem__(self, index):
        if os.getpid() != self.made_in:
            assert sys.stdin.read() == "", "a process has no input of its own, and takes nobody else's"
        if index == self.extra:
            raise ZeroDivisionError(f"no batch {index}")
        return np.full((2, 1), float(index**2 + self.at), "float32"), np.full((2, 1), float(os.getpid()))

    def on_epoch_end(self):
        self.at += 100


def loaders():
    return [t for t in threading.enumerate() if t.name.startswith(NAME)]


def firsts(batches, number):
    return [int(x[0, 0]) for x, _ in itertools.islice(batches, number)]


def test_a_sequence_is_given_in_order_again_and_again():
    with keras.utils.OrderedEnqueuer(Squares()) as enqueuer:
        enqueuer.start(workers=3, max_queue_size=4)
        assert enqueuer.is_running() and firsts(enqueuer.get(), 7) == [0, 1, 4, 9, 16, 100, 101]
    assert not enqueuer.is_running() and loaders() == []
    random.seed(1)
    enqueuer = keras.utils.OrderedEnqueuer(Squares(), shuffle=True)
    enqueuer.start()
    first, second = firsts(enqueuer.get(), 5), firsts(enqueuer.get(), 5)
    enqueuer.stop()
    assert sorted(first) == [0, 1, 4, 9, 16] != first and sorted(second) == [100, 101, 104, 109, 116]


def test_a_generator_is_given_to_its_end():
    for workers in (1, 4):
        enqueuer = keras.utils.GeneratorEnqueuer(iter(range(6)), wait_time=0.1)
        enqueuer.start(workers=workers, max_queue_size=2)
        assert [*enqueuer.get()] == [*range(6)]
        enqueuer.stop()
    assert loaders() == []


def test_who_has_not_started_gets_nothing():
    with pytest.raises(RuntimeError, match=r"after start\(workers=.* only"):
        keras.utils.OrderedEnqueuer(Squares()).get()
    with pytest.raises(NotImplementedError, match="use OrderedEnqueuer"):
        keras.utils.SequenceEnqueuer(Squares()).start()
    from tenfold.keras.utils import data_utils

    assert data_utils.Sequence is keras.utils.Sequence is keras.utils.PyDataset
    assert data_utils.OrderedEnqueuer is keras.utils.OrderedEnqueuer


def children():
    """The processes that this one has started and not waited for."""
    with open(f"/proc/self/task/{threading.get_native_id()}/children") as file:
        return file.read().split()


def model():
    found = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", input_shape=(1,))])
    found.compile("sgd", "mse")
    return found


@pytest.mark.long
def test_processes_make_the_same_batches():
    source = Squares()
    predicted = model().predict(source, workers=2, use_multiprocessing=True, verbose=0)
    np.testing.assert_array_equal(predicted, model().predict(Squares(), verbose=0))
    assert source.at == 100 and loaders() == []


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="looks for processes in /proc")
def test_a_process_makes_batches_and_is_not_left():
    enqueuer = keras.utils.OrderedEnqueuer(Squares(at=7, extra=3), use_multiprocessing=True)
    enqueuer.start(workers=1)
    (x, pid), *_ = first = [*itertools.islice(enqueuer.get(), 3)]
    assert [int(x[0, 0]) for x, _ in first] == [7, 8, 11] and int(pid[0, 0]) != os.getpid()
    with pytest.raises(ZeroDivisionError, match="no batch 3") as error:
        next(enqueuer.get())
    assert "In a process that makes batches" in error.value.__notes__[0] and "__getitem__" in error.value.__notes__[0]
    assert children() == [] and loaders() == []


def test_what_a_batch_in_the_making_waits_for_is_ended_before_it_is_waited_for():
    ended = threading.Event()
    batches = in_order(lambda index: index and ended.wait(), range(9), 2, 3, interrupt=ended.set)
    assert next(batches) == 0
    batches.close()
    assert loaders() == []


STUCK = """
import threading
from tenfold.keras.utils import enqueuers
from tenfold.runtime.threads import pool

def batches():
    yield 1
    threading.Event().wait()

pool.PATIENCE = 0.01
enqueuer = enqueuers.GeneratorEnqueuer(batches())
enqueuer.start(max_queue_size=3)
print(next(enqueuer.get()))
"""


def test_a_program_ends_though_a_batch_never_comes():
    run = subprocess.run([sys.executable, "-c", STUCK], check=True, capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == ("1\n", "")


def test_a_sequence_that_cannot_be_sent_says_so():
    with pytest.raises(TypeError, match=r"sends Squares to other processes, and it cannot be pickled: .*lambda"):
        model().fit(Squares(extra=lambda: 0), workers=2, use_multiprocessing=True, verbose=0)


PROGRAM = """
import numpy as np
from tenfold import keras

class Ones(keras.utils.Sequence):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return np.ones((2, 1))

{guard}:
    print(keras.Sequential([keras.layers.Dense(1)]).predict(Ones(), use_multiprocessing=True, verbose=0).shape)
"""


@pytest.mark.long
@pytest.mark.parametrize("guard, said", [("if __name__ == '__main__'", ""), ("if True", "Threads make its batches")])
def test_a_sequence_of_the_program_itself(guard, said, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(guard=guard))
    run = subprocess.run([sys.executable, program], check=True, capture_output=True, text=True)
    assert run.stdout == "(4, 1)\n" and said in run.stderr and ("use_multi" in run.stderr) is bool(said)


def test_a_sequence_that_is_empty_by_now_is_refused_and_not_looked_at_for_ever():
    class Fewer(Squares):
        def __len__(self):
            return 5 if self.at == 0 else 0

    with keras.utils.OrderedEnqueuer(Fewer()) as enqueuer:
        enqueuer.start()
        with pytest.raises(ValueError, match="Fewer has no batches to make"):
            firsts(enqueuer.get(), 6)
