"""TensorFlow 1's Session, placeholders, collections and variables."""

import collections
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using

v1 = tf.compat.v1


@pytest.fixture
def graph():
    with tf.Graph().as_default() as g:
        yield g


@pytest.mark.usefixtures("graph")
def test_fetches_of_every_structure():
    Pair = collections.namedtuple("Pair", "a b")
    x = v1.placeholder("float", name="x")
    y = tf.multiply(x, 2.0, name="y")
    with v1.Session() as session:

        def run(fetches):
            return session.run(fetches, {x: [1.0, 2.0]})

        assert run(y).tolist() == [2, 4] and isinstance(run(tf.reduce_sum(y)), np.float32)
        assert [v.tolist() for v in run([x, y])] == [[1, 2], [2, 4]]
        found = run({"p": Pair(y, [x]), "op": y.op, "name": "y:0", "node": "y", "empty": []})
        assert found["p"].b[0].tolist() == [1, 2] and found["op"] is None and found["name"].tolist() == [2, 4]
        assert found["node"] is None and found["empty"] == []
        assert isinstance(run((x, y)), tuple)
        for bad, error in (("z:0", ValueError), ("z", ValueError), (None, TypeError), (3, TypeError)):
            with pytest.raises(error, match="Fetch argument"):
                run(bad)
        with pytest.raises(ValueError, match="not an element of this graph"), tf.Graph().as_default():
            run(tf.constant(1))
        y.eval({x: 1.0})
    with pytest.raises(RuntimeError, match="closed"):
        session.run(y, {x: 1.0})


@pytest.mark.usefixtures("graph")
def test_a_tensor_is_fed_once():
    x = v1.placeholder(tf.float32, [None])
    double = x * 2.0
    with v1.Session() as session:
        assert session.run(double, {x: [1.0], x.name: [5.0]}).tolist() == [10.0]
        assert session.run(double, {x.name: [1.0], x: [5.0]}).tolist() == [10.0]
        with pytest.raises(ValueError, match="fed twice under one key"):
            session.run(double, {(x, x): ([1.0], [5.0])})
        with pytest.raises(TypeError, match="must be a dictionary"):
            session.run(double, [(x, [1.0])])


@pytest.mark.usefixtures("graph")
def test_feeds():
    x = v1.placeholder(tf.float32, [None, 2], name="x")
    d = v1.placeholder_with_default(3.0, [])
    y = tf.reduce_sum(x) * d
    z = y + 1.0
    base = v1.placeholder(tf.float32, [])
    (slope,) = tf.gradients(tf.square(v1.placeholder_with_default(base * 2.0, [])), [base])
    with v1.Session() as session:
        assert session.run(slope, {base: 3.0}) == 24
        assert session.run(z, {x: [[1, 2]]}) == 10
        assert session.run(z, {"x:0": np.ones([3, 2]), d: 2}) == 13
        assert session.run(z, {y: 5.0}) == 6
        assert session.run(z, {x: [["1", "2"]]}) == 10  # text that spells numbers, as in TensorFlow
        for feed, error, text in (
            ({}, tf.errors.InvalidArgumentError, r"placeholder tensor 'x' with dtype float and shape \[\?,2\]"),
            (
                {x: [1.0]},
                ValueError,
                r"shape \(1,\) for Tensor x:0, which has shape \(\?, 2\)|shape \(1,\) for Tensor x:0, which has shape",
            ),
            ({x: tf.constant}, ValueError, "feed"),
            ({x: x}, TypeError, "tf.Tensor object"),
            ({"nothing:0": 1}, TypeError, "feed_dict key"),
            ({"x": [[1, 2]]}, TypeError, "refers to an Operation.*fed as 'x:0'"),
            ({x: [["a", "b"]]}, ValueError, "Cannot feed text to Tensor 'x:0' of dtype float32"),
            ({(x, d): [1]}, ValueError, "Key had 2 elements, but value had 1"),
            ({(x, d): 1}, ValueError, "Key had 2 elements, but value had 1"),
        ):
            with pytest.raises(error, match=text):
                session.run(z, feed)


