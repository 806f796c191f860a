"""Sets of cells: who writes to one takes turns with others, who unites two waits for both."""

import copy
import pickle
import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.env import Cell
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.rows import replace_rows
from tenfold.core.base.thread import using
from tenfold.runtime import xla
from tenfold.runtime.threads.cells import Buffered, Cells, together

needs_jax = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
in_each_gear = pytest.mark.parametrize("gear", ["first", pytest.param("second", marks=needs_jax)])


def cell_of(value):
    """A cell that holds `value`."""
    cell = Cell()
    cell._value = value
    return cell


def test_an_update_waits_for_the_turn_of_another_thread(meanwhile):
    variable = tf.Variable(1.0)
    updates = [
        lambda: variable.assign(5.0),
        lambda: variable.assign_add(tf.constant(1.0)),
        lambda: variable.assign_sub(tf.constant(1.0)),
        lambda: variable.assign_add(1),
        lambda: variable.count_up_to(99),
    ]

    def amid():
        threads = [meanwhile(update) for update in updates]
        assert threads[-1].waits() and all(t.is_alive() for t in threads)
        return threads

    for thread in set_of(variable).exclusively(amid):
        thread.get()
    assert float(variable) != 1.0


@in_each_gear
def test_an_update_waits_for_the_run_of_another_thread(gear, monkeypatch, meanwhile):
    variable, late = tf.Variable(0.0), []
    before = Cells.replaced, Buffered.commit

    def amid(self, *args):
        late.append(meanwhile(variable.assign, 10.0))
        assert late[0].waits()
        return before[gear == "first"](self, *args)

    @tf.function
    def count():
        variable.assign_add(1.0)

    monkeypatch.setattr(Cells, "replaced", amid)
    monkeypatch.setattr(Buffered, "commit", amid)
    with using(gear=gear):
        count()
    late[0].get()
    assert float(variable) == 10.0


def test_cells_of_two_runs_are_no_concern_of_each_other(meanwhile):
    one, other = tf.Variable(0.0), tf.Variable(0.0)
    assert set_of(one).exclusively(lambda: meanwhile(lambda: other.assign_add(1.0)).get()) is other


def test_who_had_the_set_before_it_became_part_of_another_takes_turns_with_that():
    one, other = cell_of(1), cell_of(2)
    olds = [set_of(one), set_of(other)]
    whole = together([one, other])
    assert set_of(one) is set_of(other) is whole
    for old in olds:
        assert old.exclusively(lambda: whole.lock._is_owned())
    assert not whole.lock._is_owned()


def test_sets_unite_when_it_is_nobodys_turn_in_either(meanwhile):
    for first in (0, 1):
        cells = cell_of(1), cell_of(2)
        sets = [set_of(c) for c in cells]

        def amid(cells=cells):
            thread = meanwhile(together, cells)
            assert thread.waits()
            return thread

        thread = sets[first].exclusively(amid)
        assert thread.get() is set_of(cells[first])


def test_sets_unite_the_older_first_whoever_unites_them():
    class Watched:
        def __init__(self, name):
            self.name, self.lock = name, threading.RLock()

        def __enter__(self):
            taken.append(self.name)
            self.lock.acquire()

        def __exit__(self, *_):
            self.lock.release()

    for turn in (1, -1):
        cells, taken = (cell_of(1), cell_of(2)), []
        for name, cell in zip(("older", "newer"), cells):
            set_of(cell).lock = Watched(name)
        together(cells[::turn])
        assert taken == ["older", "newer"]


def test_a_copy_of_a_variable_takes_turns_of_its_own():
    variable = tf.Variable(1.0)
    variable.assign_add(tf.constant(1.0))
    for twin in (copy.deepcopy(variable), pickle.loads(pickle.dumps(variable))):
        assert set_of(twin) is not set_of(variable) and float(twin) == 2.0


@pytest.mark.parametrize("held", [False, True])
def test_rows_that_are_replaced_are_seen_all_or_none(held, meanwhile):
    """In the array's own memory, for which readers wait, or in a copy where somebody holds the array."""

    class Rows:
        def __array__(self, dtype=None, copy=None):
            readers.append(meanwhile(lambda: cell.array().copy()))
            assert readers[0].waits()
            return np.ones(2)

    readers, cell = [], cell_of(np.zeros(3))
    before = cell.array() if held else None
    replace_rows(cell, np.array([0, 2]), Rows())
    assert readers[0].get().tolist() == cell.array().tolist() == [1.0, 0.0, 1.0]
    assert not held or not before.any()
