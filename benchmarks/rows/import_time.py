"""Seconds that the first import takes in a fresh process."""

from common import Row, at_most, faster, fresh_import, main

ROW = Row("`import tenfold`", "s", {"NumPy": at_most(1.5), "TensorFlow": faster(10)})


def measure(side):
    return fresh_import(side)[0]


if __name__ == "__main__":
    main(measure)
