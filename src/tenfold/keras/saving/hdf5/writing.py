"""An HDF5 file written whole or not at all."""

import contextlib
import io
import os

from tenfold.ops.bytes.whole_file import whole_file


@contextlib.contextmanager
def writing(path):
    """An open group to write to. A path is written under another name and renamed, so that it is never half a file.

    Raises:
      OSError: there is no place for it.
    """
    import h5py

    if isinstance(path, h5py.Group):
        yield path
        path.file.flush()
        return
    with whole_file(path, _Target) as target:
        with h5py.File(target, "w") as file:
            yield file
        target.finish(path)


class _Target(io.FileIO):
    """A file that tells of a full disk when all is written: HDF5 crashes the process, later, where a write fails."""

    error = None

    def __init__(self, name, mode, opener):
        super().__init__(name, "wb+", opener=opener)  # HDF5 reads what it has written

    def write(self, data):
        data = memoryview(data).cast("B")
        done = 0
        while self.error is None and done < len(data):
            try:
                done += super().write(data[done:])
            except OSError as error:
                self.error = error
        return len(data)

    def truncate(self, size=None):
        try:
            return super().truncate(size) if self.error is None else size
        except OSError as error:
            self.error = error
            return size

    def finish(self, path):
        """OSError, of the file at `path`, if anything could not be written."""
        if self.error is not None:
            number = self.error.errno
            raise OSError(number, f"cannot write, {os.strerror(number)}", path) from self.error
