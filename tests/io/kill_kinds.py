"""What is saved while a kill comes, and how what is left is looked at.

A kind has `save(i)`, called with 0, 1, 2, ... in a process that will be killed, and `check(done)`, called in another
one with the number of the last save that was done: AssertionError where the file is neither that save nor the next.
"""

import csv
import os

import numpy as np

from tenfold.keras import Sequential, layers
from tenfold.keras.callbacks.csv_logger import CSVLogger
from tenfold.keras.models import load_model
from tenfold.ops.bytes.whole_file import whole_file


class Replaced:
    """A file, or a few, that each save replaces."""

    saves = 3  # where every call of a save is to be tried: the second replaces the first, the third the second

    def __init__(self, folder):
        self.folder = os.fspath(folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def check(self, done):
        found = self.load()
        assert found in (done, done + 1), f"save {done} was done; there is {found}"
        self.save(done + 2)
        assert self.load() == done + 2
        assert sorted(os.listdir(self.folder)) == sorted(self.names()), "leftovers of the kill"


class WholeFile(Replaced):
    def save(self, i):
        with whole_file(self.path("f")) as file:
            for _ in range(10):
                file.write(i.to_bytes(4, "little") * 5_000)

    def load(self):
        with open(self.path("f"), "rb") as file:
            found = np.frombuffer(file.read(), np.int32)
        assert found.size == 50_000 and np.all(found == found[0]), "neither the old file nor the new one"
        return int(found[0])

    def names(self):
        return ["f"]


class InPlace(WholeFile):
    """What the tests must find out."""

    def save(self, i):
        with open(self.path("f"), "wb") as file:
            for _ in range(10):
                file.write(i.to_bytes(4, "little") * 5_000)


class HDF5Model(Replaced):
    """A model's file."""

    def __init__(self, folder):
        super().__init__(folder)
        self.model = Sequential([layers.Dense(100, input_shape=(100,)), layers.Dense(10)])

    def save(self, i):
        self.model.set_weights([np.full(w.shape, i, np.float32) for w in self.model.get_weights()])
        self.model.save(self.path("model.h5"))

    def load(self):
        values = {float(x) for w in load_model(self.path("model.h5")).get_weights() for x in np.unique(w)}
        assert len(values) == 1, f"weights of several saves: {values}"
        return int(values.pop())

    def names(self):
        return ["model.h5"]


class Stream:
    """A file that each save appends a record to. At least as many as were done, less one, are whole."""

    saves = 4

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        self.path = os.path.join(self.folder, "stream")

    def check(self, done):
        found, whole = self.read()
        assert found == [self.record(i) for i in range(len(found))], "records that nobody wrote"
        assert done <= len(found) <= done + 2, f"{done + 1} records were done; {len(found)} are there"
        return whole


class CSV(Stream):
    def __init__(self, folder):
        super().__init__(folder)
        self.callback = None

    def save(self, i):
        if self.callback is None:
            self.callback = CSVLogger(self.path)
            self.callback.on_train_begin()
        self.callback.on_epoch_end(i, {"loss": i / 3, "note": "x" * 300})

    def record(self, i):
        return [str(i), str(i / 3), "x" * 300, "NA", "NA"]

    def read(self):
        with open(self.path, newline="") as file:
            text = file.read()
        rows = list(csv.reader(text.splitlines(keepends=True)))[1:]
        whole = text.endswith("\r\n")
        return (rows if whole else rows[:-1]), whole


KINDS = {"whole_file": WholeFile, "hdf5": HDF5Model, "csv": CSV}
ALL = {**KINDS, "in_place": InPlace}
