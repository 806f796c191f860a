"""`CSVLogger`: the logs of each epoch as a line of a CSV file."""

import csv
import io
import os
from collections.abc import Iterable

import numpy as np

from tenfold.keras.callbacks.callback import SET_BY_INIT, Callback
from tenfold.keras.utils.io_utils import path_to_string


class CSVLogger(Callback):
    """Writes one line per epoch: its number and its logs in alphabetical order, "NA" for what is missing.

    Each line is in the file when its epoch has ended. A process that was killed leaves the last one torn at worst, and
    what is appended to it starts a line of its own.

    Args:
        filename: the file, made anew unless `append`.
        separator: one character between fields.
        append: whether to continue an existing file, whose header is then kept.
    """

    append = filename = SET_BY_INIT

    def __init__(self, filename, separator=",", append=False):
        super().__init__()
        if not isinstance(path_to_string(filename), (str, bytes)):
            raise TypeError(f"`filename` of CSVLogger must be a path; received {filename!r}.")
        try:
            csv.writer(io.StringIO(), delimiter=separator)
        except (TypeError, ValueError) as error:
            raise TypeError(f"`separator` of CSVLogger must be one character; received {separator!r}.") from error
        self.filename = path_to_string(filename)
        self.sep = separator
        self.append = append
        self.keys = None
        self.writer = None
        self.csv_file = None

    def on_train_begin(self, logs=None):
        has_header = self.append and os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        self.csv_file = open(self.filename, "a" if self.append else "w", newline="")
        if has_header and _is_torn(self.filename):
            self.csv_file.write("\r\n")
        self.writer = None
        self._header = not has_header

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(key.startswith("val_") for key in self.keys):  # validation may come in later epochs only
                self.keys += ["val_" + key for key in self.keys]
        if self.writer is None:
            self.writer = csv.DictWriter(self.csv_file, ["epoch", *self.keys], delimiter=self.sep)
            if self._header:
                self.writer.writeheader()
        self.writer.writerow({"epoch": epoch, **{key: _cell(logs.get(key, "NA")) for key in self.keys}})
        self.csv_file.flush()

    def on_train_end(self, logs=None):
        self.csv_file.close()
        self.writer = None


def _is_torn(path):
    """Whether the last line of a file that is not empty has no end."""
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def _cell(value):
    if isinstance(value, Iterable) and not isinstance(value, str) and np.ndim(value):
        return f'"[{", ".join(map(str, value))}]"'
    return value
