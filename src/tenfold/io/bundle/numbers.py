"""Numbers and strings in bytes: varints ("Encoding", protobuf.dev), and keys that sort as what they stand for."""

import re

import numpy as np

MOST = 10  # bytes of a varint of 64 bits
_SPECIAL = re.compile(rb"[\0\xff]")
_SMALL = [bytes([n]) for n in range(128)]


def varint(number: int) -> bytes:
    """A number of 0 and more: seven bits a byte, the least first."""
    if number < 128:
        return _SMALL[number]
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, and where what follows begins. ValueError where the data ends first."""
    number = 0
    for shift in range(0, 7 * MOST, 7):
        if at >= len(data):
            raise ValueError("a number is cut off")
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
    raise ValueError(f"a number has more than {MOST} bytes")


def read_varints(data: np.ndarray, count: int) -> tuple[np.ndarray, int]:
    """`count` numbers, one after the other, and where what follows them begins.

    Args:
      data: uint8, one dimension.
      count: 1 or more.

    Returns:
      uint64 [count], and a position.

    Raises:
      ValueError: the data ends first, or a number has more than 64 bits.
    """
    ends = np.flatnonzero(data < 0x80)[:count] + 1
    if len(ends) < count:
        raise ValueError("the numbers are cut off")
    starts = np.concatenate([[0], ends[:-1]])
    places = np.arange(ends[-1]) - np.repeat(starts, ends - starts)
    if places.max() >= MOST:
        raise ValueError(f"a number has more than {MOST} bytes")
    parts = (data[: ends[-1]] & np.uint64(0x7F)) << (7 * places).astype(np.uint64)
    return np.bitwise_or.reduceat(parts, starts), int(ends[-1])


def ordered(number: int) -> bytes:
    """A number of 0 and more so that byte strings sort as numbers do: how many bytes, then those, the highest first."""
    size = (number.bit_length() + 7) // 8
    return bytes([size]) + number.to_bytes(size, "big")


def ordered_signed(number: int) -> bytes:
    """A signed number likewise: as many leading ones as it has bytes, all turned around where it is negative."""
    size = next(n for n in range(1, 11) if -(1 << 7 * n - 1) <= number < 1 << 7 * n - 1)
    ones = (1 << size) - 1 << 7 * size
    return (number & (1 << 8 * size) - 1 ^ ones).to_bytes(size, "big")


def ordered_string(text: bytes) -> bytes:
    """A byte string likewise, with its end marked."""
    return _SPECIAL.sub(lambda found: found[0] + (b"\xff" if found[0] == b"\0" else b"\0"), text) + b"\0\1"
