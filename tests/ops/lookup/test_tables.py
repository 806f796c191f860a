"""Lookup tables: what TensorFlow 2.21 gives for the same calls."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat import v1

L = tf.lookup


def words(**kwargs):
    return L.StaticHashTable(L.KeyValueTensorInitializer(["a", "b"], [1, 2], **kwargs), -1)


def test_static_table():
    table = words()
    assert table.lookup(tf.constant([["a", "z"]])).numpy().tolist() == [[1, -1]]
    assert table[tf.constant("b")].numpy() == 2
    assert table.size().numpy() == 2 and table.size().dtype == tf.int64
    assert table.lookup(tf.ragged.constant([["a"], ["b", "c"]])).to_list() == [[1], [2, -1]]
    keys, values = table.export()
    assert keys.numpy().tolist() == [b"a", b"b"] and values.dtype == tf.int32
    assert words(value_dtype=tf.float32).lookup(tf.constant(["a"])).dtype == tf.float32


def test_static_table_refuses():
    with pytest.raises(TypeError, match="Dtype of argument `keys`"):
        words().lookup(tf.constant([1]))
    with pytest.raises(tf.errors.FailedPreconditionError, match="different value for same key"):
        L.StaticHashTable(L.KeyValueTensorInitializer(["a", "a"], [1, 2]), -1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected shape"):
        L.StaticHashTable(L.KeyValueTensorInitializer(["a", "b"], [1, 2, 3]), -1)
    with pytest.raises(TypeError):
        L.StaticHashTable(L.KeyValueTensorInitializer(["a"], [1]), "x")


def test_vocabulary():
    ids = L.KeyValueTensorInitializer(["a", "b", "c"], tf.constant([0, 1, 2], tf.int64))
    table = L.StaticVocabularyTable(ids, 3)
    assert table.lookup(tf.constant(["a", "zz", "q", "d"])).numpy().tolist() == [0, 4, 5, 5]
    assert table.size().numpy() == 6
    hashed = L.StaticVocabularyTable(None, 10)
    assert hashed.lookup(tf.constant(["a", "b"])).numpy().tolist() == [9, 2] and hashed.size().numpy() == 10
    numbers = L.KeyValueTensorInitializer(tf.constant([5, 6], tf.int64), tf.constant([0, 1], tf.int64))
    assert L.StaticVocabularyTable(numbers, 4).lookup(tf.constant([5, 7, 99], tf.int64)).numpy().tolist() == [0, 2, 4]
    assert L.StaticVocabularyTable(numbers, 4, tf.int32).lookup(tf.constant([5, 7])).numpy().tolist() == [0, 2]
    with pytest.raises(TypeError, match="Invalid `value_dtype`"):
        L.StaticVocabularyTable(L.KeyValueTensorInitializer(["a"], [0]), 3)
    with pytest.raises(ValueError, match="num_oov_buckets"):
        L.StaticVocabularyTable(ids, 0)


def test_mutable_table():
    table = L.experimental.MutableHashTable(tf.string, tf.int64, -1)
    assert table.insert(tf.constant(["x", "y"]), tf.constant([1, 2], tf.int64)) is None
    assert table.lookup(tf.constant(["x", "q"])).numpy().tolist() == [1, -1]
    table.remove(tf.constant(["x"]))
    assert table.size().numpy() == 1
    assert table.lookup(tf.constant(["x", "y"]), tf.constant([7, 8], tf.int64)).numpy().tolist() == [7, 2]
    vectors = L.experimental.MutableHashTable(tf.int64, tf.float32, [0.0, 0.0])
    vectors.insert(tf.constant([1], tf.int64), tf.constant([[1.0, 2.0]]))
    assert vectors.lookup(tf.constant([[1, 2]], tf.int64)).numpy().tolist() == [[[1, 2], [0, 0]]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected shape"):
        vectors.insert(tf.constant([1], tf.int64), tf.constant([1.0]))


def test_dense_table():
    table = L.experimental.DenseHashTable(tf.int64, tf.int64, -1, 0, -7)
    table.insert([1, 2], [5, 6])
    assert table.lookup(tf.constant([1, 3], tf.int64)).numpy().tolist() == [5, -1]
    table.erase([1])
    assert table.size().numpy() == 1
    with pytest.raises(tf.errors.InvalidArgumentError, match="empty_key"):
        table.insert([0], [5])
    with pytest.raises(tf.errors.InvalidArgumentError, match="cannot be equal"):
        L.experimental.DenseHashTable(tf.int64, tf.int64, -1, 0, 0)


def test_text_file(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("apple\t10\nbanana\t20\ncherry\t30\n")
    index = L.TextFileIndex

    def table(*args, default=-1, **kwargs):
        return L.StaticHashTable(L.TextFileInitializer(str(path), *args, **kwargs), default)

    by_line = table(tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER, value_index_offset=5, vocab_size=2)
    assert dict(zip(*(t.numpy().tolist() for t in by_line.export()))) == {b"apple\t10": 5, b"banana\t20": 6}
    assert table(tf.string, 0, tf.int64, 1).lookup(tf.constant(["banana", "x"])).numpy().tolist() == [20, -1]
    names = table(tf.int64, index.LINE_NUMBER, tf.string, 0, default="-")
    assert names.lookup(tf.constant([0, 5], tf.int64)).numpy().tolist() == [b"apple", b"-"]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid number of columns"):
        table(tf.string, 0, tf.int64, 4)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid vocab_size"):
        table(tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER, vocab_size=5)
    with pytest.raises(tf.errors.NotFoundError):
        L.StaticHashTable(L.TextFileInitializer(str(path) + "x", tf.string, 0, tf.int64, 1), -1)


def test_in_a_function():
    table, counts = words(), L.experimental.MutableHashTable(tf.string, tf.int64, 0)

    @tf.function
    def look(x):
        counts.insert(x, counts.lookup(x) + 1)
        return table.lookup(x), counts.lookup(x)

    for n in (1, 2, 3):
        found, count = look(tf.constant(["a", "q"]))
        assert found.numpy().tolist() == [1, -1] and count.numpy().tolist() == [n, n]


def test_in_a_session():
    with tf.Graph().as_default():
        table = words()
        out = table.lookup(tf.constant(["a", "q"]))
        with v1.Session() as session:
            with pytest.raises(tf.errors.FailedPreconditionError, match="not initialized"):
                session.run(out)
            session.run(v1.tables_initializer())
            np.testing.assert_array_equal(session.run(out), [1, -1])
