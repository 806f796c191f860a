"""A checkpoint of 500 MB: written into a fresh folder each time, and read while the system still has its pages.

A write ends where the side says that it does: TensorFlow leaves the bytes to the system, which brings them to the disk
when it likes. The same with the clock running until they are there is a row of its own.
"""

import itertools
import os
import tempfile
from pathlib import Path

from common import Row, faster, main, tensorflow
from passes import seconds
from weights import load, saver, weights

TITLE = "checkpoint of 500 MB, 50 tensors"
ROWS = {
    "write": Row(f"{TITLE}: write", "ms", {"TensorFlow": faster(1), "tf.train.Checkpoint": None}),
    "to_disk": Row(f"{TITLE}: write, until the disk has it", "ms", {"TensorFlow": None}),
    "read": Row(f"{TITLE}: read every tensor", "ms", {"TensorFlow": faster(1)}),
}


def measure(side):
    tf = tensorflow(side)
    with tempfile.TemporaryDirectory() as folder:
        prefixes = (str(Path(folder, str(number), "model.ckpt")) for number in itertools.count())
        prefix = ""

        def fresh():
            nonlocal prefix
            discard(prefix)
            prefix = next(prefixes)
            Path(prefix).parent.mkdir()

        save = saver(tf, side, weights(tf))
        found = {"write": seconds(lambda: save(prefix), before=fresh)}
        if side != "tf.train.Checkpoint":
            found["read"] = seconds(lambda: load(tf, prefix))
            found["to_disk"] = seconds(lambda: (save(prefix), flush(prefix)), before=fresh)
    return found


def flush(prefix):
    """Wait until the disk has the files of a checkpoint."""
    for file in Path(prefix).parent.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def discard(prefix):
    """The checkpoint of the pass before gives its disk back."""
    if prefix:
        for file in Path(prefix).parent.iterdir():
            file.unlink()


if __name__ == "__main__":
    main(measure)
