"""`if` when the program is traced: Python's, or one of both branches by what a tensor is."""

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.function.autograph.jumps import DONE, VALUE
from tenfold.function.autograph.state import (
    UNDEFINED,
    Parts,
    Places,
    State,
    check_condition,
    rebuilt,
    scratch,
    staged,
    zeros_for,
)
from tenfold.ops.control.branches import cond

MAIN, ELSE = "main", "else"


def if_(
    test: Any, body: FunctionType, orelse: FunctionType, names: Sequence[str] = (), kept: int = 0, places: Places = ()
) -> None:
    """Run `body` if `test` holds, else `orelse`.

    Args:
      names: variables that they assign: the first `kept` are read afterwards, the others inside only.
      places: attributes and entries that they assign.
    """
    tensor = staged(test)
    if tensor is None:
        if test:
            body()
        else:
            orelse()
        return
    state = State(names, places, body, orelse)
    write_if(tensor, state, body, orelse, [*range(kept), *range(len(names), len(state.names))])


def write_if(test: Tensor, state: State, body: Callable[[], None], orelse: Callable[[], None], kept: list[int]) -> None:
    """Write both branches; `kept` are the indices of what is read afterwards."""
    _Staged(check_condition(test, "if statement"), state, body, orelse, kept).run()


class _Staged:
    """An `if` that is written.

    Attributes:
      kept: indices, in the state, of what goes on.
      parts: label of a branch -> Parts of what it leaves in them.
    """

    def __init__(
        self, test: Tensor, state: State, body: Callable[[], None], orelse: Callable[[], None], kept: list[int]
    ) -> None:
        self.test, self.state, self.body, self.orelse, self.kept = test, state, body, orelse, kept
        self.before = state.get()
        self.parts: dict[str, list[Parts]] = {}

    def run(self) -> None:
        try:
            found = cond(self.test, lambda: self.branch(self.body, MAIN), lambda: self.branch(self.orelse, ELSE))
        except BaseException:
            self.state.set(self.before)
            raise
        found = list(found) if isinstance(found, (list, tuple)) else [found]
        after = list(self.before)
        for i, value, one, other in zip(self.kept, rebuilt(self.parts[MAIN], found), *self.parts.values()):
            is_flag = self.state.names[i].startswith("ag__") and type(one.value) is bool
            after[i] = one.value if is_flag and one.value is other.value else value  # both jump, or neither does
        self.state.set(after)

    def branch(self, function: Callable[[], None], label: str) -> list[Tensor]:
        """The tensors that a branch leaves."""
        values = self.values(function)
        if label == MAIN and any(self.open(values)):
            with scratch():
                others = self.values(self.orelse)
            values = self.filled(values, others)
        elif label == ELSE:
            values = self.filled(values, [p.value for p in self.parts[MAIN]])
        parts = self.parts[label] = [Parts(v) for v in values]
        if label == ELSE:
            for i, a, b in zip(self.kept, self.parts[MAIN], parts):
                _check_alike(self.state.names[i], a, b)
        return [t for p in parts for t in p.tensors]

    def values(self, function: Callable[[], None]) -> list[Any]:
        self.state.set(self.before)
        function()
        now = self.state.get()
        return [now[i] for i in self.kept]

    def open(self, values: list[Any]) -> list[bool]:
        """Which of a branch's values are not there and will not be read: the function's result where the branch does
        not return, and everything where it does."""
        names = [self.state.names[i] for i in self.kept]
        returns = any(name == DONE and v is True for name, v in zip(names, values))
        return [v is UNDEFINED and (returns or name == VALUE) for name, v in zip(names, values)]

    def filled(self, values: list[Any], others: list[Any]) -> list[Any]:
        """`values`, with zeros like those of the other branch for what nobody will read."""
        return [zeros_for(other) if unread else v for v, unread, other in zip(values, self.open(values), others)]


def _check_alike(name: str, a: Parts, b: Parts) -> None:
    """Both branches leave the same structure of tensors, and of everything else the same thing, in a variable."""
    for one, label in ((a, MAIN), (b, ELSE)):
        if one.value is UNDEFINED and a.value is not b.value:
            raise ValueError(f"'{name}' must also be initialized in the {label} branch: {_advice(name)}")
    for one, other, label in ((a, b, MAIN), (b, a, ELSE)):
        if one.value is None and other.value is not None:
            if name == VALUE:
                raise ValueError(
                    f"A value must also be returned from the {label} branch: the {label} branch must also have a "
                    "return statement. If a value is returned from one branch of a conditional on a tensor, a value "
                    "must be returned from all branches."
                )
            raise ValueError(f"'{name}' is None at the end of the {label} branch, but not of the other.")
    shown = "the return value" if name == VALUE else f"'{name}'"
    try:
        nest.assert_same_structure(a.value, b.value, expand_composites=True)
    except (TypeError, ValueError) as e:
        raise TypeError(
            f"{shown} must have the same nested structure in the main and else branches: {a.value!r} in the main "
            f"branch, {b.value!r} in the else branch. {e}"
        ) from None
    _check_leaves(shown, a, b)


def _check_leaves(shown: str, a: Parts, b: Parts) -> None:
    if a.is_tensor != b.is_tensor or any(x is not y and x != y for x, y in zip(a.leaves, b.leaves)):
        raise TypeError(
            f"{shown} is {a.value!r} in the main branch and {b.value!r} in the else branch: what a tensor decides must "
            "be tensors, or the same object in both."
        )
    for x, y in zip(a.tensors, b.tensors):
        if x.dtype != y.dtype:
            raise TypeError(
                f"{shown} has dtype {x.dtype.name} in the main branch, but dtype {y.dtype.name} in the else branch: "
                "cast one of them with tf.cast."
            )


def _advice(name: str) -> str:
    return f"a tensor decides which branch runs, and '{name}' is read afterwards. Give it a value before the `if`."
