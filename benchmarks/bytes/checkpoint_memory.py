"""The most that saving and reading a checkpoint of 500 MB hold besides the weights themselves.

Saving: above what the process held before, weights included. Reading, in a process that never had them: above what it
held before, less the weights. A small checkpoint is saved and read first, which brings the code. Only Linux lets a
process begin its high-water mark again.
"""

import gc
import subprocess
import sys
import tempfile
from pathlib import Path

from common import Row, at_most, main, tensorflow
from weights import load, saver, weights

TITLE = "checkpoint of 500 MB, 50 tensors"
LEAST = 0.1  # MB: less is the system's own bookkeeping
ROWS = {
    "write": Row(f"{TITLE}: memory besides the weights, write", "MB", {"TensorFlow": at_most(1.1)}),
    "read": Row(f"{TITLE}: memory besides the weights, read", "MB", {"TensorFlow": at_most(1.1)}),
}


def measure(side, what, prefix=""):
    """`what`: write, read (of a file that another process has written), or prepare: what that other process does."""
    if what == "prepare":
        tf = tensorflow(side)
        return saver(tf, side, weights(tf))(prefix)
    with tempfile.TemporaryDirectory() as folder:
        prefix = str(Path(folder, "model.ckpt"))
        if what == "read":
            subprocess.run([sys.executable, __file__, side, "prepare", prefix], check=True, stdout=subprocess.DEVNULL)
        tf = tensorflow(side)
        small = str(Path(folder, "small"))
        saver(tf, side, {"small": tf.ones([3])})(small)
        load(tf, small)
        return saving(tf, side, prefix) if what == "write" else reading(tf, prefix)


def saving(tf, side, prefix):
    save = saver(tf, side, weights(tf))
    before = held()
    save(prefix)
    return max(LEAST, most() - before)


def reading(tf, prefix):
    before = held()
    values = load(tf, prefix)
    return max(LEAST, most() - before - sum(value.nbytes for value in values.values()) / 1e6)


def held():
    """Memory held now, in MB; the high-water mark begins again here."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return status("VmRSS")


def most():
    return status("VmHWM")


def status(name):
    """A line of the process's status, in MB: the high-water mark, or what is held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / 1e6


if __name__ == "__main__":
    main(measure)
