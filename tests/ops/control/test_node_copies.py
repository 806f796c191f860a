"""Nodes written into another graph again."""

import numpy as np

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph, Graph
from tenfold.ops.control.node_copies import copy_nodes
from tenfold.runtime.gears.executable import Executable

v1 = tf.compat.v1


def written():
    """A graph of a sum that waits for an assignment, and its tensors."""
    graph = FuncGraph("outer")
    with graph.as_default():
        x = graph.placeholder((None, 2), tf.float32, "x")
        with tf.name_scope("block"):
            twice = tf.multiply(x, 2.0, name="twice")
            drawn = tf.random.uniform([2], name="drawn")
        with tf.control_dependencies([tf.print("once")]):
            total = tf.add(twice, drawn, name="total")
    twice.set_shape([3, 2])
    return graph, x, twice, total


def test_copies_keep_names_shapes_attributes_and_what_they_wait_for():
    graph, x, _, total = written()
    into = Graph()
    with into.as_default(), tf.name_scope("here"):
        mine = v1.placeholder(tf.float32, [None, 2], name="mine")
        found = {id(x): mine}
        copies = copy_nodes(graph.nodes, into, found, "import")
    copy = found[id(total)]
    assert copy.graph is into and copy.name == "here/import/total:0"
    assert into.get_tensor_by_name("here/import/block/twice:0").shape.as_list() == [3, 2]
    assert x.node not in copies and len(copies) == len(graph.nodes) - 1
    (waited,) = total.node.control_inputs
    assert copies[total.node].control_inputs == (copies[waited],)
    counters = [cell for node in (*copies, *copies.values()) for cell, _ in node.cells]
    assert len(counters) == 2 and counters[0] is not counters[1]  # each draws its own numbers


def test_what_stands_for_a_middle_result_is_not_overwritten():
    graph, x, twice, total = written()
    into = FuncGraph("into")
    with into.as_default():
        given = tf.constant(np.full([3, 2], 7, np.float32))
        found = {id(x): tf.zeros([3, 2]), id(twice): given}
        copies = copy_nodes(graph.nodes, into, found)
    assert found[id(twice)] is given and twice.node not in copies
    assert given.node in [t.node for t in copies[total.node].inputs]


def test_a_fetch_from_a_called_function_runs_all_of_its_effects():
    """A Session runs what a fetch needs; in TensorFlow a call is one op, of which it needs all."""
    with tf.Graph().as_default():
        v = tf.Variable(1.0)

        @tf.function
        def assigning(x):
            v.assign(5.0)
            return tf.identity(x), x + 1.0

        _, y = assigning(tf.constant(2.0))
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            assert session.run(y) == 3 and session.run(v) == 5


def test_tapes_see_the_ops_of_a_called_function():
    w = tf.Variable(3.0)

    @tf.function
    def inner(x):
        return w * x * tf.constant(2.0)

    graph = FuncGraph("outer")
    with using(graph=graph, tapes=()):
        x = graph.placeholder((), tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = inner(x)
        found = tape.gradient(y, [w, x])
    executable = Executable(graph, graph.inputs, found)
    assert [float(g) for g in executable([np.float32(4)])] == [8, 6]
