"""A record as TFRecord files and event files hold it.

    uint64  length
    uint32  masked CRC32C of the eight bytes of the length
    bytes   data, `length` of them
    uint32  masked CRC32C of the data

All numbers with their least byte first ("TFRecords format details" of TensorFlow's guide).
"""

import struct

from tenfold.io.crc32c import crc32c, masked

HEADER = 12  # bytes before the data
FOOTER = 4  # bytes after it
_length = struct.Struct("<Q").pack
_crc = struct.Struct("<I").pack


def frame(data: bytes) -> bytes:
    """A record: the data between its header and its checksum."""
    length = _length(len(data))
    return b"".join((length, _crc(masked(crc32c(length))), data, _crc(masked(crc32c(data)))))
