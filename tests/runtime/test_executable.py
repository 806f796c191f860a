"""A graph that is called again and again: state, memory and threads in both gears."""

import logging
import signal
import threading
import types
import weakref

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS, op
from tenfold.core.graphs.graph import FuncGraph
from tenfold.ops import memory
from tenfold.ops.infer import same_as
from tenfold.ops.random import seeds as random_seed
from tenfold.runtime import xla
from tenfold.runtime.gears import executable as module
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.unbroken import unbroken

needs_jax = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
GEARS = ["first", pytest.param("second", marks=needs_jax)]
in_each_gear = pytest.mark.parametrize("gear", GEARS)


def written(function, *specs, pin=None):
    """The Executable of a function of tensors with these (shape, dtype)."""
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(shape, tf.as_dtype(dtype)) for shape, dtype in specs]
        outputs = [graph.capture(t) for t in function(*inputs)]
    return Executable(graph, graph.inputs, outputs, pin=pin)


def programs(executable):
    return [s.program for s in executable._specializations.values() if s.program is not None]


@pytest.fixture
def entered():
    """A decorator like `op` whose ops leave the table after the test."""
    before = dict(OPS)
    yield op
    OPS.clear()
    OPS.update(before)


def counting_step(pin):
    """A step that counts its runs and adds to a table at an index that may be out of range."""
    runs, table = tf.Variable(0), tf.Variable(tf.zeros([4]))

    def step(i):
        runs.assign_add(1)
        table.assign_add(tf.one_hot(i, 4) * tf.gather([1.0, 2.0, 3.0, 4.0], i)[0])
        return (tf.random.uniform([2]),)

    with_rows = lambda i: step(tf.reshape(i, [-1])[:1])  # noqa: E731
    table = tf.Variable(tf.zeros([1, 4]))
    return written(with_rows, ((None,), np.int32), pin=pin), runs, table


def test_only_what_may_change_its_shape_is_looked_at_before_each_run():
    fixed, free = [tf.Variable(1.0), tf.Variable([1.0])], tf.Variable([1.0], shape=[None])
    unknown = tf.Variable([1.0], validate_shape=False)
    run = written(lambda: [tf.reduce_sum(v) for v in (*fixed, free, unknown)])
    assert {id(c) for c in run.flexible} == {id(free), id(unknown)}


# failing steps


@in_each_gear
def test_a_failing_step_changes_nothing(gear):
    step, runs, table = counting_step(gear)
    good, bad = [np.int32([2])], [np.int32([7])]
    step(good)
    draws = step(good)[0]
    with pytest.raises(tf.errors.InvalidArgumentError, match="7"):
        step(bad)
    assert runs.numpy() == 2 and table.numpy().tolist() == [[0.0, 0.0, 6.0, 0.0]]
    again = step(good)[0]
    assert runs.numpy() == 3 and not np.array_equal(draws, again)


@needs_jax
def test_random_numbers_go_on_as_if_the_failing_step_had_not_been():
    tf.random.set_seed(3)
    draws = []
    for batches in ([2, 2], [2, 7, 2]):
        tf.random.set_seed(3)
        step, _, _ = counting_step("second")
        for i in batches:
            try:
                found = np.array(step([np.int32([i])])[0])
            except tf.errors.InvalidArgumentError:
                assert i == 7
        draws.append(found)
    np.testing.assert_array_equal(*draws)


@in_each_gear
def test_nobody_waits_for_a_failing_step_and_still_nothing_changes(gear):
    step, runs, table = counting_step(gear)
    with pytest.raises(tf.errors.InvalidArgumentError, match="7"):
        for i in (1, 7, 2, 3):
            step([np.int32([i])], wait=False)
        step.settle()
    assert runs.numpy() == 1 and table.numpy().tolist() == [[0.0, 2.0, 0.0, 0.0]]
    step([np.int32([0])])
    assert runs.numpy() == 2


