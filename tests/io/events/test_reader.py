"""Event files are read, TensorFlow's among them; what is torn or damaged is named after what is whole was given."""

import random

import pytest

import tenfold as tf
from tenfold.compat import v1
from tenfold.io.events import summaries
from tenfold.io.events.reader import events
from tenfold.io.events.writer import EventWriter
from tenfold.io.tfrecord.framing import frame


@pytest.fixture
def path(tmp_path):
    with EventWriter(tmp_path) as writer:
        for step in range(1, 4):
            writer.add_summary(summaries.scalar("x", step), step, 5.0)
    return tmp_path / writer.path


@pytest.mark.parametrize("file", ["new", "old", "hparams"])
def test_tensorflow_s(framed, golden, file):
    path = golden(f"{file}.tfevents")
    assert list(v1.train.summary_iterator(str(path))) == framed(path)


def test_ours(path, framed):
    found = list(events(path))
    assert found == framed(path) and [event.step for event in found] == [0, 1, 2, 3]


def test_torn_at_every_byte(path, tmp_path, framed):
    data, whole = path.read_bytes(), [0]
    for event in framed(path):
        whole.append(whole[-1] + 16 + len(event.SerializeToString()))
    for size in range(len(data)):
        torn = tmp_path / f"torn{size}"
        torn.write_bytes(data[:size])
        reading, before = events(torn), max(end for end in whole if end <= size)
        for _ in range(whole.index(before)):
            next(reading)
        if size in whole:
            assert next(reading, None) is None
        else:
            with pytest.raises(tf.errors.DataLossError, match=rf"torn{size}: truncated record at {before}\b"):
                next(reading)


def test_no_event(path):
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(frame(b"\xff\xff\xff"))
    reading = events(path)
    assert len([next(reading) for _ in range(4)]) == 4
    with pytest.raises(tf.errors.DataLossError, match=rf"tfevents.*: the record at {size} is no Event"):
        next(reading)


def test_no_file(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="missing"):
        events(tmp_path / "missing")
    with pytest.raises(tf.errors.OpError, match="directory"):
        next(events(tmp_path))


def test_damage(path, tmp_path):
    data, random_ = path.read_bytes(), random.Random(7)
    for i in range(100):
        at, damaged = random_.randrange(len(data)), tmp_path / f"damaged{i}"
        damaged.write_bytes(data[:at] + bytes([data[at] ^ (1 << random_.randrange(8))]) + data[at + 1 :])
        with pytest.raises(tf.errors.DataLossError, match=rf"damaged{i}: .* at \d+"):
            list(events(damaged))
