"""Which sessions a thread has entered: the innermost is the one that `tensor.eval()` and `operation.run()` use."""

import threading
from typing import Any, Generic, Protocol, TypeVar

from tenfold.core.graphs.graph import Graph


class Entered(Protocol):
    """What whoever asks for the default Session needs of it."""

    graph: Graph

    def run(self, fetches: Any, feed_dict: Any = None) -> Any: ...

    def load_variable(self, variable: Any, value: Any) -> None: ...


_Session = TypeVar("_Session", bound=Entered)


class _Stack(threading.local):
    def __init__(self) -> None:
        self.sessions: list[Entered] = []


OPEN = _Stack()  # sessions entered with `with`, innermost last


def get_default_session() -> Entered | None:
    """The innermost session entered with `with`; None outside."""
    return OPEN.sessions[-1] if OPEN.sessions else None


def session_of(graph: Graph) -> Entered:
    """The innermost session of `graph` that this thread has entered.

    Raises:
      ValueError: there is none.
    """
    for session in reversed(OPEN.sessions):
        if session.graph is graph:
            return session
    raise ValueError(
        "Cannot evaluate tensor using `eval()`: No default session is registered. Use `with sess.as_default()` "
        "or pass an explicit session to `eval(session=sess)`"
    )


class AsDefault(Generic[_Session]):
    """A `with` block in which `session` is the default one."""

    def __init__(self, session: _Session) -> None:
        self.session = session

    def __enter__(self) -> _Session:
        OPEN.sessions.append(self.session)
        return self.session

    def __exit__(self, *_: object) -> None:
        OPEN.sessions.remove(self.session)
