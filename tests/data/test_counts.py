"""Arguments at the edges: what does not fit in 64 bits, the largest that does, what is no list or no function."""

import pytest

import tenfold as tf

COUNTED = ["batch", "repeat", "take", "skip", "shuffle", "prefetch", "window"]


@pytest.mark.parametrize("method", COUNTED)
@pytest.mark.parametrize("count", [10**30, 2**63, -(2**63) - 1])
def test_counts_beyond_64_bits_are_refused(method, count):
    with pytest.raises(ValueError, match=rf"must fit in an int64 .*received {count}\."):
        getattr(tf.data.Dataset.range(3), method)(count)


@pytest.mark.parametrize("method", COUNTED)
def test_the_largest_count_runs(method):
    counted = getattr(tf.data.Dataset.range(3), method)(2**63 - 1)
    assert len(list(counted.take(2))) == {"batch": 1, "skip": 0, "window": 1}.get(method, 2)


def test_what_is_no_list_or_function_is_named():
    dataset = tf.data.Dataset.range(3)
    with pytest.raises(TypeError, match="apply needs a function of a dataset; received None"):
        dataset.apply(None)
    with pytest.raises(TypeError, match="`bucket_boundaries` must be a list of whole numbers; received 3"):
        dataset.bucket_by_sequence_length(lambda x: x, 3, [1, 1])
    with pytest.raises(TypeError, match="`bucket_batch_sizes` must be a list of whole numbers; received None"):
        dataset.bucket_by_sequence_length(lambda x: x, [3], None)


def test_numbers_of_elements_beyond_64_bits_are_tensorflows():
    assert int(tf.data.Dataset.range(5).repeat(2**63 - 1).cardinality()) == 9223372036854775803
    assert int(tf.data.Dataset.range(2**62).repeat(3).cardinality()) == -4611686018427387904
    assert int(tf.data.Dataset.range(3).repeat().cardinality()) == tf.data.INFINITE_CARDINALITY


def test_numbers_are_no_truths():
    with pytest.raises(TypeError, match="`drop_remainder` must be True or False; received 3"):
        tf.data.Dataset.range(4).batch(2, 3)
