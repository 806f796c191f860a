"""Reads event files: records of a TFRecord file (`io/tfrecord`), each of them an `Event` message."""

import os
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import DecodeError

from tenfold.core.base import errors
from tenfold.io import messages
from tenfold.io.tfrecord.framing import FOOTER, HEADER
from tenfold.io.tfrecord.reader import records


def events(path: str | bytes | os.PathLike[str]) -> Iterator[Any]:
    """The `Event` messages of a file, in order; `tf.compat.v1.train.summary_iterator`.

    Raises:
      NotFoundError and the like: there is no such file.
      DataLossError: a record is damaged, torn at the file's end, or no Event, after the events before it were given;
        it names the file and the byte at which the record begins.
    """
    return _each(path, records(path))  # the file is opened already


def _each(path: str | bytes | os.PathLike[str], found: Iterator[bytes]) -> Iterator[Any]:
    at = 0
    for record in found:
        try:
            event = messages.Event.FromString(record)
        except DecodeError as error:
            raise errors.DataLossError(f"{os.fsdecode(path)}: the record at {at} is no Event: {error}") from None
        yield event
        at += HEADER + len(record) + FOOTER
