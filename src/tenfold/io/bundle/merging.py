"""Several checkpoints become one of several data files: what `tf.raw_ops.MergeV2Checkpoints` does."""

import contextlib
import os
from collections.abc import Sequence

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.io.bundle import places
from tenfold.io.bundle.entries import Entry, key_of
from tenfold.io.bundle.reading import Reader
from tenfold.io.bundle.writing import put_index
from tenfold.ops.bytes.files import file_errors, make_folders


def merge(prefixes: Sequence[str], prefix: str, delete_old_dirs: bool = True, allow_missing: bool = False) -> None:
    """Make one checkpoint of several. Data files are not copied, and the parts of a tensor find together.

    Where it fails, or is killed, the old ones stay; but see `places.Claimed.take` for file systems without links.

    Args:
      prefixes: of the checkpoints, which are no more afterwards.
      prefix: of the new one, in the same file system.
      delete_old_dirs: remove the folders of the old ones too, where nothing else is in them.
      allow_missing: checkpoints of `prefixes` may be missing.

    Raises:
      InvalidArgumentError: two have a tensor of the same name, or parts of one that differ in dtype or shape.
      NotFoundError, DataLossError: one is missing, or damaged.
    """
    there = [p for p in prefixes if not allow_missing or os.path.exists(places.index_file(p))]
    readers = [Reader(p) for p in there]
    if not readers:
        raise InvalidArgumentError(f"None of the checkpoints is there: {', '.join(prefixes) or 'none was named'}.")
    files = [(n, shard) for n, reader in enumerate(readers) for shard in _used(reader)]
    with file_errors(prefix):
        make_folders(os.path.dirname(prefix) or ".")
        places.sweep(prefix)
        total, claimed = places.new_data_files(prefix, max(len(files), 1))
    try:
        numbers = {file: total - len(claimed) + n for n, file in enumerate(files)}
        entries = _merged(readers, numbers)
        with file_errors(prefix):
            for (n, shard), place in zip(files, claimed):
                place.take(places.data_file(there[n], shard, readers[n].shards))
            put_index(prefix, total, entries)
    finally:
        for place in claimed:
            place.close()
        places.sweep(prefix)
    _remove(there, prefix, delete_old_dirs)


def _used(reader: Reader) -> list[int]:
    """The data files in which something lies."""
    return sorted({entry.shard for entry in reader.entries.values() if not entry.parts})


def _merged(readers: Sequence[Reader], numbers: dict[tuple[int, int], int]) -> dict[bytes, Entry]:
    """All entries, with the data files' new numbers."""
    out: dict[bytes, Entry] = {}
    for n, reader in enumerate(readers):
        for name, entry in reader.entries.items():
            key = key_of(name)
            before = out.setdefault(key, entry)
            if not entry.parts:
                entry.shard = numbers[n, entry.shard]
            if before is entry:
                continue
            if not (entry.parts and before.parts and (entry.dtype, entry.shape) == (before.dtype, before.shape)):
                raise InvalidArgumentError(
                    f"{reader.path}: {name!r} is in another checkpoint too, and not a part of it."
                )
            before.parts += entry.parts
    return out


def _remove(prefixes: Sequence[str], prefix: str, folders: bool) -> None:
    """The old checkpoints, and their folders, which are left where something else is in them."""
    for old in prefixes:
        if os.path.abspath(old) != os.path.abspath(prefix):
            with contextlib.suppress(FileNotFoundError):
                os.remove(places.index_file(old))
            places.sweep(old)
    for folder in {os.path.dirname(old) for old in prefixes} if folders else ():
        with contextlib.suppress(OSError):
            os.rmdir(folder or ".")
