"""What several threads ask for and one of them makes, the others waiting: compiled programs."""

import os
import threading
from collections.abc import Callable, Hashable

_looking = threading.RLock()  # held for a moment only, to look at or change what is being made
_made = threading.Condition(_looking)
_making: dict[Hashable, int] = {}  # key -> the thread that is at it


def once(key: Hashable, is_there: Callable[[], bool], make: Callable[[], object]) -> None:
    """Call `make()` unless `is_there()`, which a thread that is at it already may see to: it is waited for.

    Whoever comes here again out of `make`, as a finaliser may, goes on without.
    """
    me = threading.get_ident()
    if _making.get(key) == me:
        return
    try:
        with _looking:
            _made.wait_for(lambda: key not in _making)
            if is_there():
                return
            _making[key] = me
        make()
    finally:
        with _looking:
            if _making.get(key) == me:
                del _making[key]
                _made.notify_all()


def _in_child() -> None:
    """After a fork: the other threads, and what they were at, are gone."""
    _looking._at_fork_reinit()  # type: ignore[attr-defined]  # as `threading` itself does; typeshed leaves it out
    for key in [k for k, thread in _making.items() if thread != threading.get_ident()]:
        del _making[key]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
