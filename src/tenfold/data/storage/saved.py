"""`save`: a dataset's elements in a folder, where `load` finds them, in TensorFlow's format.

    dataset_spec.pb                                   StructuredValue: what the elements are
    snapshot.metadata                                 SnapshotMetadataRecord: which run is the saved one, how many
    RUN/00000000.shard/00000000.snapshot, ...         TFRecords of TensorProtos, see `components`

A run's records are written before the metadata, which replace the older ones in one moment: a folder has a whole
dataset at any time, and what a killed process left is a run that nothing names. (Where elements are of another type
than before, the metadata go a moment before the new ones come: of a process killed between the two, `load` finds none.)
"""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.plan.variants import as_tensor
from tenfold.data.run.iterator import DatasetIterator
from tenfold.data.storage import components, folders
from tenfold.io import messages
from tenfold.io.structured_value import dtypes_of, to_message
from tenfold.io.tfrecord.writer import TFRecordWriter
from tenfold.ops.bytes.files import file_errors
from tenfold.ops.bytes.whole_file import whole_file
from tenfold.ops.structures.specs import TensorSpec

SPEC, METADATA, VERSION = "dataset_spec.pb", "snapshot.metadata", 2


@method
def save(
    self: Dataset, path: Any, compression: str | None = None, shard_func: Any = None, checkpoint_args: Any = None
) -> None:
    """Write all elements to a folder, which `tf.data.Dataset.load` reads, TensorFlow's too; in a graph, when it runs.

    Args:
      path: of the folder, which is made where it is missing. A dataset that it has already is replaced, whole.
      compression: None, "NONE" or "AUTO" for none, "GZIP" or "ZLIB".
      shard_func: function of an element that gives the number of the file it goes to, a scalar int64; one file if None.
      checkpoint_args: must be None: an unfinished `save` is begun again here.

    Raises:
      TypeError: elements that no file can hold. InvalidArgumentError: another result of `shard_func`.
    """
    if checkpoint_args is not None:
        raise NotImplementedError("save: leave checkpoint_args away; the dataset is saved whole or not at all.")
    components.checked(self.element_spec, "save")
    shard, kind = sharding(shard_func, self.element_spec), compression_of(compression)
    path = convert(path if isinstance(path, SymbolicTensor) else folder_of(path), "string")
    write_dataset(as_tensor(self), path, shard=shard, compression=kind)


@op(
    infer=lambda dataset, path, *, shard, compression: (),
    type="SaveDatasetV2",
    stateful=True,
    effect=True,
    host=True,
    outside=True,
    gradient=None,
)
def write_dataset(env: Any, dataset: Free, path: Free, *, shard: Any, compression: Any) -> Any:
    """Write the elements of a dataset to a folder."""
    env.show()
    plan: Dataset = dataset.value  # type: ignore[attr-defined]  # annotations are kinds of inputs
    run = Run(os.fsdecode(np.asarray(path).item()), plan.element_spec, compression)
    try:
        _write(DatasetIterator(plan), run, shard)
        run.finish()
    except BaseException:
        run.give_up()
        raise
    return ()


def _write(elements: Any, run: "Run", shard: Callable[[Element], int]) -> None:
    with contextlib.suppress(StopIteration):
        while True:
            run.write(element := elements.next_element(), shard(element))


def folder_of(path: Any) -> str:
    """A path as a string. TypeError for what is none."""
    given = path.numpy() if isinstance(path, Tensor) else path
    if not isinstance(given, (str, bytes, os.PathLike)):
        raise TypeError(f"`path` must be a string, that of a folder; received {path!r:.200}.")
    return os.fsdecode(given)


def compression_of(kind: Any) -> str:
    """As TFRecord files have it. What TensorFlow's "AUTO" comes to is none."""
    known = kind if isinstance(kind, str) else "" if kind is None else None
    if known in ("", "NONE", "AUTO"):
        return ""
    if known == "SNAPPY":
        raise NotImplementedError("Snappy is not here: of the others, compression='ZLIB' takes the least time.")
    if known not in ("GZIP", "ZLIB"):
        raise ValueError(f'Compression must be None, "AUTO", "GZIP" or "ZLIB"; received {kind!r}.')
    return known


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
        before = self._before()
        record = messages.SnapshotMetadataRecord(
            run_id=self.name, creation_timestamp=time.time_ns() // 1000, version=VERSION, num_elements=self.count
        )
        record.dtype.extend(dtypes_of(self.spec))
        record.finalized = True
        self._described(to_message(self.spec).SerializeToString(), record.SerializeToString())
        self.done = True
        if before.isdigit():
            shutil.rmtree(os.path.join(self.folder, before), ignore_errors=True)

    def _described(self, spec: bytes, record: bytes) -> None:
        """Put both messages in place: never metadata of elements beside the spec of others."""
        spec_file, record_file = (os.path.join(self.folder, name) for name in (SPEC, METADATA))
        with file_errors(record_file), whole_file(record_file) as file:
            file.write(record)
            file.flush()
            with file_errors(spec_file), whole_file(spec_file) as other:
                other.write(spec)
                other.flush()
                if os.path.lexists(spec_file) and not _holds(spec_file, spec):
                    with contextlib.suppress(FileNotFoundError):
                        os.remove(record_file)

    def _before(self) -> str:
        """The run that the folder names, as far as that can be read."""
        try:
            found = metadata(self.folder)
        except errors.OpError:
            return ""
        return "" if found is None else found.run_id

    def give_up(self) -> None:
        """Remove what was written, unless it was finished."""
        if self.done:
            return
        for writer in self._shards.values():
            with contextlib.suppress(errors.OpError):  # it has been told what kept it from being finished
                writer.close()
        shutil.rmtree(os.path.join(self.folder, self.name), ignore_errors=True)


def _holds(path: str, content: bytes) -> bool:
    """Whether that is what a file holds."""
    try:
        with open(path, "rb") as file:
            return file.read(len(content) + 1) == content
    except OSError:
        return False


def metadata(folder: str) -> Any:
    """The SnapshotMetadataRecord of a folder; None where there is none. DataLossError where there is something else."""
    return folders.message(messages.SnapshotMetadataRecord, folder, METADATA)


def save_dataset(
    dataset: Dataset, path: Any, compression: str | None = None, shard_func: Any = None, checkpoint_args: Any = None
) -> None:
    """`tf.data.experimental.save`: the older spelling of `dataset.save(path)`."""
    dataset.save(path, compression, shard_func, checkpoint_args)  # type: ignore[attr-defined]
