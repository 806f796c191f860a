"""Damage done inside of what checksums and compression protect: they are made to fit it."""

import gzip
import struct
import zlib


def png(files, name, damage):
    """One chunk's body damaged, or the pixels before they were compressed."""
    data = files[name]
    chunks = list(_chunks(data))
    i = len(damage(data)) % len(chunks)
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


def compressed(files, name, damage):
    """The text damaged before it is compressed, with a part of the stream from elsewhere."""
    data = files[name]
    pack = gzip if data[:1] == b"\x1f" else zlib
    return {name: pack.compress(damage(pack.decompress(data)))}
