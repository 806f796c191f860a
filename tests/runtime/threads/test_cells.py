"""Cells shared between threads: what a run finds, what is given away, and who waits for it."""

import contextlib
import gc
import weakref

import numpy as np
import pytest
from concurrency import until

import tenfold as tf
from tenfold.core.base.env import Cell
from tenfold.core.base.exclusive import NOW, set_of
from tenfold.keras.layers.base.context import BUILDING
from tenfold.runtime import xla
from tenfold.runtime.gears.counting import TripCounter
from tenfold.runtime.gears.lowering import Program
from tenfold.runtime.threads import cells as module
from tenfold.runtime.threads import once
from tenfold.runtime.threads.cells import Buffered, Cells

keras = tf.keras
needs_jax = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")


def cell_of(value):
    """A cell that holds `value`: a list stands for an array of second gear, without JAX."""
    cell = Cell()
    cell._value = value
    return cell


@pytest.fixture
def pair():
    """Two cells as second gear left them."""
    return cell_of([0.0]), cell_of([0.0])


# moments


@pytest.mark.parametrize("how", ["first gear", "second gear"])
def test_whoever_reads_finds_the_cells_of_one_step(how, monkeypatch, meanwhile):
    """A reader that comes while the second of two cells is not replaced yet, and one that comes between the two."""
    readers = []

    class Slow(Cell):
        def replace(self, value):
            readers.append(meanwhile(run.arrays))
            readers[-1].waits()
            self.now = value

        _value = property(lambda self: self.now, replace)

    monkeypatch.setattr(xla, "device_array", list)
    cells = Slow(), Slow()
    for cell in cells:
        cell.now = np.zeros(1) if how == "first gear" else [0.0]
    run, train = Cells(list(cells), []), Cells([], list(cells))
    if how == "first gear":
        env = Buffered(train)
        for cell in cells:
            env.write(cell, np.ones(1))
        env.commit()
    else:  # while they are read, and so not given away
        run.reading(lambda _: train.replaced(lambda state: (None, [[1.0], [1.0]], None)))
    assert len(readers) == 2
    for reader in readers:
        assert len({float(a[0]) for a in reader.get().values()}) == 1


def test_a_run_in_first_gear_goes_on_with_what_it_found(monkeypatch, meanwhile):
    one, other, times = tf.Variable([0.0]), tf.Variable([0.0]), tf.Variable(0)

    @tf.function
    def train():
        one.assign_add([1.0])
        other.assign_add([1.0])

    @tf.function
    def difference():
        first = one + 0.0
        times.assign(1)  # after which variables are read anew
        return first - other

    read = Buffered.read

    def slowly(self, cell):
        found = read(self, cell)
        if cell is one and self.cells.read:
            meanwhile(train).get()
        return found

    train(), difference()
    monkeypatch.setattr(Buffered, "read", slowly)
    assert difference().numpy() == [0.0] and one.numpy() == [2.0]


def test_what_a_python_function_changes_is_seen_by_the_rest_of_the_run(meanwhile):
    variable = tf.Variable(1.0)

    @tf.function
    def run():
        before = variable + 0.0
        with tf.control_dependencies([before]):
            tf.py_function(lambda: meanwhile(variable.assign, 5.0).get() * 1.0, [], tf.float32)
        return before, variable + 0.0

    assert [float(v) for v in run()] == [1.0, 5.0]


@pytest.mark.parametrize("before", ["assignment", "Python"])
def test_what_a_run_with_python_in_it_writes_shows_when_it_is_its_turn(before, meanwhile):
    variable = tf.Variable(1.0)

    @tf.function
    def run():
        if before == "assignment":
            variable.assign(2.0)
        tf.py_function(lambda: 0.0, [], tf.float32)
        if before == "Python":
            variable.assign(2.0)

    def amid():
        thread = meanwhile(run)
        assert thread.waits() and float(variable) == 1.0
        return thread

    run.get_concrete_function()
    set_of(variable).exclusively(amid).get()
    assert float(variable) == 2.0


@needs_jax
def test_a_shape_that_another_thread_changes_is_that_of_the_run(monkeypatch, meanwhile):
    variable, reading = tf.Variable([1.0, 2.0], shape=[None]), Cells.reading
    total = tf.function(lambda: tf.reduce_sum(variable), jit_compile=True)
    assert total().numpy() == 3.0

    def late(self, *args):
        meanwhile(variable.assign, [1.0, 2.0, 3.0]).get()
        return reading(self, *args)

    monkeypatch.setattr(Cells, "reading", late)
    assert total().numpy() == 6.0 and total().numpy() == 6.0


