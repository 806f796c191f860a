"""The state file of a folder of checkpoints, `checkpoint`: a CheckpointState as text, which says what is the latest.

Paths in it are relative to the folder, or absolute; given out they begin with the folder's.
"""

import logging
import os
from collections.abc import Sequence
from typing import Any

from tenfold.core.base.errors import OpError
from tenfold.io import messages
from tenfold.io.bundle.places import index_file, opened
from tenfold.io.text_format import parse, to_text
from tenfold.ops.bytes.files import file_errors
from tenfold.ops.bytes.whole_file import whole_file

Path = str | bytes | os.PathLike[str]
log = logging.getLogger("tenfold")


def generate_checkpoint_state_proto(
    save_dir: Path,
    model_checkpoint_path: Path,
    all_model_checkpoint_paths: Sequence[Path] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> Any:
    """A CheckpointState.

    Args:
      save_dir: the folder that the state file is for. Where it is relative, relative paths are made relative to it.
      model_checkpoint_path: prefix of the latest checkpoint.
      all_model_checkpoint_paths: prefixes of all that are kept, from old to new; the latest is added if it is not last.
      all_model_checkpoint_timestamps: when each was saved, in seconds since 1970.
      last_preserved_timestamp: when the last one was saved that is kept for good.

    Raises:
      ValueError: not as many times as paths.
    """
    latest, paths = os.fsdecode(model_checkpoint_path), [os.fsdecode(p) for p in all_model_checkpoint_paths or ()]
    if not paths or paths[-1] != latest:
        paths.append(latest)
    times = all_model_checkpoint_timestamps
    if times and len(times) != len(paths):
        raise ValueError(
            "Checkpoint timestamps, if provided, must match checkpoint paths "
            f"(got paths {paths} and timestamps {times})"
        )
    folder = os.fsdecode(save_dir)
    if not os.path.isabs(folder):
        latest, *paths = (p if os.path.isabs(p) else os.path.relpath(p, folder) for p in [latest, *paths])
    return messages.CheckpointState(
        model_checkpoint_path=latest,
        all_model_checkpoint_paths=paths,
        all_model_checkpoint_timestamps=times,
        last_preserved_timestamp=last_preserved_timestamp,
    )


def update_checkpoint_state(
    save_dir: Path,
    model_checkpoint_path: Path,
    all_model_checkpoint_paths: Sequence[Path] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> None:
    """Write the state file of a folder, whole or not at all.

    Args:
      latest_filename: its name, "checkpoint" if it is None. Others: see `generate_checkpoint_state_proto`.

    Raises:
      RuntimeError: a checkpoint has the state file's name.
    """
    write_state(
        save_dir,
        generate_checkpoint_state_proto(
            save_dir,
            model_checkpoint_path,
            all_model_checkpoint_paths,
            all_model_checkpoint_timestamps,
            last_preserved_timestamp,
        ),
        latest_filename,
    )


def write_state(save_dir: Path, state: Any, latest_filename: str | None = None) -> None:
    """Write a CheckpointState as the state file of a folder. RuntimeError where a checkpoint has the file's name."""
    path = _state_file(save_dir, latest_filename)
    if path == state.model_checkpoint_path:
        raise RuntimeError(
            f"Save path '{path}' conflicts with path used for checkpoint state.  Please use a different save path."
        )
    with file_errors(path), whole_file(path) as file:
        file.write(to_text(state).encode())


def get_checkpoint_state(checkpoint_dir: Path, latest_filename: str | None = None) -> Any:
    """The CheckpointState of a folder, paths beginning with the folder's.

    Args:
      latest_filename: the state file's name, "checkpoint" if it is None.

    Returns:
      None where there is no state file, or one that cannot be read or is no CheckpointState, of which a warning tells.

    Raises:
      ValueError: it names no latest checkpoint.
    """
    path, folder = _state_file(checkpoint_dir, latest_filename), os.fsdecode(checkpoint_dir)
    if not os.path.exists(path):
        return None
    try:
        with file_errors(path), open(opened(path), "rb") as file:
            text = file.read()
        state = parse(text, messages.CheckpointState(), path, twice=True)
    except OpError as error:
        log.warning("%s\n%s: Checkpoint ignored", error, path)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(f"Invalid checkpoint state loaded from {folder}: {path} has no model_checkpoint_path.")
    state.model_checkpoint_path = os.path.join(folder, state.model_checkpoint_path)
    state.all_model_checkpoint_paths[:] = [os.path.join(folder, p) for p in state.all_model_checkpoint_paths]
    return state


def latest_checkpoint(checkpoint_dir: Path, latest_filename: str | None = None) -> str | None:
    """The prefix of a folder's latest checkpoint; None where its state file names none that is there.

    Args:
      latest_filename: the state file's name, "checkpoint" if it is None.
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if not checkpoint_exists(state.model_checkpoint_path):
        log.error("Couldn't match files for checkpoint %s", state.model_checkpoint_path)
        return None
    return state.model_checkpoint_path


def checkpoint_exists(checkpoint_prefix: Path) -> bool:
    """Whether there is a checkpoint of that prefix: its index, or a file of TensorFlow's first format.

    No character of the prefix is special, `[x]*` is a name as any other.
    """
    prefix = os.fsdecode(checkpoint_prefix)
    return os.path.exists(index_file(prefix)) or os.path.exists(prefix)


def _state_file(folder: Path, name: str | None) -> str:
    return os.path.join(os.fsdecode(folder), name or "checkpoint")
