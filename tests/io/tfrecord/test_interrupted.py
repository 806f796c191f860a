"""What comes between a TFRecord writer and its file: other threads, signals, a disk that is full for a while."""

import os
import signal
import threading

import pytest

import tenfold as tf
from tenfold.core.base import errors
from tenfold.io.tfrecord.reader import records

SEVERAL = [os.urandom(3000) for _ in range(40)]


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "x.tfrecord")


def write_all(write, several):
    for record in several:
        try:
            write(record)
        except (KeyboardInterrupt, errors.ResourceExhaustedError):
            write(record)


@pytest.mark.parametrize("kind", [None, "GZIP"])
def test_one_thread_closes_what_others_write_to(path, kind, way):
    refused = []

    def go_on(writer, doing):
        try:
            while True:
                doing(writer)
        except errors.FailedPreconditionError as wrong:
            refused.append(str(wrong))

    ways = [lambda w: w.write(b"s" * 100), lambda w: w.write(b"l" * 40_000), lambda w: w.flush()]
    for _ in range(6):
        writer = tf.io.TFRecordWriter(path, kind)
        threads = [threading.Thread(target=go_on, args=[writer, doing]) for doing in ways]
        for thread in threads:
            thread.start()
        while not os.path.getsize(path):
            pass
        writer.close()
        for thread in threads:
            thread.join()
        assert set(map(len, records(path, kind or ""))) <= {100, 40_000}, "and whole to the end"
    assert refused == ["Writer is closed."] * 18


@pytest.mark.parametrize("kind", [None, "ZLIB"])
def test_a_handler_closes_what_it_interrupts(path, kind, way):
    writer = tf.io.TFRecordWriter(path, kind)
    writer.write(b"x")
    before = signal.signal(signal.SIGALRM, lambda *_: writer.close())
    try:
        with writer._sink._lock:  # within write or flush
            signal.raise_signal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert list(records(path, kind or "")) == [b"x"]
    with pytest.raises(errors.FailedPreconditionError):
        writer.write(b"y")


class Interrupted:
    """A stream of zlib's during the work of which Ctrl-C is pressed: the work is done, and not taken."""

    def __init__(self, stream, turns):
        self.stream, self.turns = stream, turns

    def copy(self):
        return Interrupted(self.stream.copy(), self.turns)

    def compress(self, data):
        out = self.stream.compress(data)
        if next(self.turns):
            raise KeyboardInterrupt
        return out

    def flush(self, mode):
        return self.stream.flush(mode)


def test_ctrl_c_while_a_record_is_compressed(path):
    writer = tf.io.TFRecordWriter(path, tf.io.TFRecordOptions("GZIP", input_buffer_size=5000, output_buffer_size=8000))
    writer._sink._stream = Interrupted(writer._sink._stream, iter([0, 0, 1, 0] * 20))
    write_all(writer.write, SEVERAL)
    writer.close()
    assert sorted({*records(path, "GZIP")}) == sorted(SEVERAL)


def test_a_compressed_file_waits_for_room_on_the_disk(path, monkeypatch):
    """A write that failed has lost nothing that an earlier one took."""
    writer = tf.io.TFRecordWriter(path, tf.io.TFRecordOptions("GZIP", input_buffer_size=5000, output_buffer_size=8000))
    place = writer._sink._place
    turns, write = iter([0, 1, 0] * 20), place.write

    def sometimes(data):
        if next(turns):
            raise errors.ResourceExhaustedError(f"{path}; No space left on device")
        write(data)

    monkeypatch.setattr(place, "write", sometimes)
    write_all(writer.write, SEVERAL)
    monkeypatch.undo()
    writer.close()
    assert sorted({*records(path, "GZIP")}) == sorted(SEVERAL)
