"""Damage done to bytes: what disks, networks and people who mean harm do to files."""

import struct

EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**33, 2**62, 2**63 - 1, 2**63, 2**64 - 1)
LARGEST = 1 << 16  # bytes that a mutation may add


def mutated(data, others, chance):
    """`data` with one to three things done to it.

    Args:
      data: bytes.
      others: files of the same format, of which parts may come.
      chance: a random.Random, which alone decides.
    """
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(_KINDS)(data, others, chance)
    return bytes(data)


def _at(data, chance):
    """A place, more often near the beginning and the end, where headers are."""
    n, where = len(data), chance.random()
    if where < 0.6:
        return int(n * where / 0.6)
    near = chance.randrange(min(n, 64) + 1)
    return near if where < 0.8 else n - near


def _part(data, chance):
    start = _at(data, chance)
    return start, min(len(data), start + chance.choice((1, 2, 4, 8, 16, 64, 256, 1024)))


def _flip(data, _, chance):
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        if data:
            data[min(_at(data, chance), len(data) - 1)] ^= 1 << chance.randrange(8)


def _replace(data, _, chance):
    if data:
        data[min(_at(data, chance), len(data) - 1)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))


def _cut(data, _, chance):
    del data[_at(data, chance) :]


def _remove(data, _, chance):
    start, end = _part(data, chance)
    del data[start:end]


def _double(data, _, chance):
    start, end = _part(data, chance)
    at = chance.choice((end, _at(data, chance)))
    data[at:at] = data[start:end]


def _splice(data, others, chance):
    other = chance.choice(others)
    start, end = _part(other, chance)
    at = _at(data, chance)
    data[at : at + chance.choice((0, end - start))] = other[start:end]


def _zeros(data, _, chance):
    start, end = _part(data, chance)
    data[start:end] = bytes(end - start)


def _noise(data, _, chance):
    start, end = _part(data, chance)
    data[start : chance.choice((start, end))] = chance.randbytes(end - start)


def _number(data, _, chance):
    """An extreme number where a length may stand, of 1 to 8 bytes, in either order."""
    form = chance.choice("BHIQ")
    value = chance.choice(EXTREMES) % (1 << 8 * struct.calcsize(form))
    word = struct.pack(chance.choice("<>") + form, value)
    at = _at(data, chance)
    data[at : at + len(word)] = word


def _varint(data, _, chance):
    """An extreme number as protobuf writes one, in place of the one that is there."""
    value, out = chance.choice(EXTREMES), bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    at = _at(data, chance)
    end = at
    while end < len(data) and data[end] & 0x80 and end - at < 10:
        end += 1
    data[at : end + 1] = out


def _digits(data, _, chance):
    """Another number where text has digits."""
    found = [i for i in range(len(data)) if 48 <= data[i] < 58]
    if found:
        at = chance.choice(found)
        data[at : at + 1] = str(chance.choice((*EXTREMES, -1, 1e308, "nan"))).encode()


def _nest(data, _, chance):
    """The same opening again and again."""
    start = _at(data, chance)
    data[start:start] = bytes(data[start : start + chance.choice((1, 2, 3, 4))]) * chance.choice(
        (10, 100, 1000, 10_000)
    )
    del data[start + LARGEST :]


_KINDS = (
    _flip,
    _flip,
    _replace,
    _cut,
    _remove,
    _double,
    _splice,
    _zeros,
    _noise,
    _number,
    _number,
    _varint,
    _digits,
    _nest,
)
