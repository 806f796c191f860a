"""Folders and files that were tampered with: what a file says runs nothing, reads nothing else, and takes no memory.

`tests/io/fuzz.py saved cache` damages their bytes at random.
"""

import os
import shutil

import numpy as np
import pytest

import tenfold as tf
from tenfold.io import messages
from tenfold.io.tfrecord.writer import TFRecordWriter

D = tf.data.Dataset
None_ = tf.type_spec_from_value(None)


def numbers(ds):
    return [int(x) for x in ds]


def metadata(folder, **fields):
    path = folder / "snapshot.metadata"
    record = messages.SnapshotMetadataRecord.FromString(path.read_bytes())
    for name, value in fields.items():
        setattr(record, name, value)
    path.write_bytes(record.SerializeToString())
    return record


@pytest.fixture
def folder(tmp_path):
    """A saved dataset of 0, 1, 2, 3 in two shards."""
    D.range(4).save(tmp_path / "saved", shard_func=lambda x: x % 2)
    return tmp_path / "saved"


def shards(folder):
    return sorted(folder.glob("*/*.shard"))


def test_elements_that_are_missing_are_missed(folder):
    metadata(folder, num_elements=5)
    elements = iter(D.load(folder))
    assert [int(next(elements)) for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(tf.errors.DataLossError, match="saved: snapshot.metadata speaks of 5 elements, and 4 are there"):
        next(elements)
    assert list(elements) == []
    metadata(folder, num_elements=4)
    shutil.rmtree(shards(folder)[1])
    with pytest.raises(tf.errors.DataLossError, match="4 elements, and (2 are there|the files)"):
        list(D.load(folder))
    shutil.rmtree(shards(folder)[0].parent)
    with pytest.raises(tf.errors.DataLossError, match="4 elements, and the files there have room for 0 bytes"):
        list(D.load(folder))


def test_counts_that_none_can_have(folder):
    for count in (-1, -2, -(2**63)):
        metadata(folder, num_elements=count)
        with pytest.raises(tf.errors.DataLossError, match=f"snapshot.metadata.* of {count} elements"):
            D.load(folder)
    metadata(folder, num_elements=2**62)  # `list` would ask for the memory of so many
    with pytest.raises(tf.errors.DataLossError, match="and the files there have room for 120 bytes"):
        D.load(folder)
    metadata(folder, num_elements=0)  # TensorFlow before 2.6 wrote none
    assert numbers(D.load(folder)) == [0, 1, 2, 3] and int(D.load(folder).cardinality()) == tf.data.UNKNOWN_CARDINALITY


@pytest.mark.parametrize("run", ["..", "../../elsewhere", "/etc", "", "1\n", "a" * 300])
def test_runs_are_in_the_folder(folder, run):
    metadata(folder, run_id=run)
    with pytest.raises(tf.errors.DataLossError, match="it names no run"):
        D.load(folder)


@pytest.mark.parametrize("part", ["metadata", "spec", "run", "shard", "file"])
def test_links_that_lead_out_are_not_followed(folder, tmp_path, part):
    shard = shards(folder)[0]
    file = shard / "00000000.snapshot"
    what = {"metadata": folder / "snapshot.metadata", "spec": folder / "dataset_spec.pb", "run": shard.parent}
    what |= {"shard": shard, "file": file}
    what[part].rename(tmp_path / "outside")
    what[part].symlink_to(tmp_path / "outside")
    with pytest.raises(tf.errors.FailedPreconditionError, match="leads out of .*saved, to .*outside;.* copy the"):
        list(D.load(folder))
    what[part].unlink()
    (tmp_path / "outside").rename(folder / "inside")
    what[part].symlink_to(folder / "inside")
    assert numbers(D.load(folder)) == [0, 1, 2, 3]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Unix's")
def test_pipes_and_folders_are_no_files(folder):
    file = shards(folder)[0] / "00000000.snapshot"
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(tf.errors.FailedPreconditionError, match="neither a file nor a folder"):
        list(D.load(folder))
    file.unlink()
    file.mkdir()
    with pytest.raises(tf.errors.FailedPreconditionError, match="00000000.snapshot; Is a directory"):
        list(D.load(folder))
    shutil.rmtree(file.parent)
    file.parent.write_text("")
    with pytest.raises(tf.errors.FailedPreconditionError, match="00000000.shard; Not a directory"):
        list(D.load(folder))


def test_a_damaged_folder_can_be_saved_into(folder):
    for name in ("snapshot.metadata", "dataset_spec.pb"):
        (folder / name).write_bytes(b"\xff" * 9)
    with pytest.raises(tf.errors.DataLossError, match="dataset_spec.pb: it is no StructuredValue"):
        D.load(folder)
    with pytest.raises(tf.errors.DataLossError, match="snapshot.metadata: it is no SnapshotMetadataRecord"):
        D.load(folder, tf.TensorSpec((), tf.int64))
    D.range(2).save(folder)
    assert numbers(D.load(folder)) == [0, 1]


def test_messages_are_read_as_far_as_they_may_be_large(folder):
    with open(folder / "dataset_spec.pb", "wb") as file:
        file.truncate(1 << 40)  # of holes
    with pytest.raises(tf.errors.DataLossError, match="dataset_spec.pb: .* this is larger"):
        D.load(folder)


def saved_spec(change):
    value = messages.StructuredValue()
    change(value)
    return value.SerializeToString()


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.named_tuple_value.values.add(key="__import__('os')"),
        lambda v: setattr(v.named_tuple_value, "name", "a b; import os"),
        lambda v: setattr(v.type_spec_value, "type_spec_class_name", "os.system"),
        lambda v: setattr(v.tensor_spec_value, "dtype", 999),
        lambda v: v.tensor_spec_value.shape.dim.extend([messages.TensorShapeProto.Dim(size=1)] * 255),
        lambda v: setattr(v, "string_value", "x"),
    ],
)
def test_specs_are_of_known_kinds(folder, change):
    (folder / "dataset_spec.pb").write_bytes(saved_spec(change))
    with pytest.raises((tf.errors.DataLossError, tf.errors.InvalidArgumentError), match="saved"):
        D.load(folder)


