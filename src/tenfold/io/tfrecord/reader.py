"""Reading TFRecord files: in stretches of which all records are found and checked at once.

`blocks` gives stretches, for those who parse many records in one go; `records` the records one by one. Never is more
of a file held than a stretch, or one record where that is larger.
"""

import itertools
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tenfold.core.base import errors
from tenfold.io.tfrecord.framing import BAD_DATA, BAD_HEADER, FOOTER, FULL, HEADER, Found, find
from tenfold.io.tfrecord.sources import LARGEST, Plain, opened

STRETCH = 1 << 18  # bytes, which the processor's cache holds with what is made of them
Path = str | bytes | os.PathLike[str] | os.PathLike[bytes]


class Block(NamedTuple):
    """Records that lie one after the other: `data[start:end]` for each start and end."""

    data: bytes
    starts: list[int]
    ends: list[int]
    offset: int  # of data[0] in the file's (decompressed) content

    def records(self) -> Iterator[bytes]:
        """Its records."""
        data = self.data
        return (data[start:end] for start, end in zip(self.starts, self.ends))


def records(paths: Path | Iterable[Path], compression_type: str = "", offset: int = 0) -> Iterator[bytes]:
    """The records of a file, or of several one after the other.

    Args:
      paths: a path or several.
      compression_type: "", "GZIP" or "ZLIB", for all of them.
      offset: where to begin in each: 0, or where a record begins, in the decompressed content.

    Raises:
      NotFoundError and the like: of the first file at once, of the others when their turn comes.
      DataLossError: a checksum does not fit, a record is not all there (which names its offset), a compressed stream
        is damaged; all whole records before it have been given then. Also where a compressed file (or a pipe) says of
        a record that it is larger than 256 MB, of which no more is read.
    """
    return _each(blocks(paths, compression_type, offset))  # the first file is opened already


def _each(found: Iterator[Block]) -> Iterator[bytes]:
    for data, starts, ends, _ in found:
        for start, end in zip(starts, ends):
            yield data[start:end]


def blocks(paths: Path | Iterable[Path], compression_type: str = "", offset: int = 0) -> Iterator[Block]:
    """As `records`, many at a time: what a stretch of a quarter megabyte holds, or one that is larger."""
    several = [paths] if isinstance(paths, str | bytes | os.PathLike) else list(paths)
    if not several:
        return iter(())
    first = opened(os.fsdecode(several[0]), compression_type)
    sources = itertools.chain([first], (opened(os.fsdecode(path), compression_type) for path in several[1:]))
    return itertools.chain.from_iterable(_blocks(source, offset) for source in sources)


def _blocks(source: Plain, at: int) -> Iterator[Block]:
    source.skip(at)
    held, wanted = b"", 0
    while more := source.read(STRETCH, wanted):
        held = held + more if held else more
        done = 0
        while True:
            found = find(held, done)
            if found.starts:
                yield Block(held, found.starts, found.ends, at)
            done = found.next
            if found.stop != FULL:
                break
        held, at = held[done:], at + done
        wanted = _missing(source, held, at, found)
    source.close()
    if held:
        raise errors.DataLossError(_truncated(source.path, at, len(held), found.length))


def _missing(source: Plain, held: bytes, at: int, found: Found) -> int:
    """How many bytes more the record at `at` needs; 0 where that is not known. DataLossError where it cannot be had."""
    if found.stop in (BAD_HEADER, BAD_DATA):
        raise errors.DataLossError(_corrupted(source.path, at, held, found.stop))
    if found.length < 0:
        return 0
    whole, room = HEADER + found.length + FOOTER, source.room(at)
    if whole > room == LARGEST:
        raise errors.DataLossError(
            f"{source.path}: the record at {at} says that it has {found.length} bytes, and of a compressed file or a "
            f"pipe {LARGEST} are believed. Where that is true, decompress the file first."
        )
    if whole > room:
        raise errors.DataLossError(_truncated(source.path, at, room, found.length))
    return whole - len(held)


def _truncated(path: str, at: int, have: int, length: int) -> str:
    whole = "" if length < 0 else f" of its {HEADER + length + FOOTER}"
    return f"{path}: truncated record at {at}: {have} bytes{whole} are there, and the file ends."


def _corrupted(path: str, at: int, held: bytes, stop: int) -> str:
    if not any(held[:HEADER]):
        return f"{path}: truncated record at {at}: zeros follow, as where the process that wrote it was killed."
    which = "length" if stop == BAD_HEADER else "data"
    text = f"{path}: corrupted record at {at}: the checksum of its {which} does not fit."
    if at == 0 and stop == BAD_HEADER:
        text += f" (Is this even a TFRecord file?{_looks_like(held)})"
    return text


def _looks_like(held: bytes) -> str:
    if held.startswith(b"\x1f\x8b"):
        return " It begins as a gzip file does: compression_type='GZIP'."
    zlibs = held[0] & 15 == 8 and (held[0] << 8 | held[1]) % 31 == 0
    return " It begins as a zlib stream does: compression_type='ZLIB'." if zlibs else ""
