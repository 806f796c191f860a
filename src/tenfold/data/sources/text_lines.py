"""`tf.data.TextLineDataset`: the lines of text files, of which no more is held than a stretch, or a line where that is
longer."""

from collections.abc import Iterator

from tenfold.core.base import errors
from tenfold.data.sources.files import Files
from tenfold.io.tfrecord.reader import STRETCH
from tenfold.io.tfrecord.sources import LARGEST, Plain, opened


class TextLineDataset(Files):
    """The lines of text files as scalar strings, without what ends them ("\\n" or "\\r\\n"). For arguments see `Files`.

    Raises, while it is iterated over:
      NotFoundError, FailedPreconditionError (a folder): a file that cannot be read; again at each further attempt.
      DataLossError: a compressed file that is damaged, after the lines before the damage.
      ResourceExhaustedError: a line of such a file, or of a pipe, has more than 256 MB.
    """

    shown = "TextLineDatasetV2"

    def records(self, path: str) -> Iterator[bytes]:
        return lines(opened(path, self.compression), left_out=b"\r")


def lines(source: Plain, left_out: bytes = b"") -> Iterator[bytes]:
    """The lines of a file, without "\\n".

    Args:
      left_out: a character that is left out wherever it stands.

    Raises:
      ResourceExhaustedError: see Bound.
    """
    begun = Bound(source, "line")  # pieces of the last line so far
    while piece := source.read(STRETCH, 0):
        first, *others = (piece.replace(left_out, b"") if left_out else piece).split(b"\n")
        begun.add(first)
        if others:
            yield begun.joined()
            yield from others[:-1]
            begun.add(others[-1])
    source.close()
    if last := begun.joined():
        yield last


class Bound:
    """Pieces of what is one, a line or a row.

    Of a file they can have as many bytes as it has; of a compressed one or a pipe 256 MB: few bytes can stand for any
    number.

    Raises:
      ResourceExhaustedError: where they have more.
    """

    def __init__(self, source: Plain, what: str) -> None:
        self.path, self.what, self.room = source.path, what, source.room(0)
        self.pieces: list[bytes] = []
        self.size = 0

    def add(self, piece: bytes) -> None:
        """Go on with a piece."""
        self.size += len(piece)
        if self.size > self.room == LARGEST:
            raise errors.ResourceExhaustedError(
                f"{self.path}: a {self.what} of more than {LARGEST:,} bytes, which is what is held of a compressed "
                f"file or a pipe. Is every {self.what} of it that long, or is it no text? Decompress the file first."
            )
        self.pieces.append(piece)

    def joined(self, between: bytes = b"") -> bytes:
        """All of them; there are none after that."""
        found, self.pieces, self.size = between.join(self.pieces), [], 0
        return found
