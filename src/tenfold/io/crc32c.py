"""CRC32C, the checksum of TFRecord files, tables and checkpoints: RFC 3720, appendix B.4 (Castagnoli's polynomial).

The native library does it at the speed of memory. Without it NumPy does: a checksum is linear in the bits of the data,
so that what each byte adds, known from its value and its distance from the end, is looked up and put together by xor.
"""

import functools
from typing import Any

import numpy as np

from tenfold.runtime.native import library

_POLYNOMIAL = 0x82F63B78  # its bits turned around: the lowest bit is the highest power
_ONES = 0xFFFFFFFF
_FEW = 24  # bytes that a loop takes sooner than NumPy
_BLOCK = 256  # bytes that are looked up by their distance from the block's end
_CHUNK = 256 * _BLOCK  # bytes that are worked on at a time


def crc32c(data: Any, value: int = 0) -> int:
    """The CRC32C of a buffer.

    Args:
      data: bytes, or any C-contiguous buffer or ndarray, of any dtype; it is not copied.
      value: the checksum of what came before it, to go on from there.

    Raises:
      BufferError: its elements do not lie one after the other.
    """
    native = library.functions()
    if native is not None and type(data) is bytes:
        return native.tenfold_crc32c(value, data, len(data))
    array = data if isinstance(data, np.ndarray) else np.asarray(memoryview(data))
    if not array.flags.c_contiguous:
        raise BufferError(f"crc32c takes C-contiguous data; received shape {array.shape}, strides {array.strides}.")
    if native is not None:
        return native.tenfold_crc32c(value, array.ctypes.data, array.nbytes)
    return _slow(value, array.reshape(-1).view(np.uint8))


def masked(crc: int) -> int:
    """A checksum as files hold it: turned by 15 bits and moved, for data may hold checksums and is checksummed too."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & _ONES


def unmasked(stored: int) -> int:
    """The checksum of which a file holds `stored`."""
    turned = (stored - 0xA282EAD8) & _ONES
    return (turned >> 17 | turned << 15) & _ONES


def _slow(value: int, data: np.ndarray) -> int:
    """The same in Python: a loop over a few bytes, NumPy for more. `data`: uint8, one dimension."""
    state = value ^ _ONES
    if len(data) <= _FEW:
        for byte in data.tolist():
            state = state >> 8 ^ _BYTES[(state ^ byte) & 255]
        return state ^ _ONES
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        state = _moved(state, len(chunk)) ^ _of_chunk(chunk)
    return state ^ _ONES


def _of_chunk(data: np.ndarray) -> int:
    """What up to _CHUNK bytes make of a state of zero: blocks side by side, then pairs of them, then pairs of pairs."""
    blocks = np.zeros((1 << (-(-len(data) // _BLOCK) - 1).bit_length(), _BLOCK), np.uint8)
    blocks.reshape(-1)[blocks.size - len(data) :] = data  # zeros before it change nothing
    states = np.bitwise_xor.reduce(_by_distance().take(blocks + _PLACES), axis=1)
    distance = _BLOCK
    while len(states) > 1:
        states = _map(distance).of(states[0::2]) ^ states[1::2]
        distance *= 2
    return int(states[0])


def _moved(state: int, distance: int) -> int:
    """What `distance` bytes of zero make of a state."""
    return _product(state, _power(distance))


@functools.lru_cache(1024)
def _power(distance: int) -> int:
    """x to the power of 8 * distance."""
    result, square = 0x80000000, 0x00800000  # 1, and x^8
    while distance:
        if distance & 1:
            result = _product(result, square)
        square = _product(square, square)
        distance >>= 1
    return result


def _product(a: int, b: int) -> int:
    """Of two polynomials, modulo _POLYNOMIAL."""
    result = 0
    while a:
        if a & 0x80000000:
            result ^= b
        a = a << 1 & _ONES
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
    return result


class _Map:
    """What `distance` bytes of zero make of many states: a table for each of a state's four bytes."""

    def __init__(self, distance: int) -> None:
        bits = np.array([_product(1 << bit, _power(distance)) for bit in range(32)], np.uint32).reshape(4, 8)
        chosen = (np.arange(256)[:, None] >> np.arange(8) & 1).astype(bool)
        self.tables = [np.bitwise_xor.reduce(np.where(chosen, row, np.uint32(0)), axis=1) for row in bits]

    def of(self, states: np.ndarray) -> np.ndarray:
        a, b, c, d = (table.take(states >> 8 * place & 255) for place, table in enumerate(self.tables))
        return a ^ b ^ c ^ d


_map = functools.cache(_Map)
_BYTES = [_product(byte, 0x00800000) for byte in range(256)]
_PLACES = np.arange(_BLOCK) * 256


@functools.cache
def _by_distance() -> np.ndarray:
    """[place * 256 + byte]: what a byte at that place of a block makes of a state of zero when the block has ended."""
    rows: list[np.ndarray] = [np.array(_BYTES, np.uint32)]
    while len(rows) < _BLOCK:
        rows.append(rows[-1] >> 8 ^ rows[0].take(rows[-1] & 255))
    return np.concatenate(rows[::-1])