def test_tensors_take_no_more_memory_than_there_are_bytes(folder):
    (file,) = shards(folder)[0].iterdir()
    huge = messages.TensorProto(dtype=9, int64_val=[1])
    for size in (2**62, 2**40, -1):
        huge.tensor_shape.ClearField("dim")
        huge.tensor_shape.dim.add(size=size)
        with TFRecordWriter(str(file)) as writer:
            writer.write(huge.SerializeToString())
        with pytest.raises(tf.errors.DataLossError, match="00000000.snapshot: what should be TensorSpec"):
            list(D.load(folder, tf.TensorSpec(None, tf.int64)))


@pytest.mark.parametrize("splits", [[0, 3, 2], [1, 2], [0, 9], [0, -1, 2]])
def test_rows_of_ragged_tensors_are_within_their_values(tmp_path, splits):
    wrong = tf.RaggedTensor.from_row_splits(tf.range(2.0), np.int64(splits), validate=False)
    D.from_tensors(tf.ragged.constant([[1.0], [2.0]])).map(lambda x: wrong).save(tmp_path)
    with pytest.raises(tf.errors.DataLossError, match="row splits|cannot be read"):
        list(D.load(tmp_path))


def test_entries_of_sparse_tensors_are_within_their_shape(tmp_path):
    D.from_tensors(tf.SparseTensor([[5]], [1.0], [6])).map(lambda x: tf.SparseTensor(x.indices, x.values, [3])).save(
        tmp_path
    )
    with pytest.raises(tf.errors.DataLossError, match=r"an index is not within the dense shape \[3\]"):
        list(D.load(tmp_path, tf.SparseTensorSpec([None])))


def test_a_cache_that_is_cut_between_two_records_is_noticed(tmp_path):
    cached = D.range(3).cache(str(tmp_path / "c"))
    assert numbers(cached) == [0, 1, 2]
    file = tmp_path / "c.cache"
    whole = file.read_bytes()
    one = len(whole) - len(b"tensors: 3") - 16
    file.write_bytes(whole[: one // 3 * 2])
    elements = iter(cached)
    assert [int(next(elements)) for _ in range(2)] == [0, 1]
    with pytest.raises(tf.errors.DataLossError, match="c.cache.* Delete it .*: it ends with b'no end' after 2 tensors"):
        next(elements)
    file.write_bytes(whole[one // 3 :])
    with pytest.raises(tf.errors.DataLossError, match="b'tensors: 3' after 2 tensors"):
        numbers(cached)
    file.write_bytes(whole + whole)
    with pytest.raises(tf.errors.DataLossError, match="b'tensors: 3' after 3 tensors"):
        numbers(cached)
    file.unlink()
    assert numbers(cached) == [0, 1, 2]


def test_a_snapshot_is_of_the_elements_that_the_plan_has(tmp_path):
    ds = D.range(3).snapshot(str(tmp_path))
    assert numbers(ds) == [0, 1, 2]
    (folder,) = tmp_path.iterdir()
    D.from_tensors(1.5).save(tmp_path / "other")
    shutil.rmtree(folder)
    (tmp_path / "other").rename(folder)
    with pytest.raises(tf.errors.InvalidArgumentError, match="saved elements are of .*DT_FLOAT"):
        numbers(ds)
    shutil.rmtree(folder)
    assert numbers(ds) == [0, 1, 2] and numbers(ds) == [0, 1, 2]


def test_elements_without_tensors_are_refused(tmp_path):
    with pytest.raises(TypeError, match="save: files cannot hold elements without any tensor"):
        D.from_generator(lambda: iter([(None, None)]), output_signature=(None_, None_)).save(tmp_path)
