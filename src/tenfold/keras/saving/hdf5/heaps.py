"""Damage that makes HDF5 itself go round without end: in the heaps where texts of any length lie.

A heap is "GCOL", version 1, its size, and objects one after another, each with its number, how often it is used, and
its size. Number 0 is free space, whose size counts its header too. HDF5 steps from one to the next by these sizes
without looking whether that leads forward: zeros over a heap, as a copy that was broken off leaves them, stop it.
"""

import mmap

_START = b"GCOL\x01\0\0\0"
_HEADER = 16  # of a heap, and of an object in it


def endless_heap(path, width):
    """Where in a file a heap lies that HDF5 would not come to the end of; None where there is none.

    Args:
      path: of the file.
      width: bytes of a size in it.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_START)
        while at >= 0:
            if _is_endless(data, at, width):
                return at
            at = data.find(_START, at + 1)
    return None


def _is_endless(data, at, width):
    end, place = at + _number(data, at + 8, width), at + _HEADER
    while place + _HEADER <= min(end, len(data)):
        number, size = _number(data, place, 2), _number(data, place + 8, width)
        step = (_HEADER + -(-size // 8) * 8 if number else size) % 256**width
        if not 0 < step < 256**width // 2:  # it stays, or goes back
            return True
        place += step
    return False


def _number(data, at, width):
    return int.from_bytes(data[at : at + width], "little")
