"""Damage done inside of what checksums and compression protect: they are made to fit it."""

import gzip
import math
import struct
import zlib

import numpy as np

from tenfold.io import messages
from tenfold.io.bundle.table_reading import Table
from tenfold.io.bundle.table_writing import table
from tenfold.io.crc32c import crc32c, masked
from tenfold.io.varints import read_varint, read_varints, varint


def png(files, name, damage, chance):
    """One chunk's body damaged, or the pixels before they were compressed."""
    data = files[name]
    chunks = list(_chunks(data))
    i = chance.randrange(len(chunks))
    kind, body = chunks[i]
    chunks[i] = kind, zlib.compress(damage(zlib.decompress(body))) if kind == b"IDAT" else damage(body)
    return {name: data[:8] + b"".join(_chunk(kind, body) for kind, body in chunks)}


def _chunks(data):
    at = 8
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size


def _chunk(kind, body):
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def compressed(files, name, damage, chance):
    """The text damaged before it is compressed."""
    data = files[name]
    pack = gzip if data[:1] == b"\x1f" else zlib
    return {name: pack.compress(damage(pack.decompress(data)))}


def records(files, name, damage, chance):
    """A record damaged, or the frames of all, whose checksums are made to fit their lengths."""
    return {name: _records(files[name], damage, chance)}


def compressed_records(files, name, damage, chance):
    """The same in what is compressed, or the frames with their checksums as they were."""
    pack = gzip if files[name][:2] == b"\x1f\x8b" else zlib
    plain = pack.decompress(files[name])
    return {name: pack.compress(damage(plain) if chance.random() < 0.3 else _records(plain, damage, chance))}


def _records(data, damage, chance):
    if chance.random() < 0.5:
        return b"".join(_framed(damage(data)))
    frames = list(_framed(data))
    i = chance.randrange(len(frames))
    body = damage(frames[i][12:-4])
    header = struct.pack("<Q", len(body))
    frames[i] = b"".join(_framed(header + bytes(4) + body + bytes(4)))
    return b"".join(frames)


def _framed(data):
    """Frames whose checksums are right as far as they are all there; what follows them as it is."""
    at = 0
    while at + 12 <= len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        body = data[at + 12 : at + 12 + size]
        whole = data[at : at + 8] + struct.pack("<I", masked(crc32c(data[at : at + 8]))) + body
        at += 16 + size
        yield whole + (struct.pack("<I", masked(crc32c(body))) if at <= len(data) else b"")
    yield data[at:] if at <= len(data) else b""


def bundle(files, name, damage, chance):
    """A pair of the index damaged, or a block of it; or a data file, whose tensors get other checksums in the index."""
    index = files[".index"]
    pairs = dict(Table(index, "index"))
    if name != ".index":
        data, pairs = _summed(pairs, int(name[6:11]), bytearray(damage(files[name])))
        return {name: bytes(data), ".index": table(sorted(pairs.items()))}
    if chance.random() < 0.4:
        return {".index": _table_of_blocks(index, damage, chance.random() < 0.3)}
    key = chance.choice(list(pairs))
    if chance.random() < 0.8:
        pairs[key] = damage(pairs[key])
    else:
        pairs[damage(key)] = pairs.pop(key)
    return {".index": table(sorted(pairs.items()))}


def _table_of_blocks(index, damage, at_places):
    """A table of one block, which is damaged, or the block is that says where that one lies."""
    size = read_varint(index, len(index) - 48)[0] - 5  # the empty block, whose place comes first, follows that one
    blocks = [index[:size] if at_places else damage(index[:size]), struct.pack("<II", 0, 1)]
    places = b"\0\1" + bytes([len(varint(len(blocks[0]))) + 1]) + b"\xff\0" + varint(len(blocks[0]))
    places += struct.pack("<II", 0, 1)
    blocks.append(damage(places) if at_places else places)
    out, handles = b"", b""
    for block in blocks:
        handles += varint(len(out)) + varint(len(block))
        out += block + b"\0" + struct.pack("<I", masked(crc32c(block + b"\0")))
    handles = handles[1 + len(varint(len(blocks[0]))) :]  # of the last two
    return out + handles.ljust(40, b"\0") + index[-8:]


def _summed(pairs, shard, data):
    """A data file and the pairs of its index with checksums that fit each other."""
    pairs = dict(pairs)
    for key, value in pairs.items():
        entry = messages.BundleEntryProto.FromString(value) if key else messages.BundleEntryProto(shard_id=-1)
        if entry.shard_id == shard and not entry.slices:
            part = data[entry.offset : entry.offset + entry.size]
            entry.crc32c = masked(_of_strings(data, part, entry) if entry.dtype == 7 else crc32c(part))
            pairs[key] = entry.SerializeToString()
    return data, pairs


def _of_strings(data, part, entry):
    """The checksum of an entry of strings; that of their lengths is put into `data`."""
    count = math.prod(dim.size for dim in entry.shape.dim)
    try:
        sizes, used = read_varints(np.frombuffer(part, np.uint8), count) if count else (np.zeros(0, np.uint64), 0)
    except ValueError:
        return crc32c(part)
    words = sizes.astype("<u4").tobytes()
    stored = struct.pack("<I", masked(crc32c(words)))
    data[entry.offset + used : entry.offset + used + 4] = stored
    return crc32c(part[used + 4 :], crc32c(stored, crc32c(words)))
