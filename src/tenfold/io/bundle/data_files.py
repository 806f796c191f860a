"""The data files of a checkpoint that is read, opened when a tensor of theirs is wanted."""

import os
import threading
from typing import Any

import numpy as np

from tenfold.core.base.errors import AbortedError, DataLossError
from tenfold.core.base.forks import free_in_child
from tenfold.io.bundle.places import data_file, index_file, opened
from tenfold.io.crc32c import crc32c
from tenfold.ops.bytes.files import file_errors

_PIECE = 1 << 20  # bytes that are read and then summed while they are in the processor's cache


class DataFiles:
    """Those of the checkpoint under `prefix`, of which `index`, the result of `os.stat`, is the index that was read."""

    def __init__(self, prefix: str, shards: int, index: os.stat_result) -> None:
        self._prefix, self._shards, self._index = prefix, shards, index
        self._open: dict[int, int] = {}  # number -> descriptor
        self._lock: Any = free_in_child(threading.Lock())

    def path(self, shard: int) -> str:
        return data_file(self._prefix, shard, self._shards)

    def size(self, shard: int) -> int:
        """Bytes in a file."""
        return os.fstat(self._descriptor(shard)).st_size

    def _descriptor(self, shard: int) -> int:
        with self._lock:
            if shard not in self._open:
                self._open[shard] = self._opened(self.path(shard))
            return self._open[shard]

    def _opened(self, path: str) -> int:
        """A descriptor. AbortedError where another checkpoint has taken this one's place."""
        try:
            descriptor = opened(path)
        except OSError:
            self._check_index()
            with file_errors(path):
                raise
        try:
            self._check_index()
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _check_index(self) -> None:
        path = index_file(self._prefix)
        with file_errors(path):
            now = os.stat(path)
        if not os.path.samestat(now, self._index) or now.st_mtime_ns != self._index.st_mtime_ns:
            raise AbortedError(f"{path} was written again since it was opened: open the checkpoint once more.")

    def check(self, shard: int, offset: int, size: int, what: str) -> None:
        """DataLossError where the file ends before those bytes do."""
        if offset + size > self.size(shard):
            end = self.size(shard)
            raise DataLossError(
                f"{self.path(shard)}: {what} has {size} bytes at byte {offset}; the file ends at {end}."
            )

    def read_into(self, view: np.ndarray, shard: int, offset: int) -> int:
        """Fills `view`, uint8 of one dimension, with the bytes at `offset`. Their CRC32C."""
        descriptor, crc = self._descriptor(shard), 0
        with file_errors(self.path(shard)):
            for start in range(0, view.size, _PIECE):
                piece = view[start : start + _PIECE]
                self._read(descriptor, piece.data, offset + start)
                crc = crc32c(piece, crc)
        return crc

    def _read(self, descriptor: int, view: memoryview, offset: int) -> None:
        while view:
            count = self._some(descriptor, view, offset)
            if count == 0:
                raise DataLossError(f"{self._prefix}: a data file ends at byte {offset}: it was cut while it was read.")
            view, offset = view[count:], offset + count

    def _some(self, descriptor: int, view: memoryview, offset: int) -> int:
        if hasattr(os, "preadv"):
            return os.preadv(descriptor, [view], offset)
        with self._lock:  # the position is everybody's
            os.lseek(descriptor, offset, os.SEEK_SET)
            data = os.read(descriptor, len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        while self._open:
            os.close(self._open.popitem()[1])

    __del__ = close
