"""What programs see of transformations beyond the elements that tests/golden/data has: messages, graphs, NumPy."""

import logging

import numpy as np
import pytest

import tenfold as tf

Dataset = tf.data.Dataset


def values(dataset):
    return [e.tolist() for e in dataset.as_numpy_iterator()]


def test_a_dataset_is_reduced_inside_of_a_function():
    @tf.function
    def total(n):
        doubled = Dataset.range(n).map(lambda x: 2 * x)
        return doubled.reduce(tf.constant(0, tf.int64), lambda s, x: s + x + n), doubled.batch(9).get_single_element()

    found, all_of_them = total(tf.constant(4, tf.int64))
    assert found.numpy() == 28
    assert all_of_them.numpy().tolist() == [0, 2, 4, 6]


def test_windows_are_reduced_counted_and_batched_by_a_map():
    def looked_at(w):
        return w.reduce(np.int64(0), lambda a, b: a + b), w.cardinality(), w.batch(9).get_single_element()

    found = list(Dataset.range(5).window(3).map(looked_at).as_numpy_iterator())
    assert [(int(a), int(b), c.tolist()) for a, b, c in found] == [(3, 3, [0, 1, 2]), (7, 2, [3, 4])]


def test_a_dataset_captured_by_an_inner_function():
    nested = Dataset.range(4).window(2).map(lambda w: Dataset.range(2).flat_map(lambda i: w.map(lambda x: x + 10 * i)))
    assert [values(d) for d in nested] == [[0, 1, 10, 11], [2, 3, 12, 13]]


@pytest.mark.parametrize("count", [0, 2])
def test_a_single_element_must_be_single(count):
    with pytest.raises(tf.errors.InvalidArgumentError, match="empty" if count == 0 else "more than one"):
        Dataset.range(count).get_single_element()


def test_arrays_of_all_kinds():
    made = Dataset.range(1).map(
        lambda x: {"a": (x, None), "r": tf.ragged.constant([[1], [2, 3]]), "s": tf.sparse.from_dense([x, 5]), "t": "b"}
    )
    (found,) = made.as_numpy_iterator()
    assert found["a"] == (0, None)
    assert [r.tolist() for r in found["r"]] == [[1], [2, 3]]
    assert found["s"].tolist() == [0, 5]
    assert found["t"] == b"b"
    with pytest.raises(TypeError, match="not supported for datasets that produce values of type"):
        Dataset.range(3).window(2).as_numpy_iterator()


def test_padding_values_and_shapes_are_checked_when_the_dataset_is_made():
    rows = Dataset.range(1, 4).map(lambda x: tf.fill([x], x))
    with pytest.raises(TypeError, match=r"give tf.constant\(-1, tf.int64\)"):
        rows.padded_batch(2, padding_values=-1)
    with pytest.raises(ValueError, match="2 dimensions instead of 1"):
        rows.padded_batch(2, [None, None])
    with pytest.raises(ValueError, match="must nest as the elements do"):
        rows.map(lambda x: (x, x)).padded_batch(2, ([None], [None], [None]))
    with pytest.raises(tf.errors.DataLossError, match=r"padded_shapes says \[2\], the largest element is \[3\]"):
        list(rows.padded_batch(3, [2]))


def test_the_sizes_of_rebatch():
    batches = Dataset.range(4).batch(2)
    for sizes in (0, [], [0, 0], [-1, 2]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="that are not all 0"):
            batches.rebatch(sizes)
    with pytest.raises(TypeError, match="a whole number, or a list of them"):
        batches.rebatch(1.5)


def test_what_a_state_becomes_is_checked():
    with pytest.raises(TypeError, match="Convert one of them with tf.cast"):
        Dataset.range(3).reduce(0, lambda s, x: tf.cast(s, tf.float32))
    with pytest.raises(TypeError, match="must return a pair of the new state and the output"):
        Dataset.range(3).scan(0, lambda s, x: s)


def test_ignored_errors_are_logged(caplog):
    broken = Dataset.range(3).map(lambda x: tf.debugging.check_numerics(1 / (tf.cast(x, tf.float32) - 1), "one"))
    with caplog.at_level(logging.WARNING, "tenfold"):
        assert values(broken.ignore_errors(log_warning=True)) == [-1.0, 1.0]
    assert "one" in caplog.text
    with pytest.raises(TypeError, match="log_warning"):
        broken.ignore_errors(log_warning=3)


def test_apply_functions_take_the_arguments_of_the_method():
    assert values(Dataset.range(5).batch(2).apply(tf.data.experimental.unbatch())) == list(range(5))
    with pytest.raises(TypeError, match="unexpected keyword"):
        tf.data.experimental.unbatch(size=3)
    with pytest.raises(TypeError, match="must return a `tf.data.Dataset` object"):
        Dataset.range(3).apply(lambda d: 3)
