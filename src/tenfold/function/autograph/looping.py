"""`while` and `for` when the program is traced: Python's, or one loop that runs as often as tensors say."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from types import FunctionType
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE
from tenfold.core.values.convert import convert
from tenfold.core.values.dtypes import ListType
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.function.autograph.branching import write_if
from tenfold.function.autograph.jumps import VALUE
from tenfold.function.autograph.rows import Rows, rows_of
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
from tenfold.ops.checks.assert_op import check
from tenfold.ops.control.branches import cond
from tenfold.ops.control.while_loop import while_loop
from tenfold.ops.math.logic import logical_and
from tenfold.ops.structures import nest_walks

Test = Callable[[], Any]


def while_(
    test: Test, body: FunctionType, names: Sequence[str] = (), places: Places = (), options: Test | None = None
) -> None:
    """Run `body` while `test()` holds. Where that becomes a tensor, also after some turns, a loop is written.

    As in TensorFlow the first test is only looked at; what the later ones write stands in the graph, unless a loop
    begins there, which has tests of its own.
    """
    graph: Any = STATE.graph
    begin = 0
    with scratch() if graph is not None else contextlib.nullcontext():
        go = test()
    while staged(go) is None:
        if not go:
            return
        body()
        begin = len(graph.nodes) if graph is not None else 0
        go = test()
    if begin:
        graph.nodes[begin:] = [n for n in graph.nodes[begin:] if not n.has_effect]
    loop = _Loop(State(names, places, body), options)
    loop.write(Endless(bool(loop.state.names)), lambda at: staged_test(test()), lambda at: body())


def staged_test(value: Any) -> Tensor:
    tensor = staged(value)
    return check_condition(convert(value) if tensor is None else tensor, "while loop")


def for_(
    items: Any,
    body: FunctionType,
    names: Sequence[str] = (),
    places: Places = (),
    more: Test | None = None,
    options: Test | None = None,
) -> None:
    """Run `body(item)` for the items of a tensor, or of what Python goes through, as long as `more()` holds."""
    rows = rows_of(items)
    if rows is None:
        _through(iter(items), body, names, places, more)
        return
    loop = _Loop(State(names, places, body), options)

    def test(at: Any) -> Tensor:
        if more is None:
            return rows.more(at)
        if rows.makes:
            return cond(staged_test(more()), lambda: rows.more(at), lambda: convert(False))
        return logical_and(rows.more(at), staged_test(more()))

    loop.write(rows, test, lambda at: body(rows.item(at)))


def _through(
    items: Iterable[Any], body: Callable[[Any], None], names: Sequence[str], places: Places, more: Test | None
) -> None:
    """Python's `for`; where a tensor says that it ends, what is left runs under an `if` each."""
    go: Any = True
    for item in items:
        if staged(go) is None:
            body(item)
        else:
            _under(go, body, item, names, places)
        if more is not None:
            go = more()
            if staged(go) is None and not go:
                return


def _under(go: Any, body: Any, item: Any, names: Sequence[str], places: Places) -> None:
    state = State(names, places, body)
    write_if(staged(go), state, lambda: body(item), lambda: None, [*range(len(state.names))])


