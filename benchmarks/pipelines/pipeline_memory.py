"""The most memory above what was held before, in three epochs of 2 GB that are streamed from files."""

import tempfile

import numpy as np
from common import SMOKE, Row, Target, main, most_mb, resident_mb, tensorflow

UNDER = Target("under 300 MB", lambda ours, theirs: ours, lambda x: x < 300, "{:.0f} MB".format)
ROW = Row("memory of three epochs of 2 GB from files", "MB", {"": UNDER})
FILES, RECORDS, LENGTH = (2, 4, 1000) if SMOKE else (20, 100, 1_000_000)


def measure(side):
    tf = tensorflow(side)
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{folder}/{i}.tfrecord" for i in range(FILES)]
        for i, name in enumerate(names):
            record = np.random.default_rng(i).bytes(LENGTH)
            with tf.io.TFRecordWriter(name) as writer:
                for _ in range(RECORDS):
                    writer.write(record)
        before = resident_mb()
        numbers = tf.data.TFRecordDataset(names).map(lambda r: tf.cast(tf.io.decode_raw(r, tf.uint8), tf.float32) / 255)
        for _ in range(3):
            for _ in numbers.shuffle(8).batch(4).prefetch(2):
                pass
        return most_mb() - before


if __name__ == "__main__":
    main(measure)
