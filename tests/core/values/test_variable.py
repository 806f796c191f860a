"""Variables: what they are made of, how they are assigned, what they hand out."""

import copy
import pickle
import threading
import time

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using


@pytest.mark.parametrize(
    ("arguments", "dtype", "shape"),
    [
        ({"initial_value": 1.0}, "float32", ()),
        ({"initial_value": [1, 2], "dtype": tf.float32}, "float32", (2,)),
        ({"initial_value": np.array([1.0]), "dtype": tf.float32}, "float32", (1,)),
        ({"initial_value": lambda: tf.zeros([2])}, "float32", (2,)),
        ({"initial_value": True, "dtype": tf.float32}, "float32", ()),
        ({"initial_value": "abc"}, "string", ()),
        ({"initial_value": [np.int64(1), 2]}, "int32", (2,)),
    ],
    ids=range(7),
)
def test_what_variables_are_made_of(arguments, dtype, shape):
    v = tf.Variable(**arguments)
    assert v.dtype == dtype and v.shape == shape and v.trainable


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, ValueError, "initial_value"),
        ({"initial_value": 1.5, "dtype": tf.int32}, TypeError, "Cannot convert 1.5"),
        ({"initial_value": tf.constant(1.5), "dtype": tf.int32}, ValueError, r"tf\.cast"),
        ({"initial_value": [1.0, 2.0], "shape": [3]}, ValueError, r"\(2,\).*not compatible"),
    ],
    ids=str,
)
def test_what_is_no_initial_value(arguments, error, message):
    with pytest.raises(error, match=message):
        tf.Variable(**arguments)


def test_assign_replaces_adds_and_subtracts():
    v = tf.Variable([1.0, 2.0])
    assert v.assign([3, 4]) is v and v.numpy().tolist() == [3.0, 4.0]
    v.assign_add(np.array([1.0, 1.0]))
    v.assign_sub([0.5, 0.5])
    v.assign_add(tf.constant([1.0, 1.0]))
    assert v.numpy().tolist() == [4.5, 5.5]
    assert tf.Variable([1, 2]).assign_add([True, False]).numpy().tolist() == [2, 2]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda v: v.assign([1.0]), ValueError, "Shape mismatch"),
        (lambda v: v.assign(3.0), ValueError, "Shape mismatch"),
        (lambda v: v.assign(tf.constant([1, 2])), ValueError, "int32"),
        (lambda v: v.assign("a"), TypeError, "Cannot convert 'a'"),
        (lambda v: v.assign(None), ValueError, "None"),
        (lambda v: v.assign_add(3.0), tf.errors.InvalidArgumentError, "shapes must be equal"),
        (lambda v: v.assign_sub(tf.constant([3.0])), tf.errors.InvalidArgumentError, "shapes must be equal"),
        (lambda v: v.assign_add(tf.constant([1, 2])), ValueError, r"tf\.cast"),
        (lambda v: v.assign_add([1j, 2]), TypeError, "Cannot convert"),
    ],
)
def test_what_cannot_be_assigned(change, error, message):
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(error, match=message):
        change(v)
    assert v.numpy().tolist() == [1.0, 2.0]


def test_in_a_graph_a_wrong_shape_is_a_value_error():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="shapes must be equal"):
        tf.function(lambda: v.assign_add([1.0]))()


@pytest.mark.parametrize("gear", ["first", "second"])
def test_a_variable_may_keep_its_shape_open(gear):
    v = tf.Variable([1.0, 2.0], shape=[None])

    @tf.function
    def doubled():
        v.assign(tf.concat([v, v], 0))
        return tf.reduce_sum(v)

    with using(gear=gear):
        assert doubled() == 6.0 and v.numpy().tolist() == [1.0, 2.0, 1.0, 2.0]
        v.assign([1.0])
        assert doubled() == 2.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="shapes must be equal"):
        v.assign_add([1.0])
    with pytest.raises(ValueError, match="Shape mismatch"):
        v.assign([[1.0]])


@pytest.mark.parametrize("gear", ["first", "second"])
def test_reading_a_variable_of_open_shape_between_assignments(gear):
    v = tf.Variable([1.0, 2.0], shape=[None])
    total = tf.function(lambda: tf.reduce_sum(v))
    with using(gear=gear):
        assert total() == 3.0
        v.assign([1.0, 2.0, 3.0])
        assert total() == 6.0


