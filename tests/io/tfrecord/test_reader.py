"""TFRecord files are read as TensorFlow reads them: whole, torn at every byte, damaged at every byte, compressed."""

import base64
import gzip
import os
import struct
import threading
import zlib

import pytest
from tfrecord_programs import OPTIONS, RECORDS

import tenfold as tf
from tenfold.core.base import errors
from tenfold.io.crc32c import crc32c, masked
from tenfold.io.tfrecord import reader, sources
from tenfold.io.tfrecord.framing import MOST, frame
from tenfold.io.tfrecord.reader import blocks, records

iterator = tf.compat.v1.io.tf_record_iterator


@pytest.fixture
def file(tmp_path):
    """A function that writes bytes to a file and gives its path."""

    def write(data, name="x.tfrecord"):
        (tmp_path / name).unlink(missing_ok=True)  # ext4 waits for the disk where a file's content is replaced
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return write


def read(path, kind=""):
    """What is read, and the error."""
    found = []
    try:
        for record in records(path, kind):
            found.append(record)
    except errors.OpError as wrong:
        return found, wrong
    return found, None


def joined(several):
    return b"".join(map(frame, several))


def test_files_of_tensorflow(golden, file, way):
    count = 0
    for name, ways in golden["files"].items():
        for how, kept in ways.items():
            if "base64" not in kept:
                continue
            kind, settings = OPTIONS[how]
            path = file(base64.b64decode(kept["base64"]))
            kind = "GZIP" if "window_bits" in settings else kind
            assert list(iterator(path, tf.io.TFRecordOptions(kind))) == RECORDS[name], (name, how)
            count += 1
    assert count > 30


def test_what_was_flushed_is_read(golden, file, way):
    assert read(file(base64.b64decode(golden["flushed"])), "GZIP") == ([b"abc", b"def"], None)


def test_torn_at_every_byte(golden, file, way):
    whole = joined(RECORDS["some"])
    ends = [0, *(len(joined(RECORDS["some"][: i + 1])) for i in range(len(RECORDS["some"])))]
    for size, (count, wrong) in enumerate(golden["torn"]):
        found, error = read(file(whole[:size]))
        assert found == RECORDS["some"][:count], size
        if size in ends:
            assert error is None and not wrong
        else:  # TensorFlow ends in silence where a header is torn; here it is said
            assert type(error) is errors.DataLossError and wrong in ("", "DataLossError")
            assert f"x.tfrecord: truncated record at {ends[count]}" in str(error)


def test_damaged_at_every_byte(golden, file, way):
    whole = joined(RECORDS["some"])
    for at, (count, wrong) in enumerate(golden["flipped"]):
        found, error = read(file(whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :]))
        assert found == RECORDS["some"][:count], at
        assert type(error).__name__ == wrong == "DataLossError", at
        assert f"corrupted record at {len(joined(RECORDS['some'][:count]))}: the checksum" in str(error)


def test_zeros_where_a_writer_was_killed(file, way):
    found, error = read(file(joined([b"a", b"b"]) + bytes(5000)))
    assert found == [b"a", b"b"]
    assert "truncated record at 34: zeros follow, as where the process that wrote it was killed" in str(error)


def test_more_than_a_stretch(file, way, monkeypatch):
    monkeypatch.setattr(reader, "STRETCH", 1000)
    several = [bytes([i % 256]) * (i * 37 % 300) for i in range(200)] + [bytes(5000), b"", b"end"]
    path = file(joined(several))
    assert list(records(path)) == several
    found = list(blocks(path))
    assert [record for block in found for record in block.records()] == several
    position = found[3].offset + found[3].starts[0] - 12
    assert list(records(path, offset=position)) == several[sum(len(block.starts) for block in found[:3]) :]
    assert list(records(file(gzip.compress(joined(several))), "GZIP", position))[-3:] == several[-3:]


def test_more_empty_records_than_are_found_at_a_time(file, way):
    assert sum(1 for record in records(file(frame(b"") * (MOST + 10)))) == MOST + 10


