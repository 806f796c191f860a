"""What is not here says what to do instead."""

import pytest

import tenfold as tf

E = tf.data.experimental


@pytest.mark.parametrize(
    ("call", "cure"),
    [
        (lambda: E.SqlDataset("sqlite", "a.db", "SELECT 1", (tf.int32,)), "sqlite3.*from_generator"),
        (lambda: E.from_variant(None, None), "Hand the dataset itself over"),
        (lambda: E.to_variant(tf.data.Dataset.range(2)), "Hand the dataset itself over"),
        (lambda: E.service.distribute("parallel_epochs", "grpc://x"), r"dataset.shard\(num_shards, index\)"),
        (lambda: E.service.DispatchServer(), "dataset.shard"),
        (lambda: E.distributed_save(tf.data.Dataset.range(2), "p", "grpc://x"), "dataset.shard"),
    ],
)
def test_the_cure_is_named(call, cure):
    with pytest.raises(NotImplementedError, match=cure):
        call()


def test_records_of_a_dataset_are_written(tmp_path):
    for kind in ("", "GZIP"):
        path = str(tmp_path / f"f{kind}")
        E.TFRecordWriter(path, kind).write(tf.data.Dataset.from_tensor_slices(["a", "bc"]))
        assert [x.numpy() for x in tf.data.TFRecordDataset(path, kind)] == [b"a", b"bc"]
    with pytest.raises(TypeError, match="scalar `tf.string` elements"):
        E.TFRecordWriter(path).write(tf.data.Dataset.range(2))
    with pytest.raises(TypeError, match="Expected a `tf.data.Dataset` object but got <class 'list'>"):
        E.TFRecordWriter(path).write([b"a"])
