"""Jumps become flags: after it no `break`, `continue`, loop `else`, or `return` amid a function is left.

    for x in xs:                      brk = False
        if x > 3: break       ->      for x in xs:                      [goes on while not brk]
        total += x                        if x > 3: brk = True
                                          else: total += x

What follows an `if` that always jumps goes into its other branch; elsewhere the rest runs under `if not flag`.
"""

import ast
import copy
from collections.abc import Sequence
from typing import Any

from tenfold.function.autograph.source import CannotConvert
from tenfold.function.autograph.trees import children, place, within

VALUE, DONE = "ag__value", "ag__done"  # what a function returns, and whether it has
LOOPS = (ast.While, ast.For)


class Jumps:
    """Rewrites the body of one function."""

    def __init__(self) -> None:
        self.loops = 0

    def function(self, body: list[Any]) -> list[Any]:
        """The body with at most one `return`, its last statement."""
        returns = [n for n in within(body) if isinstance(n, ast.Return)]
        last = body[-1]
        if not returns or returns == [last]:
            return self.block(body[:-1], None) + [last] if returns else self.block(body, None)
        whole = body if leaves(body, through_with=True) else [*body, place(ast.Return(value=None), last)]
        return [
            place(_set(DONE, False), body[0]),
            *self.block(whole, None),
            place(ast.Return(value=_name(VALUE)), returns[-1]),
        ]

    def block(self, body: Sequence[Any], loop: int | None) -> list[Any]:
        """Statements without jumps; `loop` is the number of the loop that they stand in."""
        out: list[Any] = []
        for i, node in enumerate(body):
            rest = list(body[i + 1 :])
            if isinstance(node, ast.Return):
                value = node.value if node.value is not None else place(ast.Constant(value=None), node)
                return [*out, place(_set(VALUE, value), node), place(_set(DONE, True), node)]
            if isinstance(node, ast.Break):
                return [*out, place(_set(_break(loop), True), node)]
            if isinstance(node, ast.Continue):
                return [*out, place(_set(_continue(loop), True), node)]
            flags = flags_of([node], loop)
            if isinstance(node, LOOPS):
                flags = [f for f in flags_of(node.body, 0) if f == DONE]
                before, new, rest = self.loop(node, rest)
                out += [*before, new]
            elif isinstance(node, ast.If):
                new, rest = self.branch(node, rest, loop)
                out.append(new)
            else:
                self.inside(node, loop)
                out.append(node)
            if flags:
                return [*out, *self.guarded(flags, rest, loop)]
            if isinstance(node, LOOPS):
                return [*out, *self.block(rest, loop)]
        return out

    def guarded(self, flags: list[str], rest: list[Any], loop: int | None) -> list[Any]:
        """`rest`, which runs unless a flag is set."""
        if not rest:
            return []
        return [place(ast.If(test=_none_of(flags), body=self.block(rest, loop), orelse=[]), rest[0])]

    def branch(self, node: ast.If, rest: list[Any], loop: int | None) -> tuple[ast.If, list[Any]]:
        """An `if`, and what of the rest is still to come after it."""
        body, orelse = node.body, node.orelse
        if flags_of([node], loop) and rest:
            if leaves(body):
                orelse, rest = [*orelse, *rest], []
            elif orelse and leaves(orelse):
                body, rest = [*body, *rest], []
        new = ast.If(test=node.test, body=self.block(body, loop), orelse=self.block(orelse, loop))
        return ast.copy_location(new, node), rest

    def loop(self, node: Any, rest: list[Any]) -> tuple[list[Any], Any, list[Any]]:
        """A loop: what stands before it, itself, and the rest with its `else` in front."""
        self.loops += 1
        me = self.loops
        flags = flags_of(node.body, me)
        stops = [f for f in flags if f != _continue(me)]
        body = self.block(node.body, me)
        if _continue(me) in flags:
            body = [place(_set(_continue(me), False), node.body[0]), *body]
        before = [place(_set(_break(me), False), node)] if _break(me) in flags else []
        if node.orelse:
            other: list[Any] = (
                [place(ast.If(test=_none_of(stops), body=node.orelse, orelse=[]), node)] if stops else node.orelse
            )
            rest = [*other, *rest]
        if isinstance(node, ast.For):
            new: Any = ast.For(target=node.target, iter=node.iter, body=body, orelse=[])
            new.extra = place(_none_of(stops), node) if stops else None
        else:
            new, first = self.while_test(node, body, stops, me)
            before += first
        return before, ast.copy_location(new, node), rest

    def while_test(self, node: ast.While, body: list[Any], stops: list[str], me: int) -> tuple[Any, list[Any]]:
        """A `while` that ends on flags too; a test that assigns is computed before each turn."""
        if any(isinstance(n, ast.NamedExpr) for n in ast.walk(node.test)):
            go = f"ag__go_{me}"
            again = place(_set(go, copy.deepcopy(node.test)), node)
            body = [*body, place(ast.If(test=_none_of(stops), body=[again], orelse=[]), node) if stops else again]
            test: Any = _name(go)
            first = [place(_set(go, node.test), node)]
        else:
            test, first = node.test, []
        if stops:
            go_on = _none_of(stops)
            test = go_on if _is_true(test) else ast.BoolOp(op=ast.And(), values=[go_on, test])
        return ast.While(test=place(test, node.test), body=body, orelse=[]), first

    def inside(self, node: Any, loop: int | None) -> None:
        """Other statements that hold statements: `with`, `try`, `match`."""
        if isinstance(node, (ast.Try, ast.TryStar)):
            if any(flags_of(node.finalbody, loop)):
                raise CannotConvert("`return`, `break` or `continue` stands in a `finally`")
            flags = flags_of(node.body, loop)
            if flags and node.orelse:
                node.orelse = [place(ast.If(test=_none_of(flags), body=node.orelse, orelse=[]), node.orelse[0])]
            for handler in node.handlers:
                handler.body = self.block(handler.body, loop)
            node.finalbody = self.block(node.finalbody, loop)
            node.orelse = self.block(node.orelse, loop)
        if isinstance(node, ast.Match):
            for case in node.cases:
                case.body = self.block(case.body, loop)
        if isinstance(node, (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)):
            node.body = self.block(node.body, loop)


