"""Gradients of lookups are IndexedSlices, as TensorFlow's are: eagerly, in graphs, in both gears."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.structures import indexed_slices
from tenfold.testing.gears import compiled

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))

import sparse_gradient_programs as programs  # noqa: E402

RECORDED = json.loads((GOLDEN / "sparse_gradients.json").read_text())


def differing(program, *args):
    found = {name: json.loads(json.dumps(value)) for name, value in program(tf, *args)}
    return {name: (value, RECORDED[name]) for name, value in found.items() if value != RECORDED[name]}


@pytest.mark.parametrize("program", [programs.gradients, programs.functions, programs.on_slices])
def test_gradients_are_tensorflows(program):
    assert not differing(program)


def test_gradients_are_tensorflows_in_second_gear():
    with using(gear="second"):
        assert not differing(programs.functions, ["nested"])


def test_lookups_of_one_kind_in_both_branches_are_compiled():
    w = tf.Variable(np.ones([4, 2], np.float32))

    @tf.function
    def gradient(flag, ids):
        with tf.GradientTape() as tape:
            y = tf.cond(
                flag, lambda: tf.reduce_sum(tf.gather(w, ids)), lambda: tf.reduce_sum(2 * tf.gather(w, 3 - ids))
            )
        return tape.gradient(y, w)

    with using(gear="second"):
        found = gradient(tf.constant(False), tf.constant([0, 1]))
    assert found.indices.numpy().tolist() == [3, 2]
    assert found.values.numpy().tolist() == [[2, 2], [2, 2]]
    assert compiled(gradient)


@pytest.mark.parametrize(("one", "other"), [("int64", "int32"), ("int32", "int64"), ("int64", None), (None, "int64")])
def test_branches_that_count_rows_in_different_dtypes_give_what_the_graph_says(one, other):
    w = tf.Variable(np.ones([4, 2], np.float32))

    def use(dtype):
        return tf.reduce_sum(w if dtype is None else tf.gather(w, tf.constant([1, 1], dtype)))

    @tf.function
    def gradient(flag):
        with tf.GradientTape() as tape:
            y = tf.cond(flag, lambda: use(one), lambda: use(other))
        return tape.gradient(y, w)

    declared = gradient.get_concrete_function(tf.TensorSpec([], "bool")).structured_outputs.indices.dtype
    for flag in tf.constant([True, False]):
        assert gradient(flag).indices.dtype is declared is tf.int64


def test_unknown_dimensions_stay_slices():
    @tf.function(input_signature=[tf.TensorSpec([None, None]), tf.TensorSpec([None, None], tf.int32)])
    def gradient(x, ids):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(tf.gather(x, ids) ** 2)
        return tape.gradient(y, x)

    found = gradient(tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[1, 0], [1, 1]]))
    assert found.indices.numpy().tolist() == [1, 0, 1, 1]
    assert found.values.numpy().tolist() == [[6, 8], [2, 4], [6, 8], [6, 8]]
    assert found.dense_shape.numpy().tolist() == [2, 2]


def test_gradients_of_graphs_are_slices():
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        table = tf.compat.v1.Variable(np.ones([4, 2], np.float32))
        ids = tf.compat.v1.placeholder(tf.int32, [None])
        loss = tf.reduce_sum(tf.nn.embedding_lookup(table, ids)) + tf.reduce_sum(tf.gather(table, ids[:1]))
        (found,) = tf.compat.v1.gradients(loss, [table], aggregation_method=tf.AggregationMethod.EXPERIMENTAL_TREE)
        assert isinstance(found, tf.IndexedSlices)
        assert found.graph is session.graph
        session.run(tf.compat.v1.global_variables_initializer())
        value = session.run(found, {ids: [3, 0]})
        assert isinstance(value, tf.compat.v1.IndexedSlicesValue)
        assert sorted(value.indices.tolist()) == [0, 3, 3]
        assert value.values.tolist() == [[1, 1]] * 3
        assert value.dense_shape.tolist() == [4, 2]


def test_fetching_slices_writes_nothing_into_the_graph():
    graph = tf.Graph()
    with graph.as_default():
        w = tf.Variable(np.ones([4, 2], np.float32))
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.gather(w, [1, 1]))
        (slices,), of_tape = tf.gradients(y, w), tape.gradient(y, w)
    session = tf.compat.v1.Session(graph=graph)
    session.run(w.initializer)
    assert session.run(of_tape).indices.tolist() == [1, 1]
    graph.finalize()
    nodes = len(graph.nodes)
    for _ in range(3):
        values, indices, dense_shape = session.run(slices)
    assert (values.tolist(), indices.tolist(), dense_shape.tolist()) == ([[1, 1], [1, 1]], [1, 1], [4, 2])
    assert (len(graph.nodes), len(session._programs)) == (nodes, 3)


def test_a_gradient_of_slices_after_the_tape_has_ended():
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.gather(w, [1, 1]) ** 3)
        found = tape.gradient(y, w)
    assert outer.gradient(found, w).values.numpy().tolist() == [[18, 24], [18, 24]]
    weighted = outer.gradient(found, w, output_gradients=tf.constant([[0.0, 0.0], [1.0, 2.0]]))
    assert weighted.values.numpy().tolist() == [[18, 48], [18, 48]]


def test_a_lookup_in_parts_reads_no_part_as_a_whole():
    parts = [tf.Variable(np.arange(6, dtype=np.float32).reshape(3, 2) + 10 * i) for i in range(3)]
    assert tf.nn.embedding_lookup(parts, [[8, 0], [3, 8]]).numpy().tolist() == [
        [[24, 25], [0, 1]],
        [[10, 11], [24, 25]],
    ]
    assert tf.compat.v1.nn.embedding_lookup(parts, [8, 0, 4]).numpy().tolist() == [[24, 25], [0, 1], [12, 13]]
    for ids in ([9], [-1]):
        for lookup in (tf.nn.embedding_lookup, tf.compat.v1.nn.embedding_lookup):
            with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
                lookup(parts, ids)


def test_a_large_dense_tensor_is_warned_of(monkeypatch):
    monkeypatch.setattr(indexed_slices, "LARGE", 8)
    slices = tf.IndexedSlices(tf.ones([1, 2]), tf.constant([1]), tf.constant([4, 2]))
    with pytest.warns(UserWarning, match="to a dense Tensor with 8 elements"):
        tf.convert_to_tensor(slices)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tf.convert_to_tensor(tf.IndexedSlices(tf.ones([1, 2]), tf.constant([1]), tf.constant([3, 2])))


@pytest.mark.parametrize("gear", ["first", "second"])
def test_negative_numbers_of_slices_stand_for_nothing_and_those_too_large_are_refused(gear):
    """They come from outside, or from the gradient of a lookup that did not run. Wrapped, they met other rows."""
    x = tf.constant(np.arange(10, dtype=np.float32).reshape(5, 2))

    @tf.function
    def dense(ids):
        return tf.convert_to_tensor(tf.IndexedSlices(tf.ones([2, 2]), ids, tf.constant([5, 2])))

    @tf.function
    def of_columns(ids):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(tf.gather(x, ids, axis=1))
        return tape.gradient(y, x)

    with using(gear=gear):
        assert dense(tf.constant([1, -3])).numpy()[:, 0].tolist() == [0, 1, 0, 0, 0]
        assert of_columns(tf.constant([1, -2])).numpy().tolist() == [[0, 1]] * 5
        for call, limit in ((dense, 5), (of_columns, 2)):
            with pytest.raises(tf.errors.InvalidArgumentError, match=rf"\[1\] = 7 is not in \[0, {limit}\)"):
                call(tf.constant([1, 7]))
