"""Writes checkpoints: data files as tensors come, then the index."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from tenfold.core.base.errors import FailedPreconditionError, InvalidArgumentError, UnimplementedError
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.io.bundle import places, slices, strings
from tenfold.io.bundle.entries import Entry, header, key_of
from tenfold.io.bundle.slices import Part, Shape
from tenfold.io.bundle.table_writing import table
from tenfold.io.crc32c import crc32c, masked
from tenfold.ops.bytes.files import file_errors, make_folders

_SMALL = 1 << 16  # bytes up to which tensors are written together
_PIECE = 1 << 21  # bytes that are summed and then written while they are in the processor's cache


def write(
    prefix: str | bytes | os.PathLike[str], tensors: Mapping[str, Any] | Iterable[tuple[str, Any]], sync: bool = False
) -> None:
    """Write a checkpoint of one data file, in the order given.

    Args:
      prefix: path that its files' names begin with; folders on the way are made.
      tensors: names and arrays or tensors. An array may come from a function without arguments, called when its turn
        has come: so that not all need be in memory at once.
      sync: see `Writer`.

    Raises:
      As `Writer`.
    """
    with Writer(prefix, sync=sync) as bundle:
        for name, value in tensors.items() if isinstance(tensors, Mapping) else tensors:
            bundle.add(name, value() if callable(value) else value)


class Writer:
    """A checkpoint that is being written: `with Writer(prefix) as bundle: bundle.add(name, array)`.

    When the block ends the checkpoint takes the place of what stood under the prefix; where it raises, that stays.

    Args:
      prefix: path that its files' names begin with; folders on the way are made.
      shards: data files.
      sync: whether to wait until the disk has the data before the index is renamed. A process that is killed needs no
        such wait. A machine that stops may lose what it had not brought to its disk: by default, as with TensorFlow,
        the last save and the one before.

    Raises:
      errors.OpError: the system's complaints, as `tf.io.gfile` has them.
    """

    def __init__(self, prefix: str | bytes | os.PathLike[str], shards: int = 1, sync: bool = False) -> None:
        if shards < 1:
            raise InvalidArgumentError(f"A checkpoint has 1 or more data files; received shards={shards}.")
        self.prefix, self._sync = os.fsdecode(prefix), sync
        self._entries: dict[bytes, Entry] = {}
        self._files: list[_DataFile] = []
        self._torn = False  # a tensor was written in part
        with file_errors(self.prefix):
            make_folders(os.path.dirname(self.prefix) or ".")
            places.sweep(self.prefix)
            self._total, claimed = places.new_data_files(self.prefix, shards)
        self._files = [_DataFile(file) for file in claimed]

    def add(self, name: str | bytes, value: Any, dtype: Any = None, shard: int = 0) -> None:
        """Write a tensor.

        Args:
          name: not "", and not one that was there before.
          value: an array, a tensor, or what makes an array; strings are bytes or str.
          dtype: of its elements, where the array does not say (tf.qint8).
          shard: the data file, from 0 on.

        Raises:
          InvalidArgumentError: the name was there before. UnimplementedError: dtypes that files cannot hold.
        """
        self._insert(self._key(name), *_array(value, dtype), shard)

    def add_slice(
        self, name: str | bytes, shape: Shape, part: Part, value: Any, dtype: Any = None, shard: int = 0
    ) -> None:
        """Write a part of a tensor; the other parts may come later, or be in checkpoints that are merged with this one.

        Args:
          shape: of the whole tensor.
          part: for each dimension where the part begins and how long it is, -1 for all of it.
          value: of the part's shape. Further arguments, and what is raised: as for `add`.
        """
        key, (array, kind) = key_of(name), _array(value, dtype)
        if array.shape != slices.size_of(part, shape):
            raise InvalidArgumentError(
                f"Slice {slices.shown(part)} of {key.decode(errors='replace')!r}, shape {list(shape)}, has shape "
                f"{list(slices.size_of(part, shape))}; received {list(array.shape)}."
            )
        whole = self._entries.get(key) or Entry(kind.as_datatype_enum, tuple(shape))
        if (whole.dtype, whole.shape) != (kind.as_datatype_enum, tuple(shape)) or (key in self._entries) != bool(
            whole.parts
        ):
            raise InvalidArgumentError(
                f"{key.decode(errors='replace')!r} was there before with another shape or dtype."
            )
        if not key:
            self._key(key)
        self._insert(self._key(slices.key(key, part)), array, kind, shard)
        whole.parts += (part,)
        self._entries[key] = whole

    def _key(self, name: str | bytes) -> bytes:
        key = key_of(name)
        if not key or key in self._entries:
            raise InvalidArgumentError(
                f"Adding duplicate key: {name!r} to {self.prefix}, where a tensor's name is new and not empty."
            )
        return key

    def _insert(self, key: bytes, array: np.ndarray, kind: dtypes.DType, shard: int) -> None:
        if not 0 <= shard < len(self._files):
            raise InvalidArgumentError(f"{self.prefix} has {len(self._files)} data files; received shard={shard}.")
        entry, file = (
            Entry(kind.as_datatype_enum, array.shape, self._total - len(self._files) + shard),
            self._files[shard],
        )
        before = file.size
        try:
            with file_errors(file.path):
                file.append(array, kind, entry)
        except BaseException:
            self._torn |= file.size != before  # nothing that comes after it would lie where its entry says
            raise
        self._entries[key] = entry

    def finish(self) -> None:
        """Put the checkpoint in its place. FailedPreconditionError where a tensor could not be written."""
        if self._torn:
            raise FailedPreconditionError(
                f"{self.prefix}: a tensor could not be written, so the checkpoint is not whole."
            )
        with file_errors(self.prefix):
            for file in self._files:
                file.flush(self._sync)
            put_index(self.prefix, self._total, self._entries, self._sync)
        self.close()

    def close(self) -> None:
        """Remove the old checkpoint's files, or those of this one if it was not finished."""
        for file in self._files:
            file.close()
        places.sweep(self.prefix)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()


