"""`cache`: elements are kept while a pass makes them, and the next passes have them from there."""

import logging
import os
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.core.values.convert import convert
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.run.run import END
from tenfold.data.sources.files import paths
from tenfold.data.storage import components
from tenfold.io.tfrecord.framing import frame
from tenfold.io.tfrecord.reader import records
from tenfold.ops.bytes.files import file_errors
from tenfold.ops.bytes.whole_file import whole_file
from tenfold.ops.strings.arrays import as_strings, string_in, text

LAST = b"tensors: "  # begins the last record; a TensorProto begins with no such byte
log = logging.getLogger("tenfold")


class Cache(Dataset):
    """The elements of the first whole pass, again and again.

    Attributes:
      kept: where they are, a `Memory` or a `File`.
    """

    shown = "CacheDataset"

    def __init__(self, source: Dataset, kept: "Memory | File", name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.kept = kept

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        return self.kept.elements() or Filling(run.open(self.inputs[0]), self.kept.begin, self.size())


class Memory:
    """Elements kept by the process, for as long as there is a dataset that has them."""

    def __init__(self) -> None:
        self._kept: list[Element] | None = None
        self._begun: Any = None  # a weak reference to the pass that fills it

    def elements(self) -> Iterator[Element] | None:
        """Those that are kept; None while there are none."""
        return None if self._kept is None else iter(self._kept)

    def begin(self, filling: "Filling") -> "Keeping":
        """A pass begins, whose elements are kept once they have all been asked for."""
        if self._begun is not None and self._begun() is None:
            log.warning(
                "The calling iterator did not fully read the dataset being cached. In order to avoid unexpected "
                "truncation of the dataset, the partially cached contents of the dataset will be discarded. This can "
                "happen if you have an input pipeline similar to `dataset.cache().take(k).repeat()`. You should use "
                "`dataset.take(k).cache().repeat()` instead."
            )
        self._begun = weakref.ref(filling)
        found: list[Element] = []
        return found.append, lambda: setattr(self, "_kept", found)

    def bound(self, values: Any) -> "Memory":
        """Begun anew, in a plan that is made for each element."""
        return Memory()

    def symbols(self) -> list[Any]:
        return []


class File:
    """Elements kept in a file, which is there once a pass has made them all: written beside it until then.

    Several passes, or processes, may fill it at once; the last to end stays. It holds TFRecords of TensorProtos, see
    `components`, and one more at its end that says how many: what is cut off between two records is seen, too.
    """

    def __init__(self, filename: Any, spec: Structure) -> None:
        self.filename, self._spec = filename, spec

    def path(self) -> str:
        return text(string_in(self.filename._array, "filename")) + ".cache"

    def elements(self) -> Iterator[Element] | None:
        """Those that are kept; None while there are none."""
        path = self.path()
        if not os.path.exists(path):
            return None
        where = f"cache file {path}, of another pipeline, or damaged? Delete it and its elements are made again"
        return components.elements(self._spec, _until_end(records(path), where), where)

    def begin(self, filling: "Filling") -> "Keeping":
        """A pass begins, whose elements are kept once they have all been asked for."""
        encode, path, count = components.encoder(self._spec), self.path(), 0
        opened = whole_file(path, durable=False)
        with file_errors(path):
            file = opened.__enter__()

        def keep(element: Element) -> None:
            nonlocal count
            parts = encode(element)
            with file_errors(path):
                file.write(b"".join(map(frame, parts)))
            count += len(parts)

        def end() -> None:
            with file_errors(path):
                file.write(frame(LAST + str(count).encode()))
                opened.__exit__(None, None, None)

        return keep, end

    def bound(self, values: Any) -> "File":
        """With the name that a function computes in place of a tensor of its graph."""
        known = values.get(id(self.filename))
        return self if known is None else File(convert(known), self._spec)

    def symbols(self) -> list[Any]:
        return [self.filename] if is_open(self.filename) else []


def _until_end(found: Iterator[bytes], where: str) -> Iterator[bytes]:
    """The records before the last one, which says how many those are. DataLossError where that is not so."""
    count = 0
    for record in found:
        if record.startswith(LAST):
            break
        yield record
        count += 1
    else:
        record = b"no end"
    if record != LAST + str(count).encode() or next(found, None) is not None:
        raise errors.DataLossError(f"{where}: it ends with {record[:40]!r} after {count} tensors.")


Keeping = tuple[Callable[[Element], object], Callable[[], object]]  # what keeps an element, and what ends the last


class Filling:
    """A pass whose elements are kept. An error of one is passed on; that element is not kept.

    Where one cannot be kept (a full disk), that is an error in its place, and the pass goes on and keeps nothing.

    Args:
      begin: called with this when the first element is asked for: many a pass is opened and never gone through.
      size: how many elements there are, where that is known: `fit`, which knows it too, asks for no more than that.
    """

    def __init__(self, elements: Iterator[Element], begin: "Callable[[Filling], Keeping]", size: int) -> None:
        self._elements, self._begin, self._left = elements, begin, size  # type: Any, Any, int
        self._keeping: Keeping | None = None

    def __iter__(self) -> "Filling":
        return self

    def __next__(self) -> Element:
        if self._begin is not None:
            begin, self._begin = self._begin, None
            self._keeping = begin(self)
        element = next(self._elements, END)
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            keep, end = keeping
            if element is not END:
                keep(element)
                self._left -= 1
            if element is END or not self._left:
                end()
            else:
                self._keeping = keeping
        if element is END:
            raise StopIteration
        return element


@method
def cache(self: Dataset, filename: Any = "", name: str | None = None) -> Dataset:
    """The elements, made by the first pass over all of them and kept for those that follow.

    A pass that ends before its last element keeps nothing. In memory they are kept with the dataset; `map` with random
    numbers, or `shuffle`, before `cache` is the same in each pass.

    Args:
      filename: elements are kept in `filename + ".cache"`, where the next process finds them: delete it when the
        pipeline changes. "" for memory.
      name: see `Dataset`.

    Raises:
      TypeError: a file cannot hold such elements.
    """
    given = as_strings(paths(filename), "filename", TypeError)
    if not is_open(given) and not string_in(given._array, "filename"):
        return Cache(self, Memory(), name)
    components.checked(self.element_spec, "cache")
    return Cache(self, File(given, self.element_spec), name)
