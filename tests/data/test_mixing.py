"""What programs see of mixing and grouping beyond the elements that tests/golden/data has."""

import collections
import re

import numpy as np
import pytest

import tenfold as tf

Dataset = tf.data.Dataset


def values(dataset):
    return [e.tolist() for e in dataset.as_numpy_iterator()]


def test_interleave_has_as_many_datasets_at_once_as_there_are_processors():
    from tenfold.data.mixing.interleave import cores

    found = values(Dataset.range(2 * cores()).interleave(lambda x: Dataset.from_tensors(x).repeat(2)))
    first = list(range(cores()))
    assert found[: 2 * cores()] == first + first


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 2], "must be either `tf.float32` or `tf.float64` but is tf.int32"),
        ([0.5], "got shape (1,) for 2 datasets"),
        ([0.0, 0.0], "and one above 0"),
        ([-1.0, 2.0], "They must be 0 or more"),
    ],
)
def test_weights_are_checked(weights, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message).replace("tf\\.int32", ".*int32.*")):
        Dataset.sample_from_datasets([Dataset.range(2)] * 2, weights)


def test_weights_and_datasets_of_a_function_are_those_of_each_call():
    @tf.function
    def picked(weights):
        parts = [Dataset.from_tensors(i).repeat() for i in (0, 1)]
        made = Dataset.sample_from_datasets(parts, weights, seed=1).take(50)
        return made.reduce(0, lambda s, x: s + x)

    assert picked(tf.constant([1e-9, 1.0])) == 50
    assert picked(tf.constant([1.0, 1e-9])) == 0


def test_what_a_key_and_a_group_must_be():
    numbers = Dataset.range(4)
    with pytest.raises(ValueError, match=r"must return a scalar tf.int64 tensor; <lambda> returns .*int32"):
        numbers.group_by_window(lambda x: tf.cast(x, tf.int32), lambda k, d: d, 2)
    with pytest.raises(TypeError, match="must return a tf.data.Dataset"):
        numbers.group_by_window(lambda x: x, lambda k, d: k, 2)
    with pytest.raises(ValueError, match="must be specified; received both"):
        numbers.group_by_window(lambda x: x, lambda k, d: d, 2, lambda k: k)


def test_an_element_longer_than_the_last_boundary_is_no_batch():
    rows = Dataset.from_tensor_slices([2, 5, 3]).map(lambda n: tf.fill([n], n))
    made = rows.bucket_by_sequence_length(tf.size, [4], [2, 1], pad_to_bucket_boundary=True)
    elements = iter(made)
    with pytest.raises(tf.errors.InvalidArgumentError, match="must have length < max"):
        next(elements)
    assert next(elements).numpy().tolist() == [[2, 2, 0], [3, 3, 3]]
    assert next(elements, None) is None


def test_buckets_are_checked():
    rows = Dataset.range(3)
    with pytest.raises(ValueError, match="3 sizes and 1 boundaries"):
        rows.bucket_by_sequence_length(lambda x: x, [2], [1, 1, 1])
    with pytest.raises(ValueError, match="must rise"):
        rows.bucket_by_sequence_length(lambda x: x, [3, 2], [1, 1, 1])
    with pytest.raises(TypeError, match="must return a scalar integer, the length"):
        rows.bucket_by_sequence_length(lambda x: tf.cast(x, tf.float32), [3], [1, 1])


def test_resampled_classes_are_as_frequent_as_wanted():
    skewed = Dataset.from_tensor_slices(np.arange(2000) % 10 == 0).map(lambda x: tf.cast(x, tf.int32))
    for known in ([0.9, 0.1], None):
        made = skewed.rejection_resample(lambda x: x, [0.5, 0.5], known, seed=6)
        found = collections.Counter(int(c) for c, e in made.as_numpy_iterator())
        assert abs(found[0] - found[1]) < 0.2 * (found[0] + found[1])
    with pytest.raises(TypeError, match="must return a scalar integer"):
        skewed.rejection_resample(lambda x: [x, x], [0.5, 0.5])


def test_heavy_datasets_that_have_ended_do_not_hold_up_the_others():
    """Of their numbers billions would be drawn before another one."""
    short, long = Dataset.range(2), Dataset.range(100, 105)
    for weights in ([2.0**40, 1.0], [1e300, 1e-300]):
        found = [int(x) for x in Dataset.sample_from_datasets([short, long], np.array(weights), seed=1)]
        assert found == [0, 1, 100, 101, 102, 103, 104]
    found = [int(x) for x in Dataset.sample_from_datasets([long, short, long], np.array([1.0, 1e15, 3.0]), seed=1)]
    assert found[:2] == [0, 1] and sorted(found[2:]) == sorted([100, 101, 102, 103, 104] * 2)
    for weights in ([1.0, np.inf], [1.0, np.nan]):
        with pytest.raises(ValueError, match="finite"):
            Dataset.sample_from_datasets([short, long], weights)


@pytest.mark.parametrize("processors, of_calls", [(1, {-1: 1, 1: 1}), (4, {-1: 2, 2: 2, 4: 4}), (16, {-1: 6, 3: 3})])
def test_the_cycle_of_parallel_calls_is_tensorflows_for_so_many_processors(monkeypatch, processors, of_calls):
    """Recorded from TensorFlow 2.21 on machines of so many."""
    monkeypatch.setattr("tenfold.data.mixing.interleave.cores", lambda: processors)
    for calls, cycle in of_calls.items():
        found = values(
            Dataset.range(20).interleave(lambda x: Dataset.from_tensors(x).repeat(2), num_parallel_calls=calls)
        )
        assert found.index(found[0], 1) == cycle
