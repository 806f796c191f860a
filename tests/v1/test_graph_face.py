"""TensorFlow 1's face of graphs, which the core's classes get from v1/graph_face."""

import pytest

import tenfold as tf
from tenfold.core.graphs.graph import FuncGraph

v1 = tf.compat.v1
GRAPH = (
    "add_to_collection add_to_collections as_default as_graph_element clear_collection control_dependencies finalize "
    "finalized get_all_collection_keys get_collection get_collection_ref get_operation_by_name get_operations "
    "get_tensor_by_name gradient_override_map name_scope unique_name version"
)


def test_public_classes_show_every_method():
    for cls, names in (
        (tf.Graph, GRAPH),
        (FuncGraph, GRAPH),
        (tf.Operation, "run get_attr"),
        (tf.Variable, "eval load"),
        (tf.sparse.SparseTensor, "eval"),
    ):
        assert set(names.split()) <= set(dir(cls))
        assert all(getattr(cls, name).__doc__ for name in ("finalize", "get_operations") if hasattr(cls, name))


def test_collections():
    graph = tf.Graph()
    graph.add_to_collections(["a", "b"], 1)
    graph.add_to_collections("a", 2)
    assert graph.get_collection("a") == [1, 2] and graph.get_collection("none") == []
    assert graph.get_all_collection_keys() == ["a", "b"]  # asking makes none
    graph.get_collection("a").append(3)
    graph.get_collection_ref("a").append(4)
    assert graph.get_collection("a") == [1, 2, 4]
    graph.clear_collection("a")
    graph.clear_collection("a")
    assert graph.get_all_collection_keys() == ["b"]
    with graph.as_default():
        w = tf.Variable(1.0, name="w")
        tf.Variable(1.0, name="x", trainable=False, collections=["mine"])
    assert graph.get_collection("variables", "w") == graph.get_collection("trainable_variables") == [w]
    assert [v.name for v in graph.get_collection("mine")] == ["x:0"]


def test_eval_run_and_load_use_the_innermost_session_of_their_graph():
    with tf.Graph().as_default() as graph:
        w = tf.Variable(1.0)
        y = w + 1.0
        with pytest.raises(ValueError, match="No default session"):
            y.eval()
        with v1.Session() as session, v1.Session(graph=tf.Graph()):
            w.initializer.run()
            w.load(3.0)
            assert y.eval() == 4 and w.eval() == 3
            session.graph.finalize()
            assert w.eval() == 3  # by the same read as before: nothing is written
            assert graph.finalized and graph.version == len(graph.get_operations())


def test_what_a_finalized_graph_holds_can_be_fetched():
    with tf.Graph().as_default() as graph:
        w = tf.Variable(2.0)
        graph.finalize()
        with v1.Session() as session:
            session.run(w.initializer)
            assert session.run(w) == 2
            with pytest.raises(RuntimeError, match="finalized"):
                w + 1.0


def test_lookups_find_what_has_been_written_since():
    graph = tf.Graph()
    with graph.as_default():
        first = tf.constant(1.0, name="a")
        assert graph.get_tensor_by_name("a:0") is first
        second = tf.constant(1.0, name="a")
    assert graph.get_operation_by_name("a_1") is second.op and graph.get_operation_by_name("a") is first.op


def test_a_function_waits_for_a_variable_by_its_read():
    """`control_dependencies` takes variables; all that wait for one wait for one read of it."""
    with tf.Graph().as_default() as graph:
        w = tf.Variable(1.0)
        with graph.control_dependencies([w]):
            first = tf.constant(1.0)
        second = tf.group(first, w)
    (read,) = first.op.control_inputs
    assert read.outputs[0] is graph.as_graph_element(w) and read in second.control_inputs


def test_as_graph_element_gives_what_is_allowed_and_nothing_else():
    graph = tf.Graph()
    with graph.as_default():
        c = tf.constant(1.0, name="c")
    assert graph.as_graph_element("c:0", allow_operation=False) is c
    assert graph.as_graph_element("c", allow_tensor=False) is c.op
    for given, allowed, error, said in (
        ("c:0", (False, True), ValueError, "appears to refer to a Tensor, not a Operation"),
        ("c", (True, False), ValueError, "Tensor names must be of the form"),
        (c, (False, True), TypeError, "into a Operation: take its `.op`"),
        (c.op, (True, False), TypeError, "into a Tensor: take one of its `.outputs`"),
        (c, (False, False), ValueError, "can't both be False"),
        (3, (True, True), TypeError, "Can not convert a int into a Tensor or Operation"),
    ):
        with pytest.raises(error, match=said):
            graph.as_graph_element(given, *allowed)