@needs_jax
def test_a_loop_is_counted_on_the_values_that_it_runs_on(monkeypatch, meanwhile):
    end, count = tf.Variable(2), TripCounter.__call__

    @tf.function(jit_compile=True)
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y, _ = tf.while_loop(lambda y, i: i < end, lambda y, i: (y * x, i + 1), [x, 0])
        return tape.gradient(y, x)

    def late(*args):
        found = count(*args)
        meanwhile(end.assign, 9).get()
        return found

    assert slope(tf.constant(2.0)).numpy() == 12.0
    monkeypatch.setattr(TripCounter, "__call__", late)
    assert slope(tf.constant(2.0)).numpy() == 12.0


@needs_jax
def test_a_check_that_fails_is_heard_of_in_its_own_thread(monkeypatch, meanwhile):
    look = tf.function(lambda i: tf.gather([1.0, 2.0], i), jit_compile=True)
    call, bad = Program.__call__, []

    def late(*args):
        found = call(*args)
        if not bad:
            bad.append(None)
            bad[0] = meanwhile(look, tf.constant(7))
            with pytest.raises(tf.errors.InvalidArgumentError):
                bad[0].get()
        return found

    assert look(tf.constant(1)).numpy() == 2.0
    monkeypatch.setattr(Program, "__call__", late)
    assert look(tf.constant(0)).numpy() == 1.0 and bad


@pytest.mark.parametrize("error", [KeyboardInterrupt(), TimeoutError()], ids=["Ctrl-C", "a time limit"])
def test_a_signal_while_a_step_in_first_gear_is_stored_leaves_it_whole(error):
    class Slow(Cell):
        def replace(self, value):
            self.now = value
            if not interrupted:
                interrupted.append(True)
                raise error

        _value = property(lambda self: self.now, replace)

    cells, interrupted = (Slow(), Slow()), []
    env = Buffered(Cells([], list(cells)))
    for cell in cells:
        env.write(cell, np.ones(1))
    with pytest.raises(type(error)):
        env.commit()
    assert [float(c.array()[0]) for c in cells] == [1.0, 1.0]