class _Loop:
    """A loop that is written.

    Attributes:
      first: Parts of its variables before the loop.
      dims: shapes that their tensors keep to.
      filled: names that only a turn gives a value, with the zeros that stand in their places before.
    """

    def __init__(self, state: State, options: Test | None) -> None:
        self.state, self.options = state, options() if options is not None else {}
        self.before = state.get()
        self.filled: list[str] = []

    def write(self, rows: Rows, test: Callable[[Any], Tensor], turn: Callable[[Any], None]) -> None:
        """Write the loop, and set the variables to what it leaves in them."""
        try:
            self._begin(rows, turn)
            self.state.set(self._widened(rows, test, turn))
        except BaseException:
            self.state.set(self.before)
            raise

    def _begin(self, rows: Rows, turn: Callable[[Any], None]) -> None:
        missing = [i for i, v in enumerate(self.before) if v is UNDEFINED or v is None]
        values = list(self.before)
        found: dict[int, Parts] = {}
        if missing:
            found = self._after_a_turn(rows, turn, missing)
            for i, parts in found.items():
                values[i] = zeros_for(parts.value)
                self.filled += [self.state.names[i]] if not self.state.names[i].startswith("ag__") else []
        self.first = [Parts(v) for v in values]
        self.dims = [d for i, p in enumerate(self.first) for d in self._dims(i, found.get(i, p), p)]

    def _after_a_turn(self, rows: Rows, turn: Callable[[Any], None], missing: list[int]) -> dict[int, Parts]:
        """What a turn leaves in variables that hold nothing before the loop."""
        parts = [Parts(v) for v in self.before]
        with scratch() as graph:
            given = [graph.placeholder(t._dims, t.dtype) for p in parts for t in p.tensors]
            at = [graph.placeholder(t._dims, t.dtype) for t in rows.begin]
            self.state.set(rebuilt(parts, given))
            turn(at)
            now = self.state.get()
            self.state.set(self.before)
            return {i: Parts(now[i]) for i in missing if now[i] is not UNDEFINED and now[i] is not None}

    def _dims(self, i: int, found: Parts, parts: Parts) -> list[Any]:
        """The shapes of a variable's tensors, those in its shape invariant where it has one."""
        known = [t._dims for t in found.tensors]
        for value, invariant in self.options.get("shape_invariants", ()):
            if value is self.before[i] and value is not None:
                one = len(known) == 1
                given = [invariant] if one else nest_walks.flatten_up_to(value, invariant, check_types=False)
                return [TensorShape(getattr(s, "shape", s))._dims for s in given]
        return known

    def _widened(self, rows: Rows, test: Callable[[Any], Tensor], turn: Callable[[Any], None]) -> list[Any]:
        """What the loop leaves, written again for wider shapes where the rows allow that variables change theirs."""
        while True:
            try:
                return self._written(rows, test, turn)
            except _WiderError as e:
                self.state.set(self.before)
                self.dims = e.dims

    def _written(self, rows: Rows, test: Callable[[Any], Tensor], turn: Callable[[Any], None]) -> list[Any]:
        own, flags = len(rows.begin), [convert(False)] if self.filled else []
        tensors = [t for p in self.first for t in p.tensors]
        begin = [*rows.begin, *flags, *tensors]
        start = own + len(flags)

        def go(*leaves: Tensor) -> Tensor:
            self.state.set(rebuilt(self.first, leaves[start:]))
            return test(list(leaves[:own]))

        def step(*leaves: Tensor) -> list[Tensor]:
            at = list(leaves[:own])
            self.state.set(rebuilt(self.first, leaves[start:]))
            turn(at)
            return [*rows.after(at), *[convert(True) for _ in flags], *self._new(rows.widens)]

        shapes = [TensorShape(d) for d in (*[t._dims for t in (*rows.begin, *flags)], *self.dims)]
        found = while_loop(go, step, begin, shape_invariants=shapes, **self._hints(rows))
        if flags:
            names = ", ".join(f"'{n}'" for n in self.filled)
            check(found[own], f"loop must iterate at least once to initialize {names}")
        return rebuilt(self.first, found[start:])

    def _hints(self, rows: Rows) -> dict[str, Any]:
        limit = self.options.get("maximum_iterations")
        if limit is None:
            limit = rows.count
        names = ("parallel_iterations", "swap_memory")
        return {"maximum_iterations": limit, **{n: self.options[n] for n in names if self.options.get(n) is not None}}

    def _new(self, widens: bool) -> list[Tensor]:
        """The tensors that a turn leaves, checked against those before it."""
        out: list[Tensor] = []
        if widens and (wider := self._wider()) != self.dims:
            raise _WiderError(wider)
        for name, old, value in zip(self.state.names, self.first, self.state.get()):
            if old.value is not UNDEFINED:
                new = Parts(value)
                check_turn(name, old, new, self.dims[len(out) : len(out) + len(old.tensors)])
                out += new.tensors
        return out

    def _wider(self) -> list[Any]:
        """The shapes that hold before and after a turn; those that do not change where it leaves something else."""
        now = [
            t
            for old, value in zip(self.first, self.state.get())
            if old.value is not UNDEFINED and value is not UNDEFINED
            for t in Parts(value).tensors
        ]
        if len(now) != len(self.dims):
            return self.dims
        pairs = zip(self.dims, now)
        return [
            d if isinstance(t.dtype, ListType) else TensorShape(d).most_specific_compatible_shape(t.shape)._dims
            for d, t in pairs
        ]


class _WiderError(Exception):
    """A turn leaves variables of other shapes: `dims` are those that hold before and after it."""

    def __init__(self, dims: list[Any]) -> None:
        super().__init__(dims)
        self.dims = dims


class Endless(Rows):
    """What `while` goes through."""

    def __init__(self, has_state: bool) -> None:
        self.begin = [] if has_state else [convert(0)]  # a loop has a variable

    def after(self, at: list[Tensor]) -> list[Tensor]:
        return at


def check_turn(name: str, old: Parts, new: Parts, dims: Sequence[Any]) -> None:
    """A variable keeps structure, dtypes and shapes from one turn to the next."""
    shown = "the return value" if name == VALUE else f"'{name}'"
    if new.value is UNDEFINED:
        raise ValueError(f"{shown} must still be defined at the end of the iteration: a turn of the loop deletes it.")
    if new.value is None and old.value is not None:
        raise ValueError(f"{shown} is None at the end of the iteration.")
    try:
        nest.assert_same_structure(old.value, new.value, expand_composites=True)
    except (TypeError, ValueError) as e:
        raise TypeError(f"{shown} does not have the same nested structure after one iteration. {e}") from None
    if old.is_tensor != new.is_tensor or any(x is not y and x != y for x, y in zip(old.leaves, new.leaves)):
        raise TypeError(
            f"{shown} is {old.value!r} before the loop, but {new.value!r} after one iteration: what changes in a loop "
            "that tensors decide on must be tensors."
        )
    for x, y, known in zip(old.tensors, new.tensors, dims):
        if x.dtype != y.dtype:
            raise TypeError(
                f"{shown} has dtype {x.dtype.name} before the loop, but dtype {y.dtype.name} after one iteration: give "
                "it that dtype before the loop, or cast it with tf.cast."
            )
        _check_shape(shown, x, y, known)


def _check_shape(shown: str, old: Tensor, new: Tensor, dims: Any) -> None:
    if isinstance(old.dtype, ListType) or TensorShape(dims).most_specific_compatible_shape(new.shape)._dims == dims:
        return
    if dims == old._dims:
        raise ValueError(
            f"{shown} has shape {old.shape} before the loop, but shape {new.shape} after one iteration. Use "
            "tf.autograph.experimental.set_loop_options to set shape invariants: "
            f"tf.autograph.experimental.set_loop_options(shape_invariants=[({shown[1:-1]}, tf.TensorShape(...))])."
        )
    raise ValueError(
        f"{shown} has shape {new.shape} after one iteration, which does not conform with the shape invariant "
        f"{TensorShape(dims)}."
    )
