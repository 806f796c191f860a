"""Pipelines of tf.data: a batch once they run, and how soon the first one is there."""

import itertools
import statistics
import tempfile
import time

import pipeline_programs as programs
from common import SMOKE, Row, faster, main, tensorflow

TITLES = {
    "letters": ("windows of 101 letters, shuffled, batched, split, one-hot", 20),
    "images": ("60,000 images: map, shuffle, batch", 10),
    "tokens": ("sequences of tokens: shuffle all, batch of 256", 10),
    "ragged_text": ("a generator of sentences: padded batch", 3),
    "photos": ("a folder of JPEG files: decode, resize, flip, batch", 1),
    "records": ("TFRecord of 100,000 Examples: read, batch, parse", 1.5),
    "opaque": ("a map in Python (numpy_function), batch", 1),
    "irregular": ("lines of files in turn, filter, split, ragged batch", 1),
    "table": ("a table of 200,000 rows: make_csv_dataset, shuffled", 1),
    "table_lines": ("lines of that table: batch, decode_csv", 1),
}
FIRST = "_first"
ROWS = {name: Row(f"{title}: a batch", "us", {"tf.data": faster(by)}) for name, (title, by) in TITLES.items()}
ROWS |= {
    name + FIRST: Row(f"{title}: until the first", "ms", {"tf.data": faster(5)}) for name, (title, _) in TITLES.items()
}
MOST, SECONDS, FIRSTS = 400, 1.5, 5


def measure(side):
    """Seconds of every row on this side."""
    tf, found = tensorflow(side), {}
    for name in TITLES:
        with tempfile.TemporaryDirectory() as folder:
            if name in programs.FILES:
                programs.FILES[name](folder, tf)
            make = getattr(programs, name)
            first = [until_first(tf, make, folder) for _ in range(1 if SMOKE else FIRSTS)]
            found[name + FIRST] = statistics.median(first)
            found[name] = per_batch(make(tf, folder))
    return found


def until_first(tf, make, folder):
    """Seconds from the first line of the program to its first batch, arrays in memory aside."""
    make(tf, folder)  # which makes them
    start = time.perf_counter()
    next(iter(make(tf, folder)))
    return time.perf_counter() - start


def per_batch(dataset):
    """Median over three stretches of one pass after the other, the first batches of which are not counted."""
    stretches = []
    for _ in range(1 if SMOKE else 3):
        batches = itertools.chain.from_iterable(itertools.repeat(dataset))
        for _ in range(1 if SMOKE else 20):
            next(batches)
        count, start = 0, time.perf_counter()
        while count < (1 if SMOKE else MOST) and time.perf_counter() - start < SECONDS:
            next(batches)
            count += 1
        stretches.append((time.perf_counter() - start) / count)
    return statistics.median(stretches)


if __name__ == "__main__":
    main(measure)
