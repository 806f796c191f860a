"""What an index says of a tensor, or of a part of one: a BundleEntryProto, checked."""

import math
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import DecodeError

from tenfold.core.base.errors import DataLossError, FailedPreconditionError, UnimplementedError
from tenfold.core.values import dtypes
from tenfold.io import messages
from tenfold.io.bundle import slices
from tenfold.io.bundle.slices import Part, Shape

VERSION = 1  # of the format: what this module writes, and reads


@dataclass(slots=True)
class Entry:
    """A tensor in a data file.

    Attributes:
      dtype: a number of `messages.DataType`.
      shard: the number of the data file; offset, size: its bytes there; crc: their masked CRC32C.
      parts: of a tensor saved in parts; its elements are in entries of their own.
    """

    dtype: int
    shape: Shape
    shard: int = 0
    offset: int = 0
    size: int = 0
    crc: int = 0
    parts: tuple[Part, ...] = ()

    def serialized(self) -> bytes:
        message = messages.BundleEntryProto(
            dtype=self.dtype, shard_id=self.shard, offset=self.offset, size=self.size, crc32c=self.crc
        )
        message.shape.SetInParent()
        for size in self.shape:
            message.shape.dim.add(size=size)
        for part in self.parts:
            slices.to_message(part, message.slices.add())
        return message.SerializeToString()

    def element_type(self, where: str) -> dtypes.DType:
        """Its dtype. UnimplementedError where there is none of that number here, or none that files can hold."""
        name = type_name(self.dtype)
        try:
            found = dtypes.as_dtype(self.dtype)
        except TypeError:
            raise UnimplementedError(f"{where} has dtype {name}, which is not there in Tenfold.") from None
        if found in (dtypes.variant, dtypes.resource):
            raise UnimplementedError(f"{where} has dtype {name}: only the op that made it could read it.")
        return found

    def elements(self) -> int:
        return math.prod(self.shape)


def key_of(name: str | bytes) -> bytes:
    """A tensor's name as files hold it: in UTF-8, wherever the program runs; bytes are as they are."""
    return name.encode("utf-8", "surrogateescape") if isinstance(name, str) else name


def name_of(key: str | bytes) -> str:
    """The name that a key stands for. `key_of` gives the key again, also of one that is no UTF-8."""
    return key.decode("utf-8", "surrogateescape") if isinstance(key, bytes) else key


def type_name(number: int) -> str:
    """DT_FLOAT for 1."""
    known = messages.DataType.DESCRIPTOR.values_by_number
    return known[number].name if number in known else f"DataType {number}"


def parsed(value: bytes, shards: int, where: str) -> Entry:
    """The entry that an index holds as `value`. DataLossError, beginning with `where`, if it cannot be one."""
    try:
        message = messages.BundleEntryProto.FromString(value)
        return _checked(message, shards)
    except (DecodeError, ValueError) as error:
        raise DataLossError(f"{where}: not a checkpoint's entry: {error}.") from None


def _checked(message: Any, shards: int) -> Entry:
    shape = tuple(dim.size for dim in message.shape.dim)
    if message.shape.unknown_rank or min(shape, default=0) < 0:
        raise ValueError(f"shape {'unknown' if message.shape.unknown_rank else list(shape)}")
    if not 0 <= message.shard_id < shards:
        raise ValueError(f"it lies in data file {message.shard_id} of {shards}")
    if message.offset < 0 or message.size < 0:
        raise ValueError(f"{message.size} bytes from byte {message.offset} on")
    parts = tuple(slices.from_message(part) for part in message.slices)
    return Entry(message.dtype, shape, message.shard_id, message.offset, message.size, message.crc32c, parts)


def header(shards: int) -> bytes:
    """The BundleHeaderProto of a checkpoint of so many data files."""
    return messages.BundleHeaderProto(
        num_shards=shards, version=messages.VersionDef(producer=VERSION)
    ).SerializeToString()


def shards_of(value: bytes, path: str, any_version: bool = False) -> int:
    """How many data files a header speaks of. DataLossError where it is none, others where it is of another version."""
    try:
        message = messages.BundleHeaderProto.FromString(value)
    except DecodeError as error:
        raise DataLossError(f"{path}: not a checkpoint's header: {error}.") from None
    if message.num_shards < 1:
        raise DataLossError(f"{path}: it speaks of {message.num_shards} data files.")
    if not any_version:
        _check_version(message, path)
    return message.num_shards


def _check_version(message: Any, path: str) -> None:
    if message.version.min_consumer > VERSION or VERSION in message.version.bad_consumers:
        version = str(message.version).replace("\n", " ").strip()
        raise FailedPreconditionError(f"{path}: its version ({version}) is not for readers of version {VERSION}.")
    if message.endianness != messages.BundleHeaderProto.LITTLE:
        raise UnimplementedError(f"{path}: it was written on a machine that puts the highest byte first.")