@in_each_gear
def test_a_batch_of_another_size_hears_of_the_failure_first(gear):
    step, runs, _ = counting_step(gear)
    for rows in (1, 2):
        step([np.int32([0] * rows)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="7"):
        step([np.int32([7])], wait=False)
        step([np.int32([1, 1])], wait=False)
    assert runs.numpy() == 2


@needs_jax
@pytest.mark.parametrize("free", [100, None])
def test_what_does_not_fit_into_memory_is_not_given_state_to_lose(monkeypatch, free):
    monkeypatch.setattr(memory, "at_hand", lambda: free)
    v = tf.Variable(tf.zeros([8, 8]))
    step = written(lambda x: (v.assign_add(tf.matmul(x, x)),), ((8, 8), np.float32), pin="second")
    step([np.eye(8, dtype=np.float32)])
    step([np.eye(8, dtype=np.float32)])
    assert np.array_equal(v.numpy(), 2 * np.eye(8))
    (signature,) = step._specializations.values()
    assert signature.cold == (free is not None) and (signature.program is None) == signature.cold


# interruption


@pytest.fixture
def ctrl_c():
    """SIGINT raises KeyboardInterrupt: a background shell has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@needs_jax
def test_ctrl_c_waits_until_the_state_is_whole(ctrl_c):
    done = []
    with pytest.raises(KeyboardInterrupt):
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append(1)
    assert done == [1] and signal.getsignal(signal.SIGINT) is signal.default_int_handler

    v = tf.Variable(tf.zeros([8]))
    step = written(lambda x: (v.assign_add(x),), ((8,), np.float32), pin="second")
    step([np.ones(8, np.float32)])
    (program,) = programs(step)
    run = program.step

    def interrupted(*arguments):
        found = run(*arguments)  # the old state has been given away
        signal.raise_signal(signal.SIGINT)
        return found

    program.step = interrupted
    with pytest.raises(KeyboardInterrupt):
        step([np.ones(8, np.float32)])
    program.step = run
    assert v.numpy().tolist() == [2.0] * 8
    assert np.asarray(step([np.ones(8, np.float32)])[0]).tolist() == [3.0] * 8


class OutOfTime(Exception):
    """What a handler of SIGALRM raises."""


@pytest.fixture
def time_limit():
    """SIGALRM raises OutOfTime, an exception like any other."""

    def handler(*_):
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, handler)
    yield
    signal.signal(signal.SIGALRM, before)


@needs_jax
@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarms")
def test_a_time_limit_is_no_fault_of_a_graph_that_is_compiled_and_leaves_the_state_of_a_step_whole(
    time_limit, monkeypatch
):
    """Raised amid compiling it was taken for a reason why XLA cannot have the graph; amid a step it lost the state."""
    v = tf.Variable(tf.zeros([8]))
    step = written(lambda x: (v.assign_add(x),), ((8,), np.float32), pin="second")
    lower = step.lower

    def ringing(*arguments):
        signal.raise_signal(signal.SIGALRM)
        return lower(*arguments)

    with monkeypatch.context() as patch, pytest.raises(OutOfTime):
        patch.setattr(step, "lower", ringing)
        step([np.ones(8, np.float32)])
    step([np.ones(8, np.float32)])
    (program,) = programs(step)
    run = program.step

    def rings(*arguments):
        found = run(*arguments)
        signal.raise_signal(signal.SIGALRM)
        return found

    with monkeypatch.context() as patch, pytest.raises(OutOfTime):
        patch.setattr(program, "step", rings)
        step([np.ones(8, np.float32)])
    assert v.numpy().tolist() == [2.0] * 8


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarms")
def test_every_signal_that_came_is_handled_and_handlers_are_where_they_were(time_limit, ctrl_c):
    handlers = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGALRM)]
    with pytest.raises(OutOfTime) as caught, unbroken():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGALRM)
    assert isinstance(caught.value.__context__, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt), unbroken(but=(signal.SIGINT,)):
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it was to be let through")
    assert [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGALRM)] == handlers


# signatures


def test_shapes_that_no_longer_come_up_are_forgotten(monkeypatch):
    monkeypatch.setattr(module, "SPECIALIZATIONS", 8)
    double = written(lambda x: (x * 2.0,), ((None,), np.float32), pin="first")
    for n in range(100):
        for size in (3, 10 + n):
            assert double([np.ones(size, np.float32)])[0].tolist() == [2.0] * size
        assert len(double._specializations) <= 8
    assert double._specializations[((3,), np.dtype(np.float32)),].runs == 100


@in_each_gear
def test_one_program_per_shape_and_dtype(gear):
    double = written(lambda x: (x * 2.0,), ((None, 3), np.float32), pin=gear)
    for n in (1, 2, 1, 0):
        assert np.shape(double([np.ones((n, 3), np.float32)])[0]) == (n, 3)
    assert len(double._specializations) == 3
    assert len(programs(double)) == (3 if gear == "second" else 0)


# whose memory is it


@in_each_gear
def test_results_stay_what_they_were(gear):
    v = tf.Variable(tf.zeros([1000]))

    @tf.function
    def step(x):
        before = v.read_value()
        v.assign_add(x)
        return before, tf.identity(v), x

    given = np.ones(1000, np.float32)
    with using(gear=gear):
        held = [step(tf.constant(given)) for _ in range(4)]
        given[:] = 9.0
    for i, found in enumerate(held):
        assert [set(t.numpy().tolist()) for t in found] == [{float(i)}, {i + 1.0}, {1.0}]
        assert all(t.numpy().flags.writeable for t in found)
        found[0].numpy()[:] = 5.0
        np.asarray(found[1])[:] = 5.0
    assert set(v.numpy().tolist()) == {4.0}


@in_each_gear
def test_variables_that_were_given_one_value_part_again(gear):
    a, b, fixed = (tf.Variable(tf.zeros([1000])) for _ in range(3))

    @tf.function
    def share(x):
        a.assign(x)
        b.assign(x)
        return ()

    @tf.function
    def follow():
        a.assign(fixed)

    @tf.function
    def change():
        a.assign_add(tf.ones([1000]))

    with using(gear=gear):
        share(tf.ones([1000]))
        change()
        assert a.numpy()[0] == 2.0 and b.numpy()[0] == 1.0
        follow()
        change()
        change()
        assert a.numpy()[0] == 2.0 and fixed.numpy()[0] == 0.0
        b.assign(a)
        change()
        assert a.numpy()[0] == 3.0 and b.numpy()[0] == 2.0


@needs_jax
def test_views_of_weights_survive_the_next_hot_run():
    v = tf.Variable(tf.zeros([1000]))
    step = written(lambda x: (v.assign_add(x),), ((1000,), np.float32), pin="second")
    views = []
    for i in range(4):
        step([np.ones(1000, np.float32)])
        views += [(i + 1.0, v.numpy()), (i + 1.0, v.read_value()), (i + 1.0, v + 0.0)]
        if i == 1:
            v.assign_add(tf.zeros([1000]))  # moves it to NumPy and back
    for wanted, view in views:
        assert set(np.asarray(view).tolist()) == {wanted}


@in_each_gear
def test_a_variable_does_not_become_the_callers_array(gear):
    v = tf.Variable(tf.zeros([4]))
    for function in (lambda x: v.assign(x), lambda x: v.assign(tf.identity(x)), lambda x: v.assign(tf.reshape(x, [4]))):
        given = np.ones(4, np.float32)
        written(lambda x, f=function: (f(x),), ((4,), np.float32), pin=gear)([given])
        given[:] = 5.0
        assert v.numpy().tolist() == [1.0] * 4


def test_intermediate_arrays_die_with_the_run(entered):
    seen = []

    @entered(infer=same_as(0))
    def noticed(x):
        out = x + x.dtype.type(1)
        seen.append(weakref.ref(out))
        return out

    run = written(lambda x: (tf.reduce_sum(noticed(noticed(x))),), ((100,), np.float32), pin="first")
    run([np.zeros(100, np.float32)])
    assert [r() for r in seen] == [None, None]


# what second gear cannot hold


@needs_jax
def test_a_graph_that_xla_refuses_stays_in_first_gear(entered, caplog):
    @entered(infer=same_as(0))
    def halved(x):
        return x / x.dtype.type(2)

    @halved.kernel("xla")
    def _(x):
        raise RuntimeError("not today")

    run = written(lambda x: (halved(x),), ((2,), np.float32), pin="second")
    with caplog.at_level(logging.WARNING, "tenfold"):
        for _ in range(2):
            assert np.asarray(run([np.float32([2, 4])])[0]).tolist() == [1.0, 2.0]
    assert len(caplog.records) == 1 and "not today" in caplog.text


@needs_jax
def test_strings_stay_in_first_gear_even_where_nothing_is_done_to_them():
    run = written(lambda s, x: (s, x + 1.0), ((2,), object), ((), np.float32), pin="second")
    found = run([np.array([b"a", b"b"], object), np.float32(1)])
    assert found[0].tolist() == [b"a", b"b"] and found[1] == 2.0 and not programs(run)


@needs_jax
def test_a_failed_lowering_leaves_variables_where_they_were():
    v = tf.Variable([1.0, 2.0])
    run = written(lambda x: (tf.boolean_mask(x, x > v),), ((2,), np.float32), pin="second")
    assert run([np.float32([0, 3])])[0].tolist() == [3.0] and isinstance(v._value, np.ndarray)


# unusual values


@in_each_gear
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16", "int64", "uint8", "bool", "complex128"])
def test_dtypes_keep_their_width(gear, dtype):
    dtype = tf.as_dtype(dtype)
    v = tf.Variable(tf.ones([2], dtype))
    run = written(lambda x: (tf.identity(x), v.assign(x), tf.where(x == x, x, x)), ((2,), dtype.numpy), pin=gear)
    given = np.array([1, 0], dtype.numpy)
    for found in run([given]):
        assert found.dtype == dtype.numpy
        np.testing.assert_array_equal(np.asarray(found), given)
    assert v.numpy().dtype == dtype.numpy


@in_each_gear
def test_empty_arrays_scalars_and_nan(gear):
    v = tf.Variable(tf.zeros([0, 3]))
    run = written(
        lambda x, s: (tf.reduce_sum(x, 0) + s, v.assign(x), tf.maximum(s, 0.0)),
        ((None, 3), np.float32),
        ((), np.float32),
        pin=gear,
    )
    total, same, most = run([np.zeros((0, 3), np.float32), np.float32("nan")])
    assert np.isnan(total).all() and np.shape(total) == (3,) and np.shape(same) == (0, 3) and np.isnan(most)
    assert run([np.zeros((0, 3), np.float32), np.array(2.0, np.float32)])[2] == 2.0


@in_each_gear
def test_a_large_constant(gear):
    table = np.linspace(0, 1, 100_000)
    run = written(lambda x: (lambda c: (x + c, c))(tf.constant(table)), ((), np.float64), pin=gear)
    found, itself = run([np.float64(1)])
    np.testing.assert_array_equal(np.asarray(found), table + 1)
    np.testing.assert_array_equal(np.asarray(itself), table)
    if gear == "second":
        assert [a.nbytes for a in programs(run)[0].large] == [table.nbytes]


# threads


def in_threads(work, count=8):
    errors = []

    def guarded(i):
        try:
            work(i)
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=guarded, args=(i,)) for i in range(count)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not errors


@in_each_gear
def test_no_update_of_eight_threads_is_lost(gear):
    v = tf.Variable(np.zeros(100))

    @tf.function
    def step(x):
        v.assign_add(tf.sin(x) * 0.0 + x)

    one = tf.constant(np.ones(100))

    def work(i):
        with using(gear=gear):
            for _ in range(100):
                step(one)

    in_threads(work)
    assert set(v.numpy().tolist()) == {800.0}


@in_each_gear
def test_reading_while_another_thread_trains(gear):
    v = tf.Variable(np.zeros(1000))
    total = tf.function(lambda: tf.reduce_sum(v))

    @tf.function
    def step(x):
        v.assign_add(x)

    one = tf.constant(np.ones(1000))

    def work(i):
        with using(gear=gear):
            for _ in range(100):
                if i == 0:
                    step(one)
                else:
                    whole = v.numpy() if i % 2 else (v + 0.0).numpy()
                    assert len(set(whole.tolist())) == 1
                    assert float(total()) % 1000 == 0

    in_threads(work)
    assert v.numpy()[0] == 100.0


@in_each_gear
def test_a_pin_belongs_to_its_thread(gear):
    run = written(lambda x: (x + 1.0,), ((2,), np.float32))
    found = []

    def other():
        run([np.zeros(2, np.float32)])
        found.append(len(programs(run)))

    with using(gear=gear):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        run([np.zeros(2, np.float32)])
    assert found == [0] and len(programs(run)) == (gear == "second")


@pytest.mark.parametrize("change", ["settle", "set_seed", "load"])
def test_no_run_of_another_thread_comes_between(change, monkeypatch):
    """It is a thread's turn while it looks at runs, sets counters back and loads a session's variables."""
    free, cell = [], tf.Variable(1.0)

    def look(*_):
        other = threading.Thread(target=lambda: free.append(set_of(cell).lock.acquire(timeout=0.05)))
        other.start(), other.join()
        return ()

    if change == "settle":
        run = written(lambda: (cell.assign_add(1.0),))
        run([])
        (signature,) = run._specializations.values()
        signature.program = types.SimpleNamespace(pending=[1], settle=look)
        run.settle()
    elif change == "set_seed":
        monkeypatch.setattr(cell, "store", look)
        monkeypatch.setattr(random_seed._GLOBAL, "traced", [cell])
        tf.random.set_seed(1)
    else:
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            variable = tf.compat.v1.Variable(1.0)
            cell = session._holder(variable)
            monkeypatch.setattr(cell, "store", look)
            variable.load(2.0, session)
    assert free == [False]
