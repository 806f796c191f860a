"""TFRecord files of 100,000 Examples: written ready, serialised, and built; read; the same in gzip."""

import collections
import tempfile
from pathlib import Path

import ten_features
from common import Row, faster, main, tensorflow
from passes import seconds

TITLE = "TFRecord, 100,000 Examples of ten features"
FASTER_WAY = "TensorFlow's faster way"
ROWS = {
    "write": Row(f"{TITLE}: write ready records", "ms", {"TensorFlow": faster(1.5)}),
    "serialize": Row(f"{TITLE}: serialise and write", "ms", {"TensorFlow": None}),
    "build": Row(f"{TITLE}: build, serialise and write", "ms", {"TensorFlow": None}),
    "read": Row(f"{TITLE}: read", "ms", {FASTER_WAY: faster(1), "TensorFlow": None, "tf.data": None}),
    "write_gzip": Row(f"{TITLE}: write ready records, gzip", "ms", {"TensorFlow": None}),
    "read_gzip": Row(f"{TITLE}: read, gzip", "ms", {FASTER_WAY: None}),
}


def measure(side):
    """Seconds of each row on this side. Of tf.data the reading alone is asked for."""
    tf = tensorflow(side)
    records = ten_features.records()
    with tempfile.TemporaryDirectory() as folder:
        files = {kind: str(Path(folder, f"examples{kind}.tfrecord")) for kind in ("", "GZIP")}
        found = {
            "write": seconds(lambda: write(tf, files[""], records), passes=5),
            "write_gzip": seconds(lambda: write(tf, files["GZIP"], records, "GZIP"), passes=1),
        }
        read = read_batches if side == "tf.data" else read_records
        found["read"] = seconds(lambda: read(tf, files[""], records), passes=5)
        found["read_gzip"] = seconds(lambda: read(tf, files["GZIP"], records, "GZIP"))
        if side != "tf.data":
            found["serialize"] = serializing(tf, files[""], records)
            found["build"] = building(tf, files[""])
    return found


def serializing(tf, path, records):
    messages = [tf.train.Example.FromString(record) for record in records]
    return seconds(lambda: write(tf, path, (message.SerializeToString() for message in messages)))


def building(tf, path):
    examples = [*ten_features.examples()]
    built = (ten_features.message(tf, example).SerializeToString() for example in examples)
    return seconds(lambda: write(tf, path, built), passes=1)


def write(tf, path, records, compression=""):
    with tf.io.TFRecordWriter(path, tf.io.TFRecordOptions(compression_type=compression)) as writer:
        for record in records:
            writer.write(record)


def read_records(tf, path, records, compression=""):
    options = tf.io.TFRecordOptions(compression_type=compression)
    read = sum(map(len, tf.compat.v1.io.tf_record_iterator(path, options)))
    assert read == sum(map(len, records))


def read_batches(tf, path, records, compression=""):
    batches = tf.data.TFRecordDataset(path, compression_type=compression).batch(1024)
    (last,) = collections.deque(batches, maxlen=1)
    assert last.numpy()[-1] == records[-1]


if __name__ == "__main__":
    main(measure, "protobuf")
