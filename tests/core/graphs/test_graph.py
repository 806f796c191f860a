"""Graphs as TensorFlow 1 shows them, and what is known of their tensors before they run."""

import gc
import weakref

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.recording import start, stop
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.plan import plan

v1 = tf.compat.v1


@pytest.fixture
def graph():
    with tf.Graph().as_default() as g:
        yield g


def test_names_are_made_unique(graph):
    assert [tf.constant(1.0, name="c").name for _ in range(3)] == ["c:0", "c_1:0", "c_2:0"]
    with tf.name_scope("s"):
        assert tf.constant(1.0, name="c").op.name == "s/c"
        with tf.name_scope("t"):
            assert tf.constant(1.0, name="c").name == "s/t/c:0"
    with tf.name_scope("s"):
        assert tf.constant(1.0, name="c").name == "s_1/c:0"
    with tf.name_scope("s/"):
        assert tf.constant(1.0, name="d").name == "s/d:0"
    assert graph.unique_name("c", mark_as_used=False) == graph.unique_name("c")


def test_a_scope_is_left_when_its_block_fails(graph):
    with pytest.raises(KeyError), tf.name_scope("s"):
        raise KeyError
    assert tf.constant(1.0, name="c").name == "c:0"


def test_looking_things_up(graph):
    x = tf.constant([1.0, 2.0], name="x")
    assert graph.get_tensor_by_name("x:0") is x and graph.get_operation_by_name("x") is x.op
    assert graph.as_graph_element("x:0") is x and x.op in graph.get_operations()
    for call, error, message in (
        (lambda: graph.get_tensor_by_name("x"), ValueError, "op_name"),
        (lambda: graph.get_tensor_by_name("x:1"), KeyError, "only has 1 outputs"),
        (lambda: graph.get_tensor_by_name("y:0"), KeyError, "does not exist in the graph"),
        (lambda: graph.get_operation_by_name("y"), KeyError, "not in the graph"),
    ):
        with pytest.raises(error, match=message):
            call()


def test_tensors_print_and_refuse_values(graph):
    x = v1.placeholder(tf.float32, [None, 2], "x")
    assert repr(x) == "<tf.Tensor 'x:0' shape=(None, 2) dtype=float32>"
    for ask, error in (
        (bool, TypeError),
        (float, TypeError),
        (np.asarray, NotImplementedError),
        (len, TypeError),
        (list, TypeError),
    ):
        with pytest.raises(error, match="(?i)symbolic"):
            ask(x)
    with pytest.raises(AttributeError, match="numpy"):
        x.numpy()


@pytest.mark.parametrize(
    ("function", "dims"),
    [
        (lambda x: tf.reshape(x, [tf.shape(x)[0], 6]), (None, 6)),
        (lambda x: tf.reshape(x, [-1, x.shape[1] * x.shape[2]]), (None, 6)),
        (lambda x: tf.reshape(x, tf.concat([tf.shape(x)[:1], [6]], 0)), (None, 6)),
        (lambda x: tf.zeros(tf.stack([tf.shape(x)[0], 4])), (None, 4)),
        (lambda x: tf.transpose(x, [2, 0, 1]), (3, None, 2)),
        (lambda x: tf.tile(x, [1, tf.shape(x)[1], 1]), (None, 4, 3)),
        (lambda x: x[:, 0] + x[0, 0], (None, 3)),
        (lambda x: tf.reduce_sum(x, tf.rank(x) - 1), (None, 2)),
        (lambda x: tf.concat([x, x], 0), (None, 2, 3)),
        (lambda x: tf.broadcast_to(x[:, :1], tf.shape(x)), (None, 2, 3)),
    ],
)
def test_shapes_known_beforehand(graph, function, dims):
    x = v1.placeholder(tf.float32, [None, 2, 3])
    y = function(x)
    assert y.shape.as_list() == list(dims)
    with v1.Session() as session:
        assert y.shape.is_compatible_with(session.run(y, {x: np.ones([5, 2, 3])}).shape)


def test_values_carried_beforehand_are_those_of_the_dtype(graph):
    largest = tf.constant(2**31 - 1)
    with v1.Session() as session:
        assert session.run([largest + 1, tf.constant([200], tf.uint8) + 100]) == [-(2**31), [44]]
    assert tf.get_static_value(largest + 1) in (None, -(2**31))


