"""Names for parts of a program, and the order in which its parts run."""

import contextlib

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.base.types import Any, Iterator


class name_scope:
    """A `with` block in which names of variables and graph nodes begin with `name/`. It may be entered repeatedly.

    Entering gives the full prefix, "outer/name/"; a name that ends in "/" is a full prefix itself.
    """

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ValueError("name for name_scope must be a string.")
        self._name = name
        self._entered: list[Any] = []

    name = property(lambda self: self._name)

    def __enter__(self) -> str:
        scope = scope_of(self._name)
        self._entered.append(scope)
        return scope.__enter__()

    def __exit__(self, *exc: Any) -> bool | None:
        return self._entered.pop().__exit__(*exc)


@contextlib.contextmanager
def scope_of(name: str) -> Iterator[str]:
    if STATE.graph is not None:
        with STATE.graph.name_scope(name) as scope:
            yield scope
        return
    scope = name if not name or name.endswith("/") else f"{STATE.scope}{name}/"
    with using(scope=scope):
        yield scope


def get_current_name_scope() -> str:
    """The prefix that names get here, without the last "/": "outer/inner"; "" outside of any scope."""
    return (STATE.scope if STATE.graph is None else STATE.graph._scope).removesuffix("/")


def control_dependencies(control_inputs: Any) -> Any:
    """A `with` block whose nodes run after `control_inputs` (tensors, operations, variables; None clears outer ones).

    Eagerly everything runs in the order of the program, so nothing is left to do.
    """
    if STATE.graph is None:
        if callable(control_inputs):
            control_inputs()
        return contextlib.nullcontext()
    if control_inputs is None:
        return STATE.graph.control_dependencies(None)
    return STATE.graph.control_dependencies([i for i in nest.flatten(control_inputs, True) if i is not None])
