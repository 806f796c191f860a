"""The syntax tree of a Python function, with the line numbers of its file."""

import ast
import copy
import linecache
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any


class CannotConvert(Exception):
    """Why a function is traced as it stands."""


_lambdas: dict[str, tuple[list[str], dict[int, list[ast.Lambda]]]] = {}  # of files that were read, by line


def tree_of(function: FunctionType) -> Any:
    """The FunctionDef or Lambda that `function` was made by; the caller may change it.

    Raises:
      CannotConvert: its source is not there, or does not say which of several it is.
    """
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if len(lines) < code.co_firstlineno:
        raise CannotConvert(
            f"the source of {code.co_name} is not to be had ({code.co_filename}): it was written in a REPL or made by "
            "exec(). Put it into a file"
        )
    return _lambda(code, lines) if code.co_name == "<lambda>" else _definition(code, lines)


def _definition(code: CodeType, lines: list[str]) -> Any:
    """The `def`: parsed by itself, in an `if` where it is indented."""
    first = code.co_firstlineno
    last = max((end for _, end, _, _ in _positions(code) if end is not None), default=first)
    text = "".join(lines[first - 1 : last])
    inside = text[:1].isspace()
    try:
        tree = ast.parse("if 1:\n" + text if inside else text)
        ast.increment_lineno(tree, first - 1 - inside)
    except SyntaxError:  # what stands in the last lines makes no code
        tree = _whole(code, lines)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and node.name == code.co_name and _first_line(node) == first:
            return node
    raise CannotConvert(f"{code.co_filename} has no {code.co_name} in line {first}: has it changed since it was read?")


def _first_line(node: Any) -> int:
    return min([node.lineno, *[d.lineno for d in node.decorator_list]])


def _whole(code: CodeType, lines: list[str]) -> ast.Module:
    try:
        return ast.parse("".join(lines))
    except SyntaxError as e:
        raise CannotConvert(f"the source of {code.co_name} in {code.co_filename} cannot be read: {e}") from None


def _lambda(code: CodeType, lines: list[str]) -> ast.Lambda:
    held = _lambdas.get(code.co_filename)
    if held is None or held[0] != lines:
        by_line: dict[int, list[ast.Lambda]] = {}
        for node in ast.walk(_whole(code, lines)):
            if isinstance(node, ast.Lambda):
                by_line.setdefault(node.lineno, []).append(node)
        held = _lambdas[code.co_filename] = lines, by_line
    found = [n for n in held[1].get(code.co_firstlineno, ()) if _parameters(n.args) == _parameters_of(code)]
    if len(found) > 1:
        begins = min((line, column) for line, _, column, end in _positions(code, inner=False) if end and line)
        found = [n for n in found if (n.body.lineno, n.body.col_offset) == begins]
    if len(found) != 1:
        raise CannotConvert(
            f"it cannot be told which lambda of line {code.co_firstlineno} of {code.co_filename} this is. Put it on a "
            "line of its own, or write a def"
        )
    return copy.deepcopy(found[0])


def _positions(code: CodeType, inner: bool = True) -> Iterator[tuple[Any, Any, Any, Any]]:
    """(line, last line, column, last column) of the instructions, and of those of functions inside."""
    yield from code.co_positions()
    for part in code.co_consts if inner else ():
        if isinstance(part, CodeType):
            yield from _positions(part)


def _parameters(args: ast.arguments) -> list[str]:
    several = [args.vararg] if args.vararg else []
    named = [args.kwarg] if args.kwarg else []
    return [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, *several, *named)]


def _parameters_of(code: CodeType) -> list[str]:
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    return list(code.co_varnames[:count])
