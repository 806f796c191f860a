"""What is going on in this thread: which graph is being written, which tapes record, which name scope is open."""

import functools
import threading

from tenfold.core.base.types import Any, Function, Recording, Reduced, Writing


class _State(threading.local):
    graph: Writing | None = None  # the Graph that op calls write into; None while they run at once. Set it with `using`
    eager = True  # graph is None
    tapes: tuple[Recording, ...] = ()  # active tapes, outermost first
    scope = ""  # name scope of eager code
    adopt: Function | None = None  # while a function is traced: called with each variable made, even in an init_scope
    creators: tuple[Function, ...] = ()  # who has a say in the making of variables, outermost scope first
    gear: str | None = None  # "first" / "second" pins the gear, None lets the shifting rule decide
    checks: list[Any] | None = None  # while lowering: collects (failed, op) flags of ops that can fail on data


STATE = _State()


class PerThread(threading.local):
    """Base of what an object keeps for each thread by itself. Copies and pickles of it begin anew."""

    def __reduce__(self) -> Reduced:
        return type(self), ()


class using:
    """Set fields of this thread's state for the length of a `with` block: `with using(graph=g, tapes=()): ...`."""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        self.saved: list[dict[str, Any]] = []

    def __enter__(self) -> None:
        self.saved.append(dict(zip(self.fields, map(_of_now, self.fields))))
        vars(STATE).update(self.fields)
        STATE.eager = STATE.graph is None

    def __exit__(self, *_: Any) -> None:
        vars(STATE).update(self.saved.pop())
        STATE.eager = STATE.graph is None


_of_now = functools.partial(getattr, STATE)
