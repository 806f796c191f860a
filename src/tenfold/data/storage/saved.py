"""`save` and `load`: a dataset's elements in a folder, in TensorFlow's format.

    dataset_spec.pb                                   StructuredValue: what the elements are
    snapshot.metadata                                 SnapshotMetadataRecord: which run is the saved one, how many
    RUN/00000000.shard/00000000.snapshot, ...         TFRecords of TensorProtos, see `components`

A run's records are written before the metadata, which replace the older ones in one moment: a folder has a whole
dataset at any time, and what a killed process left is a run that nothing names.
"""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.data.plan.dataset import UNKNOWN, Dataset, DatasetSpec, method, source
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element, Structure, as_spec
from tenfold.data.run.interleaved import Interleaved
from tenfold.data.storage import components
from tenfold.io import messages
from tenfold.io.structured_value import dtypes_of, from_message, to_message
from tenfold.io.tfrecord.reader import records
from tenfold.io.tfrecord.writer import TFRecordWriter
from tenfold.ops.bytes.files import file_errors
from tenfold.ops.bytes.whole_file import whole_file
from tenfold.ops.structures.specs import TensorSpec

SPEC, METADATA, VERSION = "dataset_spec.pb", "snapshot.metadata", 2


@method
def save(
    self: Dataset, path: Any, compression: str | None = None, shard_func: Any = None, checkpoint_args: Any = None
) -> None:
    """Write all elements to a folder, which `tf.data.Dataset.load` reads, TensorFlow's too.

    Args:
      path: of the folder, which is made where it is missing. A dataset that it has already is replaced, whole.
      compression: None, or "GZIP".
      shard_func: function of an element that gives the number of the file it goes to, a scalar int64; one file if None.
      checkpoint_args: must be None: an unfinished `save` is begun again here.

    Raises:
      TypeError: elements that no file can hold. InvalidArgumentError: another result of `shard_func`.
    """
    if STATE.graph is not None:
        raise NotImplementedError("save writes at once: call it outside of functions and graphs.")
    if checkpoint_args is not None:
        raise NotImplementedError("save: leave checkpoint_args away; the dataset is saved whole or not at all.")
    spec = self.element_spec
    components.checked(spec, "save")
    shard = sharding(shard_func, spec)
    run = Run(os.fsdecode(path), spec, compression_of(compression))
    elements = iter(self)
    try:
        while True:
            run.write(element := elements.next_element(), shard(element))
    except StopIteration:
        run.finish()
    except BaseException:
        run.give_up()
        raise


def compression_of(kind: Any) -> str:
    if kind in (None, "", "NONE"):
        return ""
    if kind != "GZIP":
        raise ValueError(f'Compression must be None or "GZIP"; received {kind!r}.')
    return "GZIP"


def sharding(function: Any, spec: Structure) -> Callable[[Element], int]:
    if function is None:
        return lambda element: 0
    traced = ElementFunction(function, spec, "save")
    given = traced.spec
    if type(given) is not TensorSpec or given.dtype is not dtypes.int64 or given.shape.rank not in (0, None):
        raise errors.InvalidArgumentError(f"`shard_func` must return a scalar int64; it returns {given!r}.")
    run = traced.runner()
    return lambda element: int(run(element)[0])


class Run:
    """Elements on their way to a folder."""

    def __init__(self, folder: str, spec: Structure, compression: str) -> None:
        self.folder, self.spec, self.compression = folder, spec, compression
        self.name, self.count, self.done = str(secrets.randbits(63)), 0, False
        self._encode, self._shards = components.encoder(spec), {}  # type: Any, dict[int, TFRecordWriter]
        with file_errors(folder):
            os.makedirs(folder, exist_ok=True)

    def write(self, element: Element, shard: int) -> None:
        if shard not in self._shards:
            place = os.path.join(self.folder, self.name, f"{shard:08d}.shard")
            with file_errors(place):
                os.makedirs(place)
            self._shards[shard] = TFRecordWriter(os.path.join(place, "00000000.snapshot"), self.compression)
        for part in self._encode(element):
            self._shards[shard].write(part)
        self.count += 1

    def finish(self) -> None:
        """Make it the folder's dataset."""
        for writer in self._shards.values():
            writer.close()
        before = _metadata(self.folder)
        record = messages.SnapshotMetadataRecord(
            run_id=self.name, creation_timestamp=time.time_ns() // 1000, version=VERSION, num_elements=self.count
        )
        record.dtype.extend(dtypes_of(self.spec))
        record.finalized = True
        for name, message in ((SPEC, to_message(self.spec)), (METADATA, record)):
            path = os.path.join(self.folder, name)
            with file_errors(path), whole_file(path) as file:
                file.write(message.SerializeToString())
        self.done = True
        if before is not None and before.run_id.isdigit():
            shutil.rmtree(os.path.join(self.folder, before.run_id), ignore_errors=True)

    def give_up(self) -> None:
        """Remove what was written, unless it was finished."""
        if self.done:
            return
        for writer in self._shards.values():
            writer.close()
        shutil.rmtree(os.path.join(self.folder, self.name), ignore_errors=True)


