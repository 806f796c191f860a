"""What datasets of whole folders of records share: which files, in which order, and batches of what is in them."""

from typing import Any

from tenfold.data.batching.batch import Batch
from tenfold.data.order.repeat import Repeat
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.arguments import several
from tenfold.data.plan.dataset import Dataset
from tenfold.data.sources.files import names, paths
from tenfold.ops.bytes.files import names_like


def files_of(pattern: Any, error: type[Exception] = ValueError) -> list[str]:
    """The names of files that match a glob pattern or one of several, sorted. `error` where there are none."""
    given = paths(pattern)
    patterns = [given] if isinstance(given, (str, bytes)) else several(given, "file_pattern", "strings")
    if not patterns:
        raise ValueError("Argument `file_pattern` should not be empty.")
    found = sorted(name for p in patterns for name in names_like(p.decode() if isinstance(p, bytes) else p))
    if not found:
        raise error(f"No files match `file_pattern` {pattern}.")
    return found


def shuffled_files(files: list[str], shuffle: Any, seed: Any) -> Dataset:
    """Their names, in another order each pass if `shuffle`."""
    return Shuffle(names(files), len(files), seed) if shuffle else names(files)


def batches(
    records: Dataset, size: Any, epochs: Any, shuffle: Any, buffer: Any, seed: Any, drop_remainder: bool
) -> Dataset:
    """Batches of `epochs` passes over records, which are shuffled in each if `shuffle`."""
    found = Shuffle(records, buffer, seed) if shuffle else records
    if epochs != 1:
        found = Repeat(found, epochs)
    return Batch(found, size, drop_remainder)
