"""Expressions: calls, logic, ternaries and comparisons become calls of `operators` where a tensor may be involved."""

import ast
import builtins
from typing import Any

from tenfold.function.autograph.tables import OVERLOADED, TAKES_FUNCTIONS, is_library_module
from tenfold.function.autograph.trees import FUNCTIONS, place

RUNTIME = "ag__"  # the free variable that holds `operators`
SYMBOLS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_TELLS = {"isinstance", "issubclass", "callable", "hasattr"}  # builtins that give a Python bool


def operator(name: str, args: list[Any], where: ast.AST) -> Any:
    """A call of an operator, in the place of `where`."""
    function = ast.Attribute(value=ast.Name(id=RUNTIME, ctx=ast.Load()), attr=name, ctx=ast.Load())
    return place(ast.Call(func=function, args=args, keywords=[]), where)


def later(body: Any) -> ast.Lambda:
    """`lambda: body`."""
    none: list[Any] = []
    return ast.Lambda(args=ast.arguments([], none, None, [], [], None, []), body=body)


def is_python(test: Any) -> bool:
    """Whether a condition is never a tensor, whatever its names are."""
    if isinstance(test, ast.Constant):
        return True
    if isinstance(test, ast.Compare):
        return all(isinstance(op, (ast.Is, ast.IsNot)) for op in test.ops)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return is_python(test.operand)
    if isinstance(test, ast.BoolOp):
        return all(is_python(v) for v in test.values)
    return isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id in _TELLS


def _assigns(*nodes: Any) -> bool:
    """Whether `:=` stands in them: it would bind a name of a lambda's."""
    return any(isinstance(n, ast.NamedExpr) for node in nodes for n in ast.walk(node))


class Expressions(ast.NodeTransformer):
    """Rewrites the expressions of one function.

    Args:
      known: name -> what a global, or a variable of the functions around, holds, for names that are not the function's
        own.
      function: called with each `def` or `lambda` inside; gives what stands in its place.
      first: name of the function's first parameter, for `super()`; None where there is none.

    Attributes:
      changed: whether anything was rewritten.
    """

    def __init__(self, known: dict[str, Any], function: Any, first: str | None) -> None:
        self.known, self.function, self.first, self.changed = known, function, first, False

    def visit_FunctionDef(self, node: Any) -> Any:
        return self.function(node)

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        return node

    def _made(self, name: str, args: list[Any], where: ast.AST) -> Any:
        self.changed = True
        return operator(name, args, where)

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        self.generic_visit(node)
        if all(is_python(v) for v in node.values[:-1]) or _assigns(*node.values[1:]):
            return node
        name = "and_" if isinstance(node.op, ast.And) else "or_"
        found = node.values[-1]
        for value in reversed(node.values[:-1]):
            found = self._made(name, [value, place(later(found), found)], node)
        return found

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Not) or is_python(node.operand):
            return node
        return self._made("not_", [node.operand], node)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        self.generic_visit(node)
        if is_python(node.test) or _assigns(node.body, node.orelse):
            return node
        return self._made("if_exp", [node.test, later(node.body), later(node.orelse)], node)

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        if is_python(node) or _assigns(*node.comparators):
            return node
        symbols: list[Any] = [ast.Constant(value=SYMBOLS[type(op)]) for op in node.ops]
        if len(symbols) == 1:
            if not isinstance(node.ops[0], (ast.In, ast.NotIn)):
                return node
            return self._made("contains", [node.left, node.comparators[0], symbols[0]], node)
        rest = [part for pair in zip(symbols, map(later, node.comparators)) for part in pair]
        return self._made("compare", [node.left, *rest], node)

    def visit_Call(self, node: ast.Call) -> Any:
        worth = self._worth(node.func)
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and self.first:
            node.args = [place(ast.Name(id=n, ctx=ast.Load()), node) for n in ("__class__", self.first)]
            return node
        if worth:
            node.func = self._made("call", [node.func], node.func)
        return node

    def _worth(self, function: Any) -> bool:
        """Whether what is called may be a user's function, or one that `operators` has in another way."""
        name, root = None, function
        while isinstance(root, ast.Attribute):
            name, root = name or root.attr, root.value
        if isinstance(root, FUNCTIONS):
            return False
        if not isinstance(root, ast.Name):
            return True
        if root.id in self.known:
            value = self.known[root.id]
            return not is_library_module(value) or name in TAKES_FUNCTIONS
        if name is None and root.id not in self.known and hasattr(builtins, root.id) and root.id not in self.own:
            return root.id in OVERLOADED
        return True

    own: frozenset[str] = frozenset()  # names of the function