def litter():
    """Things of every kind that has a finaliser or is referred to weakly, and the locks that they have to do with."""
    model, graph, key = keras.Sequential([keras.layers.Dense(2)]), tf.Graph(), keras.layers.Dense(2)
    model.compile("adam", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    variable = model.weights[0]
    traced = tf.function(lambda key, x: x + variable)
    traced(key, tf.ones([3, 2]))
    with graph.as_default(), tf.compat.v1.Session() as session:
        session.run(tf.random.uniform([2]))
    locks = [once._looking, NOW, set_of(variable).lock, BUILDING, traced._lock]
    return [key, model, model.optimizer, variable, traced, graph, session, set_of(variable)], locks


def test_a_finaliser_waits_for_no_lock(meanwhile):
    things, locks = litter()
    refs = [weakref.ref(thing) for thing in things]

    def collect():
        del things[0]  # first the key, then the function that was traced for it
        gc.collect()
        things.clear()
        gc.collect()
        return [ref() for ref in refs]

    with contextlib.ExitStack() as stack:
        for lock in locks:
            stack.enter_context(lock)
        assert meanwhile(collect).get() == [None] * len(refs)


# what is given away


def test_a_value_that_is_read_is_not_given_away(pair, monkeypatch, meanwhile):
    copied = []
    monkeypatch.setattr(xla, "device_array", lambda value: copied.append(value) or list(value))
    reader, train = Cells([pair[0]], []), Cells([], list(pair))

    def step(state):
        assert state[0] is not before[0] and state[1] is before[1]  # the copy, and what nobody reads
        assert meanwhile(pair[0].array).get() == [0.0]
        return None, [[1.0], [1.0]], None

    before = [c._value for c in pair]
    reader.reading(lambda values: meanwhile(train.replaced, step).get())
    assert copied == [[0.0]] and [c._value for c in pair] == [[1.0], [1.0]]
    train.replaced(lambda state: (None, state, None))
    assert copied == [[0.0]], "nobody reads any more"


def test_a_value_that_is_lent_is_handed_over_as_it_is(pair, monkeypatch, meanwhile):
    monkeypatch.setattr(xla, "device_array", lambda value: pytest.fail("copied"))
    left = pair[0]._value = np.zeros(1)
    train, others = Cells([], list(pair)), Cells([pair[0], pair[1]], [])

    def step(state):
        assert state[0] is left and state[1] is second
        return None, [[1.0], [1.0]], None

    second = pair[1]._value
    others.reading(lambda _: meanwhile(train.replaced, step, {0, 1}).get())  # though they are being read
    assert [c._value for c in pair] == [[1.0], [1.0]]


@pytest.mark.parametrize("reads", ["a run", "an eager read"])
def test_a_value_that_is_given_away_is_waited_for(reads, pair, meanwhile):
    reader, train = Cells(list(pair), []), Cells([], list(pair))
    read = reader.arrays if reads == "a run" else lambda: {0: pair[0].array(), 1: pair[1].array()}

    def step(state):
        thread = meanwhile(read)
        assert thread.waits()
        assert any(id(pair[0]) in ids for ids in module._readers.values()), "the next step would not see who waits"
        return thread, [[1.0], [1.0]], None

    thread, _ = train.replaced(step)
    assert [float(a[0]) for a in thread.get().values()] == [1.0, 1.0]
    assert not module._readers and not module._given


def test_a_run_that_waits_for_what_another_gives_away_gives_nothing_itself(pair, meanwhile):
    """Two runs, each of which reads what the other one replaces: no circle."""
    one, other = Cells([pair[0]], [pair[1]]), Cells([pair[1]], [pair[0]])
    turn = lambda run: run.exclusively(run.reading, lambda _: run.replaced(lambda state: (None, [[1.0]], None)))  # noqa: E731

    def step(state):
        thread = meanwhile(turn, other)
        until(lambda: module._replaced._waiters)
        return thread, [[2.0]], None

    thread, _ = one.exclusively(one.reading, lambda _: one.replaced(step))
    thread.get()
    assert [c._value for c in pair] == [[1.0], [2.0]]


def test_a_step_that_fails_leaves_nobody_waiting(pair):
    def fail(_):
        raise RuntimeError("no")

    for call in (Cells([], list(pair)).replaced, Cells(list(pair), []).reading):
        with pytest.raises(RuntimeError):
            call(fail)
    assert not module._readers and not module._given and pair[0].array() == [0.0]


@needs_jax
def test_predict_reads_what_a_step_of_another_thread_replaces_before_xla_has_it(monkeypatch, meanwhile):
    weights = [tf.Variable(tf.ones([64])) for _ in range(2)]

    @tf.function(jit_compile=True)
    def train():
        for w in weights:
            w.assign(w * 2.0)

    @tf.function(jit_compile=True)
    def predict(x):
        return weights[0] * x - weights[1]

    train(), predict(tf.constant(1.0))
    (signature,) = predict.get_concrete_function(tf.constant(1.0)).executable._specializations.values()
    step = signature.program.step

    def late(*args):
        meanwhile(train).get()
        return step(*args)

    monkeypatch.setattr(signature.program, "step", late)
    assert set(predict(tf.constant(1.0)).numpy().tolist()) == {0.0}
    assert weights[0].numpy()[0] == 4.0


class Watched(dict):
    """Notes whether it is the moment whenever it is looked through or written."""

    def __init__(self):
        super().__init__()
        self.moments = []

    def values(self):
        self.moments.append(NOW._is_owned())
        return super().values()

    def __setitem__(self, key, value):
        self.moments.append(NOW._is_owned())
        super().__setitem__(key, value)


class Stored(Cell):
    def store(self, value):
        self.in_a_moment = NOW._is_owned()
        super().store(value)


def test_who_reads_and_who_gives_is_written_down_in_a_moment(pair, monkeypatch):
    readers, given = Watched(), Watched()
    monkeypatch.setattr(module, "_readers", readers)
    monkeypatch.setattr(module, "_given", given)
    Cells([pair[0]], []).reading(lambda values: Cells([], list(pair)).replaced(lambda state: (None, state, None)))
    assert readers.moments == [True, True] and given.moments == [True]


def test_a_step_is_stored_in_a_moment():
    cell = Stored()
    cell._value = [0.0]
    Cells([], [cell]).replaced(lambda state: (None, [[1.0]], None))
    assert cell.in_a_moment and cell._value == [1.0] and not NOW._is_owned()


@pytest.mark.parametrize("how", ["write", "write_all"])
def test_what_is_written_whole_forgets_the_rows_written_before(how):
    cell = cell_of(np.zeros(3))
    env = Buffered(Cells([], [cell]))
    env.write_rows(cell, np.array([0]), np.array([5.0]))
    if how == "write":
        env.write(cell, np.ones(3))
    else:
        env.write_all([cell], [np.ones(3)])
    env.commit()
    assert cell.array().tolist() == [1, 1, 1]
