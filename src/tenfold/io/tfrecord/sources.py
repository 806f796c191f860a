"""Where the bytes of records come from: a file as it is, or a file's content decompressed on the way.

gzip is RFC 1952 and zlib RFC 1950, around RFC 1951's deflate; a file may be several such streams one after the other.
"""

import os
import stat
import zlib

from tenfold.core.base import errors
from tenfold.ops.bytes.files import file_errors

LARGEST = 1 << 28  # bytes of a record where no file's size bounds it: of a compressed file, of a pipe
_WINDOW_BITS = {"GZIP": zlib.MAX_WBITS | 16, "ZLIB": zlib.MAX_WBITS}
_PIECE = 1 << 16  # bytes that are read of a compressed file at a time


def opened(path: str, compression_type: str) -> "Plain":
    """The source for a path. `compression_type`: "", "GZIP" or "ZLIB"."""
    return Inflated(path, _WINDOW_BITS[compression_type]) if compression_type else Plain(path)


class Plain:
    """The bytes of a file. NotFoundError, FailedPreconditionError (a folder), ...: what the system says of it."""

    _fd = -1

    def __init__(self, path: str) -> None:
        self.path = path
        with file_errors(path):
            self._fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            self._regular = self._is_regular()

    def _is_regular(self) -> bool:
        mode = os.fstat(self._fd).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "Is a directory")
        return stat.S_ISREG(mode)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def skip(self, count: int) -> None:
        """Go on `count` bytes later."""
        if self._regular:
            os.lseek(self._fd, count, os.SEEK_CUR)
            return
        while count > 0 and (passed := self._some(min(count, 1 << 20))):
            count -= len(passed)

    def read(self, size: int, wanted: int) -> bytes:
        """About `size` of the following bytes; at least `wanted` where there are so many. b"" at the end."""
        pieces = [self._some(max(size, wanted))]
        have = len(pieces[0])
        while have < wanted and pieces[-1]:
            pieces.append(self._some(wanted - have))
            have += len(pieces[-1])
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _some(self, most: int) -> bytes:
        with file_errors(self.path):
            return os.read(self._fd, min(most, 1 << 30))

    def room(self, at: int) -> int:
        """How many bytes a record that begins at `at` can have, header and all."""
        return os.fstat(self._fd).st_size - at if self._regular else LARGEST


class Inflated(Plain):
    """The content of a compressed file.

    A file that ends before its stream does gives what it has: what a writer has flushed can be read. DataLossError
    where the stream is damaged, after what came before the damage.
    """

    def __init__(self, path: str, window_bits: int) -> None:
        super().__init__(path)
        self._regular = False  # its size says nothing of the content's
        self._window_bits = window_bits
        self._stream = zlib.decompressobj(window_bits)
        self._raw, self._read, self._given = b"", 0, 0
        self._wrong: zlib.error | None = None

    def _some(self, most: int) -> bytes:
        while self._wrong is None:
            if not self._raw:
                self._raw = super()._some(_PIECE)
                self._read += len(self._raw)
            if not self._raw and not self._stream.unconsumed_tail:
                return b""
            if out := self._inflated(most):
                self._given += len(out)
                return out
        raise errors.DataLossError(
            f"{self.path}: inflate() failed before byte {self._read} of the file, {self._given} bytes into its "
            f"content: {self._wrong}."
        )

    def _inflated(self, most: int) -> bytes:
        """Up to `most` bytes of content, of the raw ones that were read."""
        if self._stream.eof:  # another stream follows
            self._stream = zlib.decompressobj(self._window_bits)
        before = self._stream.copy()
        try:
            out = self._stream.decompress(self._raw, most)
        except zlib.error as wrong:
            self._wrong = wrong
            return _until_error(before, self._raw)
        self._raw = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        return out


def _until_error(stream: "zlib._Decompress", raw: bytes) -> bytes:
    """What a damaged piece gives before the damage."""
    out = []
    try:
        for at in range(len(raw)):
            out.append(stream.decompress(raw[at : at + 1]))
    except zlib.error:
        pass
    return b"".join(out)
