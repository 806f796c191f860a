"""Sparse tensors in strings that nobody of good will wrote: TensorFlow ends the process at some of these."""

import random

import numpy as np
import pytest

import tenfold as tf

I, V, S = np.array([[1, 0]]), np.array([5.0], np.float32), np.array([3, 2])


def strings(indices=I, values=V, shape=S):
    return [tf.io.serialize_tensor(part).numpy() for part in (indices, values, shape)]


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"shape": [-3, 2]}, r"shape.dtype\(\) == int32"),
        ({"shape": np.array([-3, 2])}, r"SparseTensor\[0\].shape has a negative size"),
        ({"indices": I.astype(np.int32)}, r"SparseTensor\[0\].indices.dtype\(\) == int32"),
        ({"indices": np.array([1])}, r"represent an index matrix but received shape \[1\]"),
        ({"indices": np.array([[1]])}, "column counts .* 1 vs. 2"),
        ({"values": np.array([[5.0]], np.float32)}, r"a values vector but received shape \[1, 1\]"),
        ({"values": np.float32(5)}, "a values vector"),
        ({"values": np.zeros(2, np.float32)}, "row counts .* 1 vs. 2"),
        ({"values": np.zeros(1)}, "type float32 but .*values.* == float64"),
        ({"shape": np.array([[3, 2]])}, r"represent a shape but received shape \[1, 2\]"),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, cause):
    with pytest.raises(tf.errors.InvalidArgumentError, match=cause):
        tf.io.deserialize_many_sparse([strings(**parts)], tf.float32)


def test_changed_bytes_are_an_error_or_a_sparse_tensor():
    draws = random.Random(3)
    for _ in range(300):
        parts = strings()
        which = draws.randrange(3)
        data = bytearray(parts[which])
        for _ in range(draws.randint(1, 3)):
            data[draws.randrange(len(data))] = draws.randrange(256)
        parts[which] = bytes(data[: draws.randint(0, len(data))]) if draws.random() < 0.3 else bytes(data)
        try:
            found = tf.io.deserialize_many_sparse([parts], tf.float32)
        except tf.errors.InvalidArgumentError:
            continue
        assert found.indices.shape[0] == found.values.shape[0]


def test_variants_are_refused():
    with pytest.raises(tf.errors.UnimplementedError, match="variant is not supported"):
        tf.io.serialize_sparse(tf.SparseTensor(I, V, S), tf.variant)
