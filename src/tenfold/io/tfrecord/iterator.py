"""TensorFlow 1's way to read a TFRecord file."""

import os
from collections.abc import Iterator
from typing import Any

from tenfold.io.tfrecord.options import TFRecordOptions
from tenfold.io.tfrecord.reader import records


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a TFRecord file, as bytes, one after the other.

    Args:
      path: str, bytes or os.PathLike.
      options: `TFRecordOptions`, of which the kind of compression counts; or that alone.

    Raises:
      NotFoundError, FailedPreconditionError (a folder): at once.
      DataLossError: what is in the file is no record, or not all of one; all records before it were given.
      ValueError: another kind of compression.
    """
    if not isinstance(path, str | bytes | os.PathLike):
        raise TypeError(f"Expected a path as str, bytes or os.PathLike; received {path!r}")
    return records(path, TFRecordOptions.get_compression_type_string(options))
