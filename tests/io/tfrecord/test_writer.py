"""TFRecord files are written as TensorFlow writes them, byte for byte; what it refuses is refused."""

import base64
import functools
import gc
import gzip
import hashlib
import os
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from tfrecord_programs import OPTIONS, RECORDS, noise

import tenfold as tf
from tenfold.core.base import errors
from tenfold.io.tfrecord.framing import frame
from tenfold.io.tfrecord.reader import records
from tenfold.runtime.native import library

v1 = tf.compat.v1


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "x.tfrecord")


def written(path, several, options=None):
    Path(os.fsdecode(path)).unlink(missing_ok=True)  # ext4 waits for the disk where a file's content is replaced
    with tf.io.TFRecordWriter(path, options) as writer:
        for record in several:
            assert writer.write(record) is None
    return Path(os.fsdecode(path)).read_bytes()


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def inflated(data):
    return zlib.decompressobj(47).decompress(data)


@functools.cache
def made_here():
    return hashlib.sha256(zlib.compress(b"".join(RECORDS["many"]))).hexdigest()


def as_there(golden):
    """Whether the zlib here finds the matches that TensorFlow's did."""
    return made_here() == golden["zlib"]


def test_bytes_of_tensorflow(golden, path):
    """The digest of all of tenfold's files was recorded after TensorFlow had read every one of them."""
    whole = hashlib.sha256()
    for name, ways in golden["files"].items():
        for how, (kind, settings) in OPTIONS.items():
            data = written(path, RECORDS[name], tf.io.TFRecordOptions(kind, **settings))
            whole.update(data)
            # What zlib cannot compress it cuts by how it is given to it.
            if not kind or (as_there(golden) and how != "stored" and (name != "large" or "flush_mode" not in settings)):
                assert (len(data), digest(data)) == (ways[how]["size"], ways[how]["sha256"]), (name, how)
            if kind:
                assert inflated(data) == b"".join(map(frame, RECORDS[name]))
    assert whole.hexdigest() == golden["tenfold"] or not as_there(golden)


def test_bytes_of_tensorflow_without_the_library(golden, path, monkeypatch):
    monkeypatch.setattr(library, "functions", lambda: None)
    for name in ("none", "empty", "some", "large"):
        data = written(path, RECORDS[name])
        assert digest(data) == golden["files"][name]["plain"]["sha256"]


def test_what_a_record_may_be(path, way):
    given = ["text", "\u00e9", bytearray(b"ba"), np.bytes_(b"np"), b""]
    written(path, given)
    assert list(records(path)) == [b"text", "\u00e9".encode(), b"ba", b"np", b""]
    with tf.io.TFRecordWriter(path) as writer:
        for wrong in (3, None, ["a"], memoryview(b"mv"), tf.constant(b"t")):
            with pytest.raises(TypeError, match="Expected binary or unicode string, got"):
                writer.write(wrong)


def test_every_size_of_record(path, way):
    """On both sides of what is copied and what is written by a call, and of the mapped stretches' ends."""
    sizes = [0, 1, *[5000] * 60, 32_767, 32_768, 32_769, *[40_000] * 8, 65_519, 65_520, 65_521, 262_144, 300_000, 7]
    sizes += [175] * 1600
    several = [noise(size, i) for i, size in enumerate(sizes)]
    data = written(path, several)
    assert data == b"".join(map(frame, several))


def test_flush_and_close(path, way):
    writer = tf.io.TFRecordWriter(path)
    expected = b""
    for count in (1, 40, 3000):
        for i in range(count):
            writer.write(b"%d" % i)
            expected += frame(b"%d" % i)
        assert Path(path).read_bytes()[: len(expected)] == expected  # and perhaps zeros
        writer.flush()
        assert Path(path).read_bytes() == expected
    writer.close()
    writer.close()
    assert Path(path).read_bytes() == expected
    for call in (lambda: writer.write(b"x"), writer.flush):
        with pytest.raises(errors.FailedPreconditionError, match="Writer is closed"):
            call()
    assert writer.__enter__() is writer


def test_a_compressed_file_is_read_when_it_was_flushed(path, golden):
    writer = tf.io.TFRecordWriter(path, "GZIP")
    for i, record in enumerate((b"abc", b"def")):
        writer.write(record)
        assert list(records(path, "GZIP")) == [b"abc", b"def"][:i]
        writer.flush()
        assert list(records(path, "GZIP")) == [b"abc", b"def"][: i + 1]
    if as_there(golden):
        assert Path(path).read_bytes() == base64.b64decode(golden["flushed"])
    writer.close()
    assert gzip.decompress(Path(path).read_bytes()) == frame(b"abc") + frame(b"def")


