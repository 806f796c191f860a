"""Writes a table of sorted pairs; `table_reading` says how it looks. Byte for byte as TensorFlow writes its own."""

import itertools
import struct
from collections.abc import Iterable

from tenfold.io.bundle.table_reading import FOOTER, MAGIC
from tenfold.io.crc32c import crc32c, masked
from tenfold.io.varints import varint

BLOCK = 1 << 18  # bytes from which on a block is ended
_RESTART = 16  # pairs after which a key is told whole


class _Block:
    """One block while it grows. `restart`: the number of pairs between whole keys."""

    def __init__(self, restart: int = _RESTART) -> None:
        self.every, self.pairs, self.key = restart, 0, b""
        self.data, self.restarts = bytearray(), [0]

    def add(self, key: bytes, value: bytes) -> None:
        shared = 0
        if self.pairs and self.pairs % self.every == 0:
            self.restarts.append(len(self.data))
        elif self.pairs:
            shared = _shared(self.key, key)
        self.data += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        self.key, self.pairs = key, self.pairs + 1

    def size(self) -> int:
        return len(self.data) + 4 * len(self.restarts) + 4

    def whole(self) -> bytes:
        """With its restarts, its type and its checksum."""
        count = len(self.restarts)
        data = self.data + struct.pack(f"<{count + 1}IB", *self.restarts, count, 0)
        return bytes(data) + struct.pack("<I", masked(crc32c(data)))


def table(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The file that holds the pairs, which come sorted by key, each key once."""
    out, block, index = bytearray(), _Block(), _Block(1)
    pending: bytes | None = None  # where the block before lies: its key in the index depends on the next one's first
    last = b""
    for key, value in pairs:
        if pending is not None:
            index.add(_between(last, key), pending)
            pending = None
        block.add(key, value)
        last = key
        if block.size() >= BLOCK:
            pending, block = _ended(out, block), _Block()
    if block.pairs:
        pending = _ended(out, block)
    if pending is not None:
        index.add(_after(last), pending)
    ends = _ended(out, _Block()) + _ended(out, index)
    return bytes(out) + ends.ljust(FOOTER - 8, b"\0") + struct.pack("<Q", MAGIC)


def _ended(out: bytearray, block: _Block) -> bytes:
    """Appends a block; its offset and size."""
    handle = varint(len(out)) + varint(block.size())
    out += block.whole()
    return handle


def _shared(a: bytes, b: bytes) -> int:
    """How many bytes two strings begin with in common."""
    if b.startswith(a):
        return len(a)
    return next((n for n, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))


def _between(last: bytes, following: bytes) -> bytes:
    """A short string from `last` on and before `following`."""
    at = _shared(last, following)
    if at < min(len(last), len(following)) and last[at] < 0xFF and last[at] + 1 < following[at]:
        return last[:at] + bytes([last[at] + 1])
    return last


def _after(last: bytes) -> bytes:
    """A short string from `last` on."""
    full = sum(1 for _ in itertools.takewhile(lambda byte: byte == 0xFF, last))
    return last if full == len(last) else last[:full] + bytes([last[full] + 1])
