"""`tf.data.TextLineDataset`: the lines of text files."""

from collections.abc import Iterator

from tenfold.data.sources.files import Files
from tenfold.io.tfrecord.reader import STRETCH
from tenfold.io.tfrecord.sources import Plain, opened


class TextLineDataset(Files):
    """The lines of text files as scalar strings, without what ends them ("\\n" or "\\r\\n"). For arguments see `Files`.

    Raises, while it is iterated over:
      NotFoundError, FailedPreconditionError (a folder): a file that cannot be read; again at each further attempt.
      DataLossError: a compressed file that is damaged, after the lines before the damage.
    """

    shown = "TextLineDatasetV2"

    def records(self, path: str) -> Iterator[bytes]:
        return _lines(opened(path, self.compression))


def _lines(source: Plain) -> Iterator[bytes]:
    begun: list[bytes] = []  # pieces of the last line so far
    while piece := source.read(STRETCH, 0):
        first, *others = piece.replace(b"\r", b"").split(b"\n")
        begun.append(first)
        if others:
            yield b"".join(begun)
            yield from others[:-1]
            begun = [others[-1]]
    source.close()
    if last := b"".join(begun):
        yield last
