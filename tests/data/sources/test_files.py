"""Datasets of files as programs see them: messages, open files, names from a graph, subclasses."""

import gzip
import os
import pathlib

import pytest

import tenfold as tf
from tenfold.io.tfrecord import sources

D = tf.data.Dataset


@pytest.fixture
def folder(tmp_path):
    for name in "abc":
        (tmp_path / name).write_text(f"{name}1\n{name}2\n")
    return tmp_path


def lines(ds):
    return [x.numpy().decode() for x in ds]


def test_the_classes_are_datasets(folder):
    for made in (tf.data.TextLineDataset(folder / "a"), tf.data.TFRecordDataset(str(folder / "a"))):
        assert isinstance(made, D) and isinstance(made, type(made))

    class Mine(tf.data.TextLineDataset):
        def __init__(self, path):
            super().__init__([path, path], num_parallel_reads=2)

    assert lines(Mine(folder / "a")) == ["a1", "a1", "a2", "a2"]


def test_no_match_names_the_patterns(folder):
    with pytest.raises(tf.errors.InvalidArgumentError, match="No files matched pattern: .*png, .*x"):
        D.list_files([str(folder / "*.png"), str(folder / "x")])


def test_file_names_are_strings():
    with pytest.raises(TypeError, match="must contain `tf.string` elements. Got `tf.int32` elements."):
        tf.data.TextLineDataset([1])
    with pytest.raises(TypeError, match=r"of shape \[\] .*Call unbatch"):
        tf.data.TextLineDataset(D.from_tensor_slices(["a"]).batch(1))


def test_compression_is_checked_at_once(folder):
    with pytest.raises(tf.errors.InvalidArgumentError, match="Unsupported compression_type: gzip"):
        tf.data.TextLineDataset(folder / "a", "gzip")
    with pytest.raises(tf.errors.InvalidArgumentError, match="num_parallel_reads must be 1 or more"):
        tf.data.TFRecordDataset(folder / "a", num_parallel_reads=0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="buffer_size must be 0 or more"):
        tf.data.TFRecordDataset(folder / "a", buffer_size=-1)


def test_a_file_that_comes_later_is_read_later(folder):
    it = iter(tf.data.TextLineDataset([folder / "late", folder / "a"]))
    with pytest.raises(tf.errors.NotFoundError, match="late; No such file"):
        next(it)
    (folder / "late").write_text("now")
    assert lines(it) == ["now", "a1", "a2"]


def test_names_that_a_function_makes(folder):
    names = D.from_tensor_slices(["a", "b"]).map(lambda n: tf.strings.join([str(folder), "/", n]))
    ds = names.flat_map(lambda n: tf.data.TextLineDataset([n, n], num_parallel_reads=2))
    assert lines(ds) == ["a1", "a1", "a2", "a2", "b1", "b1", "b2", "b2"]
    ds = D.from_tensors(str(folder)).flat_map(lambda d: D.list_files(tf.strings.join([d, "/*"]), seed=1))
    assert sorted(pathlib.Path(p).name for p in lines(ds)) == ["a", "b", "c"]
    ds = D.from_tensors(str(folder)).flat_map(lambda d: D.list_files(tf.strings.join([d, "/z*"])))
    with pytest.raises(tf.errors.InvalidArgumentError, match="No files matched pattern: .*/z"):
        list(ds)


def test_record_sizes_that_a_function_makes(folder):
    ds = D.range(2, 4).flat_map(lambda n: tf.data.FixedLengthRecordDataset(str(folder / "a"), n))
    assert lines(ds) == ["a1", "\na", "2\n", "a1\n", "a2\n"]
    ds = D.range(2).flat_map(lambda n: tf.data.FixedLengthRecordDataset(str(folder / "a"), n))
    with pytest.raises(tf.errors.InvalidArgumentError, match="record_bytes must be greater than zero"):
        next(iter(ds))


def test_a_file_shorter_than_its_header_is_refused(folder):
    with pytest.raises(tf.errors.InvalidArgumentError, match="has body length -94 bytes"):
        next(iter(tf.data.FixedLengthRecordDataset(folder / "a", 2, 100)))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files in /proc")
def test_an_abandoned_pass_closes_its_files(folder):
    before = len(os.listdir("/proc/self/fd"))
    its = [iter(tf.data.TextLineDataset([folder / "a", folder / "b"], num_parallel_reads=2)) for _ in range(5)]
    for it in its:
        next(it), next(it)
    assert len(os.listdir("/proc/self/fd")) == before + 10
    del its, it
    assert len(os.listdir("/proc/self/fd")) == before


def test_lines_longer_than_a_stretch(tmp_path):
    long = "x" * 700_001
    (tmp_path / "f").write_text(f"{long}\r\ny\n{long}")
    assert lines(tf.data.TextLineDataset(tmp_path / "f")) == [long, "y", long]


def test_of_compressed_lines_so_much_is_held(folder, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST", 1 << 20)
    monkeypatch.setattr("tenfold.data.sources.text_lines.LARGEST", 1 << 20)
    long = b"ok\n" + b"a" * (1 << 21) + b"\n"
    (folder / "long.gz").write_bytes(gzip.compress(long))
    (folder / "rows.gz").write_bytes(gzip.compress(b'ok\n"' + b"a\n" * (1 << 20)))
    for made in (
        tf.data.TextLineDataset(str(folder / "long.gz"), "GZIP"),
        tf.data.experimental.CsvDataset(str(folder / "long.gz"), [""], "GZIP"),
        tf.data.experimental.CsvDataset(str(folder / "rows.gz"), [""], "GZIP"),
    ):
        found = iter(made)
        first = next(found)
        assert (first[0] if isinstance(first, tuple) else first).numpy() == b"ok"
        with pytest.raises(tf.errors.ResourceExhaustedError, match="gz: a (line|row) of more than 1,048,576 bytes"):
            next(found)
        assert list(found) == []
    (folder / "long").write_bytes(long)  # which the file has, in any case
    assert [len(line.numpy()) for line in tf.data.TextLineDataset(str(folder / "long"))] == [2, 1 << 21]


def test_large_records_of_one_size(folder):
    content = bytes(range(256)) * (1 << 13)
    (folder / "large.gz").write_bytes(gzip.compress(b"head" + content + b"foot"))
    made = tf.data.FixedLengthRecordDataset(str(folder / "large.gz"), 1 << 20, 4, 4, compression_type="GZIP")
    assert b"".join(x.numpy() for x in made) == content


def test_names_have_no_nul(folder):
    for made in (tf.data.TextLineDataset, tf.data.TFRecordDataset, lambda p: D.range(1).cache(p)):
        with pytest.raises(tf.errors.InvalidArgumentError, match="NUL"):
            list(made(str(folder / "a\0b")))


def test_a_note_names_the_file_that_a_function_was_called_for(folder):
    made = D.from_tensor_slices([str(folder / "a")]).map(lambda p: tf.io.decode_png(tf.io.read_file(p)))
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        list(made)
    assert str(folder / "a") in caught.value.__notes__[0]
