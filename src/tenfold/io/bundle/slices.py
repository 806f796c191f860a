"""Parts of a tensor: for each dimension where it begins and how long it is, -1 for all of it.

In `shape_and_slices` a part is the shape of the whole and an extent for each dimension: "4 3 0,2:-" is the first two
rows of four by three (documentation of `tf.raw_ops.SaveV2`).
"""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.io.bundle.numbers import ordered, ordered_signed, ordered_string

Part = tuple[tuple[int, int], ...]
Shape = tuple[int, ...]
ALL = -1
_MANY = 1000  # parts, of which each is compared with each
_EXTENT = re.compile(r"-|(\d{1,18}),(\d{1,18})")


def parse(spec: str) -> tuple[Shape, Part]:
    """Shape and part that `shape_and_slices` spells. InvalidArgumentError where it spells none."""
    *sizes, extents = spec.split(" ")
    found = [_EXTENT.fullmatch(extent) for extent in extents.split(":")] if extents else []
    if not all(re.fullmatch(r"\d{1,18}", size) for size in sizes) or None in found or len(found) != len(sizes):
        raise InvalidArgumentError(
            f"Expected sizes and, for each, - or start,length, as in '4 3 0,2:-', for a slice; received {spec!r}."
        )
    shape = tuple(int(size) for size in sizes)
    part = tuple((0, ALL) if match[0] == "-" else (int(match[1]), int(match[2])) for match in found if match)
    extents_of(part, shape)
    return shape, part


def extents_of(part: Part, shape: Shape) -> Part:
    """(first, past the last) of each dimension. InvalidArgumentError where the part is none of a tensor of `shape`."""
    out = tuple((start, size if length == ALL else start + length) for (start, length), size in zip(part, shape))
    if len(part) != len(shape) or any(not 0 <= a <= b <= size for (a, b), size in zip(out, shape)):
        raise InvalidArgumentError(f"The slice {shown(part)} is none of a tensor of shape {list(shape)}.")
    return out


def size_of(part: Part, shape: Shape) -> Shape:
    """The part's own shape."""
    return tuple(b - a for a, b in extents_of(part, shape))


def shown(part: Part) -> str:
    """As `shape_and_slices` has it."""
    return ":".join("-" if length == ALL else f"{start},{length}" for start, length in part)


def key(name: bytes, part: Part) -> bytes:
    """The key of a part's entry: 0, the name and the extents, so that keys sort as those do."""
    extents = b"".join(ordered_signed(number) for extent in part for number in extent)
    return ordered(0) + ordered_string(name) + ordered(len(part)) + extents


def to_message(part: Part, into: Any) -> None:
    """Writes a part into a TensorSliceProto."""
    for start, length in part:
        extent = into.extent.add()
        if length != ALL:
            extent.start, extent.length = start, length


def from_message(message: Any) -> Part:
    """The part of a TensorSliceProto. ValueError where an extent is negative."""
    out = tuple((e.start, e.length) if e.HasField("length") else (0, ALL) for e in message.extent)
    if any(start < 0 or (length < 0 and length != ALL) for start, length in out):
        raise ValueError(f"a slice has negative extents: {out}")
    return out


def overlap(one: Part, other: Part, shape: Shape) -> tuple[tuple[slice, ...], tuple[slice, ...]] | None:
    """Where two parts of a tensor meet, as slices of the one and of the other. None where they do not."""
    pairs = list(zip(extents_of(one, shape), extents_of(other, shape)))
    meets = [(max(a, c), min(b, d)) for (a, b), (c, d) in pairs]
    if any(a >= b for a, b in meets):
        return None
    inside = [[slice(a - pair[n][0], b - pair[n][0]) for (a, b), pair in zip(meets, pairs)] for n in (0, 1)]
    return tuple(inside[0]), tuple(inside[1])


def filled(part: Part, pieces: Sequence[Part], shape: Shape) -> bool:
    """Whether pieces of a tensor fill a part of it, each place once."""
    wanted = np.array(extents_of(part, shape), np.int64).reshape(-1, 2)
    found = np.array([extents_of(piece, shape) for piece in pieces], np.int64).reshape(len(pieces), -1, 2)
    starts, ends = np.maximum(found[..., 0], wanted[:, 0]), np.minimum(found[..., 1], wanted[:, 1])
    there = (starts < ends).all(axis=1)
    starts, ends = starts[there], ends[there]
    volume = sum(math.prod(size) for size in (ends - starts).tolist())
    sizes = (wanted[:, 1] - wanted[:, 0]).tolist()
    if volume != math.prod(sizes):
        return False
    if len(starts) > _MANY:
        return _all_marked(starts - wanted[:, 0], ends - wanted[:, 0], sizes)
    for n in range(1, len(starts)):
        if ((starts[:n] < ends[n]) & (starts[n] < ends[:n])).all(axis=1).any():
            return False
    return True


def _all_marked(starts: np.ndarray, ends: np.ndarray, sizes: list[int]) -> bool:
    """Whether parts, which have as many places as a tensor of those sizes, leave none of its places out."""
    marks = np.zeros(sizes, np.bool_)
    for first, past in zip(starts.tolist(), ends.tolist()):
        marks[tuple(map(slice, first, past))] = True
    return bool(marks.all())