def _metadata(folder: str) -> Any:
    path = os.path.join(folder, METADATA)
    if not os.path.exists(path):
        return None
    with file_errors(path), open(path, "rb") as file:
        return messages.SnapshotMetadataRecord.FromString(file.read())


class Shard(Dataset):
    """The elements in one shard."""

    def __init__(self, folder: str, spec: Structure, compression: str) -> None:
        super().__init__(spec=spec)
        self.folder, self.compression = folder, compression

    def open(self, run: Any) -> Iterator[Element]:
        files = [os.path.join(self.folder, f) for f in sorted(os.listdir(self.folder)) if f.endswith(".snapshot")]
        parts = chain.from_iterable(records(f, self.compression) for f in files)
        return components.elements(self.element_spec, parts, f"saved dataset {self.folder}")


class Shards(Dataset):
    """The shards of a saved dataset, each a dataset."""

    def __init__(self, shards: list[Shard], spec: Structure) -> None:
        super().__init__(spec=DatasetSpec(spec))
        self.shards = tuple(shards)

    def size(self) -> int:
        return len(self.shards)

    def open(self, run: Any) -> Iterator[Element]:
        return zip(self.shards)


class Load(Dataset):
    """A saved dataset: an element of each shard in turn, or in the order in which a reader gives them."""

    shown = "_LoadDataset"

    def __init__(self, shards: Shards, reader: Dataset | None, count: int, spec: Structure) -> None:
        super().__init__(shards if reader is None else reader, spec=spec if reader is None else reader.element_spec)
        self.given, self.count = reader is not None, count

    def size(self) -> int:
        return UNKNOWN if self.given else self.count

    def open(self, run: Any) -> Iterator[Element]:
        if self.given:
            return run.open(self.inputs[0])
        opened = (run.open(shard) for (shard,) in run.open(self.inputs[0]))
        return Interleaved(opened, max(1, self.inputs[0].size()))


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
    """
    if wait:
        raise NotImplementedError("load: wait=True is for tf.data.experimental.distributed_save, which is not here.")
    folder, kind = os.fsdecode(path), compression_of(compression)
    spec = _saved_spec(folder) if element_spec is None else as_spec(element_spec)
    found = _metadata(folder)
    if found is None or not found.finalized:
        raise errors.NotFoundError(f"tf.data snapshot metadata file not found: {os.path.join(folder, METADATA)}.")
    if list(found.dtype) != dtypes_of(spec):
        names = [messages.DataType.Name(d) for d in found.dtype]
        raise errors.InvalidArgumentError(f"{folder}: the saved elements are of {names}; element_spec says {spec!r}.")
    if not found.run_id.isdigit():
        raise errors.DataLossError(f"{os.path.join(folder, METADATA)}: it names no run: {found.run_id!r:.80}.")
    run = os.path.join(folder, found.run_id)
    places = sorted(os.listdir(run)) if os.path.isdir(run) else []
    shards = Shards([Shard(os.path.join(run, p), spec, kind) for p in places if p.endswith(".shard")], spec)
    reader = None if reader_func is None else reader_func(shards)
    if reader is not None and not isinstance(reader, Dataset):
        raise errors.InvalidArgumentError(f"`reader_func` must return a tf.data.Dataset; it returned {reader!r:.100}.")
    return Load(shards, reader, found.num_elements, spec)


def _saved_spec(folder: str) -> Structure:
    path = os.path.join(folder, SPEC)
    if not os.path.exists(path):
        raise errors.NotFoundError(f"tf.data snapshot element_spec file not found: {path}.")
    with file_errors(path), open(path, "rb") as file:
        return from_message(messages.StructuredValue.FromString(file.read()))


def save_dataset(
    dataset: Dataset, path: Any, compression: str | None = None, shard_func: Any = None, checkpoint_args: Any = None
) -> None:
    """`tf.data.experimental.save`: the older spelling of `dataset.save(path)`."""
    dataset.save(path, compression, shard_func, checkpoint_args)  # type: ignore[attr-defined]
