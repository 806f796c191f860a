"""Reads checkpoints: the index when one is opened, tensors as they are asked for."""

import os
from collections.abc import Mapping

import numpy as np

from tenfold.core.base.errors import DataLossError, InvalidArgumentError, NotFoundError
from tenfold.core.values import dtypes
from tenfold.io.bundle import slices, strings
from tenfold.io.bundle.data_files import DataFiles
from tenfold.io.bundle.entries import Entry, key_of, name_of, parsed, shards_of
from tenfold.io.bundle.places import index_file, opened
from tenfold.io.bundle.slices import Part, Shape
from tenfold.io.bundle.table_reading import Table
from tenfold.io.crc32c import masked
from tenfold.ops.bytes.files import file_errors


class Reader:
    """A checkpoint.

    It is the one that was there when it was opened: when another takes its place, tensors come from the files that are
    open already, or AbortedError is raised.

    Args:
      prefix: path that its files' names begin with.

    Attributes:
      shards: how many data files its index speaks of.

    Raises:
      NotFoundError: there is no index of the prefix. DataLossError: it is damaged; file and byte are named.
    """

    def __init__(self, prefix: str | bytes | os.PathLike[str]) -> None:
        self.prefix = os.fsdecode(prefix)
        self.path = path = index_file(self.prefix)
        with file_errors(path), open(opened(path), "rb") as file:
            pairs = iter(Table(file.read(), path))
            found = os.fstat(file.fileno())
        key, value = next(pairs, (None, b""))
        if key != b"":
            raise DataLossError(f"{path}: a checkpoint's index begins with a header; the first key is {key!r}.")
        self.shards = shards_of(value, path)
        self._values = dict(pairs)
        self._entries: dict[bytes, Entry] = {}
        self._files = DataFiles(self.prefix, self.shards, found)

    @property
    def keys(self) -> list[str]:
        """Names of tensors, sorted as bytes."""
        return [name_of(key) for key in self._values if not key.startswith(b"\0")]

    @property
    def entries(self) -> Mapping[str, Entry]:
        """{key: what the index says of it}, in order; parts of tensors too, whose keys begin with a zero."""
        return {name_of(key): self._entry(key) for key in self._values}

    def has_tensor(self, name: str | bytes) -> bool:
        return key_of(name) in self._values

    def dtype(self, name: str | bytes) -> dtypes.DType:
        """A tensor's. UnimplementedError for one that is not there in Tenfold."""
        return self._entry(key_of(name)).element_type(self._called(name))

    def shape(self, name: str | bytes) -> Shape:
        return self._entry(key_of(name)).shape

    def get_tensor(self, name: str | bytes) -> np.ndarray:
        """A tensor, a new array; strings are bytes, elements of quantised dtypes integers.

        Raises:
          NotFoundError: there is none of that name. DataLossError: its bytes are not what was written.
        """
        entry = self._entry(key_of(name))
        if entry.parts:
            return self._assembled(key_of(name), entry, ((0, slices.ALL),) * len(entry.shape))
        return self._read(entry, self._called(name))

    def get_slice(self, name: str | bytes, part: Part) -> np.ndarray:
        """A part of a tensor, whether it was saved in one piece or in several. Those that meet it are read, and whole.

        Args:
          part: for each dimension where it begins and how long it is, -1 for all of it.
        """
        entry = self._entry(key_of(name))
        if entry.parts:
            return self._assembled(key_of(name), entry, part)
        extents = slices.extents_of(part, entry.shape)
        return self._read(entry, self._called(name))[tuple(slice(a, b) for a, b in extents)].copy()

    def _called(self, name: str | bytes) -> str:
        return f"{self.path}: tensor {name_of(name)!r}"

    def _entry(self, key: bytes) -> Entry:
        if key not in self._entries:
            if not key or key not in self._values:
                raise NotFoundError(f"Key {name_of(key)} not found in checkpoint {self.prefix}")
            self._entries[key] = parsed(self._values[key], self.shards, self._called(key))
        return self._entries[key]

    def _read(self, entry: Entry, what: str) -> np.ndarray:
        """The tensor of an entry that is no list of parts."""
        kind = entry.element_type(what)
        try:
            self._files.check(entry.shard, entry.offset, entry.size, what)
            return self._strings(entry) if kind is dtypes.string else self._numbers(entry, kind)
        except ValueError as error:
            path = self._files.path(entry.shard)
            raise DataLossError(f"{what}: {error} ({path}, {entry.size} bytes from byte {entry.offset} on).") from None

    def _numbers(self, entry: Entry, kind: dtypes.DType) -> np.ndarray:
        size = entry.elements() * kind.numpy.itemsize
        if size != entry.size:
            raise ValueError(f"{entry.size} bytes are no {kind.name} of shape {list(entry.shape)}, which take {size}")
        array = np.empty(entry.shape, kind.numpy)
        view = array.reshape(-1).view(np.uint8)
        crc = masked(self._files.read_into(view, entry.shard, entry.offset))
        if crc != entry.crc:
            raise ValueError(f"checksum does not match: stored {entry.crc}, computed {crc}")
        if kind is dtypes.bool and view.max(initial=0) > 1:
            raise ValueError(f"an element of dtype bool is {view.max()}")
        return array

    def _strings(self, entry: Entry) -> np.ndarray:
        if entry.elements() > entry.size:
            raise ValueError(f"{entry.size} bytes cannot hold strings of shape {list(entry.shape)}")
        data = np.empty(entry.size, np.uint8)
        self._files.read_into(data, entry.shard, entry.offset)
        array = np.empty(entry.elements(), object)
        array[:] = strings.read(data.tobytes(), array.size, entry.crc)
        return array.reshape(entry.shape)

    def _assembled(self, name: bytes, whole: Entry, part: Part) -> np.ndarray:
        """A part of a tensor, from the parts that it was saved in."""
        what, kind = self._called(name), whole.element_type(self._called(name))
        shape = slices.size_of(part, whole.shape)
        pieces = [(piece, self._piece(name, whole, piece)) for piece in whole.parts]
        self._check_sizes([entry for _, entry in pieces], kind, what)
        if not slices.filled(part, whole.parts, whole.shape):
            raise DataLossError(
                f"{what}: its {len(pieces)} slices do not fill {slices.shown(part) or 'it'}, each place once."
            )
        out = np.empty(shape, kind.numpy)
        for piece, entry in pieces:
            if meets := slices.overlap(part, piece, whole.shape):
                out[meets[0]] = self._read(entry, f"{what}, slice {slices.shown(piece)}")[meets[1]]
        return out

    def _piece(self, name: bytes, whole: Entry, piece: Part) -> Entry:
        """The entry of a part. DataLossError where it does not fit."""
        what = f"{self._called(name)}, slice {slices.shown(piece)}"
        key = slices.key(name, piece)
        if key not in self._values:
            raise DataLossError(f"{what}: it is missing.")
        entry = self._entry(key)
        try:
            fits = entry.shape == slices.size_of(piece, whole.shape)
        except InvalidArgumentError as error:
            raise DataLossError(f"{what}: {error}") from None
        if not fits or entry.dtype != whole.dtype or entry.parts:
            raise DataLossError(f"{what}: it is of another shape or dtype, {list(entry.shape)}, than its tensor.")
        return entry

    def _check_sizes(self, entries: list[Entry], kind: dtypes.DType, what: str) -> None:
        """DataLossError where parts take more bytes than the files have, or other ones than their shapes do."""
        least = 1 if kind is dtypes.string else kind.numpy.itemsize  # bytes of an element
        there = sum(self._files.size(shard) for shard in {entry.shard for entry in entries})
        if any(entry.elements() * least > entry.size for entry in entries) or sum(e.size for e in entries) > there:
            raise DataLossError(f"{what}: its slices' bytes, {sum(e.size for e in entries)}, cannot be in {there}.")