def put_index(prefix: str, total: int, entries: Mapping[bytes, Entry], sync: bool = False) -> None:
    """Write the index of a checkpoint whose data files are there, and rename it into its place."""
    pairs = [(b"", header(total))] + [(key, entry.serialized()) for key, entry in sorted(entries.items())]
    claimed = places.new_index_file(prefix)
    file = _DataFile(claimed)
    try:
        file.write(table(pairs))
        file.flush(sync)
        claimed.rename(places.index_file(prefix))
    finally:
        file.close()


class _DataFile:
    """A file that is written from its beginning to its end."""

    def __init__(self, claimed: places.Claimed) -> None:
        self.claimed, self.path, self.size = claimed, claimed.path, 0
        self._waiting = bytearray()  # few bytes, until there are more

    def append(self, array: np.ndarray, kind: dtypes.DType, entry: Entry) -> None:
        """Write a tensor, and say in its entry where and how long it is."""
        entry.offset, crc = self.size, 0
        for piece, summed in _pieces(array, kind):
            crc = crc32c(summed, crc)
            self.write(piece)
        entry.size, entry.crc = self.size - entry.offset, masked(crc)

    def write(self, data: Any) -> None:
        """Bytes, or uint8 of one dimension."""
        self.size += len(data)
        if len(self._waiting) + len(data) <= _SMALL:
            self._waiting.extend(memoryview(data))
        else:
            self._out(self._waiting)
            self._waiting = bytearray()
            self._out(data)

    def _out(self, data: Any) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self.claimed.descriptor, view) :]

    def flush(self, sync: bool) -> None:
        """To the system; if `sync`, to the disk."""
        self._out(self._waiting)
        self._waiting = bytearray()
        if sync:
            os.fsync(self.claimed.descriptor)

    def close(self) -> None:
        self.claimed.close()


def _array(value: Any, dtype: Any) -> tuple[np.ndarray, dtypes.DType]:
    """The array and the dtype of its elements. What tensors and variables hold is taken as it is, and not copied."""
    own = getattr(value, "dtype", None)
    if isinstance(own, dtypes.DType):
        dtype, value = dtype or own, getattr(convert(value), "_array", value)
    array = np.asarray(value)
    kind = dtypes.of_numpy(array.dtype) if dtype is None else dtypes.as_dtype(dtype)
    if kind in (dtypes.resource, dtypes.variant):
        raise UnimplementedError(f"A checkpoint holds numbers and strings; received a tensor of dtype {kind.name}.")
    if kind is dtypes.string:
        return array, kind
    if array.dtype.newbyteorder("=") != kind.numpy:
        raise InvalidArgumentError(f"An array of {array.dtype} holds no elements of dtype {kind.name}.")
    return array, kind


def _pieces(array: np.ndarray, kind: dtypes.DType) -> Iterator[tuple[Any, Any]]:
    """What to write of a tensor, in turn, and of which bytes its checksum is."""
    if kind is dtypes.string:
        return strings.written([_bytes(element) for element in array.reshape(-1).tolist()])
    return ((piece, piece) for piece in _flat_pieces(array))


def _bytes(element: Any) -> bytes:
    if isinstance(element, (bytes, str)):
        return element.encode() if isinstance(element, str) else element
    raise InvalidArgumentError(f"An element of a tensor of strings is bytes or str; received {element!r}.")


def _flat_pieces(array: np.ndarray) -> Iterator[np.ndarray]:
    """The elements' bytes in order, uint8; no copy where they lie so, else of a piece at a time."""
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    if array.flags.c_contiguous:
        flat = array.reshape(-1).view(np.uint8)
        yield from (flat[start : start + _PIECE] for start in range(0, flat.size, _PIECE))
    elif array.nbytes <= _PIECE:
        yield np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    else:
        rows = max(1, _PIECE * len(array) // array.nbytes)
        for start in range(0, len(array), rows):
            yield from _flat_pieces(array[start] if rows == 1 else array[start : start + rows])