@pytest.mark.usefixtures("graph")
def test_variables_live_in_the_session():
    w = tf.Variable(2.0, name="w")
    b = tf.Variable(tf.random.uniform([3], seed=1), name="b", trainable=False)
    up = w.assign_add(1.0)
    assert v1.global_variables() == [w, b] and v1.trainable_variables() == [w]
    assert v1.get_collection(v1.GraphKeys.GLOBAL_VARIABLES, "w") == [w]
    init = v1.global_variables_initializer()
    first, second = v1.Session(), v1.Session()
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value w"):
        first.run(w)
    first.run(init), second.run(init)
    assert [first.run(up), first.run(up), second.run(up)] == [3, 4, 3]
    assert (first.run(w), second.run(w)) == (4, 3)
    assert first.run(b).shape == (3,)
    assert first.run(w * 2.0, {w: 10.0}) == 20
    w.load(7.0, first)
    assert w.eval(first) == 7 and second.run(w) == 3
    with second.as_default():
        assert w.eval() == 3 and v1.get_default_session() is second
        w.initializer.run()
        assert w.eval() == 2
    assert v1.get_default_session() is None
    third, report = v1.Session(), v1.report_uninitialized_variables()
    third.run(w.initializer)
    assert third.run(report).tolist() == [b"b"] and third.run(v1.is_variable_initialized(w))
    with pytest.raises(tf.errors.InvalidArgumentError, match="b:0"):
        third.run(v1.assert_variables_initialized())
    kept = first.run(b)
    kept[:] = 0
    assert first.run(b).any()


@pytest.mark.usefixtures("graph")
def test_training_by_hand_in_both_gears():
    x, y = v1.placeholder(tf.float32, [None]), v1.placeholder(tf.float32, [None])
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    loss = tf.reduce_mean(tf.square(w * x + b - y))
    dw, db = tf.gradients(loss, [w, b])
    train = tf.group(w.assign_sub(0.1 * dw), b.assign_sub(0.1 * db))
    feed = {x: [0.0, 1.0, 2.0], y: [1.0, 3.0, 5.0]}
    results = []
    for gear in ("first", "second"):
        with using(gear=gear), v1.Session() as session:
            session.run(v1.global_variables_initializer())
            for _ in range(200):
                _, value = session.run([train, loss], feed)
            results.append(session.run([w, b]))
            assert value < 1e-3
    np.testing.assert_allclose(results[0], [2, 1], atol=0.02)
    np.testing.assert_allclose(results[0], results[1], rtol=1e-4)


@pytest.mark.usefixtures("graph")
def test_control_dependencies_branches_and_loops():
    w = tf.Variable(1.0)
    with tf.control_dependencies([w.assign(5.0)]):
        after = w.read_value()
    flag = v1.placeholder(tf.bool, [])
    chosen = tf.cond(flag, lambda: w * 2.0, lambda: w * 3.0)
    looped = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s * w), [0, 1.0])[1]
    slope = tf.gradients(looped + chosen, w)[0]
    with v1.Session() as session:
        session.run(w.initializer)
        assert session.run(chosen, {flag: True}) == 2
        assert session.run(after) == 5
        assert session.run([chosen, looped, slope], {flag: False}) == [15, 125, 78]


def test_the_default_graph_and_interactive_sessions():
    v1.reset_default_graph()
    g = v1.get_default_graph()
    assert v1.get_default_graph() is g
    with g.as_default():
        a = tf.constant(3.0)
    session = v1.InteractiveSession(graph=g)
    try:
        assert (a + 1.0).eval() == 4
    finally:
        session.close()
    assert tf.executing_eagerly()
    with tf.Graph().as_default(), pytest.raises(AssertionError, match="nested"):
        v1.reset_default_graph()
    with pytest.raises(RuntimeError, match="eager"):
        v1.placeholder(tf.float32)
    with v1.Session(graph=tf.Graph()) as empty, pytest.raises(RuntimeError, match="empty"):
        empty.run([])


