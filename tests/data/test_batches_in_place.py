"""Batches whose elements are copied to their rows one by one: as if they were put together at the end."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.batching import in_place

Dataset = tf.data.Dataset
LARGE = in_place.LEAST // 8 + 1  # float64s


def squares(n=7):
    x = np.arange(n * LARGE, dtype=np.float64).reshape(n, LARGE)
    return x, Dataset.range(n).map(lambda i: (tf.numpy_function(lambda k: x[k], [i], tf.float64), i))


@pytest.mark.parametrize("least", [in_place.LEAST, 1 << 40])
@pytest.mark.parametrize("drop", [False, True])
def test_elements_are_the_same(drop, least, monkeypatch):
    monkeypatch.setattr(in_place, "LEAST", least)
    x, dataset = squares()
    found = [(a.numpy(), b.numpy()) for a, b in dataset.batch(3, drop_remainder=drop)]
    ends = [3, 6] if drop else [3, 6, 7]
    for (a, b), end in zip(found, ends, strict=True):
        begin = end - 3 if end < 7 else 6
        assert np.array_equal(a, x[begin:end]) and b.tolist() == list(range(begin, end))
        assert a.base is None or a.base.nbytes == a.nbytes  # the last one holds no more than it shows


def test_shapes_that_differ_are_refused_after_the_batch_as_ever():
    lengths = [LARGE, LARGE, LARGE + 1, LARGE, LARGE, LARGE]
    dataset = Dataset.from_tensor_slices(lengths).map(lambda n: tf.zeros([n], tf.float64)).batch(4)
    elements = iter(dataset)
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"\[{LARGE}\] and element 2 had shape \[{LARGE + 1}\]"):
        next(elements)
    assert next(elements).shape == (2, LARGE)
    with pytest.raises(StopIteration):
        next(elements)


def test_after_an_error_the_rest_of_the_batch_is_gone_past():
    def made(i):
        tf.debugging.assert_none_equal(i, 1)
        return tf.fill([LARGE], i)

    elements = iter(Dataset.range(6).map(made).batch(3))
    with pytest.raises(tf.errors.InvalidArgumentError):
        next(elements)
    assert next(elements).numpy()[:, 0].tolist() == [3, 4, 5]


def test_a_batch_of_more_than_there_can_be_asks_for_no_memory():
    assert next(iter(squares(2)[1].batch(10**9)))[0].shape == (2, LARGE)
