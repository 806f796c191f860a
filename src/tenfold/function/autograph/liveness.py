"""Which names are still read after a statement. Jumps are flags by now, so one walk backwards tells; loops go round
until nothing is added."""

import ast
from collections.abc import Sequence
from typing import Any

from tenfold.function.autograph.names import NONE, Names, bound, read

SWALLOWING = frozenset("suppress raises assertRaises assertRaisesRegex assertRaisesRegexp".split())
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def before_all(body: Sequence[Any], after: Names, raised: Names = NONE) -> Names:
    """Names live before these statements.

    Args:
      after: names live after them.
      raised: names live where an exception of theirs is caught.
    """
    for statement in reversed(body):
        after = before(statement, after | raised, raised)
    return after


def before(node: Any, after: Names, raised: Names = NONE) -> Names:
    """Names live before one statement."""
    known = node.__dict__.setdefault("live", {})  # what holds the statement asks for this too
    if (after, raised) not in known:
        kind = _KINDS.get(type(node))
        known[after, raised] = kind(node, after, raised) if kind is not None else _simple(node, after)
    return known[after, raised]


def _simple(node: Any, after: Names) -> Names:
    sure = NONE
    if isinstance(node, ast.Assign):
        sure = bound(node.targets)
    elif isinstance(node, _DEFINITIONS):
        sure = bound([node])
    return (after - sure) | read([node])


def _if(node: Any, after: Names, raised: Names) -> Names:
    return read([node.test]) | before_all(node.body, after, raised) | before_all(node.orelse, after, raised)


def head_of(node: Any, after: Names, raised: Names) -> Names:
    """Names live where a loop decides whether to go on."""
    is_for = isinstance(node, (ast.For, ast.AsyncFor))
    extra = getattr(node, "extra", None)
    head = after | (read([extra] if extra is not None else []) if is_for else read([node.test]))
    targets = bound([node.target]) if is_for else NONE
    while True:
        more = head | (before_all(node.body, head, raised) - targets)
        if more == head:
            return head
        head = more


def _while(node: Any, after: Names, raised: Names) -> Names:
    return head_of(node, after, raised)


def _for(node: Any, after: Names, raised: Names) -> Names:
    return head_of(node, after, raised) | read([node.iter, node.target])


def _with(node: Any, after: Names, raised: Names) -> Names:
    targets = bound([i.optional_vars for i in node.items if i.optional_vars is not None])
    return (before_all(node.body, after, in_with(node, after, raised)) - targets) | read(node.items)


def in_with(node: Any, after: Names, raised: Names) -> Names:
    """What is live where the body of a `with` raises: after it, if it swallows exceptions."""
    return raised | after if any(_swallows(i.context_expr) for i in node.items) else raised


def _swallows(made_by: Any) -> bool:
    """Whether a context manager is one that is known to swallow exceptions, by its name."""
    name = getattr(made_by, "func", None)
    return getattr(name, "attr", getattr(name, "id", None)) in SWALLOWING


def in_try(node: Any, after: Names, raised: Names) -> tuple[Names, Names, Names]:
    """What is live in a `try`: after a handler or the `else` (and where these raise, if there is a `finally`), after
    the body, and where the body raises."""
    ends = before_all(node.finalbody, after, raised) if node.finalbody else after
    raised = raised_in(node, ends, raised)
    handlers = NONE.union(raised, *[before(h, ends, raised) for h in node.handlers])
    return ends, before_all(node.orelse, ends, raised), handlers


def raised_in(node: Any, ends: Names, raised: Names) -> Names:
    """What is live where a handler or the `else` of a `try` raises: its `finally` runs then, too."""
    return raised | ends if node.finalbody else raised


def _try(node: Any, after: Names, raised: Names) -> Names:
    _, body, caught = in_try(node, after, raised)
    return before_all(node.body, body, caught) | caught


def _handler(node: Any, after: Names, raised: Names) -> Names:
    name = frozenset([node.name]) if node.name else NONE
    return (before_all(node.body, after, raised) - name) | read([node.type] if node.type else [])


def _match(node: Any, after: Names, raised: Names) -> Names:
    found = after | read([node.subject])
    for case in node.cases:
        inside = before_all(case.body, after, raised) | read([case.guard] if case.guard else [])
        found |= (inside - bound([case.pattern])) | read([case.pattern])
    return found


def _leaves(node: Any, after: Names, raised: Names) -> Names:
    return read([node]) | raised


_KINDS: dict[type, Any] = {
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.ExceptHandler: _handler,
    ast.Match: _match,
    ast.Raise: _leaves,
}