def test_several_files(file, tmp_path):
    paths = [file(joined([b"a", b"b"]), "1"), file(b"", "2"), file(joined([b"c"]), "3")]
    assert list(records(paths)) == [b"a", b"b", b"c"]
    assert list(records([])) == []
    both = records([paths[0], tmp_path / "none"])
    assert [next(both), next(both)] == [b"a", b"b"]
    with pytest.raises(errors.NotFoundError, match="none"):
        next(both)


def test_streams_one_after_the_other(file, way):
    a, b = joined([b"a" * 300]), joined([b"b", b""])
    assert read(file(gzip.compress(a) + gzip.compress(b)), "GZIP") == ([b"a" * 300, b"b", b""], None)
    assert read(file(zlib.compress(a) + zlib.compress(b)), "ZLIB") == ([b"a" * 300, b"b", b""], None)
    assert read(file(b""), "GZIP") == ([], None)


def test_a_compressed_file_gives_what_comes_before_its_damage(file):
    several = RECORDS["many"]
    whole = gzip.compress(joined(several))
    for damaged in (whole[:-8] + b"12345678", whole + b"no more", whole[:20_000] + b"\xff" * 100 + whole[20_100:]):
        found, error = read(file(damaged), "GZIP")
        assert type(error) is errors.DataLossError and "x.tfrecord" in str(error)
        assert found == several[: len(found)] and len(found) > (1500 if damaged[:-8] != whole[:-8] else 2999)
    found, error = read(file(whole[:20_000]), "GZIP")
    assert found == several[: len(found)] and "truncated record at" in str(error)


def test_what_is_no_such_file(file, tmp_path):
    plain, gz = file(joined([b"x"]), "plain"), file(gzip.compress(joined([b"x"])), "gz")
    assert "Is this even a TFRecord file? It begins as a gzip file does: compression_type='GZIP'" in str(read(gz)[1])
    z = file(zlib.compress(joined([b"x"])), "z")
    assert "compression_type='ZLIB'" in str(read(z)[1])
    for path, kind in ((plain, "GZIP"), (plain, "ZLIB"), (gz, "ZLIB"), (z, "GZIP")):
        found, error = read(path, kind)
        assert not found and "incorrect header check" in str(error)
    with pytest.raises(errors.NotFoundError, match="none; No such file or directory"):
        iterator(str(tmp_path / "none"))
    with pytest.raises(errors.FailedPreconditionError, match="Is a directory"):
        iterator(str(tmp_path))
    with pytest.raises(ValueError, match='Not a valid compression_type: "LZ4"'):
        iterator(plain, "LZ4")
    with pytest.raises(TypeError, match="received 3"):
        iterator(3)


def test_lengths_are_not_believed(file, way, monkeypatch):
    header = struct.pack("<Q", 1 << 62)
    lie = header + struct.pack("<I", masked(crc32c(header))) + b"data"
    found, error = read(file(frame(b"a") + lie))
    assert found == [b"a"] and "truncated record at 17: 16 bytes of its 4611686018427387920 are there" in str(error)
    found, error = read(file(gzip.compress(frame(b"a") + lie)), "GZIP")
    assert found == [b"a"] and f"and of a compressed file or a pipe {1 << 28} are believed" in str(error)
    monkeypatch.setattr(sources, "LARGEST", 1000)
    monkeypatch.setattr(reader, "LARGEST", 1000)
    bomb = file(gzip.compress(frame(b"a") + frame(bytes(10_000_000))))
    found, error = read(bomb, "GZIP")
    assert found == [b"a"] and "the record at 17 says that it has 10000000 bytes" in str(error)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe(tmp_path, way):
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    several = RECORDS["many"]

    def write():
        with tf.io.TFRecordWriter(path) as writer:
            for record in several:
                writer.write(record)

    thread = threading.Thread(target=write)
    thread.start()
    assert list(records(path)) == several
    thread.join()