def test_a_variable_shares_no_memory():
    array = np.zeros(3, np.float32)
    v = tf.Variable(array)
    held = v.read_value()
    array[:] = 1
    v.numpy()[:] = 2
    np.asarray(v)[:] = 3
    v.assign_add([4.0, 4.0, 4.0])
    assert v.numpy().tolist() == [4.0] * 3 and held.numpy().tolist() == [0.0] * 3


def test_a_variable_keeps_no_larger_array_alive():
    large = tf.zeros([1000, 10])
    for v in (tf.Variable(large[0]), tf.Variable(tf.ones([10])).assign(large[1])):
        assert v._value.base is None
    v = tf.Variable(tf.ones([10]))
    tf.function(lambda x: v.assign(x[2]))(large)
    assert v._value.base is None


def test_a_variable_holds_rows_one_after_the_other_as_kernels_read_them():
    turned = np.asfortranarray(np.arange(6.0, dtype="float32").reshape(2, 3))
    made, assigned = tf.Variable(turned), tf.Variable(tf.ones([2, 3]))
    assigned.assign(turned)
    square = tf.Variable(tf.keras.initializers.Orthogonal(seed=1)([4, 4]))
    for v in (made, assigned, square):
        assert v._value.flags.c_contiguous
    assert made.numpy().tolist() == assigned.numpy().tolist() == turned.tolist()


def test_it_behaves_as_a_tensor():
    v = tf.Variable([1.0, 2.0])
    np.testing.assert_array_equal((v + 1.0) * 2.0, [4.0, 6.0])
    assert v[1] == 2.0 and len(v) == 2 and [float(x) for x in v] == [1.0, 2.0]
    assert (v == tf.Variable([1.0, 3.0])).numpy().tolist() == [True, False]
    assert f"{tf.Variable(1.5):.2f}" == "1.50" and int(tf.Variable(3)) == 3 and bool(tf.Variable(1))
    with pytest.raises(TypeError, match=r"variable\.ref\(\)"):
        hash(v)
    assert v.ref() == v.ref() and v.ref() != tf.Variable(1.0).ref()


def test_copies_and_pickles_are_variables_of_their_own():
    v = tf.Variable([1.0, 2.0], trainable=False, name="v", shape=[None])
    for again in (copy.deepcopy(v), copy.copy(v), pickle.loads(pickle.dumps(v))):
        assert again.name == "v:0" and not again.trainable and again.shape.as_list() == [None]
        again.assign_add([1.0, 1.0])
        with tf.GradientTape() as tape:
            tape.watch([v, again])
            y = tf.reduce_sum(v * again)
        assert [g.numpy().tolist() for g in tape.gradient(y, [v, again])] == [[2.0, 3.0], [1.0, 2.0]]
    assert v.numpy().tolist() == [1.0, 2.0]


def test_names():
    with tf.name_scope("outer"), tf.name_scope("inner"):
        v = tf.Variable(1.0, name="w")
    assert v.name == "outer/inner/w:0" and tf.Variable(1.0).name == "Variable:0"
    assert repr(v) == "<tf.Variable 'outer/inner/w:0' shape=() dtype=float32, numpy=1.0>"


def test_an_uninitialised_variable_says_so():
    with tf.Graph().as_default():
        v = tf.Variable(1.0, name="lonely")
        with tf.compat.v1.Session() as session, pytest.raises(tf.errors.FailedPreconditionError, match="lonely"):
            session.run(v)
    with pytest.raises(tf.errors.FailedPreconditionError, match="lonely"):
        v.numpy()


def test_each_session_has_values_of_its_own():
    with tf.Graph().as_default() as graph:
        v = tf.Variable(1.0)
        more = v.assign_add(1.0)
        start = tf.compat.v1.global_variables_initializer()
    a, b = tf.compat.v1.Session(graph=graph), tf.compat.v1.Session(graph=graph)
    for session in (a, b):
        session.run(start)
    assert (a.run(more), a.run(more), b.run(more), a.run(v)) == (2.0, 3.0, 2.0, 3.0)


UPDATES = {
    "assign_add": lambda v: v.assign_add(tf.ones([2])),
    "assign_add of a number": lambda v: v.assign_add([1, 1]),
    "assign_sub": lambda v: v.assign_sub(-tf.ones([2])),
    "scatter_nd_add": lambda v: v.scatter_nd_add([[0], [1]], [1.0, 1.0]),
    "scatter_add": lambda v: v.scatter_add(tf.IndexedSlices(tf.ones([2]), tf.constant([0, 1]))),
}


