"""Entries of an HDF5 file that may come from anybody: groups, arrays of numbers, attributes.

HDF5 can say of an entry that its content lies elsewhere: in another file of this machine (external storage, external
links, virtual data sets) or under another name (soft links). A file of weights does not need that, and one that has it
could read any file of this user's into the weights, so it is refused. So is a size that the file cannot mean: few
stored bytes can stand for any number of zeros.
"""

import contextlib
import os

import numpy as np

from tenfold.keras.saving.hdf5 import heaps as hdf5_heaps
from tenfold.ops import memory

EXPANSION = 1000  # bytes in memory for one in the file: more than compression of weights gives
_DAMAGE = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, RuntimeError, TypeError, ValueError)
_MISSING = object()


class Entries:
    """The entries under one group of an open file.

    Every method raises ValueError, naming file and entry, for one that is refused, damaged or missing.
    """

    def __init__(self, root):
        self.root, self.path = root, root.file.filename
        self._size = root.file.id.get_filesize()
        self._read, self._free = 0, memory.at_hand()
        self._heaps_checked = False

    @contextlib.contextmanager
    def naming(self, entry):
        """A block whose errors are the file's fault: ValueError that names `entry`."""
        try:
            yield
        except Refused:
            raise
        except _DAMAGE as error:
            said = f"there is no {error.args[0]}" if isinstance(error, Missing) else f"{type(error).__name__}: {error}"
            raise Refused(f"The file {self.path} is damaged at {entry!r}: {said}.") from error

    def has(self, group, name):
        """Whether a group has a member of that name, without looking where a link leads."""
        with self.naming(_below(group, name)):
            return group.id.links.exists(name.encode())

    def has_attribute(self, owner, name):
        """Whether a group or an array has an attribute of that name."""
        with self.naming(_attribute(owner, name)):
            return name in owner.attrs

    def group(self, parent, name):
        """The group at a path below another one."""
        found = self._at(parent, name)
        if not hasattr(found, "keys"):
            self._refuse(_below(parent, name), "a group is expected here, not an array")
        return found

    def array(self, parent, name):
        """The array at a path below a group, read."""
        data, entry = self._at(parent, name), _below(parent, name)
        with self.naming(entry):
            self._check_storage(data, entry)
            value = np.asarray(data[()])
        return value, data

    def attribute(self, owner, name, default=_MISSING):
        """An attribute of a group or an array."""
        entry, there = _attribute(owner, name), self.has_attribute(owner, name)
        if not there and default is not _MISSING:
            return default
        with self.naming(entry):
            if not there:
                raise Missing("such attribute")
            found = owner.attrs.get_id(name)
            if found.dtype.kind == "O":  # texts of any length, which lie in heaps
                self._check_heaps()
            if found.shape and found.dtype.itemsize * int(np.prod(found.shape, dtype=object)) > self._size:
                self._refuse(entry, f"it claims the shape {found.shape}, which the file cannot hold")
            return owner.attrs[name]

    def _at(self, parent, name):
        """What lies at a path; each step must be an entry of the file itself."""
        import h5py

        node, entry = parent.file if name.startswith("/") else parent, _below(parent, name)
        with self.naming(entry):
            for part in (p.encode() for p in name.split("/") if p not in ("", ".")):
                if not isinstance(node, h5py.Group) or not node.id.links.exists(part):
                    raise Missing("such entry")
                kind = node.id.links.get_info(part).type
                if kind != h5py.h5l.TYPE_HARD:
                    link = {h5py.h5l.TYPE_SOFT: "a soft link", h5py.h5l.TYPE_EXTERNAL: "a link into another file"}
                    self._refuse(entry, f"it is {link.get(kind, 'a link of an unknown kind')}")
                node = node[part]
        return node

    def _check_heaps(self):
        if self._heaps_checked:
            return
        self._heaps_checked, file = True, self.root.file
        if file.mode == "r" and os.path.isfile(self.path):
            at = hdf5_heaps.endless_heap(self.path, file.id.get_create_plist().get_sizes()[1])
            if at is not None:
                raise ValueError(f"the heap at byte {at:,}, where its texts lie, has no end")

    def _check_storage(self, data, entry):
        if not hasattr(data, "shape") or data.shape is None or data.dtype.kind not in "biufc":
            kind = getattr(data, "dtype", "a group")
            self._refuse(entry, f"it holds {kind}, where an array of numbers is expected")
        if data.is_virtual:
            self._refuse(entry, "it is a virtual data set, made of other files")
        if data.id.get_create_plist().get_external_count():
            self._refuse(entry, "its content lies in another file (external storage)")
        stored = min(data.id.get_storage_size(), self._size)
        # a chunk is unpacked as a whole, and may be larger than the array that lies in it
        elements = max(int(np.prod(shape, dtype=object)) for shape in (data.shape, data.chunks or (0,)))
        wanted = elements * data.dtype.itemsize if data.size else 0
        if wanted > EXPANSION * stored:
            self._refuse(entry, f"it claims {wanted:,} bytes ({data.dtype}{list(data.shape)}) but stores {stored:,}")
        self._read += wanted  # however often an entry is named
        if self._free is not None and self._read > self._free:
            self._refuse(
                entry, f"with it the file takes {self._read:,} bytes of memory, and {self._free:,} are at hand"
            )
        if self._read > EXPANSION * self._size:
            self._refuse(entry, f"with it the file of {self._size:,} bytes takes {self._read:,} bytes of memory")

    def _refuse(self, entry, why):
        raise Refused(
            f"The file {self.path} is refused at {entry!r}: {why}. Weights are read from the file itself alone, and "
            f"only where they take at most {EXPANSION:,} times the bytes that are stored."
        )


class Refused(ValueError):
    """A file that is damaged, or that asks for what no file of weights needs."""


class Missing(LookupError):
    """An entry that a file lacks."""


def _attribute(owner, name):
    return f"{owner.name}, attribute {name}"


def _below(parent, name):
    return name if name.startswith("/") else f"{parent.name.rstrip('/')}/{name}"
