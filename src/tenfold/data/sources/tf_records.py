"""`tf.data.TFRecordDataset`: the records of TFRecord files."""

from collections.abc import Iterator

from tenfold.data.sources.files import Files
from tenfold.io.tfrecord.reader import records


class TFRecordDataset(Files):
    """The records of TFRecord files as scalar strings. For arguments see `Files`.

    Raises, while it is iterated over:
      NotFoundError, FailedPreconditionError (a folder): a file that cannot be read; again at each further attempt.
      DataLossError: a record that is damaged or cut off, in its place; the next file follows.
    """

    shown = "TFRecordDatasetV2"

    def records(self, path: str) -> Iterator[bytes]:
        return records(path, self.compression)
