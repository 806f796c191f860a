"""Reads a table: sorted pairs of byte strings, in blocks (LevelDB's documentation, "table_format.md").

    blocks of pairs, a block that is empty here (the "metaindex"), a block that says where the blocks of pairs are;
    48 bytes: varints of where the last two blocks are, zeros, the magic number

A block is pairs, the positions where a pair tells its whole key, and how many there are of those. A pair is three
varints (bytes shared with the key before, further bytes of the key, bytes of the value), then key and value. A byte and
a masked CRC32C follow a block: whether it is compressed, and the checksum of block and byte.
"""

import struct
from collections.abc import Iterator

from tenfold.core.base.errors import DataLossError, UnimplementedError
from tenfold.io.crc32c import crc32c, masked
from tenfold.io.varints import read_varint

FOOTER, TRAILER = 48, 5  # bytes at the end of the file, and after each block
MAGIC = 0xDB4775248B80FB57
_SPARE = 1 << 26  # bytes of keys that a table may hold however short it is


class Table:
    """The pairs of a table.

    Args:
      data: the whole file.
      path: its name, for errors.

    Raises:
      DataLossError: it is no table, or not a whole one. What is said of the pairs is found out while they are read.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self.data, self.path = data, path
        self._keys = 0  # bytes of the keys read so far, which their shared beginnings can make any number of
        if len(data) < FOOTER:
            raise self._lost(0, f"{len(data)} bytes are too short for a table, which ends with {FOOTER}")
        if data[-8:] != struct.pack("<Q", MAGIC):
            raise self._lost(len(data) - 8, "not a table (bad magic number); is its end missing?")
        at = len(data) - FOOTER
        _, at = self._handle(data, at, at)
        self._index, _ = self._handle(data, at, at)

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Pairs of key and value, in order. DataLossError, naming file and byte, for what is damaged."""
        last, end = None, 0
        for where, handle in self._pairs(*self._index):
            (offset, size), _ = self._handle(handle, 0, self._index[0])
            if offset < end:  # without pairs it could come any number of times
                raise self._lost(
                    self._index[0], f"the block at {offset} begins before the one before it ends, at {end}"
                )
            end = offset + size + TRAILER
            for key, value in self._pairs(offset, size):
                if last is not None and key <= last:
                    raise self._lost(offset, f"keys are out of order: {key!r} follows {last!r}")
                last = key
                yield key, value
            if last is None or last > where:
                raise self._lost(self._index[0], f"the block at {offset} has keys that its index does not know")

    def _lost(self, offset: int, what: str) -> DataLossError:
        return DataLossError(f"{self.path}: at byte {offset}: {what}.")

    def _number(self, data: bytes, at: int, offset: int) -> tuple[int, int]:
        try:
            return read_varint(data, at)
        except ValueError as error:
            raise self._lost(offset, str(error)) from None

    def _handle(self, data: bytes, at: int, where: int) -> tuple[tuple[int, int], int]:
        """Offset and size of a block, and where what follows begins."""
        offset, at = self._number(data, at, where)
        size, at = self._number(data, at, where)
        if offset + size + TRAILER > len(self.data) - FOOTER:
            raise self._lost(where, f"a block of {size} bytes at {offset} would end past the table's end")
        return (offset, size), at

    def _block(self, offset: int, size: int) -> bytes:
        whole = self.data[offset : offset + size + TRAILER]
        kind, stored = struct.unpack_from("<BI", whole, size)
        found = masked(crc32c(whole[: size + 1]))
        if found != stored:
            raise self._lost(offset, f"block checksum mismatch: stored {stored}, computed {found}")
        if kind == 1:
            raise UnimplementedError(
                f"{self.path}: at byte {offset}: the block is compressed with Snappy, which TensorFlow does not do to "
                "checkpoints; write the file again without compression."
            )
        if kind != 0:
            raise self._lost(offset, f"the block has an unknown type of compression, {kind}")
        return whole[:size]

    def _pairs(self, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
        """Those of one block."""
        block = self._block(offset, size)
        restarts = struct.unpack_from("<I", block, size - 4)[0] if size >= 4 else 0
        end = size - 4 - 4 * restarts
        if restarts == 0 or end < 0:
            raise self._lost(offset, f"a block of {size} bytes cannot have {restarts} restarts")
        at, key = 0, b""
        while at < end:
            start = at
            shared, fresh, length, at = self._sizes(block, at, offset + at)
            if shared > len(key) or at + fresh + length > end:
                raise self._lost(offset + start, "a pair reaches out of its block")
            self._count(shared + fresh, offset + start)
            key = key[:shared] + block[at : at + fresh]
            at += fresh + length
            yield key, block[at - length : at]

    def _sizes(self, block: bytes, at: int, offset: int) -> tuple[int, int, int, int]:
        """The three numbers that a pair begins with, and where its key does."""
        head = block[at : at + 3]
        if len(head) == 3 and max(head) < 128:  # most of them
            return head[0], head[1], head[2], at + 3
        shared, at = self._number(block, at, offset)
        fresh, at = self._number(block, at, offset)
        length, at = self._number(block, at, offset)
        return shared, fresh, length, at

    def _count(self, size: int, offset: int) -> None:
        self._keys += size
        if self._keys > _SPARE + 16 * len(self.data):
            raise self._lost(offset, f"its keys take more than {_SPARE + 16 * len(self.data)} bytes")
