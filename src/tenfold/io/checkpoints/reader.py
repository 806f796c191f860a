"""`tf.train.load_checkpoint` and kin: tensors of a checkpoint, by name."""

import os
import re
from typing import Any

import numpy as np

from tenfold.core.base.errors import DataLossError, InvalidArgumentError, NotFoundError, OpError, UnimplementedError
from tenfold.core.values import dtypes
from tenfold.io import bundle
from tenfold.io.bundle.entries import key_of, type_name
from tenfold.io.bundle.places import index_file
from tenfold.io.bundle.table_reading import MAGIC
from tenfold.io.checkpoints.state import Path, latest_checkpoint
from tenfold.ops.bytes.files import file_errors


class CheckpointReader:
    """The tensors of a checkpoint, as arrays; those saved in parts are put together.

    Args:
      filepattern: the checkpoint's prefix, "folder/ck-1" of `folder/ck-1.index`. No character in it is special.

    Raises:
      NotFoundError: there is no checkpoint of that prefix. DataLossError: its index is damaged.
      UnimplementedError: it is of TensorFlow's first format.
    """

    def __init__(self, filepattern: Path) -> None:
        self._bundle = opened(os.fsdecode(filepattern))

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """{name: sizes}."""
        return {name: list(self._bundle.shape(name)) for name in self._bundle.keys}

    def get_variable_to_dtype_map(self) -> dict[str, dtypes.DType]:
        """{name: dtype}. UnimplementedError where one is not there in Tenfold."""
        return {name: self._bundle.dtype(name) for name in self._bundle.keys}

    def has_tensor(self, tensor_str: str | bytes) -> bool:
        return self._bundle.has_tensor(_name(tensor_str))

    def get_tensor(self, tensor_str: str | bytes) -> Any:
        """A tensor: an array, or for a scalar NumPy's scalar; strings are bytes.

        Raises:
          NotFoundError: there is none of that name. DataLossError: its bytes are not what was written.
        """
        array = self._bundle.get_tensor(_name(tensor_str))
        return array if array.ndim else array[()]

    def debug_string(self) -> bytes:
        """A line a tensor, or part of one: name (dtype) [shape]."""
        return b"".join(
            key_of(f"{key} ({type_name(entry.dtype)}) [{','.join(map(str, entry.shape))}]\n")
            for key, entry in self._bundle.entries.items()
            if not entry.parts
        )


def load_checkpoint(ckpt_dir_or_file: Path) -> CheckpointReader:
    """A reader of a checkpoint.

    Args:
      ckpt_dir_or_file: its prefix, or a folder, of which it is the latest.

    Raises:
      ValueError: the folder's state file names none that is there. Else as CheckpointReader.
    """
    path = os.fsdecode(ckpt_dir_or_file)
    prefix = latest_checkpoint(path) if os.path.isdir(path) else path
    if prefix is None:
        raise ValueError(f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}")
    return CheckpointReader(prefix)


def load_variable(ckpt_dir_or_file: Path, name: str) -> Any:
    """The value of one variable of a checkpoint; ":0" after its name is left out. See `load_checkpoint`."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def list_variables(ckpt_dir_or_file: Path) -> list[tuple[str, list[int]]]:
    """(name, shape) of every variable of a checkpoint, sorted. See `load_checkpoint`."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


def print_tensors_in_checkpoint_file(
    file_name: Path,
    tensor_name: str | None,
    all_tensors: bool,
    all_tensor_names: bool = False,
    count_exclude_pattern: str = "",
) -> None:
    """Print a checkpoint's tensors, and how many numbers they hold; or what is wrong with it: nothing is raised.

    Args:
      file_name: the checkpoint's prefix.
      tensor_name: one to print; None or "" for all.
      all_tensors, all_tensor_names: whether to print values, and names, of all; neither: `debug_string`.
      count_exclude_pattern: a regular expression; tensors that have it in their names are not counted.
    """
    try:
        reader = CheckpointReader(file_name)
        _print_tensors(reader, tensor_name, all_tensors, all_tensor_names)
        _print_count(reader, count_exclude_pattern)
    except OpError as e:
        print(e)


def _print_tensors(reader: CheckpointReader, tensor_name: str | None, values: bool, names: bool) -> None:
    shapes = reader.get_variable_to_shape_map()
    if values or names:
        for name in sorted(shapes):
            _print_one(reader, name, shapes[name], values)
    elif not tensor_name:
        print(reader.debug_string().decode(errors="ignore"))
    elif tensor_name in shapes:
        _print_one(reader, tensor_name, None, True)
    else:
        raise NotFoundError(f"Tensor {tensor_name} not found in checkpoint")


def _print_count(reader: CheckpointReader, exclude: str) -> None:
    sizes = {name: int(np.prod(shape)) for name, shape in reader.get_variable_to_shape_map().items()}
    if exclude:
        out = [name for name in sizes if re.search(exclude, name)]
        print(
            f"# Excluding {len(out)} tensors ({sum(sizes.pop(name) for name in out)} params) that match "
            f"{exclude} when counting."
        )
    print(f"# Total number of params: {sum(sizes.values())}")


def _print_one(reader: CheckpointReader, name: str, shape: list[int] | None, value: bool) -> None:
    found = reader._bundle
    print(f"tensor: {name} ({found.dtype(name).name}) {shape or list(found.shape(name))}")
    if value:
        print(reader.get_tensor(name))


def opened(prefix: str) -> bundle.Reader:
    """The checkpoint of a prefix. Raises as CheckpointReader."""
    if not os.path.exists(index_file(prefix)):
        raise _missing(prefix)
    return bundle.Reader(prefix)


def _name(name: str | bytes) -> str | bytes:
    if not isinstance(name, (str, bytes)):
        raise TypeError(f"Expected binary or unicode string, got {name!r}")
    return name


def _missing(prefix: str) -> Exception:
    """What to raise where a prefix has no index."""
    folder, base = os.path.split(prefix)
    found = re.fullmatch(r"(.+)\.(?:index|data-\d{5}-of-\d{5})", base)
    if found and os.path.exists(index_file(os.path.join(folder, found[1]))):
        return InvalidArgumentError(
            f"{prefix} is a file of a checkpoint: give what its files' names begin with, "
            f"{os.path.join(folder, found[1])!r}."
        )
    for file in [prefix, *(os.path.join(folder, name) for name in _sharded(folder, base))]:
        if os.path.isfile(file):
            return _other(file)
    return NotFoundError(f"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {prefix}")


def _sharded(folder: str, base: str) -> list[str]:
    """Files of a checkpoint of the first format that is in several."""
    named = re.compile(re.escape(base) + r"-\d{5}-of-\d{5}")
    try:
        return [name for name in os.listdir(folder or ".") if named.fullmatch(name)]
    except OSError:  # there is no such folder, or it may not be listed
        return []


def _other(file: str) -> Exception:
    """What to raise for a file that is no index: it may be a checkpoint of before there were any."""
    with file_errors(file), open(file, "rb") as stream:
        stream.seek(max(os.path.getsize(file) - 8, 0))
        end = stream.read()
    if end != MAGIC.to_bytes(8, "little"):
        return DataLossError(
            f"Unable to open table file {file}: not an sstable (bad magic number): perhaps it is of another format."
        )
    return UnimplementedError(
        f"{file} is a checkpoint of TensorFlow's first format (V1, one file without .index), which is not read here: "
        "restore it with TensorFlow and save it again, with tf.compat.v1.train.Saver(write_version=SaverDef.V2)."
    )
