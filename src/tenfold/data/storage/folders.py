"""Reading folders that others may have written: only what is in them, and no more memory than files have bytes."""

import os
import stat
from typing import Any

from google.protobuf.message import DecodeError

from tenfold.core.base import errors
from tenfold.ops.bytes.files import file_errors

LARGEST = 1 << 22  # bytes of a message beside the records; TensorFlow's have some hundreds


def names(folder: str, inside: str, ending: str) -> list[str]:
    """The paths of what is in `inside`, a folder in `folder`, and ends with `ending`; sorted.

    Raises:
      NotFoundError, FailedPreconditionError: there is no such folder. See `checked`.
    """
    with file_errors(inside):
        found = sorted(os.listdir(checked(folder, inside)))
    return [checked(folder, os.path.join(inside, name)) for name in found if name.endswith(ending)]


def checked(folder: str, path: str) -> str:
    """`path`. FailedPreconditionError where links lead out of `folder`, or it is a pipe or a device."""
    real, within = os.path.realpath(path), os.path.realpath(folder)
    if os.path.commonpath([real, within]) != within:
        raise errors.FailedPreconditionError(
            f"{path}: a link that leads out of {folder}, to {real}; of a saved dataset only what is in its folder is "
            "read. Where you trust it, copy the file there in place of the link."
        )
    with file_errors(path):
        mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise errors.FailedPreconditionError(f"{path}: neither a file nor a folder, and no part of a saved dataset.")
    return path


def message(kind: Any, folder: str, name: str) -> Any:
    """The message of a class that a file in `folder` holds; None where there is no such file.

    Raises:
      DataLossError: it holds something else.
    """
    path = os.path.join(folder, name)
    if not os.path.lexists(path):
        return None
    with file_errors(path), open(checked(folder, path), "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise errors.DataLossError(f"{path}: of a saved dataset it has {LARGEST} bytes at most, and this is larger.")
    try:
        return kind.FromString(content)
    except DecodeError as error:
        raise errors.DataLossError(
            f"{path}: it is no {kind.DESCRIPTOR.name}: {error}. Save the dataset anew."
        ) from None
