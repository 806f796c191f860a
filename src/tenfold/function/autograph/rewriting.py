"""A function's statements with its branches and loops as functions inside, which `operators` run or write.

    if x > 0:                def ag__if_1():
        y = x                    nonlocal y
    else:             ->         y = x
        y = -x               def ag__else_1():
                                 nonlocal y
                                 y = -x
                             ag__.if_(x > 0, ag__if_1, ag__else_1, ('y',), 1, ())

What they assign stays a variable of the function, so Python's own branches run as they always did; the operators reach
it by the functions' cells. The state of a construct is what it assigns that is read later, or by its own next turn.
"""

import ast
from typing import Any

from tenfold.function.autograph.expressions import Expressions, is_python, later, operator
from tenfold.function.autograph.jumps import VALUE, Jumps
from tenfold.function.autograph.liveness import before, before_all, head_of, in_try, in_with, raised_in
from tenfold.function.autograph.names import NONE, Names, bound, captured, declarations, parameters, read
from tenfold.function.autograph.trees import place, within

OPTIONS = "set_loop_options"
YIELDS = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)


class Rewriter:
    """Rewrites one function, and those inside it.

    Args:
      node: its FunctionDef or Lambda.
      known: name -> value of what its free and global names hold, as far as that is known.
      in_class: name of the class whose method it is, by which Python mangles names; None elsewhere.

    Attributes:
      changed: whether anything was rewritten.
    """

    def __init__(self, node: Any, known: dict[str, Any], in_class: str | None, has_class: bool) -> None:
        self.node, self.in_class, self.has_class, self.count = node, in_class, has_class, 0
        names = parameters(node.args)
        body = [] if isinstance(node, ast.Lambda) else node.body
        self.globals = declarations(body, ast.Global)
        self.own = frozenset(names) | bound([node.body] if isinstance(node, ast.Lambda) else body)
        self.known = {k: v for k, v in known.items() if k not in self.own}
        first = names[0] if names and has_class else None
        self.expressions = Expressions(self.known, self.inner, first)
        self.expressions.own = self.own
        self.changed = False
        self.always: Names = NONE

    def rewritten(self) -> Any:
        """The function, rewritten in place."""
        node = self.node
        if isinstance(node, ast.Lambda):
            node.body = self.expressions.visit(node.body)
        elif not any(isinstance(n, YIELDS) for n in within(node.body)):
            node.body = self.body(node.body)
        self.changed |= self.expressions.changed
        return node

    def body(self, body: list[Any]) -> list[Any]:
        declared = [n for n in body if isinstance(n, (ast.Global, ast.Nonlocal))]
        lowered = Jumps().function([_plain(n) for n in body])
        own = bound(lowered) - self.globals - declarations(body, ast.Nonlocal)
        self.own |= own
        self.always = captured(lowered) | declarations(body, ast.Nonlocal) | self.globals
        new = self.block(lowered, self.always, NONE)
        if isinstance(new[-1], ast.Return) and isinstance(new[-1].value, ast.Name) and new[-1].value.id == VALUE:
            new[-1].value = operator("returned", [later(new[-1].value)], new[-1])
        return [*self._made_local(own, body[0]), *new] if self.changed else new or declared

    def _made_local(self, own: Names, where: Any) -> list[Any]:
        """A statement that never runs and makes names the function's own: those assigned only in functions inside."""
        names = sorted(own - frozenset(parameters(self.node.args)))
        if not names:
            return []
        targets: list[Any] = [ast.Name(id=n, ctx=ast.Store()) for n in names]
        never = ast.Assign(targets=targets, value=ast.Constant(value=None))
        return [place(ast.If(test=ast.Constant(value=False), body=[never], orelse=[]), where)]

    def inner(self, node: Any) -> Any:
        """A `def` or `lambda` inside."""
        if isinstance(node, ast.AsyncFunctionDef):
            return node
        if not isinstance(node, ast.Lambda):
            node.decorator_list = [self.expressions.visit(d) for d in node.decorator_list]
        node.args.defaults = [self.expressions.visit(d) for d in node.args.defaults]
        node.args.kw_defaults = [d and self.expressions.visit(d) for d in node.args.kw_defaults]
        one = Rewriter(node, self.known, self.in_class, self.has_class and not isinstance(node, ast.Lambda))
        if isinstance(node, ast.Lambda):
            one.expressions.first = None
        found = one.rewritten()
        self.changed |= one.changed
        return found

    # statements

    def block(self, body: list[Any], after: Names, raised: Names) -> list[Any]:
        out: list[list[Any]] = []
        for node in reversed(body):
            after = after | raised | self.always
            live = before(node, after, raised)  # now: what follows changes the node
            out.append(self.statement(node, after, raised))
            after = live
        return [s for group in reversed(out) for s in group]

    def statement(self, node: Any, after: Names, raised: Names) -> list[Any]:
        if isinstance(node, ast.If):
            return self.branch(node, after, raised)
        if isinstance(node, (ast.While, ast.For)):
            return self.loop(node, after, raised)
        if isinstance(node, ast.Assert):
            return self.asserted(node)
        if isinstance(node, (ast.Try, ast.TryStar)):
            return [self.tried(node, after, raised)]
        if isinstance(node, (ast.With, ast.AsyncWith)):
            node.body = self.block(node.body, after, in_with(node, after, raised))
            node.items = [self.expressions.visit(i) for i in node.items]
            return [node]
        if isinstance(node, ast.Match):
            node.subject = self.expressions.visit(node.subject)
            for case in node.cases:
                case.body = self.block(case.body, after, raised)
                case.guard = case.guard and self.expressions.visit(case.guard)
            return [node]
        return [self.expressions.visit(node)]

    def tried(self, node: Any, after: Names, raised: Names) -> Any:
        ends, body, caught = in_try(node, after, raised)
        inside = raised_in(node, ends, raised)
        node.body = self.block(node.body, body, caught)
        for handler in node.handlers:
            handler.body = self.block(handler.body, ends, inside)
        node.orelse = self.block(node.orelse, ends, inside)
        node.finalbody = self.block(node.finalbody, after, raised)
        return node

    def asserted(self, node: ast.Assert) -> list[Any]:
        test = self.expressions.visit(node.test)
        message = [later(self.expressions.visit(node.msg))] if node.msg is not None else []
        if is_python(node.test):
            return [node]
        self.changed = True
        made = place(ast.Expr(value=operator("assert_", [test, *message], node)), node)
        return [place(ast.If(test=ast.Name(id="__debug__", ctx=ast.Load()), body=[made], orelse=[]), node)]

    def branch(self, node: ast.If, after: Names, raised: Names) -> list[Any]:
        inside = before_all(node.body, after, raised) | before_all(node.orelse, after, raised)
        both = [*node.body, *node.orelse]
        assigned = bound(both) - self.globals
        kept = sorted(assigned & after)
        names = [*kept, *sorted(assigned & inside - after)]
        places = self.places(both, assigned)
        each = [bound(node.body), bound(node.orelse)]
        test = self.expressions.visit(node.test)
        bodies = [self.block(part, after, raised) for part in (node.body, node.orelse)]
        if is_python(node.test):
            node.test, node.body, node.orelse = test, bodies[0], bodies[1]
            return [node]
        self.count += 1
        self.changed = True
        me, made = self.count, []
        for label, part, own in zip(("if", "else"), bodies, each):
            made.append(self.function(f"ag__{label}_{me}", part, own, node))
        functions = [_load(m.name) for m in made]
        call = operator("if_", [test, *functions, self.named(names), ast.Constant(value=len(kept)), places], node)
        return [*made, place(ast.Expr(value=call), node)]

    def loop(self, node: Any, after: Names, raised: Names) -> list[Any]:
        head = head_of(node, after, raised)
        options, node.body = self.options(node.body)
        is_for = isinstance(node, ast.For)
        parts = [*node.body, node.target] if is_for else node.body
        own = bound(parts)
        assigned = own - self.globals
        names = sorted(assigned & head)
        places = self.places(parts, assigned)
        body = self.block(node.body, head, raised)
        self.count += 1
        self.changed = True
        me = f"ag__loop_{self.count}"
        if is_for:
            item = place(ast.Assign(targets=[node.target], value=_load("ag__item")), node)
            made = self.function(me, [item, *body], own, node, "ag__item")
            extra = getattr(node, "extra", None)
            more = later(self.expressions.visit(extra)) if extra is not None else ast.Constant(value=None)
            args = [self.expressions.visit(node.iter), _load(me), self.named(names), places, more, options]
        else:
            made = self.function(me, body, own, node)
            args = [later(self.expressions.visit(node.test)), _load(me), self.named(names), places, options]
        call = operator("for_" if is_for else "while_", args, node)
        return [made, place(ast.Expr(value=call), node)]

    def function(self, name: str, body: list[Any], assigned: Names, where: Any, *args: str) -> Any:
        """A function inside, without results, that runs `body`, which assigns names of the function around it."""
        lines: list[Any] = []
        for kind, names in ((ast.Global, assigned & self.globals), (ast.Nonlocal, assigned - self.globals)):
            if names:
                lines.append(kind(names=sorted(names)))
        given = ast.arguments([], [ast.arg(arg=a) for a in args], None, [], [], None, [])
        made: Any = ast.FunctionDef(name=name, args=given, body=[*lines, *(body or [ast.Pass()])], decorator_list=[])
        made.returns, made.type_params = None, []
        return place(made, where)

    def named(self, names: list[str]) -> Any:
        value: Any = tuple([self.mangled(n) for n in names])
        return ast.Constant(value=value)

    def mangled(self, name: str) -> str:
        is_private = name.startswith("__") and not name.endswith("__")
        return f"_{self.in_class.lstrip('_')}{name}" if is_private and self.in_class else name

    def places(self, body: list[Any], assigned: Names) -> Any:
        """`x.a` and `x['k']` that are assigned: (how it is written, lambda: x, 'a' or lambda: 'k') of each. A global
        name is an entry of `globals()`."""
        found: dict[str, Any] = {}
        for node in within(body):
            if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
                if _is_chain(node) and not read([node]) & assigned:
                    found.setdefault(ast.unparse(node), node)
        for name in bound(body) & self.globals:
            space: Any = ast.Call(func=_load("globals"), args=[], keywords=[])
            key: Any = ast.Constant(value=self.mangled(name))
            found[name] = ast.Subscript(value=space, slice=key, ctx=ast.Store())
        parts: list[ast.expr] = []
        for text, node in sorted(found.items()):
            owner, is_name = later(node.value), isinstance(node, ast.Attribute)
            key = ast.Constant(value=self.mangled(node.attr)) if is_name else later(node.slice)
            parts.append(ast.Tuple(elts=[ast.Constant(value=text), owner, key], ctx=ast.Load()))
        return ast.Tuple(elts=parts, ctx=ast.Load())

    def options(self, body: list[Any]) -> tuple[Any, list[Any]]:
        """What `set_loop_options` says at the beginning of a loop's body, and the rest of it."""
        for i, node in enumerate(body):
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == OPTIONS:
                return later(call), [*body[:i], *body[i + 1 :]]
        return ast.Constant(value=None), body


def _plain(node: Any) -> Any:
    """Statements without annotations of variables: a name that a function inside assigns cannot have one."""
    return _Plain().visit(node)


class _Plain(ast.NodeTransformer):
    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)

    def visit_FunctionDef(self, node: Any) -> Any:
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef


def _load(name: str) -> Any:
    return ast.Name(id=name, ctx=ast.Load())


def _is_chain(node: Any) -> bool:
    """Whether it is made of names, attributes and plain keys alone, so that it can be looked at twice."""
    if isinstance(node, ast.Attribute):
        return _is_chain(node.value)
    if isinstance(node, ast.Subscript):
        return _is_chain(node.value) and isinstance(node.slice, (ast.Constant, ast.Name))
    return isinstance(node, ast.Name)
