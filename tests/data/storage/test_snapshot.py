"""Snapshots: written by a whole pass, read while the plan is the same."""

import gc

import numpy as np

import tenfold as tf

D = tf.data.Dataset
made = []


def make(x):
    made.append(int(x))
    return np.int64(x)


def counted(n, plus=0):
    return D.range(n).map(lambda x: tf.numpy_function(make, [x], tf.int64) + plus)


def numbers(ds):
    return [int(x) for x in ds]


def test_a_whole_pass_is_read_again(tmp_path):
    made.clear()
    first = iter(counted(4).snapshot(str(tmp_path)))
    next(first)
    del first
    gc.collect()
    assert not list(tmp_path.glob("*/*")) and made == [0]
    assert numbers(counted(4).snapshot(str(tmp_path))) == [0, 1, 2, 3] and len(made) == 5
    assert numbers(counted(4).snapshot(str(tmp_path))) == [0, 1, 2, 3] and len(made) == 5
    assert numbers(counted(4, 1).snapshot(str(tmp_path))) == [1, 2, 3, 4] and len(made) == 9
    assert numbers(counted(3).snapshot(str(tmp_path))) == [0, 1, 2] and len(made) == 12


def test_shards_and_readers(tmp_path):
    ds = D.range(5).snapshot(
        str(tmp_path), "GZIP", reader_func=lambda s: s.flat_map(lambda d: d), shard_func=lambda x: x % 2
    )
    assert numbers(ds) == [0, 1, 2, 3, 4] and numbers(ds) == [0, 2, 4, 1, 3]


def test_older_spellings(tmp_path):
    ds = tf.data.experimental.snapshot(str(tmp_path / "s"))(D.range(3))
    assert numbers(ds) == numbers(ds) == [0, 1, 2]
    tf.data.experimental.save(D.range(3), str(tmp_path / "d"))
    assert numbers(tf.data.experimental.load(str(tmp_path / "d"))) == [0, 1, 2]
