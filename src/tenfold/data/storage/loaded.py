"""`load`: the dataset in a folder that `save` wrote, of which nothing is believed before it is seen to be so."""

import os
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.data.plan.dataset import UNKNOWN, Dataset, DatasetSpec, source
from tenfold.data.plan.structure import Element, Structure, as_spec
from tenfold.data.run.flat import flat
from tenfold.data.run.interleaved import Interleaved
from tenfold.data.run.run import END
from tenfold.data.storage import components, folders
from tenfold.data.storage.saved import METADATA, SPEC, compression_of, folder_of, metadata
from tenfold.io import messages
from tenfold.io.bundle.entries import type_name
from tenfold.io.structured_value import dtypes_of, from_message
from tenfold.io.tfrecord.framing import FOOTER, HEADER
from tenfold.io.tfrecord.reader import records

DEFLATE = 1032  # bytes that one of a compressed file may stand for


class Shard(Dataset):
    """The elements in one shard.

    Attributes:
      folder: of the saved dataset; place: of the shard.
    """

    def __init__(self, folder: str, place: str, spec: Structure, compression: str) -> None:
        super().__init__(spec=spec)
        self.folder, self.place, self.compression = folder, place, compression

    def open(self, run: Any) -> Iterator[Element]:
        return flat(map(self._elements, self._files()))

    def room(self) -> int:
        """How many bytes its files can have, decompressed."""
        return sum(map(os.path.getsize, self._files())) * (DEFLATE if self.compression else 1)

    def _files(self) -> list[str]:
        return folders.names(self.folder, self.place, ".snapshot")

    def _elements(self, path: str) -> Iterator[Element]:
        return components.elements(self.element_spec, records(path, self.compression), path)


class Shards(Dataset):
    """The shards of a saved dataset, each a dataset."""

    def __init__(self, shards: list[Shard], spec: Structure) -> None:
        super().__init__(spec=DatasetSpec(spec))
        self.shards = tuple(shards)

    def size(self) -> int:
        return len(self.shards)

    def room(self) -> int:
        """How many bytes their files can have, decompressed."""
        return sum(s.room() for s in self.shards)

    def open(self, run: Any) -> Iterator[Element]:
        return zip(self.shards)


def _not_whole(folder: str, count: int, there: str) -> errors.DataLossError:
    return errors.DataLossError(
        f"{folder}: {METADATA} speaks of {count} elements, and {there}: files of the saved dataset are missing or were "
        "changed. Save it anew (of a snapshot, delete the folder)."
    )


class Load(Dataset):
    """A saved dataset: an element of each shard in turn, or in the order in which a reader gives them.

    Attributes:
      count: how many elements its metadata speak of; 0 where TensorFlow before 2.6 wrote them.
    """

    shown = "_LoadDataset"

    def __init__(self, folder: str, shards: Shards, reader: Dataset | None, count: int, spec: Structure) -> None:
        super().__init__(shards if reader is None else reader, spec=spec if reader is None else reader.element_spec)
        self.folder, self.given, self.count = folder, reader is not None, count

    def size(self) -> int:
        return UNKNOWN if self.given or not self.count and self.inputs[0].size() else self.count

    def open(self, run: Any) -> Iterator[Element]:
        if self.given:
            return run.open(self.inputs[0])
        opened = map(lambda element: run.open(element[0]), run.open(self.inputs[0]))
        return _Whole(Interleaved(opened, max(1, self.inputs[0].size())), self.count, self.folder)


class _Whole:
    """`elements`, of which there must be `count` (0: it is not known). DataLossError in place of the end where there
    are others."""

    def __init__(self, elements: Iterator[Element], count: int, folder: str) -> None:
        self._elements, self._count, self._folder = elements, count, folder
        self._found = 0

    def __iter__(self) -> "_Whole":
        return self

    def __next__(self) -> Element:
        element = next(self._elements, END)
        if element is END:
            found, self._found = self._found, self._count  # told once
            if found != self._count and self._count:
                raise _not_whole(self._folder, self._count, f"{found} are there")
            raise StopIteration
        self._found += 1
        return element


@source
def load(
    path: Any,
    element_spec: Structure = None,
    compression: str | None = None,
    reader_func: Any = None,
    wait: Any = False,
) -> Dataset:
    """The dataset that `save` wrote to a folder, ours or TensorFlow's.

    Args:
      element_spec: what its elements are, which the folder says itself.
      compression: the one that it was saved with.
      reader_func: function of a dataset of datasets, one for each shard, that gives the dataset of all elements. By
        default they have turns, element by element.
      wait: must be False: there is nobody else who would write it.

    Raises:
      NotFoundError: there is no saved dataset. InvalidArgumentError: it has other elements.
      DataLossError: files are damaged, or fewer or more elements there than the folder says (after the last of them).
      FailedPreconditionError: links lead out of the folder.
    """
    if wait:
        raise NotImplementedError("load: wait=True is for tf.data.experimental.distributed_save, which is not here.")
    if reader_func is not None and not callable(reader_func):
        raise TypeError(f"load: `reader_func` must be a function; received {reader_func!r:.200}.")
    folder, kind = folder_of(path), compression_of(compression)
    spec = _saved_spec(folder) if element_spec is None else as_spec(element_spec)
    found = _metadata(folder, spec)
    shards = _shards(folder, found, spec, kind)
    reader = None if reader_func is None else reader_func(shards)
    if reader is not None and not isinstance(reader, Dataset):
        raise errors.InvalidArgumentError(f"`reader_func` must return a tf.data.Dataset; it returned {reader!r:.100}.")
    return Load(folder, shards, reader, found.num_elements, spec)


def _metadata(folder: str, spec: Structure) -> Any:
    """What the folder says of its elements, which must be of `spec`."""
    path, found = os.path.join(folder, METADATA), metadata(folder)
    if found is None or not found.finalized:
        raise errors.NotFoundError(f"tf.data snapshot metadata file not found: {path}.")
    if list(found.dtype) != dtypes_of(spec):
        names = [type_name(d) for d in found.dtype]
        raise errors.InvalidArgumentError(f"{folder}: the saved elements are of {names}; element_spec says {spec!r}.")
    if not found.run_id.isdigit() or found.num_elements < 0:
        raise errors.DataLossError(f"{path}: it names no run: {found.run_id!r:.80} of {found.num_elements} elements.")
    return found


def _shards(folder: str, found: Any, spec: Structure, compression: str) -> Shards:
    """The shards of a run. DataLossError where they cannot have as many elements as the folder says."""
    run = os.path.join(folder, found.run_id)
    places = folders.names(folder, run, ".shard") if os.path.lexists(run) else []
    shards = Shards([Shard(folder, p, spec, compression) for p in places], spec)
    room = shards.room()
    if found.num_elements * len(found.dtype) * (HEADER + FOOTER) > room:
        raise _not_whole(folder, found.num_elements, f"the files there have room for {room} bytes")
    return shards


def _saved_spec(folder: str) -> Structure:
    path, found = os.path.join(folder, SPEC), folders.message(messages.StructuredValue, folder, SPEC)
    if found is None:
        raise errors.NotFoundError(f"tf.data snapshot element_spec file not found: {path}.")
    try:
        return from_message(found)
    except (TypeError, ValueError) as error:
        raise errors.DataLossError(f"{path}: {error} Save the dataset anew, or give load its element_spec.") from None
