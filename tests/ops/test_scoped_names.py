"""`name` of functions that are several ops: the scope of their nodes in a graph, and results named as TensorFlow's."""

import pytest

import tenfold as tf


def ragged():
    return tf.RaggedTensor.from_row_splits(tf.constant([1.0, 2.0, 3.0]), tf.constant([0, 1, 3], tf.int64))


def sparse():
    return tf.SparseTensor([[0, 1], [1, 0]], [1.0, 2.0], [2, 2])


def vocabulary():
    words = tf.lookup.KeyValueTensorInitializer(["a"], tf.constant([0], tf.int64))
    return tf.lookup.StaticVocabularyTable(words, 1)


NAMED = {  # (scope without a name, names of results in it), both as TensorFlow 2.21 has them
    "meshgrid": (lambda **k: tf.meshgrid([1.0, 2.0], [3.0, 4.0], **k), "meshgrid", ["mul", "mul_1"]),
    "expand_dims": (lambda **k: tf.sparse.expand_dims(sparse(), 0, **k).indices, "expand_dims", ["concat"]),
    "nrows": (lambda **k: ragged().nrows(**k), "RaggedNRows", ["Const"]),
    "row_starts": (lambda **k: ragged().row_starts(**k), "RaggedRowStarts", ["strided_slice"]),
    "row_limits": (lambda **k: ragged().row_limits(**k), "RaggedRowLimits", ["strided_slice"]),
    "bounding_shape": (lambda **k: ragged().bounding_shape(**k), "RaggedBoundingBox", ["concat"]),
    "nested_row_lengths": (lambda **k: ragged().nested_row_lengths(**k), "RaggedNestedRowLengths", ["sub"]),
    "value_rowids": (
        lambda **k: ragged().value_rowids(**k),
        "RaggedValueRowIds",
        ["RaggedSplitsToSegmentIds/Repeat/boolean_mask/GatherV2"],
    ),
    "window": (
        lambda **k: tf.signal.inverse_stft_window_fn(2, **k)(4, tf.float32),
        "inverse_stft_window_fn",
        ["Select"],
    ),
    "size": (lambda **k: vocabulary().size(**k), "hash_table_Size", ["add"]),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_name_is_a_scope(case):
    call, scope, results = NAMED[case]
    for given, wanted in (({}, scope), ({"name": "n"}, "n")):
        with tf.Graph().as_default():
            found = call(**given)
        found = found if isinstance(found, (list, tuple)) else [found]
        assert [t.op.name for t in found] == [f"{wanted}/{result}" for result in results]


@pytest.mark.parametrize(
    "call",
    [
        lambda name: tf.sparse.reshape(sparse(), [4], name=name).indices,
        lambda name: tf.sparse.split(sparse(), 2, 0, name=name)[0].values,
        lambda name: tf.sparse.fill_empty_rows(sparse(), 0.0, name=name)[0].values,
        lambda name: ragged().to_sparse(name=name).indices,
        lambda name: ragged().nested_value_rowids(name=name)[0],
        lambda name: tf.RaggedTensor.from_nested_row_splits([1.0], [tf.constant([0, 1], tf.int64)], name).row_splits,
        lambda name: tf.RaggedTensor.from_nested_row_lengths([1.0], [tf.constant([1], tf.int64)], name).row_splits,
        lambda name: tf.CriticalSection().execute(lambda: tf.constant(1.0), name=name),
    ],
)
def test_nodes_stand_in_the_scope(call):
    with tf.Graph().as_default():
        assert call("n").op.name.startswith("n/")


def test_one_op_has_the_name_itself():
    with tf.Graph().as_default():
        splits = tf.constant([0, 1, 3])
        assert tf.ragged.range([1, 2], name="n").flat_values.op.name == "n"
        assert tf.ragged.row_splits_to_segment_ids(splits, name="m").dtype == "int32"  # that of the splits
        array = tf.TensorArray(tf.float32, 2)
        assert array.close(name="c").name == "c"
    assert tf.TensorArray(tf.float32, 2).close() is None
