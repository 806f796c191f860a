"""10,000 scalars to an event file: TensorFlow's `tf.summary.scalar`, and the writer that tenfold's will stand on."""

import importlib
import tempfile
from pathlib import Path

from common import SMOKE, Row, faster, main, tensorflow
from passes import seconds

COUNT = 100 if SMOKE else 10_000
ROWS = {"scalars": Row("10,000 scalars to an event file", "ms", {"TensorFlow": faster(3)})}


def measure(side):
    write = write_ours if side == "tenfold" else write_theirs
    values = [1 / (1 + step) for step in range(COUNT)]
    tf = tensorflow(side)
    with tempfile.TemporaryDirectory() as folder:
        write(tf, folder, values[:10])
        found = {"scalars": seconds(lambda: write(tf, folder, values), passes=2)}
        assert any(file.stat().st_size > 30 * COUNT for file in Path(folder).iterdir())
    return found


def write_theirs(tf, folder, values):
    writer = tf.summary.create_file_writer(folder)
    with writer.as_default():
        for step, value in enumerate(values):
            tf.summary.scalar("loss", value, step=step)
    writer.close()


def write_ours(tf, folder, values):
    summaries, writing = (importlib.import_module(f"tenfold.io.events.{name}") for name in ("summaries", "writer"))
    with writing.EventWriter(folder) as writer:
        for step, value in enumerate(values):
            writer.add_summary(summaries.scalar("loss", value), step)


if __name__ == "__main__":
    main(measure, "tensorboard")
