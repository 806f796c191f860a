"""The small faults that may be put into a source file, each as a span of its text and what stands there instead.

| kind | what is done |
| --- | --- |
| comparison | `<` for `<=`, `==` for `!=`, `is` for `is not`, `in` for `not in`, and back |
| condition | what `if`, `while` or a comprehension asks is negated |
| boolean | `and` for `or`, and back |
| context | what stands after `with` (a lock, a scope) is made and not entered |
| constant | a number is one more, True is False, and back |
| returned | the function's first argument is returned in place of its result |
| arguments | the first two arguments of a call change places |
| statement | a call, an assignment to an attribute or an element, or a `raise` is left out |

Annotations, decorators, texts and what a `raise` says are let be.
"""

import ast
from dataclasses import dataclass
from typing import Any

OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In},
}
ASKING = ("isinstance", "issubclass", "getattr", "hasattr", "setattr")  # whose arguments cannot change places at all


@dataclass(frozen=True)
class Mutant:
    """A fault: in the file `path`, in `function` (a qualified name, "" in the module's own body)."""

    path: str
    function: str
    line: int
    kind: str
    before: str
    after: str
    start: int  # in bytes
    end: int

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.after.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: `{_short(self.before)}` -> `{_short(self.after)}`"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 90 else text[:87] + "..."


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """All that can be done to one file."""
    finder = Finder(path, source)
    finder.visit(ast.parse(source))
    return finder.found


class Finder(ast.NodeVisitor):
    """Walks a file and notes what may be done to it."""

    def __init__(self, path: str, source: bytes) -> None:
        self.path, self.source = path, source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.names: list[str] = []
        self.first: list[str] = []  # first argument of each function around
        self.found: list[Mutant] = []

    def note(self, kind: str, node: Any, after: str) -> None:
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        before = self.source[start:end].decode()
        name = ".".join(self.names).removesuffix(".<locals>")
        self.found.append(Mutant(self.path, name, node.lineno, kind, before, after, start, end))

    def within(self, node: Any, name: str, body: list[Any]) -> None:
        """Visit the body of a function or a class."""
        is_class = isinstance(node, ast.ClassDef)
        self.names += [name] if is_class else [name, "<locals>"]
        if not is_class:
            arguments = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")]
            self.first.append(arguments[0] if arguments else "None")
        for statement in body:
            self.visit(statement)
        del self.names[-1 if is_class else -2 :]
        if not is_class:
            self.first.pop()

    def visit_FunctionDef(self, node: Any) -> None:
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        self.within(node, node.name, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.within(node, node.name, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.within(node, "<lambda>", [node.body])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Where its parts stand in the file Python 3.11 does not say."""

    def visit_Raise(self, node: ast.Raise) -> None:
        self.note("statement", node, "pass")

    def visit_Compare(self, node: ast.Compare) -> None:
        if len(node.ops) == 1:
            turned = ast.Compare(node.left, [OTHER[type(node.ops[0])]()], node.comparators)
            self.note("comparison", node, f"({ast.unparse(turned)})")
        self.generic_visit(node)

    def visit_If(self, node: Any) -> None:
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.note("condition", node.test, f"(not ({ast.unparse(node.test)}))")
            self.generic_visit(node)

    visit_While = visit_IfExp = visit_If

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.note("condition", test, f"(not ({ast.unparse(test)}))")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self.note("boolean", node, f"({ast.unparse(ast.BoolOp(other, node.values))})")
        self.generic_visit(node)

    def visit_With(self, node: ast.With) -> None:
        for item in node.items:
            made = ast.unparse(item.context_expr)
            self.note("context", item.context_expr, f'__import__("contextlib").nullcontext({made})')
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.note("constant", node, str(not node.value))
        elif isinstance(node.value, (int, float)):
            self.note("constant", node, repr(node.value + 1))

    def visit_Return(self, node: ast.Return) -> None:
        given = self.first[-1]
        if node.value is not None and ast.unparse(node.value) not in (given, "None"):
            self.note("returned", node.value, given)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        two = node.args[:2]
        plain = not any(isinstance(a, (ast.Starred, ast.GeneratorExp)) for a in two)
        if len(two) == 2 and plain and ast.unparse(node.func) not in ASKING:
            first, second = map(ast.unparse, two)
            if first != second:
                swapped = ast.Call(node.func, [two[1], two[0], *node.args[2:]], node.keywords)
                self.note("arguments", node, ast.unparse(swapped))
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.note("statement", node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.note("statement", node, "pass")
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        self.note("statement", node, "pass")

    def visit_Assign(self, node: ast.Assign) -> None:
        if all(isinstance(t, (ast.Attribute, ast.Subscript)) for t in node.targets):
            self.note("statement", node, "pass")
        self.generic_visit(node)
