"""Slices and scatters of variables, eagerly and in graphs."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.graphs.graph import FuncGraph, Graph
from tenfold.runtime import xla
from tenfold.runtime.gears.executable import Executable

v1 = tf.compat.v1


def slices(*rows_and_values):
    values, indices = rows_and_values
    return tf.IndexedSlices(tf.constant(values), tf.constant(indices))


def test_slices():
    v = tf.Variable([[1, 2], [3, 4], [5, 6]])
    assert v[:, 0].assign([9, 8, 7]) is v
    assert v.numpy().tolist() == [[9, 2], [8, 4], [7, 6]]
    v[1].assign([0, 0])
    v[0, 1].assign(-1)
    v[2:, ...].assign([[5, 5]])
    assert v.numpy().tolist() == [[9, -1], [0, 0], [5, 5]]
    v[::2].assign(3)
    v[tf.constant(1), tf.newaxis].assign([[6, 7]])
    assert v.numpy().tolist() == [[3, 3], [6, 7], [3, 3]]
    assert v[v > 5].numpy().tolist() == [6, 7]
    assert not hasattr(tf.constant([1])[0], "assign")
    with pytest.raises(tf.errors.InvalidArgumentError):
        v[0].assign([1, 2, 3])


SCATTERS = [
    ("scatter_update", [9.0, 8.0], [0, 2], [9.0, 2.0, 8.0]),
    ("scatter_add", [9.0, 8.0], [1, 1], [1.0, 19.0, 3.0]),
    ("scatter_sub", [1.0, 1.0], [1, 1], [1.0, 0.0, 3.0]),
    ("scatter_mul", [2.0, 3.0], [1, 1], [1.0, 12.0, 3.0]),
    ("scatter_div", [2.0], [2], [1.0, 2.0, 1.5]),
    ("scatter_min", [0.0, 5.0], [0, 1], [0.0, 2.0, 3.0]),
    ("scatter_max", [0.0, 5.0], [0, 1], [1.0, 5.0, 3.0]),
    ("batch_scatter_update", [7.0], [1], [1.0, 7.0, 3.0]),
]


@pytest.mark.parametrize("method, values, indices, wanted", SCATTERS)
def test_scatters(method, values, indices, wanted):
    v = tf.Variable([1.0, 2.0, 3.0])
    assert getattr(v, method)(slices(values, indices)) is v
    assert v.numpy().tolist() == wanted
    v = tf.Variable([1.0, 2.0, 3.0])
    getattr(v1, method)(v, indices, values)
    assert v.numpy().tolist() == wanted


def test_scatters_of_matrices_and_scalars():
    v = tf.Variable([[1, 2], [3, 4]])
    v.scatter_add(tf.IndexedSlices([[10, 20], [1, 1]], [1, 1]))
    assert v.numpy().tolist() == [[1, 2], [14, 25]]
    v.batch_scatter_update(tf.IndexedSlices([[7], [6]], [[1], [0]]))
    assert v.numpy().tolist() == [[1, 7], [6, 25]]
    v1.scatter_update(v, [0, 1], 0)
    v.scatter_sub(tf.IndexedSlices([5, 5], 1))
    assert v.numpy().tolist() == [[0, 0], [-5, -5]]


def test_scatters_at_multi_indices():
    v = tf.Variable([[1, 2], [3, 4]])
    v.scatter_nd_update([[0, 1]], [9])
    v.scatter_nd_add([[0, 1], [0, 1]], [1, 2])
    v.scatter_nd_sub([[1]], [[1, 1]])
    assert v.numpy().tolist() == [[1, 12], [2, 3]]
    v.scatter_nd_max([[1]], [[0, 5]])
    assert v.gather_nd([[1, 1]]).numpy().tolist() == [5]
    assert v.sparse_read([1]).numpy().tolist() == [[2, 5]]


def test_what_is_refused():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(TypeError, match="must be a `tf.IndexedSlices`"):
        v.scatter_update(([0], [1.0]))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[0\] = 9 is not in \[0, 2\)"):
        v.scatter_update(slices([7.0], [9]))
    assert v.numpy().tolist() == [1.0, 2.0]


def test_assign_functions():
    v = tf.Variable([1.0, 2.0])
    assert v1.assign(v, [3.0, 4.0]) is v
    v1.assign_add(v, [1.0, 1.0])
    v1.assign_sub(v, [0.5, 0.5])
    assert v.numpy().tolist() == [3.5, 4.5]
    with pytest.raises(ValueError, match="Shape mismatch"):
        v1.assign(v, [1.0])
    v1.assign(v, [1.0], validate_shape=False)
    assert v.numpy().tolist() == [1.0]


def test_count_up_to():
    v = tf.Variable(1)
    assert [v1.count_up_to(v, 3).numpy(), v.count_up_to(3).numpy(), v.numpy()] == [1, 2, 3]
    with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 3"):
        v1.count_up_to(v, 3)
    assert v.numpy() == 3
    with Graph().as_default(), v1.Session() as sess:
        v = v1.Variable(0)
        count = v1.count_up_to(v, 2)
        sess.run(v.initializer)
        assert [sess.run(count), sess.run(count), sess.run(v)] == [0, 1, 2]
        with pytest.raises(tf.errors.OutOfRangeError):
            sess.run(count)


@pytest.fixture(params=["first", "second"])
def gear(request, monkeypatch):
    """Everything runs in this gear."""
    if request.param == "second" and not xla.available():
        pytest.skip("needs JAX")
    monkeypatch.setenv("TENFOLD_GEAR", request.param)


def test_in_a_function(gear):
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    graph = FuncGraph()
    with graph.as_default():
        x = graph.placeholder((2,), tf.float32)
        v[1].assign(x)
        v.scatter_add(tf.IndexedSlices(tf.stack([x, x]), [0, 0]))
        v.scatter_nd_update([[2, 1]], x[:1])
        out = v.value()
    run = Executable(graph, graph.inputs, [out])
    (found,) = run([np.array([10.0, 20.0], np.float32)])
    wanted = [[21.0, 42.0], [10.0, 20.0], [5.0, 10.0]]
    assert np.asarray(found).tolist() == wanted
    assert v.numpy().tolist() == wanted


@pytest.mark.parametrize("method, values, indices, wanted", SCATTERS)
def test_scatters_in_a_function(gear, method, values, indices, wanted):
    v = tf.Variable([1.0, 2.0, 3.0])
    graph = FuncGraph()
    with graph.as_default():
        x = graph.placeholder((len(values),), tf.float32)
        getattr(v, method)(tf.IndexedSlices(x, indices))
    Executable(graph, graph.inputs, [])([np.array(values, np.float32)])
    assert v.numpy().tolist() == wanted


def test_a_failing_scatter_leaves_the_variable_alone(gear):
    v = tf.Variable([1.0, 2.0])
    graph = FuncGraph()
    with graph.as_default():
        i = graph.placeholder((1,), tf.int32)
        v.assign_add([1.0, 1.0])
        v.scatter_update(tf.IndexedSlices([5.0], i))
    run = Executable(graph, graph.inputs, [])
    for wrong in (2, -1):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"is not in \[0, 2\)"):
            run([np.array([wrong], np.int32)])
        assert v.numpy().tolist() == [1.0, 2.0]
    run([np.array([1], np.int32)])
    assert v.numpy().tolist() == [2.0, 5.0]


def test_indexed_slices():
    s = tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tf.constant([0, 2, 0]), tf.constant([4, 2]))
    assert s.shape == [4, 2] and s.dtype == tf.float32
    assert tf.convert_to_tensor(s).numpy().tolist() == [[6.0, 8.0], [0.0, 0.0], [3.0, 4.0], [0.0, 0.0]]
    assert (-s).values.numpy().tolist() == [[-1.0, -2.0], [-3.0, -4.0], [-5.0, -6.0]]
    assert len(tf.nest.flatten(s, expand_composites=True)) == 3
    assert str(s).startswith("IndexedSlices(indices=tf.Tensor([0 2 0], shape=(3,), dtype=int32), values=")
    with pytest.raises(ValueError, match="without dense_shape"):
        tf.convert_to_tensor(tf.IndexedSlices([1.0], [0]))


def test_reading_a_slice_is_watched():
    v = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.square(v[1:]))
    assert tape.gradient(y, v).numpy().tolist() == [0.0, 4.0, 6.0]


def test_control_dependencies_in_a_graph():
    with Graph().as_default() as graph:
        first = tf.constant(1)
        with tf.control_dependencies([first, None, [tf.constant(2)]]):
            last = tf.identity(first)
        assert len(last.op.control_inputs) == 2 and graph._controls == ()
    with tf.control_dependencies([tf.constant(1)]):
        pass
