"""Tensors of strings in a data file: a varint of each length, a masked CRC32C of the lengths, then the strings.

The checksum of the lengths is taken of them as 32-bit words (64 bits where one needs them), that of the tensor of those
words, of their checksum as it is stored, and of the strings.
"""

import itertools
import struct
from collections.abc import Iterator, Sequence

import numpy as np

from tenfold.io.crc32c import crc32c, masked
from tenfold.io.varints import MOST, read_varints, varint

_AT_ONCE = 1 << 16  # numbers, or strings, that are worked on together


def written(strings: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """What to write, piece by piece, and of which bytes the checksum is to be taken for it."""
    crc = 0
    for start in range(0, len(strings), _AT_ONCE):
        sizes = [len(string) for string in strings[start : start + _AT_ONCE]]
        words = _words(np.array(sizes, np.uint64))
        crc = crc32c(words, crc)
        yield b"".join(map(varint, sizes)), words
    checksum = struct.pack("<I", masked(crc))
    yield checksum, checksum
    for start in range(0, len(strings), _AT_ONCE):
        piece = b"".join(strings[start : start + _AT_ONCE])
        yield piece, piece


def read(data: bytes, count: int, stored: int) -> list[bytes]:
    """The strings of an entry.

    Args:
      data: all its bytes.
      count: how many strings there are.
      stored: the entry's masked checksum.

    Raises:
      ValueError: the bytes are not what was written.
    """
    sizes, at, crc = _sizes(np.frombuffer(data, np.uint8), count)
    checksum = data[at : at + 4]
    if checksum != struct.pack("<I", masked(crc)):
        raise ValueError("the lengths' checksum does not match")
    crc = crc32c(data[at + 4 :], crc32c(checksum, crc))
    if masked(crc) != stored:
        raise ValueError(f"checksum does not match: stored {stored}, computed {masked(crc)}")
    ends = list(itertools.accumulate(sizes, initial=at + 4))
    if ends[-1] != len(data):
        raise ValueError(f"its {count} strings take {ends[-1]} bytes, and there are {len(data)}")
    return [data[start:end] for start, end in itertools.pairwise(ends)]


def _sizes(data: np.ndarray, count: int) -> tuple[list[int], int, int]:
    """The lengths, where they end, and their checksum. ValueError where there are fewer."""
    if count > len(data):
        raise ValueError(f"{len(data)} bytes cannot hold {count} strings")
    sizes: list[int] = []
    at = crc = 0
    while len(sizes) < count:
        few = min(_AT_ONCE, count - len(sizes))
        found, used = read_varints(data[at : at + few * MOST], few)
        at += used
        crc = crc32c(_words(found), crc)
        sizes += found.tolist()
    return sizes, at, crc


def _words(sizes: np.ndarray) -> bytes:
    """Lengths as their checksum takes them."""
    if sizes.max(initial=0) < 1 << 32:
        return sizes.astype("<u4").tobytes()
    return b"".join(struct.pack("<I" if size < 1 << 32 else "<Q", size) for size in sizes.tolist())
