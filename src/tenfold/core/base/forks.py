"""Locks in forked processes: the threads that held them are the parent's, and a child would wait for ever."""

import os

from tenfold.core.base.types import Any


def free_in_child(lock: Any) -> Any:
    """`lock`, a Lock or RLock that guards nothing that may be half done, free in every child of this process."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lock._at_fork_reinit)
    return lock
