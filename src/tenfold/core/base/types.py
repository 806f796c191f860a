"""The words of signatures, in one place. What stands in a later room is named by what is asked of it, as a protocol."""

from collections.abc import Callable, Iterable, Iterator, Sequence  # noqa: F401  words of signatures, too
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias  # noqa: F401

Array: TypeAlias = Any  # NumPy's arrays and scalars; in second gear JAX's arrays and tracers
Value: TypeAlias = Any  # what a program may write: Python's values, arrays, tensors, variables, structures of them
Attrs: TypeAlias = dict[str, Any]  # the attributes of a call of an op, and keyword arguments in general
Dims: TypeAlias = tuple[int | None, ...] | None  # a shape; None for a size, or the rank, that is not known
Function: TypeAlias = Callable[..., Any]
Memo: TypeAlias = dict[Any, Any]  # of a deep copy
Reduced: TypeAlias = tuple[Any, ...]  # see `object.__reduce__`
Rows: TypeAlias = Sequence[Any]
NOT_YET: Function = None  # type: ignore[assignment]  # a hook, until the floor that fills it is loaded


class Recording(Protocol):
    """A tape, `calls.tape.GradientTape`."""

    def read(self, variable: Any, tensor: Any) -> None: ...
    def record(self, op: Any, inputs: Rows, result: Value, attrs: Attrs) -> None: ...


class Writing(Protocol):
    """The graph that op calls write into, `graphs.graph.Graph`."""

    building_function: bool
    outer: Any

    @property
    def _scope(self) -> str: ...
    def write(self, op: Any, inputs: Rows, attrs: Attrs, name: str | None = None) -> Any: ...
    def capture(self, tensor: Any) -> Any: ...
    def constant(self, array: Array, key: int | None = None, name: str | None = None) -> Any: ...
    def name_scope(self, name: str) -> Any: ...
    def control_dependencies(self, inputs: Rows | None) -> Any: ...