@pytest.mark.parametrize("update", UPDATES)
def test_no_update_of_another_thread_is_lost(update, monkeypatch):
    variable, read = tf.Variable([0.0, 0.0]), tf.Variable.array

    def slowly(self):
        value = read(self)
        time.sleep(0.0002)  # another thread's turn, between the read and the write
        return value

    monkeypatch.setattr(tf.Variable, "array", slowly)
    threads = [threading.Thread(target=lambda: [UPDATES[update](variable) for _ in range(20)]) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert variable.numpy().tolist() == [60.0, 60.0]


def test_count_up_to_gives_each_number_once(monkeypatch):
    variable, read, found = tf.Variable(0), tf.Variable.array, []

    def slowly(self):
        value = read(self)
        time.sleep(0.0002)
        return value

    monkeypatch.setattr(tf.Variable, "array", slowly)
    count = lambda: [found.append(int(variable.count_up_to(99))) for _ in range(20)]  # noqa: E731
    threads = [threading.Thread(target=count) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(found) == list(range(60))


def test_an_assignment_that_is_not_read_gives_none_or_the_operation():
    v = tf.Variable([1.0])
    assert v.assign([2.0], read_value=False) is None
    assert v.assign_add([2.0], read_value=False) is None
    assert v.assign_sub([1.0], read_value=False) is None
    assert v.numpy() == [3.0]
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        w = tf.Variable([1.0])
        session.run(w.initializer)
        for change in (w.assign, w.assign_add, w.assign_sub):
            operation = change([4.0], read_value=False)
            assert isinstance(operation, tf.Operation)
            assert session.run(operation) is None
            with tf.control_dependencies([operation]):
                session.run(tf.identity(w))
        assert session.run(w) == [4.0]


def test_modes_of_replication_are_checked():
    assert tf.Variable(1.0, synchronization=tf.VariableSynchronization.ON_READ).trainable is False
    assert tf.Variable(1.0, synchronization="on_read", aggregation="only_first_replica").trainable is False  # Keras 3's
    assert tf.Variable(1.0, aggregation=tf.VariableAggregation.ONLY_FIRST_TOWER).trainable is True
    with pytest.raises(ValueError, match="Invalid variable aggregation mode: banana for variable: v.*Aggregation.MEAN"):
        tf.Variable(1.0, name="v", aggregation="banana")
    with pytest.raises(ValueError, match="Invalid variable synchronization mode: banana"):
        tf.keras.layers.Layer().add_weight("w", (2,), synchronization="banana")
    with pytest.raises(ValueError, match="Invalid variable aggregation mode: ON_READ"):
        tf.keras.metrics.Mean().add_weight("w", aggregation="ON_READ")
    with pytest.raises(ValueError, match="Invalid variable aggregation mode: 7"):
        tf.keras.optimizers.SGD().add_weight("w", (), aggregation=7)
    with pytest.raises(ValueError, match="never trained; received trainable=True for 'w'"):
        tf.keras.optimizers.SGD().add_weight("w", (), trainable=True)


def test_references():
    v, w = tf.Variable(1.0), tf.Variable(1.0)
    assert v.ref().deref() is v and v.ref() == v.ref() and v.ref() != w.ref()
    assert v.experimental_ref().deref() is v and hash(v.ref()) == hash(v.experimental_ref())


def test_a_variable_of_a_function_begins_outside_of_it():
    kept = []

    @tf.function
    def f(x):
        if not kept:
            kept.append(tf.Variable(lambda: tf.ones([2]) * 3.0))
        return x * kept[0]

    assert f(tf.constant([1.0, 2.0])).numpy().tolist() == [3, 6]
    assert kept[0].numpy().tolist() == [3, 3]


def test_a_graphs_variable_has_no_value_outside_of_its_sessions():
    with tf.Graph().as_default():
        v = tf.Variable(1.0, name="weight")
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value weight.*lives in a Session"):
        v.array()


@pytest.mark.parametrize("argument", ["variable_def", "import_scope"])
def test_what_makes_a_variable_of_a_message_is_refused(argument):
    with pytest.raises(ValueError, match=argument):
        tf.Variable(1.0, **{argument: "x"})
