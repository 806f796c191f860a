"""Records TFRecord files that TensorFlow 2.21 writes, and what it reads of whole, torn, damaged ones and of tenfold's.

    python tests/golden/io/record_tfrecord.py        (a Python that has TensorFlow and what tenfold needs)

tfrecord.json: {"files": {records: {options: {"size":, "sha256":, "base64": of what is small}}}, "flushed": base64,
"torn", "flipped": what is read of a file of which byte i is the last, is another: [records, class of the error or ""],
"zlib": digest of what this zlib makes of a sample, "tenfold": digest of tenfold's files, which TensorFlow read}.
"""

import base64
import hashlib
import json
import os
import pathlib
import sys
import tempfile
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "src"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import tensorflow as tf
from tfrecord_programs import OPTIONS, RECORDS

import tenfold.io.tfrecord.options
import tenfold.io.tfrecord.writer

SMALL = 1200  # bytes that are kept as they are


def written(library, records, options, path):
    kind, settings = options
    with library.TFRecordWriter(path, library.TFRecordOptions(kind, **settings)) as writer:
        for record in records:
            writer.write(record)
    return pathlib.Path(path).read_bytes()


def kept(data):
    found = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()[:16]}
    return {**found, "base64": base64.b64encode(data).decode()} if len(data) <= SMALL else found


def read(path, kind=""):
    found = []
    try:
        for record in tf.compat.v1.io.tf_record_iterator(path, tf.io.TFRecordOptions(kind)):
            found.append(record)
    except tf.errors.OpError as wrong:
        return found, type(wrong).__name__
    return found, ""


def damaged(path, data):
    pathlib.Path(path).write_bytes(data)
    found, wrong = read(path)
    return [len(found), wrong]


def flushed(path):
    with tf.io.TFRecordWriter(path, "GZIP") as writer:
        writer.write(b"abc")
        writer.flush()
        writer.write(b"def")
        writer.flush()
        return base64.b64encode(pathlib.Path(path).read_bytes()).decode()


class Tenfold:
    TFRecordWriter = tenfold.io.tfrecord.writer.TFRecordWriter
    TFRecordOptions = tenfold.io.tfrecord.options.TFRecordOptions


def checked(path):
    """A digest of all of tenfold's files, once TensorFlow has read them."""
    digest = hashlib.sha256()
    for name, records in RECORDS.items():
        for kind, settings in OPTIONS.values():
            data = written(Tenfold, records, (kind, settings), path)
            read_as = kind if "window_bits" not in settings else "GZIP"
            assert read(path, read_as) == (records, ""), (name, kind, settings)
            digest.update(data)
    return digest.hexdigest()


with tempfile.TemporaryDirectory() as folder:
    path = str(pathlib.Path(folder, "x.tfrecord"))
    files = {
        name: {how: kept(written(tf.io, records, options, path)) for how, options in OPTIONS.items()}
        for name, records in RECORDS.items()
    }
    some = written(tf.io, RECORDS["some"], OPTIONS["plain"], path)
    golden = {
        "files": files,
        "flushed": flushed(path),
        "torn": [damaged(path, some[:size]) for size in range(len(some) + 1)],
        "flipped": [damaged(path, some[:i] + bytes([some[i] ^ 16]) + some[i + 1 :]) for i in range(len(some))],
        "zlib": hashlib.sha256(zlib.compress(b"".join(RECORDS["many"]))).hexdigest(),
        "tenfold": checked(path),
    }
lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items()]
pathlib.Path(__file__).with_name("tfrecord.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
