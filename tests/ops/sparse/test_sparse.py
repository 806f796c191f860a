"""SparseTensor as an object; its ops have their cases."""

import subprocess
import sys

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.sparse.sets import levenshtein


@pytest.fixture
def sparse():
    return tf.SparseTensor([[0, 1], [1, 0], [2, 3]], [1.0, 2.0, 3.0], [3, 4])


def test_parts(sparse):
    assert sparse.shape == [3, 4] and sparse.rank == 2 and sparse.dtype == tf.float32
    assert sparse.indices.dtype == sparse.dense_shape.dtype == tf.int64
    assert repr(tf.SparseTensor([[0, 1]], ["a"], [1, 2])) == (
        "SparseTensor(indices=tf.Tensor([[0 1]], shape=(1, 2), dtype=int64), "
        "values=tf.Tensor([b'a'], shape=(1,), dtype=string), dense_shape=tf.Tensor([1 2], shape=(2,), dtype=int64))"
    )
    assert sparse.with_values([4.0, 5.0, 6.0]).indices is sparse.indices
    assert tf.is_tensor(sparse)


def test_values_and_specs(sparse):
    value = tf.compat.v1.SparseTensorValue([[0]], [1], [2])
    assert tf.SparseTensor.from_value(value).shape == [2]
    assert tf.type_spec_from_value(sparse) == tf.SparseTensorSpec([3, 4], tf.float32)
    assert tf.SparseTensorSpec([None, 4]).is_compatible_with(sparse)


def test_nest(sparse):
    assert tf.nest.flatten(sparse) == [sparse]
    parts = tf.nest.flatten(sparse, expand_composites=True)
    assert [p is q for p, q in zip(parts, [sparse.indices, sparse.values, sparse.dense_shape])] == [True] * 3
    doubled = tf.nest.map_structure(lambda t: t * 2, [sparse], expand_composites=True)[0]
    assert doubled.values.numpy().tolist() == [2.0, 4.0, 6.0]


@pytest.mark.parametrize("arguments", [([[0]], [1], [2, 3]), ([0], [1], [2]), ([[0, 0]], [1, 2], [2, 3])])
def test_parts_that_do_not_fit(arguments):
    with pytest.raises(ValueError):
        tf.SparseTensor(*arguments)


def test_what_it_is_not(sparse):
    with pytest.raises(ValueError, match="sum does not take a SparseTensor. Use tf.sparse.to_dense"):
        tf.reduce_sum(sparse)
    with pytest.raises(ValueError, match="exp does not take a SparseTensor"):
        tf.exp(sparse)
    with pytest.raises(TypeError, match="cannot be iterated over"):
        list(sparse)
    with pytest.raises(TypeError, match="Input must be a SparseTensor; received list"):
        tf.sparse.to_dense([1])


def test_gradients_reach_values_and_factor(sparse):
    values, factor = tf.Variable([1.0, 2.0, 3.0]), tf.Variable(tf.ones([4, 2]))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.square(tf.sparse.sparse_dense_matmul(sparse.with_values(values), factor)))
    by_values, by_factor = tape.gradient(y, [values, factor])
    assert by_values.numpy().tolist() == [4.0, 8.0, 12.0]
    assert by_factor.numpy().tolist() == [[8.0, 8.0], [2.0, 2.0], [0.0, 0.0], [18.0, 18.0]]


def test_large_product_agrees_with_dense():
    rng = np.random.default_rng(0)
    dense = rng.normal(size=(50, 40)) * (rng.random((50, 40)) < 0.1)
    other = rng.normal(size=(40, 7))
    found = tf.sparse.sparse_dense_matmul(tf.sparse.from_dense(dense), other)
    np.testing.assert_allclose(found.numpy(), dense @ other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "a, b, distance", [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "abc", 0), ("flaw", "lawn", 2)]
)
def test_levenshtein(a, b, distance):
    assert levenshtein(list(a), list(b)) == distance


def test_empty():
    none = tf.sparse.from_dense(tf.zeros([2, 3]))
    assert none.indices.shape == [0, 2]
    assert tf.sparse.to_dense(none).numpy().tolist() == [[0.0] * 3] * 2
    assert tf.sparse.reduce_sum(none, 1).numpy().tolist() == [0.0, 0.0]
    assert tf.sparse.add(none, none).values.shape == [0]


def test_in_a_session():
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as sess:
        fed, unknown = v1.sparse_placeholder(tf.float32, [2, 3], name="sp"), v1.sparse_placeholder(tf.float32)
        constant = tf.SparseTensor([[0, 1]], [1.0], [2, 2])
        value = v1.SparseTensorValue(np.array([[0, 1], [1, 2]]), np.array([1.0, 2.0], np.float32), np.array([2, 3]))
        assert fed.shape == [2, 3] and fed.indices.name == "sp/indices:0" and unknown.shape.rank is None
        assert sess.run(tf.sparse.to_dense(fed), {fed: value}).tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]
        assert sess.run(tf.sparse.reduce_sum(unknown), {unknown: value}) == 3.0
        back, nested = sess.run([constant, {"v": constant.values}])
        assert isinstance(back, v1.SparseTensorValue) and back.indices.tolist() == [[0, 1]]
        assert nested["v"].tolist() == [1.0]
        assert constant.eval().dense_shape.tolist() == [2, 2]


def test_a_sparse_tensor_takes_operators_however_it_came_to_be():
    program = """
import tenfold as tf
s = {}
d = tf.constant([[2.0, 2.0], [4.0, 4.0]])
assert (s * 2.0).values.numpy().tolist() == [2.0, 4.0]
assert (d * s).values.numpy().tolist() == [2.0, 8.0]
assert tf.divide(s, 2.0).values.numpy().tolist() == [0.5, 1.0]
assert (s / d).values.numpy().tolist() == [0.5, 0.5]
assert tf.shape(s).numpy().tolist() == [2, 2]
assert tf.sqrt(s).values.shape == [2]
"""
    made = "tf.sparse.from_dense([[1.0, 0.0], [0.0, 2.0]])"
    subprocess.run([sys.executable, "-c", program.format(made)], check=True)  # nothing else has loaded the operators


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([[0, 1], [0, 0]], r"indices\[1\] = \[0, 0\] is out of order. .*tf.sparse.reorder"),
        ([[0, 0], [0, 0]], r"indices\[1\] = \[0, 0\] is repeated"),
        ([[0, 0], [0, 5]], r"indices\[1\] = \[0, 5\] is out of bounds: need 0 <= index < \[1, 2\]"),
    ],
)
def test_sets_look_at_places_unless_told_not_to(places, said):
    odd, plain = tf.sparse.SparseTensor(places, [1, 2], [1, 2]), tf.sparse.SparseTensor([[0, 0]], [1], [1, 2])
    for of_two in (tf.sets.union, tf.sets.intersection, tf.sets.difference):
        for pair in ((odd, plain), (plain, odd)):
            with pytest.raises(tf.errors.InvalidArgumentError, match=said):
                of_two(*pair)
    with pytest.raises(tf.errors.InvalidArgumentError, match=said):
        tf.sets.size(odd)
    assert tf.sets.size(odd, validate_indices=False).numpy().tolist() == [2]
    assert tf.sets.union(odd, plain, validate_indices=False).values.numpy().tolist() == [1, 2]
    assert tf.sets.difference(odd, plain, validate_indices=False).values.numpy().tolist() == [2]
