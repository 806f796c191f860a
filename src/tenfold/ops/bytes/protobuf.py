"""Protocol buffers on the wire: numbered fields of varints, fixed words and bytes (protobuf.dev, "Encoding").

Messages are not described by schemas here: a reader walks the fields and takes those that it knows.
"""

import struct

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def varint(number):
    """An integer in seven bits a byte, the least first; negative ones as 64-bit two's complement."""
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data, at):
    """The integer at `at`, and where what follows begins. ValueError where the data ends first."""
    number = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("a number is cut off")
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def signed(number):
    """A varint's 64 bits as a signed integer."""
    return number - (1 << 64) if number >> 63 else number


def field(number, value):
    """One field: an int as a varint, a float as 32 bits, bytes (strings, messages, packed numbers) with a length."""
    if isinstance(value, int):
        return varint(number << 3 | VARINT) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | FIXED32) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else bytes(value)
    return varint(number << 3 | BYTES) + varint(len(value)) + value


def fields(data):
    """(number, value) of each field of a message: ints for varints and fixed words, else bytes. ValueError if cut."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, kind = key >> 3, key & 7
        if number == 0:
            raise ValueError("a field has number 0")
        if kind == VARINT:
            value, at = read_varint(data, at)
        else:
            if kind not in (BYTES, FIXED64, FIXED32):
                raise ValueError(f"a field has wire type {kind}")
            length, at = read_varint(data, at) if kind == BYTES else (8 if kind == FIXED64 else 4, at)
            if at + length > len(data):
                raise ValueError("a field is cut off")
            value, at = bytes(data[at : at + length]), at + length
            if kind != BYTES:
                value = int.from_bytes(value, "little")
        yield number, value


def packed_varints(data):
    """The integers of a packed field."""
    at, out = 0, []
    while at < len(data):
        value, at = read_varint(data, at)
        out.append(value)
    return out
