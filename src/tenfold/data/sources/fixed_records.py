"""`tf.data.FixedLengthRecordDataset`: records of one size, as CIFAR-10's binary files have them."""

import os
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.data.plan.arguments import whole
from tenfold.data.sources.files import Files
from tenfold.io.tfrecord.reader import STRETCH
from tenfold.io.tfrecord.sources import Plain, opened
from tenfold.ops.bytes.files import file_errors


class FixedLengthRecordDataset(Files):
    """The records of files between a header and a footer, as scalar strings of one size.

    Args:
      record_bytes: their size, above 0.
      header_bytes, footer_bytes: of each file, 0 by default.
      others: see `Files`.

    Raises, while it is iterated over:
      NotFoundError, FailedPreconditionError (a folder): a file that cannot be read; again at each further attempt.
      InvalidArgumentError: a file is no header, whole records and footer. Likewise.
      DataLossError: of a compressed file, when its last record is met.
    """

    shown = "FixedLengthRecordDatasetV2"

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: Any = None,
        num_parallel_reads: Any = None,
        name: str | None = None,
    ) -> None:
        self.record = record_bytes
        self.header, self.footer = (0 if n is None else n for n in (header_bytes, footer_bytes))
        super().__init__(filenames, compression_type, buffer_size, num_parallel_reads, name)

    def check(self) -> None:
        super().check()
        self.record = whole(self.record, "record_bytes", least=1)
        self.header = whole(self.header, "header_bytes", least=0)
        self.footer = whole(self.footer, "footer_bytes", least=0)

    def records(self, path: str) -> Iterator[bytes]:
        source = opened(path, self.compression)
        if not self.compression:
            self._check_size(path)
        return self._records(source)

    def _check_size(self, path: str) -> None:
        with file_errors(path):
            body = os.stat(path).st_size - self.header - self.footer
        if body < 0 or body % self.record:
            raise errors.InvalidArgumentError(
                f"Excluding the header ({self.header} bytes) and footer ({self.footer} bytes), input file "
                f'"{path}" has body length {body} bytes, which is not an exact multiple of the record length '
                f"({self.record} bytes)."
            )

    def _records(self, source: Plain) -> Iterator[bytes]:
        source.skip(self.header)
        held = b""
        while more := source.read(STRETCH, self.record + self.footer - len(held)):
            held = held + more if held else more
            whole_ones = (len(held) - self.footer) // self.record
            for at in range(0, whole_ones * self.record, self.record):
                yield held[at : at + self.record]
            held = held[max(whole_ones, 0) * self.record :]
        source.close()
        if len(held) != self.footer:
            raise errors.DataLossError(
                f"{source.path}: {len(held) - self.footer} bytes are left after the last whole record of "
                f"{self.record} bytes (header {self.header}, footer {self.footer})."
            )