def test_disabling_and_enabling_v2_behaviour():
    v1.disable_v2_behavior()
    try:
        assert not tf.executing_eagerly() and not v1.executing_eagerly_outside_functions()
        x = v1.placeholder("float", shape=[None, 3])
        assert x.shape[1].value == 3 and x.shape[0].value is None
        assert (x == x) is True and hash(x) == hash(x)
        w = tf.Variable(np.random.randn(), name="W")
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            assert session.run(tf.reduce_sum(x) * 0.0 + w, {x: np.ones([2, 3])}) == session.run(w)
            assert session.run(tf.multiply(tf.constant([1, 2, 3, 4]), tf.constant([5, 6, 7, 8]))).tolist() == [
                5,
                12,
                21,
                32,
            ]
    finally:
        v1.enable_v2_behavior()
    assert tf.executing_eagerly() and tf.constant(1) == 1 and tf.zeros([2]).shape[0] == 2


@pytest.mark.usefixtures("graph")
def test_make_callable_and_what_is_refused():
    x = v1.placeholder(tf.float32, [])
    with v1.Session() as session:
        assert session.make_callable(x * 2.0, [x])(4.0) == 8
        with pytest.raises(TypeError, match="takes no options: make it by make_callable.*accept_options=True"):
            session.make_callable(x * 2.0, [x])(4.0, options=v1.RunOptions())
        with pytest.raises(NotImplementedError, match="one `run`"):
            session.partial_run(None, x)
    with pytest.raises(ValueError, match="local"):
        v1.Session("grpc://somewhere")


def test_threads_that_build_one_graph_have_scopes_dependencies_and_sessions_of_their_own(monkeypatch):
    graph, both = tf.Graph(), threading.Barrier(2)

    def build(name):
        with graph.as_default(), tf.name_scope(name):
            both.wait(5)
            first = tf.constant(1.0, name="first")
            with tf.control_dependencies([first]):
                both.wait(5)
                last = tf.constant(2.0, name="last")
                both.wait(5)
        with v1.Session(graph=graph) as session:
            both.wait(5)
            mine = graph.default_session() is session
            both.wait(5)
        return last.name, [n.name for n in last.op.control_inputs], mine

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(build, "ab"))
    assert found == [(f"{name}/last:0", [f"{name}/first"], True) for name in "ab"]


def test_no_two_threads_choose_one_name(monkeypatch):
    class Slow(dict):
        def get(self, key):
            found = super().get(key)
            time.sleep(0.001)  # another thread's turn, before the name is taken
            return found

    graph = tf.Graph()
    graph._names = Slow()
    with ThreadPoolExecutor(2) as pool:
        names = list(pool.map(lambda _: graph.unique_name("x"), range(8)))
    assert len(set(names)) == 8


def test_a_graphs_tensors_are_out_of_scope_where_it_is_not_written():
    with tf.Graph().as_default() as graph:
        x = tf.constant(1.0)
        v = v1.Variable(3.0)
    written = len(graph.get_operations())
    for use in (
        lambda: x + 1.0,
        lambda: tf.add(tf.constant(1.0), x),
        lambda: tf.reduce_sum(x),
        lambda: tf.function(lambda t: t + 1.0)(x),
        lambda: tf.function(lambda: x + 1.0)(),
    ):
        with pytest.raises(TypeError, match=r"out of scope.*as_default"):
            use()
    assert len(graph.get_operations()) == written
    with graph.as_default():
        y = tf.function(lambda t: t + x)(x) + v
    with v1.Session(graph=graph) as session:
        session.run(v.initializer)
        assert session.run(y) == 5.0
