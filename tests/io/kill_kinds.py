"""What is saved while a kill comes, and how what is left is looked at.

A kind has `save(i)`, called with 0, 1, 2, ... in a process that will be killed, and `check(done)`, called in another
one with the number of the last save that was done: AssertionError where the file is neither that save nor the next.
"""

import csv
import os
import struct

import numpy as np

from tenfold.core.base.errors import DataLossError
from tenfold.io import bundle, messages
from tenfold.io.crc32c import crc32c, masked
from tenfold.io.events.writer import EventWriter, event
from tenfold.io.tfrecord.iterator import tf_record_iterator
from tenfold.io.tfrecord.writer import TFRecordWriter
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


class Checkpoint(Replaced):
    """Numbers and strings under one prefix, beside another checkpoint whose name begins with that prefix."""

    def __init__(self, folder):
        super().__init__(folder)
        if not os.path.exists(self.path("ck-10.index")):
            bundle.write(self.path("ck-10"), {"other": np.arange(3)})

    def save(self, i):
        tensors = {f"layer{n}/kernel": np.full((50, 100 * n), i, np.float32) for n in range(4)}
        bundle.write(self.path("ck-1"), {**tensors, "step": np.array(i), "name": np.array([b"%d" % i] * 10, object)})

    def load(self):
        assert bundle.Reader(self.path("ck-10")).get_tensor("other").tolist() == [0, 1, 2]
        reader = bundle.Reader(self.path("ck-1"))
        values = {float(x) for name in reader.keys for x in np.unique(reader.get_tensor(name).astype(float))}
        assert len(values) == 1 and len(reader.keys) == 6, f"tensors of several saves: {values}"
        return int(values.pop())

    def names(self):
        (data,) = (name for name in os.listdir(self.folder) if name.startswith("ck-1.data-"))
        return ["ck-1.index", data, "ck-10.index", "ck-10.data-00000-of-00001"]


class Stream:
    """A file that each save appends a record to. As many as were done are whole, or the one after them too."""

    saves = 4

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        self.path = os.path.join(self.folder, "stream")

    def check(self, done):
        found, whole = self.read()
        assert found == [self.record(i) for i in range(len(found))], "records that nobody wrote"
        assert done + 1 <= len(found) <= done + 2, f"{done + 1} records were done; {len(found)} are there"
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


class Events(Stream):
    def __init__(self, folder):
        super().__init__(folder)
        self.writer = None

    def save(self, i):
        self.writer = self.writer or EventWriter(self.folder)
        self.writer.add(event(i, float(i), summary=messages.Summary(value=[{"tag": "loss", "simple_value": i}])))

    def record(self, i):
        return i, float(i), "loss", float(i)

    def read(self):
        (name,) = os.listdir(self.folder)
        records, whole = framed(os.path.join(self.folder, name))
        first, *events = map(messages.Event.FromString, records)
        assert first.file_version == "brain.Event:2"
        return [(e.step, e.wall_time, e.summary.value[0].tag, e.summary.value[0].simple_value) for e in events], whole


class Records(Stream):
    """TFRecords of no byte to a megabyte. They are in the file when `write` has returned, so none of them is lost."""

    saves = 100  # most go into what is mapped, without a call

    def __init__(self, folder):
        super().__init__(folder)
        self.writer = None

    def save(self, i):
        self.writer = self.writer or TFRecordWriter(self.path)
        self.writer.write(self.record(i))

    def record(self, i):
        return b"%d " % i * (i % 50 * 10 ** (i % 5))

    def read(self):
        records, whole = framed(self.path)
        ours = []
        try:
            ours.extend(tf_record_iterator(self.path))
            assert whole, "what is torn was taken for the end"
        except DataLossError as error:
            assert not whole and self.path in str(error), error
        assert ours == records
        return records, whole


def framed(path):
    """The whole records at a file's beginning, and whether nothing follows them."""
    with open(path, "rb") as file:
        data = file.read()
    records, at = [], 0
    while at + 16 <= len(data):
        size, of_size = struct.unpack_from("<QI", data, at)
        record = data[at + 12 : at + 12 + size]
        if of_size != masked(crc32c(data[at : at + 8])) or len(data) < at + 16 + size:
            break
        if struct.unpack_from("<I", data, at + 12 + size)[0] != masked(crc32c(record)):
            break
        records.append(record)
        at += 16 + size
    return records, at == len(data)


KINDS = {
    "whole_file": WholeFile,
    "hdf5": HDF5Model,
    "checkpoint": Checkpoint,
    "csv": CSV,
    "events": Events,
    "tfrecord": Records,
}
ALL = {**KINDS, "in_place": InPlace}
