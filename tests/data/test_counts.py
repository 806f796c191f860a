"""Counts at the edges of 64 bits: beyond them TensorFlow's ValueError, within them no count is too large to run."""

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