@pytest.mark.parametrize("kind", ["", "GZIP"])
def test_a_writer_that_nobody_closed(path, kind):
    writer = tf.io.TFRecordWriter(path, kind)
    for _ in range(100):
        writer.write(b"x")
    del writer
    gc.collect()
    assert list(records(path, kind)) == [b"x"] * 100


def test_a_file_that_was_there_is_emptied(path, way):
    Path(path).write_bytes(bytes(100_000))
    os.chmod(path, 0o640)
    with tf.io.TFRecordWriter(path) as writer:
        writer.write(b"a")
    assert Path(path).read_bytes() == frame(b"a")
    assert os.stat(path).st_mode & 0o777 == 0o640


def test_paths(tmp_path, path):
    assert written(os.fsencode(path), [b"a"]) == written(Path(path), [b"a"]) == frame(b"a")
    with pytest.raises(errors.NotFoundError, match="none/x; No such file"):
        tf.io.TFRecordWriter(str(tmp_path / "none" / "x"))
    with pytest.raises(errors.NotFoundError):
        tf.io.TFRecordWriter("")
    with pytest.raises(errors.FailedPreconditionError, match="Is a directory"):
        tf.io.TFRecordWriter(str(tmp_path))
    for wrong in (3, None, tf.constant("x")):
        with pytest.raises(TypeError, match="Expected binary or unicode string, got"):
            tf.io.TFRecordWriter(wrong)


def test_kinds_of_compression(path):
    kinds = v1.io.TFRecordCompressionType
    assert (kinds.NONE, kinds.ZLIB, kinds.GZIP) == (0, 1, 2) and v1.python_io.TFRecordCompressionType is kinds
    text = tf.io.TFRecordOptions.get_compression_type_string
    for given, expected in (("GZIP", "GZIP"), (1, "ZLIB"), (kinds.GZIP, "GZIP"), (0, ""), (None, ""), ("", "")):
        assert text(given) == text(tf.io.TFRecordOptions(given)) == expected
        assert tf.io.TFRecordOptions(given).compression_type == given
        start = {"GZIP": b"\x1f\x8b\x08\x00", "ZLIB": b"\x78\x9c", "": b"\1\0\0\0"}[expected]
        assert written(path, [b"x"], given).startswith(start)
    assert written(path, [b"x"], tf.io.TFRecordOptions(tf.io.TFRecordOptions("GZIP"))).startswith(b"\x1f\x8b")
    assert tf.io.TFRecordOptions.compression_type_map == {0: "", 1: "ZLIB", 2: "GZIP"}
    for wrong in ("gzip", "NONE", 3, 3.0, b"GZIP", ["GZIP"]):
        for call in (tf.io.TFRecordOptions, text, lambda kind: tf.io.TFRecordWriter(path, kind)):
            with pytest.raises(ValueError, match="Not a valid compression_type"):
                call(wrong)


@pytest.mark.parametrize(
    "settings",
    [
        *({"flush_mode": mode} for mode in (4, 9, -1)),
        {"input_buffer_size": -1},
        {"output_buffer_size": 1},
        *({"window_bits": bits} for bits in (99, 3, -16)),
        *({"compression_level": level} for level in (10, -2)),
        {"compression_method": 7},
        *({"mem_level": level} for level in (0, 10)),
        {"compression_strategy": 5},
    ],
    ids=str,
)
def test_settings_that_zlib_does_not_know(path, settings):
    """TensorFlow ends the process."""
    (name,) = settings
    with pytest.raises(errors.InvalidArgumentError, match=f"TFRecordOptions: {name}"):
        tf.io.TFRecordWriter(path, tf.io.TFRecordOptions("GZIP", **settings))
    with pytest.raises(TypeError, match=f"an integer as {name}; received 'a'"):
        tf.io.TFRecordWriter(path, tf.io.TFRecordOptions("ZLIB", **{name: "a"}))
    assert not os.path.exists(path)
    assert written(path, [b"x"], tf.io.TFRecordOptions("", **settings)) == frame(b"x")  # of no use there


@pytest.mark.parametrize("kind", ["", "GZIP"])
def test_threads_that_share_a_writer(path, kind, way):
    several = [[bytes([65 + who]) * size for size in (*range(300), 50_000)] for who in range(4)]
    with tf.io.TFRecordWriter(path, kind) as writer:
        threads = [threading.Thread(target=lambda mine: [writer.write(r) for r in mine], args=[m]) for m in several]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = list(records(path, kind))
    assert sorted(found) == sorted(sum(several, []))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_device_that_is_full():
    writer = tf.io.TFRecordWriter("/dev/full")
    with pytest.raises(errors.ResourceExhaustedError, match="/dev/full; No space left on device"):
        writer.write(b"x")
    writer.close()
