"""Walking over syntax trees, and the places of what is written anew."""

import ast
from collections.abc import Iterable
from typing import Any

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SCOPES = (*FUNCTIONS, ast.ClassDef)


def within(nodes: Iterable[ast.AST]) -> list[ast.AST]:
    """These nodes and all in them, without what stands in functions and classes inside."""
    found = list(nodes)
    for node in found:  # which grows meanwhile
        if not isinstance(node, SCOPES):
            found += children(node)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right inside one."""
    found: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found += [v for v in value if isinstance(v, ast.AST)]
        elif isinstance(value, ast.AST) and value._fields:
            found.append(value)
    return found


def place(node: Any, where: ast.AST) -> Any:
    """`node` and what was made with it, in the lines of another."""
    todo = [node]
    while todo:
        part = todo.pop()
        if not hasattr(part, "lineno"):  # what has a place has got it with all its parts
            if isinstance(part, (ast.expr, ast.stmt, ast.arg)):
                ast.copy_location(part, where)
            todo += children(part)
    return node
