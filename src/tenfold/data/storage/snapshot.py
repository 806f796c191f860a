"""`snapshot`: elements are written while a pass makes them, and read by passes, and processes, that follow."""

import os
import weakref
from collections.abc import Iterator
from typing import Any

from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.sources.files import one_string, paths
from tenfold.data.storage import components, loaded, saved
from tenfold.data.storage.cache import Filling, Keeping
from tenfold.data.storage.fingerprint import fingerprint
from tenfold.ops.strings.arrays import text


class Snapshot(Dataset):
    """The elements of the first whole pass, kept in a folder for this plan."""

    shown = "_MapDataset"

    def __init__(
        self, source: Dataset, path: str, compression: str, reader: Any, shard: Any, name: str | None = None
    ) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.path, self.compression, self.reader, self.sharding = path, compression, reader, shard

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        folder = os.path.join(self.path, fingerprint(self.inputs[0]))
        if os.path.exists(os.path.join(folder, saved.METADATA)):
            return run.open(loaded.load(folder, self.element_spec, self.compression, self.reader))

        def begin(filling: Filling) -> Keeping:
            writing = saved.Run(folder, self.element_spec, self.compression)
            weakref.finalize(filling, writing.give_up).atexit = True
            return lambda e: writing.write(e, self.sharding(e)), writing.finish

        return Filling(run.open(self.inputs[0]), begin, self.size())


@method
def snapshot(
    self: Dataset,
    path: Any,
    compression: str | None = "AUTO",
    reader_func: Any = None,
    shard_func: Any = None,
    name: str | None = None,
) -> Dataset:
    """The elements, which the first whole pass writes to a folder and later ones read, also in other processes.

    They are read again only while the plan before `snapshot` is the same: its arguments, arrays and functions. Files
    that change under the same names are not noticed. A pass that ends before its last element keeps nothing.

    Args:
      path: of the folder, which several plans may share.
      compression: see `save`.
      reader_func, shard_func: see `load` and `save`.
      name: see `Dataset`.
    """
    components.checked(self.element_spec, "snapshot")
    kind = saved.compression_of(compression)
    folder = text(one_string(paths(path), "path"))
    if reader_func is not None and not callable(reader_func):
        raise TypeError(f"snapshot: `reader_func` must be a function; received {reader_func!r:.200}.")
    return Snapshot(self, folder, kind, reader_func, saved.sharding(shard_func, self.element_spec), name)


def apply_snapshot(path: Any, compression: str | None = "AUTO", reader_func: Any = None, shard_func: Any = None) -> Any:
    """`tf.data.experimental.snapshot`: for `dataset.apply`, the older spelling of `dataset.snapshot(path)`."""
    return lambda dataset: dataset.snapshot(path, compression, reader_func, shard_func)
