"""Which names statements bind and read."""

import ast
from collections.abc import Iterable
from typing import Any

from tenfold.function.autograph.trees import FUNCTIONS, SCOPES, children, within

Names = frozenset[str]
NONE: Names = frozenset()
LATER = (ast.Lambda, ast.GeneratorExp)  # what may run after the statement that it stands in
KEEPING = frozenset("append appendleft insert add setdefault update put partial chain iter".split())  # their arguments
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def parameters(args: ast.arguments) -> list[str]:
    """Names of the parameters, in order."""
    optional = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, *optional)]


def bound(nodes: Iterable[ast.AST]) -> Names:
    """Names that these statements bind in their own scope, also those declared global or nonlocal."""
    found: set[str] = set()
    for node in nodes:
        _bind(node, found)
    return frozenset(found)


def _bind(node: Any, found: set[str]) -> None:
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            found.add(node.id)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        found.add(node.name)
        for part in _outside(node):
            _bind(part, found)
    elif isinstance(node, ast.Lambda):
        for part in _outside(node):
            _bind(part, found)
    elif isinstance(node, COMPREHENSIONS):
        found.update(n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
    else:
        found.update(_bound_by_itself(node))
        for child in children(node):
            _bind(child, found)


def _bound_by_itself(node: Any) -> list[str]:
    """Names that stand in a node as strings."""
    if isinstance(node, ast.alias):
        return [node.asname or node.name.split(".")[0]]
    name = node.name if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) else None
    name = node.rest if isinstance(node, ast.MatchMapping) else name
    return [name] if name else []


def _outside(node: Any) -> list[ast.AST]:
    """The parts of a definition that belong to the scope around it."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    defaults = [*node.args.defaults, *[d for d in node.args.kw_defaults if d is not None]]
    return defaults if isinstance(node, ast.Lambda) else [*node.decorator_list, *defaults]


def read(nodes: Iterable[ast.AST]) -> Names:
    """Names that these expressions or statements read, functions inside included."""
    found: set[str] = set()
    for node in nodes:
        _read(node, found)
    return frozenset(found)


def _read(node: Any, found: set[str]) -> None:
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Store):
            found.add(node.id)
    elif isinstance(node, FUNCTIONS):
        for part in _outside(node):
            _read(part, found)
        found.update(free(node))
    elif isinstance(node, COMPREHENSIONS):
        targets = bound(g.target for g in node.generators)
        found.update(_read_inside(node) - targets)
        _read(node.generators[0].iter, found)
    else:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        for child in children(node):
            _read(child, found)


def _read_inside(node: ast.AST) -> set[str]:
    found: set[str] = set()
    for child in children(node):
        _read(child, found)
    return found


def free(function: Any) -> Names:
    """Names that a function inside takes from around it."""
    if isinstance(function, ast.Lambda):
        return read([function.body]) - frozenset(parameters(function.args))
    declared = declarations(function.body, ast.Nonlocal)
    own = (bound(function.body) | frozenset(parameters(function.args))) - declared
    return (read(function.body) | declared) - own - declarations(function.body, ast.Global)


def declarations(body: list[Any], kind: type) -> Names:
    """Names that a function's body declares `global` or `nonlocal`."""
    found: list[str] = []
    todo = list(body)
    for node in todo:  # which grows meanwhile; only statements are looked at
        if isinstance(node, kind):
            found += node.names  # type: ignore[attr-defined]
        elif not isinstance(node, SCOPES):
            todo += [child for child in children(node) if not isinstance(child, ast.expr)]
    return frozenset(found)


def captured(body: list[Any]) -> Names:
    """Names that functions and generators inside may read at any time: all but lambdas and generators that are an
    argument of a call, unless that keeps it."""
    found: set[str] = set()
    at_once = {
        id(a)
        for node in within(body)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", None)) not in KEEPING
        for a in (*node.args, *[k.value for k in node.keywords])
        if isinstance(a, LATER)
    }
    for node in within(body):
        if isinstance(node, (*FUNCTIONS, ast.GeneratorExp)) and id(node) not in at_once:
            found.update(read([node]) if isinstance(node, ast.GeneratorExp) else free(node))
        elif isinstance(node, ast.ClassDef):
            found.update(read(node.body))
    return frozenset(found)
