"""What is done while a lock is held: whoever else holds it is waited for."""

import threading

import numpy as np
import pytest

from tenfold.core.base import exclusive, recording
from tenfold.core.base.env import Cell
from tenfold.core.base.exclusive import NOW, CellSet
from tenfold.core.base.rows import TAKEN, replace_rows


def cell_of(value):
    cell = Cell()
    cell._value = value
    return cell


def test_recordings_begin_and_end_one_at_a_time(monkeypatch):
    held, turn_to = [], recording._turn_to
    monkeypatch.setattr(recording, "_turn_to", lambda each: held.append(recording._lock.locked()) or turn_to(each))
    recording.stop(recording.start(events=False))
    assert held == [True, True] and not recording._lock.locked()


def test_rows_wait_for_the_moment_in_which_others_take_values(meanwhile):
    cell = cell_of(np.zeros(2))
    with NOW:
        other = meanwhile(replace_rows, cell, np.array([1]), np.array([5.0]))
        assert other.waits() and cell._value.tolist() == [0, 0]
    other.get()
    assert cell._value.tolist() == [0, 5]


def test_a_cell_whose_rows_are_being_replaced_is_read_afterwards(meanwhile):
    cell = cell_of(TAKEN)
    with NOW:
        other = meanwhile(cell.array)
        assert other.waits()
        cell._value = np.ones(2)
    assert other.get() is cell._value


@pytest.mark.parametrize("which", [0, 1])
def test_sets_are_united_when_nobody_writes_to_either(meanwhile, which):
    sets = CellSet(), CellSet()
    with sets[which].lock:
        other = meanwhile(sets[0].united, sets[1])
        assert other.waits() and sets[1].into is None
    assert other.get() is sets[0] and sets[1].into is sets[0]


def test_a_child_has_the_locks_of_its_parents_other_threads(monkeypatch):
    ours, theirs = CellSet(), CellSet()
    monkeypatch.setattr(exclusive, "_sets", [ours, theirs])
    ours.lock.acquire()
    holder = threading.Thread(target=theirs.lock.acquire)
    holder.start()
    holder.join()
    assert not theirs.lock.acquire(blocking=False)
    exclusive._in_child()  # what Python calls after a fork
    assert theirs.lock.acquire(blocking=False) and ours.lock._is_owned()
    ours.lock.release()
    theirs.lock.release()
