"""Checkpoints' files on the disk: how old they are, taking them away, waiting for new ones."""

import contextlib
import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator

from tenfold.io import messages
from tenfold.io.bundle import places
from tenfold.io.checkpoints.state import Path, latest_checkpoint
from tenfold.ops.bytes.files import file_errors

_NAP = 1.0  # seconds between two looks for a new checkpoint
log = logging.getLogger("tenfold")


def get_checkpoint_mtimes(checkpoint_prefixes: Iterable[Path]) -> list[float]:
    """When checkpoints were last written, in seconds since 1970. Those that are not there are left out."""
    found = []
    for prefix in map(os.fsdecode, checkpoint_prefixes):
        for file in (places.index_file(prefix), prefix):
            if os.path.exists(file):
                found.append(os.stat(file).st_mtime_ns / 1e9)
                break
    return found


def remove_checkpoint(
    checkpoint_prefix: Path, checkpoint_format_version: int = 2, meta_graph_suffix: str = "meta"
) -> None:
    """Delete a checkpoint's files: its graph's, its index, its data. What is not there is no error.

    Args:
      checkpoint_prefix: no character in it is special.
      checkpoint_format_version: `SaverDef.V2`, or V1 for the single file of TensorFlow's first format.
      meta_graph_suffix: what the name of the graph's file ends with.
    """
    prefix = os.fsdecode(checkpoint_prefix)
    graph = meta_graph_filename(prefix, meta_graph_suffix)
    with file_errors(prefix):
        if checkpoint_format_version == messages.SaverDef.V2:
            _remove(graph, places.index_file(prefix))
            if os.path.isdir(os.path.dirname(prefix) or "."):
                places.sweep(prefix)
        else:
            _remove(graph, prefix)


def meta_graph_filename(checkpoint_filename: str, meta_graph_suffix: str = "meta") -> str:
    """The name of the file that holds a checkpoint's graph, next to the checkpoint, of several files or one."""
    return f"{re.sub(r'-[0-9?]+-of-[0-9]+$', '', checkpoint_filename)}.{meta_graph_suffix}"


def _remove(*paths: str) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.remove(path)


def checkpoints_iterator(
    checkpoint_dir: Path,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], object] | None = None,
) -> Iterator[str]:
    """The prefix of a folder's latest checkpoint, each time there is a new one.

    Args:
      min_interval_secs: seconds at least between two.
      timeout: seconds to wait for a new one; None: for ever.
      timeout_fn: called when that time is over. If it gives something true the iterator ends, else it waits again.
    """
    last = None
    while True:
        found = _wait(checkpoint_dir, last, timeout)
        if found is None:
            if timeout_fn is None or timeout_fn():
                return
            continue
        start, last = time.monotonic(), found
        yield found
        time.sleep(max(0.0, start + min_interval_secs - time.monotonic()))


def _wait(folder: Path, last: str | None, timeout: float | None) -> str | None:
    """A checkpoint that is not `last`; None when the time is over."""
    log.info("Waiting for new checkpoint at %s", os.fsdecode(folder))
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        found = latest_checkpoint(folder)
        if found is not None and found != last:
            return found
        if end is not None and time.monotonic() + _NAP > end:
            return None
        time.sleep(_NAP)
