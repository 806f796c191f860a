"""Numbers and strings as keys: bytes that sort as what they stand for."""

import re

_SPECIAL = re.compile(rb"[\0\xff]")


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
