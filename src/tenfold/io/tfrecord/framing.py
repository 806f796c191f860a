"""A record as TFRecord files and event files hold it, and where the records of a stretch of such a file lie.

    uint64  length
    uint32  masked CRC32C of the eight bytes of the length
    bytes   data, `length` of them
    uint32  masked CRC32C of the data

All numbers with their least byte first ("TFRecords format details" of TensorFlow's guide).
"""

import struct
from typing import NamedTuple

import numpy as np

from tenfold.io.crc32c import crc32c, masked
from tenfold.runtime.native import library

HEADER = 12  # bytes before the data
FOOTER = 4  # bytes after it
INCOMPLETE, FULL, BAD_HEADER, BAD_DATA = range(4)  # why a search stopped
MOST = 1 << 13  # records found at a time

_header = struct.Struct("<QI").pack
_crc = struct.Struct("<I").pack
_length = struct.Struct("<Q").pack


class Found(NamedTuple):
    """The whole records at the start of a stretch of bytes, and what follows them."""

    starts: list[int]  # where the data of each begins
    ends: list[int]
    stop: int  # INCOMPLETE: the next record is not all there; FULL: there are more; or its checksum does not fit
    next: int  # where the next record begins
    length: int  # what it says of its length, -1 where that is not all there


def frame(data: bytes) -> bytes:
    """A record: the data between its header and its checksum."""
    native = library.functions()
    if native is None:
        length = _length(len(data))
        return b"".join((length, _crc(masked(crc32c(length))), data, _crc(masked(crc32c(data)))))
    both = native.tenfold_record_checksums(data, len(data))
    return b"".join((_header(len(data), both & 0xFFFFFFFF), data, _crc(both >> 32)))


def find(data: bytes, start: int = 0) -> Found:
    """The records of `data` from `start` on, MOST of them at most, each checked."""
    native = library.functions()
    if native is None:
        return _find(data, start)
    places, stopped = np.empty((2, MOST), np.int64), np.empty(3, np.int64)
    begin = np.frombuffer(data, np.uint8).ctypes.data + start
    where = places.ctypes.data
    count = native.tenfold_records(begin, len(data) - start, where, where + 8 * MOST, MOST, stopped.ctypes.data)
    starts, ends = (places[:, :count] + start).tolist()
    stop, after, length = stopped.tolist()
    return Found(starts, ends, stop, start + after, length)


def _find(data: bytes, at: int) -> Found:
    starts: list[int] = []
    ends: list[int] = []
    while len(starts) < MOST:
        if len(data) - at < HEADER:
            return Found(starts, ends, INCOMPLETE, at, -1)
        length, crc = struct.unpack_from("<QI", data, at)
        if crc != masked(crc32c(data[at : at + 8])):
            return Found(starts, ends, BAD_HEADER, at, -1)
        start, end = at + HEADER, at + HEADER + length
        if end + FOOTER > len(data):
            return Found(starts, ends, INCOMPLETE, at, length)
        if data[end : end + FOOTER] != _crc(masked(crc32c(data[start:end]))):
            return Found(starts, ends, BAD_DATA, at, length)
        starts.append(start)
        ends.append(end)
        at = end + FOOTER
    return Found(starts, ends, FULL, at, -1)