def flags_of(body: Sequence[Any], loop: int | None) -> list[str]:
    """The flags that these statements may set, seen from the loop number `loop` that they stand in."""
    kinds: set[type] = set()
    for node in body:
        _jumps(node, kinds, False)
    found = [DONE] if ast.Return in kinds else []
    found += [_break(loop)] if ast.Break in kinds else []
    return found + ([_continue(loop)] if ast.Continue in kinds else [])


def _jumps(node: Any, kinds: set[type], in_loop: bool) -> None:
    if isinstance(node, ast.Return) or not in_loop and isinstance(node, (ast.Break, ast.Continue)):
        kinds.add(type(node))
    if isinstance(node, (*LOOPS, ast.AsyncFor)):
        for child in node.body:
            _jumps(child, kinds, True)
        for child in node.orelse:
            _jumps(child, kinds, in_loop)
    elif not isinstance(node, (ast.expr, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        for part in children(node):
            _jumps(part, kinds, in_loop)


def leaves(body: Sequence[Any], through_with: bool = False) -> bool:
    """Whether what follows these statements is never reached; by a `with` only if that swallows no exception."""
    return any(_leaves(node, through_with) for node in body)


def _leaves(node: Any, through_with: bool) -> bool:
    if isinstance(node, (ast.Return, ast.Break, ast.Continue, ast.Raise)):
        return True
    if isinstance(node, ast.If):
        return leaves(node.body, through_with) and leaves(node.orelse, through_with)
    if isinstance(node, ast.While):
        return _is_true(node.test) and _break(0) not in flags_of(node.body, 0)
    if isinstance(node, (ast.Try, ast.TryStar)):
        parts = [node.orelse if leaves(node.orelse, through_with) else node.body, *[h.body for h in node.handlers]]
        return all(leaves(part, through_with) for part in parts)
    return through_with and isinstance(node, (ast.With, ast.AsyncWith)) and leaves(node.body, True)


def _is_true(test: Any) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _break(loop: int | None) -> str:
    return f"ag__break_{loop}"


def _continue(loop: int | None) -> str:
    return f"ag__continue_{loop}"


def _name(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Load())


def _set(name: str, value: Any) -> ast.Assign:
    value = value if isinstance(value, ast.AST) else ast.Constant(value=value)
    return ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value)


def _none_of(flags: list[str]) -> ast.UnaryOp:
    names: list[Any] = [_name(f) for f in flags]
    return ast.UnaryOp(op=ast.Not(), operand=names[0] if len(names) == 1 else ast.BoolOp(op=ast.Or(), values=names))
