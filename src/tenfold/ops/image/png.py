"""PNG: channels and depths as TensorFlow treats them, and the 16-bit files that Pillow would cut to 8 bits."""

import struct
import zlib

import numpy as np

from tenfold.core.base import errors

_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # channels -> colour type in the header
_EXPANSION = 1032  # bytes that one byte of zlib's can stand for, at most
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write(image, compression=-1):
    """A PNG file of uint8 or uint16 [height, width, 1 to 4], one filter (none) throughout."""
    height, width, channels = image.shape
    depth = 8 * image.dtype.itemsize
    rows = image.astype(image.dtype.newbyteorder(">")).reshape(height, -1).view(np.uint8).reshape(height, -1)
    raw = np.pad(rows, [[0, 0], [1, 0]]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, depth, _COLOUR_TYPES[channels], 0, 0, 0)
    return (
        _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(raw, compression)) + _chunk(b"IEND", b"")
    )


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def read(data, opened):
    """The pixels of a PNG file as it has them; `opened` gives the Pillow image of its bytes."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    channels = {v: k for k, v in _COLOUR_TYPES.items()}.get(colour)
    if height * (width * depth * (channels or 1) // 8) > len(data) * _EXPANSION:
        raise ValueError(f"{width} x {height} pixels are more than a file of that size can hold")
    if depth == 16 and channels and not interlaced:
        return _unfiltered(data, height, width, channels)
    image = opened(data)
    if image.mode in ("P", "1") or image.mode == "I":
        image = image.convert(
            {"P": "RGBA" if "transparency" in image.info else "RGB", "1": "L", "I": "I;16"}[image.mode]
        )
    pixels = np.array(image)
    return pixels if pixels.ndim == 3 else pixels[..., None]


def _unfiltered(data, height, width, channels):
    """uint16 pixels of a file that is not interlaced (PNG specification, section 9)."""
    step = 2 * channels
    wanted = height * (1 + width * step)
    # with a limit: a few bytes can stand for any number of zeros
    raw = zlib.decompressobj().decompress(_image_data(data), wanted or 1)
    if len(raw) != wanted:
        raise ValueError(f"{len(raw):,} of the {wanted:,} bytes that the image's size asks for are there")
    raw = np.frombuffer(raw, np.uint8).reshape(height, -1)
    out = np.zeros((height + 1, width + 1, step), np.uint8)  # a row and a pixel of zeros before the first
    for y in range(height):
        line = raw[y, 1:].reshape(width, step)
        _undo(raw[y, 0], line, out[y], out[y + 1])
    return np.ascontiguousarray(out[1:, 1:]).view(">u2").astype(np.uint16)


def _image_data(data):
    at, parts = 8, []
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)


def _undo(kind, line, above, row):
    """Fill `row` from the filtered `line` and the row above; both rows begin with a pixel of zeros."""
    if kind == 0:
        row[1:] = line
    elif kind == 1:
        row[1:] = np.cumsum(line, 0, dtype=np.uint8)
    elif kind == 2:
        row[1:] = line + above[1:]
    elif kind in (3, 4):
        for x in range(len(line)):
            left, up, corner = row[x].astype(int), above[x + 1].astype(int), above[x].astype(int)
            row[x + 1] = (line[x] + ((left + up) // 2 if kind == 3 else _paeth(left, up, corner))) & 255
    else:
        raise errors.InvalidArgumentError(f"Invalid PNG data: a row has filter {kind}.")


def _paeth(left, up, corner):
    """The neighbour nearest to left + up - corner."""
    a, b, c = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    return np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))


def with_channels(pixels, channels):
    """`pixels` [height, width, 1 to 4] with the number of channels asked for; 0 leaves them."""
    if channels not in (0, 1, 3, 4):
        raise errors.InvalidArgumentError(f"channels must be 0, 1, 3, or 4, got {channels}")
    have = pixels.shape[-1]
    if channels in (0, have):
        return pixels
    if channels == 1:
        return pixels[..., :1] if have == 2 else _luma(pixels)
    colour = pixels[..., :3] if have >= 3 else np.repeat(pixels[..., :1], 3, -1)
    if channels == 3:
        return np.ascontiguousarray(colour)
    opaque = pixels[..., -1:] if have == 2 else np.full_like(pixels[..., :1], np.iinfo(pixels.dtype).max)
    return np.concatenate([colour, opaque], -1)


def _luma(pixels):
    """libpng's integer weights: red .299, green .587, blue the rest."""
    red, green, blue = (pixels[..., i : i + 1].astype(np.uint32) for i in range(3))
    total = red * 9797 + green * 19234 + blue * 3737
    if pixels.dtype == np.uint16:
        total = total + 16384
    grey = (red == green) & (green == blue)
    return np.where(grey, red, total >> 15).astype(pixels.dtype)


def as_depth(pixels, dtype):
    """uint8 as uint16 (times 257) or back (the high byte)."""
    if pixels.dtype == dtype:
        return pixels
    return pixels.astype(np.uint16) * np.uint16(257) if dtype == np.uint16 else (pixels >> 8).astype(np.uint8)
