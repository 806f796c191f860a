"""Numbers of any size in few bytes: varints (protobuf.dev, "Encoding")."""

import numpy as np

MOST = 10  # bytes of a varint of 64 bits
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
