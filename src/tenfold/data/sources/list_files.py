"""`list_files`: names of files that match patterns."""

from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.arguments import truth
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import Dataset, source
from tenfold.data.sources.files import paths
from tenfold.data.sources.slices import Slices
from tenfold.ops.arrays.shaping import size
from tenfold.ops.bytes.files import matching_files
from tenfold.ops.math.powers import maximum
from tenfold.ops.strings.arrays import flat, text


class FileNames(Slices):
    """Names of files, sorted, of which there must be one."""

    def __init__(self, patterns: Any, name: str | None = None) -> None:
        self.patterns = patterns
        super().__init__(matching_files(patterns), name)

    def check(self) -> None:
        super().check()
        (found,) = self.leaves
        if not is_open(found) and not len(found._array):
            told = ", ".join(map(text, flat(np.asarray(self.patterns._array))))
            raise errors.InvalidArgumentError(f"No files matched pattern: {told}")


@source
def list_files(file_pattern: Any, shuffle: Any = None, seed: Any = None, name: str | None = None) -> Dataset:
    """A dataset of the names of files that match, looked for now.

    Args:
      file_pattern: a pattern with *, ? and [a-z], or several in a list or tensor.
      shuffle: whether they come in a random order, another one each pass (the default); sorted else.
      seed: of the order, see `shuffle`.
      name: see `Dataset`.

    Raises:
      InvalidArgumentError: there is no such file.
    """
    patterns = convert(paths(file_pattern))
    if 0 in (patterns._dims or ()):
        patterns = convert(np.empty(patterns._dims, object))
    if patterns.dtype is not dtypes.string:
        raise TypeError(f"list_files: cannot convert {file_pattern!r:.80} to a pattern: it must be a string.")
    found = FileNames(patterns, name)
    if shuffle is not None and not truth(shuffle, "shuffle"):
        return found
    count = maximum(size(found.leaves[0]), 1) if is_open(found.leaves[0]) else max(found.size(), 1)
    return Shuffle(found, count, seed, True, name)