def test_what_fails_on_constants_fails_when_it_runs(graph):
    y = tf.constant([1]) // tf.constant([0])
    with v1.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="division by zero"):
        session.run(y)


def test_mistakes_are_named_when_the_graph_is_written(graph):
    x = v1.placeholder(tf.float32, [None, 2])
    with pytest.raises(ValueError, match="while building 'product'"):
        tf.matmul(x, tf.ones([3, 4]), name="product")
    with pytest.raises(TypeError, match=r"tf\.cast"):
        tf.add(x, tf.constant(1))


def test_tensors_of_two_graphs_do_not_meet(graph):
    x = tf.constant(1.0)
    with tf.Graph().as_default(), pytest.raises(ValueError, match="same graph"):
        x + tf.constant(1.0)


def test_a_finalized_graph(graph):
    graph.finalize()
    with pytest.raises(RuntimeError, match="finalized"):
        tf.constant(1.0)


def test_control_dependencies_run_first(graph):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign(5.0)]):
        y = v + 0.0
    with pytest.raises(KeyError), tf.control_dependencies([y]):
        raise KeyError
    assert tf.constant(1.0).op.control_inputs == ()
    with v1.Session() as session:
        assert session.run(y) == 5.0


def test_a_fed_tensor_is_never_computed(graph):
    """Not even where its op is run too: what is folded or merged beforehand heeds what is supplied."""
    x, same = tf.constant(1.0), tf.constant(1.0)
    y, z = x + 1.0, same + 1.0
    with v1.Session() as session:
        assert session.run([y, z, x.op], {x: 5.0}) == [6.0, 2.0, None]
        assert session.run([y, z, same.op], {same: 5.0}) == [2.0, 6.0, None]
        assert session.run([y, z]) == [2.0, 2.0]


def test_a_function_graph_captures_what_it_uses_from_outside():
    small, large = tf.constant([1.0, 2.0]), tf.zeros([1000])
    graph = FuncGraph()
    with graph.as_default():
        tf.reduce_sum(large) + small + small
    assert [outside is large for outside, _ in graph.captures] == [True]
    assert [n.type for n in graph.nodes].count("Const") == 1


def test_leaving_a_graph_by_an_exception():
    with pytest.raises(KeyError), tf.Graph().as_default():
        raise KeyError
    assert STATE.graph is None and STATE.eager


def test_init_scope_leaves_functions():
    @tf.function
    def traced():
        with tf.init_scope():
            assert tf.executing_eagerly()
            return tf.constant(2.0) * 3.0

    assert traced() == 6.0


def test_a_dropped_function_takes_its_graph_along():
    def make():
        captured = tf.zeros([1000])

        @tf.function
        def f(x):
            return x + captured

        f(tf.ones([1000]))
        return weakref.ref(f.get_concrete_function(tf.ones([1000])).graph), weakref.ref(captured)

    graph, captured = make()
    gc.collect()
    assert graph() is None and captured() is None


def test_what_a_function_captures_waits_for_nothing():
    big = tf.zeros([2000])
    with FuncGraph("f").as_default() as g:
        first = tf.constant(1.0)
        with tf.control_dependencies([first]):
            later = big + tf.constant(1.0)
    (captured,) = [inner for _, inner in g.captured.values()]
    assert list(captured.op.control_inputs) == [] and list(later.op.control_inputs) == [first.op]


def test_nodes_are_recorded_by_their_type():
    with FuncGraph("f").as_default() as g:
        x = g.placeholder((2,), tf.float32, "x")
        y = tf.exp(x, name="e")
    run = plan([y.node], [x], [y], graph=g)
    kept = start()
    try:
        run(None, np.zeros(2, np.float32))
    finally:
        stop(kept)
    graph, node = sorted(kept.events, key=lambda e: e.kind)
    assert (graph.kind, graph.type, graph.name) == ("graph", "first gear", "f")
    assert (node.kind, node.type, node.name, node.details["givers"]) == ("node", "Exp", "e", ("x:0",))
    assert kept.began[1] <= graph.start <= node.start <= node.end <= graph.end and list(kept.graphs) == [g]
