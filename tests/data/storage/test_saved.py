"""Saved datasets: TensorFlow's format, whole or not at all."""

import collections
import contextlib

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.storage import saved

D = tf.data.Dataset
Pair = collections.namedtuple("Pair", "x y")


def numbers(ds):
    return [int(x) for x in ds]


@pytest.mark.parametrize("kind", [None, "AUTO", "GZIP", "ZLIB"])
def test_elements_come_back(tmp_path, kind):
    ds = D.from_tensor_slices({"a": (["x", ""], [[1, 2], [3, 4]]), "b": [1.5, 2]})
    ds.save(tmp_path / "s", compression=kind)
    again = D.load(str(tmp_path / "s"), compression=kind)
    assert again.element_spec == ds.element_spec and int(again.cardinality()) == 2
    assert repr(list(again.as_numpy_iterator())) == repr(list(ds.as_numpy_iterator()))
    assert repr(again).startswith("<_LoadDataset")


def test_every_kind_of_element_comes_back(tmp_path):
    value = Pair((tf.ragged.constant([[1], [2, 3]]), None), tf.sparse.from_dense([[0, 1.5]]))
    D.from_tensors(value).save(tmp_path / "s")
    x, y = next(iter(D.load(tmp_path / "s")))
    assert x[0].to_list() == [[1], [2, 3]] and x[1] is None and tf.sparse.to_dense(y).numpy().tolist() == [[0, 1.5]]


def test_shards_have_turns_or_a_reader(tmp_path):
    D.range(5).save(tmp_path, shard_func=lambda x: x % 2)
    assert numbers(D.load(tmp_path)) == [0, 1, 2, 3, 4]
    assert numbers(D.load(tmp_path, reader_func=lambda shards: shards.flat_map(lambda s: s))) == [0, 2, 4, 1, 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match="`shard_func` must return a scalar int64"):
        D.range(3).save(tmp_path, shard_func=lambda x: tf.cast(x, tf.float32))


def test_a_failed_save_leaves_the_older_dataset(tmp_path):
    D.range(3).save(tmp_path)
    before = sorted(p.name for p in tmp_path.iterdir())
    failing = D.range(3).map(lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), "no"))
    with pytest.raises(tf.errors.InvalidArgumentError):
        failing.save(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == before and numbers(D.load(tmp_path)) == [0, 1, 2]
    D.range(5, 7).save(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3 and numbers(D.load(tmp_path)) == [5, 6]


def test_the_bytes_are_tensorflows(tmp_path):
    """Recorded from TensorFlow 2.21: D.range(2).save(...), and of a ragged tensor its spec."""
    D.range(2).save(tmp_path / "s")
    (file,) = (tmp_path / "s").glob("*/00000000.shard/00000000.snapshot")
    one = b'\x0e\x00\x00\x00\x00\x00\x00\x00\xc5\xe5i?\x08\t\x12\x00"\x08'
    assert file.read_bytes() == one + bytes(8) + b"\x88+\x95\xea" + one + b"\x01" + bytes(7) + b"\xa0\xbd\xdfT"
    assert (tmp_path / "s" / "dataset_spec.pb").read_bytes() == b"\x8a\x02\x04\x12\x00\x18\t"
    D.from_tensors(tf.ragged.constant([[1], [2, 3]])).save(tmp_path / "r")
    spec = b"\x92\x02?\x08\x03\x12'\xa2\x03$\n\x14\xfa\x01\x11\x12\x02\x08\x02\x12\x0b\x08" + b"\xff" * 9
    spec += b"\x01\n\x03\x80\x02\x03\n\x02`\x02\n\x03\x80\x02\t\x1a\x10RaggedTensorSpec \x02"
    assert (tmp_path / "r" / "dataset_spec.pb").read_bytes() == spec


def test_what_is_wrong_is_told(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="element_spec file not found"):
        D.load(tmp_path / "no")
    D.range(2).save(tmp_path)
    with pytest.raises(tf.errors.InvalidArgumentError, match="DT_INT64"):
        D.load(tmp_path, element_spec=tf.TensorSpec((), tf.float32))
    with pytest.raises(tf.errors.DataLossError):
        list(D.load(tmp_path, compression="GZIP"))
    with pytest.raises(ValueError, match='None, "AUTO", "GZIP" or "ZLIB"'):
        D.range(2).save(tmp_path, compression="ZIP")
    with pytest.raises(TypeError, match="save: files cannot hold"):
        D.range(2).map(lambda x: D.range(x)).save(tmp_path)


def test_an_empty_dataset_is_saved(tmp_path):
    D.from_tensor_slices(np.zeros((0, 2), np.float32)).save(tmp_path)
    assert list(D.load(tmp_path)) == [] and D.load(tmp_path).element_spec.shape == [2]


def test_who_is_killed_between_two_types_leaves_none(tmp_path, monkeypatch):
    """Never old elements under new names: the spec of others stands there, and nothing says that it is theirs."""
    D.from_tensor_slices({"a": [1, 2]}).save(tmp_path)
    whole = saved.whole_file

    @contextlib.contextmanager
    def killed(path):
        with whole(path) as file:
            yield file
        if str(path).endswith("spec.pb"):
            raise SystemExit

    monkeypatch.setattr(saved, "whole_file", killed)
    with pytest.raises(SystemExit):
        D.from_tensor_slices({"b": [3, 4]}).save(tmp_path)
    with pytest.raises(tf.errors.NotFoundError, match="metadata file not found"):
        D.load(tmp_path)
    monkeypatch.undo()
    D.from_tensor_slices({"a": [5]}).save(tmp_path)
    monkeypatch.setattr(saved, "whole_file", killed)
    with pytest.raises(SystemExit):
        D.from_tensor_slices({"a": [6, 7]}).save(tmp_path)
    assert [int(e["a"]) for e in D.load(tmp_path)] == [5]  # of one type: the older ones, whole
