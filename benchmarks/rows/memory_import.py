"""Memory of a process that has imported the library and done nothing else."""

from common import Row, fresh_import, main, within

ROW = Row("memory after import", "MB", {"NumPy": within(20, "MB"), "TensorFlow": None})


def measure(side):
    return fresh_import(side)[1]


if __name__ == "__main__":
    main(measure)
