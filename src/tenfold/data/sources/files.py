"""Datasets of what is in files: their names, one after the other or several in turn, and how the content is packed."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.data.plan.arguments import AUTOTUNE, parallel, whole
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.run.flat import flat
from tenfold.data.run.interleaved import Interleaved
from tenfold.data.sources.slices import Slices
from tenfold.ops.arrays.basics import reshape
from tenfold.ops.strings.arrays import as_strings, as_text, string_in, text
from tenfold.ops.structures.specs import TensorSpec

COMPRESSIONS = ("", "GZIP", "ZLIB")
STRING = TensorSpec((), dtypes.string)


class Files(Dataset):
    """What is in the files that the input names, file after file.

    Args:
      filenames: a name, a structure of names that becomes a tensor of any shape, or a dataset of scalar strings.
      compression_type: "" or None for none, "GZIP" or "ZLIB", of all files.
      buffer_size: bytes that TensorFlow would read at a time: a hint, here they are a quarter megabyte.
      num_parallel_reads: how many files have turns, record by record; None or 1 for one file after the other, as are
        tf.data.AUTOTUNE's here (TensorFlow's order is the machine's then).
      name: see `Dataset`.

    Raises:
      TypeError: names that are no strings.
      InvalidArgumentError: another compression, a negative size.
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
        name: str | None = None,
        spec: Structure = STRING,
    ) -> None:
        super().__init__(names(filenames), spec=spec, name=name)
        self.compression, self.buffer_size = "" if compression_type is None else compression_type, buffer_size
        self.parallel: Any = num_parallel_reads
        self.check()

    def check(self) -> None:
        self.compression = compression(self.compression)
        self.parallel = parallel(self.parallel, "num_parallel_reads")
        if self.buffer_size is not None:
            self.buffer_size = whole(self.buffer_size, "buffer_size", least=0)

    def records(self, path: str) -> Iterator[Any]:
        """What is in one file."""
        raise NotImplementedError

    def element(self, record: Any) -> Element:
        """The element that a record makes."""
        return (np.array(record, object),)

    def open(self, run: Any) -> Iterator[Element]:
        return map(self.element, self.in_turns(map(self.file, run.open(self.inputs[0]))))

    def in_turns(self, files: Iterator[Iterator[Any]]) -> Iterator[Any]:
        """What is in each of several files, in the order asked for."""
        turns = 1 if self.parallel in (None, AUTOTUNE) else self.parallel
        return flat(files) if turns == 1 else Interleaved(files, turns)

    def file(self, element: Element) -> Iterator[Any]:
        """The records of the file that an element names."""
        return _File(self, text(string_in(element[0], "filenames")))


class _File:
    """What is in a file that is opened when it is first asked; and again where it could not be opened."""

    def __init__(self, dataset: Files, path: str) -> None:
        self._dataset, self._path = dataset, path
        self._records: Iterator[Any] | None = None

    def __iter__(self) -> "_File":
        return self

    def __next__(self) -> Any:
        if self._records is None:
            self._records = self._dataset.records(self._path)
        return next(self._records)


def names(filenames: Any) -> Dataset:
    """A dataset of the names of files, each a scalar string. TypeError for what else a program may give for them."""
    if isinstance(filenames, Dataset):
        found = filenames.element_spec
        if not isinstance(found, TensorSpec) or found.dtype is not dtypes.string:
            kind = f"`{found.dtype!r}` elements" if isinstance(found, TensorSpec) else f"elements {found!r}"
            raise TypeError(
                f"The `filenames` argument must contain `tf.string` elements. Got a dataset of {kind}. Map it to names."
            )
        if not found.shape.is_compatible_with(()):
            raise TypeError(
                "The `filenames` argument must contain `tf.string` elements of shape [] (i.e. scalars). Got a dataset "
                f"of element shape {found.shape!r}. Call unbatch() on it."
            )
        return filenames
    tensor = convert(paths(filenames))
    if 0 in (tensor._dims or ()):
        tensor = convert(np.empty(tensor._dims, object))
    if tensor.dtype is not dtypes.string:
        raise TypeError(f"The `filenames` argument must contain `tf.string` elements. Got `{tensor.dtype!r}` elements.")
    return Slices(reshape(tensor, [-1]))


def paths(value: Any) -> Any:
    """`value`, where paths are strings."""
    if hasattr(value, "__fspath__"):
        return value.__fspath__()
    return [paths(v) for v in value] if isinstance(value, (list, tuple)) else value


def one_string(value: Any, name: str) -> bytes:
    """`value`, which must be one string: TypeError for what is none, InvalidArgumentError for several."""
    return string_in(as_strings(value, name, TypeError)._array, name)


def compression(value: Any) -> str:
    """A kind of compression as one of COMPRESSIONS. InvalidArgumentError for another."""
    kind = value if isinstance(value, str) else as_text(one_string(value, "compression_type"))
    if kind not in COMPRESSIONS:
        raise errors.InvalidArgumentError(
            f'Unsupported compression_type: {kind}; expected "GZIP", "ZLIB", or None for files that are not compressed.'
        )
    return kind
