"""Ctrl-C in the middle of a pass, which the program goes on with: nothing ends early, and pairs stay pairs."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.sources import csv_dataset

D = tf.data.Dataset


class Numbers:
    """0, 1, ..., n - 1; between two of them Ctrl-C is pressed."""

    def __init__(self, n, at):
        self.n, self.at, self.next = n, at, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.next == self.at:
            self.at = -1
            raise KeyboardInterrupt
        if self.next == self.n:
            raise StopIteration
        self.next += 1
        return self.next - 1


def interrupted(n=12, at=5):
    return D.from_generator(lambda: Numbers(n, at), tf.int64, ())


def read(dataset):
    """All numbers in it, and how often the reader was interrupted."""
    elements, found, times = iter(dataset), [], 0
    while True:
        try:
            element = next(elements)
        except KeyboardInterrupt:
            times += 1
        except StopIteration:
            return found, times
        else:
            found += np.ravel(element if not isinstance(element, tuple) else element[0]).tolist()


CHAINS = {
    "batch": lambda d: d.map(lambda x: x).batch(1),
    "unbatch": lambda d: d.map(lambda x: tf.reshape(x, [1])).unbatch(),
    "flat_map": lambda d: d.flat_map(D.from_tensors),
    "interleave": lambda d: d.interleave(D.from_tensors, cycle_length=2),
    "group_by_window": lambda d: d.group_by_window(lambda x: x * 0, lambda k, w: w, 2),
    "window": lambda d: d.window(3).flat_map(lambda w: w),
    "skip": lambda d: d.skip(0).filter(lambda x: x >= 0),
    "repeat": lambda d: d.repeat(1).concatenate(D.range(0)),
    "shuffle": lambda d: d.shuffle(1),
    "cache": lambda d: d.cache(),
    "prefetch": lambda d: d.prefetch(2),
    "scan": lambda d: d.scan(np.int64(0), lambda s, x: (s, x)),
    "padded_batch": lambda d: d.padded_batch(1),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_the_pass_goes_on(chain):
    assert read(CHAINS[chain](interrupted())) == (list(range(12)), 1)


def test_skip_counts_anew_as_after_an_error():
    found, times = read(interrupted().skip(8))
    assert times == 1 and found == []  # 5 of 12 are gone, and not 8 are left
    assert read(interrupted(30).skip(8)) == (list(range(13, 30)), 1)


@pytest.mark.parametrize("times", [-1, 3])
def test_repeated_passes_go_on(times):
    found, interrupts = read(interrupted(3, 1).repeat(times).take(9))
    assert found == [0, 1, 2] * 3 and interrupts >= 3


def test_pairs_stay_pairs():
    pairs = D.zip((interrupted(), D.range(12)))
    elements, found = iter(pairs), []
    with pytest.raises(KeyboardInterrupt):
        while True:
            found.append(next(elements))
    found += elements
    assert [int(b) - int(a) for a, b in found] == [0] * 5 + [1] * 6  # one of the second went with the interrupt


def test_rows_that_have_been_read_are_there_after_it(tmp_path, monkeypatch):
    path = tmp_path / "rows.csv"
    path.write_text("".join(f"{i}\n" for i in range(12)))
    plain = csv_dataset.rows

    def interrupting(*args):
        rows = plain(*args)
        return map(lambda number: next(rows), Numbers(12, 5))

    monkeypatch.setattr(csv_dataset, "rows", interrupting)
    assert read(tf.data.experimental.CsvDataset(str(path), [tf.int64])) == (list(range(12)), 1)
