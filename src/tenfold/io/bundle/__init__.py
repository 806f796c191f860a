"""TensorBundle, the files of a checkpoint: `PREFIX.index`, and `PREFIX.data-?????-of-?????` beside it.

The index is a table (LevelDB's documentation, "table_format.md"), sorted by key. The key "" has a BundleHeaderProto,
every tensor's name a BundleEntryProto: dtype, shape, and in which data file, from which byte on, how many bytes it lies
with which CRC32C. A tensor saved in parts has an entry that lists the slices, and one for each slice. Data files hold
the elements as they lie in memory, the least byte first, with nothing between tensors.

    write(prefix, {name: array})      everything at once
    with Writer(prefix) as bundle:    tensors, slices, several data files
    Reader(prefix).get_tensor(name)

A checkpoint that is written again under its prefix is the old one until its index is renamed, and the new one from then
on: see `places`.
"""

from tenfold.io.bundle.merging import merge
from tenfold.io.bundle.reading import Reader
from tenfold.io.bundle.writing import Writer, write

__all__ = ["Reader", "Writer", "merge", "write"]
