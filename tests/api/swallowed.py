"""Which parameters does a function never read? What is only deleted, stored for nobody, or handed on to a function that
never reads it either, is swallowed: a program may write it, and nothing comes of it."""

import ast

from sources import FUNCTIONS, Class


class Reading:
    """Answers for the functions of `sources`.

    Args:
      decorators: {name of a decorator: the parameters of what it decorates that it reads itself}.
      handed: names of methods that the library calls, with whatever one or another of them wants.
    """

    def __init__(self, sources, decorators=(), handed=()):
        self.sources, self.decorators, self.handed = sources, dict(decorators), frozenset(handed)
        self._known, self._uses = {}, {}

    def swallowed(self, function):
        """The parameters that `function` never reads."""
        if function.owner is not None and getattr(function.node, "name", "") in self.handed or self.refuses(function):
            return []
        names = function.parameters[function.takes_self :]
        lost = [name for name in names if not self.reads(function, name) and not self._is_for_others(function, name)]
        return lost + self._dropped_keys(function)

    def _dropped_keys(self, function):
        """`kwargs['key']` for each key that is only taken out of what goes on."""
        parents, found = self.sources.parents, []
        kwargs = function.node.args.kwarg
        for use in self._of(function).get(kwargs.arg, ()) if kwargs else ():
            if self._is_dropped(use, parents[use]) and self.reads(function, kwargs.arg):
                keys = parents[parents[use]].args[:1]
                found += [f"{kwargs.arg}[{key.value!r}]" for key in keys if isinstance(key, ast.Constant)]
        return found

    def refuses(self, function):
        """Whether it does nothing but raise, or call what does nothing else; or is abstract."""
        if any(ast.unparse(d).endswith("abstractmethod") for d in getattr(function.node, "decorator_list", ())):
            return True
        begins = said(function)[:1]
        if begins and isinstance(begins[0], ast.Expr) and isinstance(begins[0].value, ast.Call):
            called = self.callee(begins[0].value, function)
            return called is not None and self.refuses(called)
        return bool(begins) and isinstance(begins[0], ast.Raise)

    def _is_for_others(self, function, name):
        """Whether a method of one statement at most is what it is until a class below it does more, with `name` too."""
        others = self._overriding(function) if len(said(function)) < 2 else []
        return any(self.reads(f, name) for f in others if name in f.parameters)

    def _overriding(self, function):
        """The methods that stand in for `function` in classes below its own."""
        if function.owner is None:
            return []
        name = getattr(function.node, "name", "")
        found, more = [], [*self.sources.below[function.owner]]
        while more:
            cls = more.pop()
            found += [cls.methods[name]] if name in cls.methods else []
            more += self.sources.below[cls]
        return found

    def reads(self, function, name):
        """Whether something comes of what `function` is given as `name`. What only a circle reads, nothing reads."""
        key = function, name
        if key not in self._known:
            self._known[key] = False
            self._known[key] = self._by_decorator(function, name) or self._by_body(function, name)
        return self._known[key]

    def _by_decorator(self, function, name):
        for decorator in getattr(function.node, "decorator_list", ()):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if name in self.decorators.get(getattr(called, "id", getattr(called, "attr", None)), ()):
                return True
        return False

    def _by_body(self, function, name):
        uses = self._of(function)
        return "locals()" in uses or any(self._counts(use, function) for use in uses.get(name, ()))

    def _of(self, function):
        """{name: where it is read in the body}, with what stands within; not where a name is another one's own."""
        if function not in self._uses:
            found = {}
            body = function.node.body
            for statement in body if isinstance(body, list) else [body]:
                self._collect(statement, frozenset(), found)
            self._uses[function] = found
        return self._uses[function]

    def _collect(self, node, own, found):
        if isinstance(node, FUNCTIONS):
            args = node.args
            for default in (*args.defaults, *filter(None, args.kw_defaults), *getattr(node, "decorator_list", ())):
                self._collect(default, own, found)
            named = (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg)
            own = own | {a.arg for a in named if a}
            for child in node.body if isinstance(node.body, list) else [node.body]:
                self._collect(child, own, found)
            return
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            self._collect(node.generators[0].iter, own, found)
            targets = (n for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name))
            own = own | {n.id for n in targets}
            for child in ast.iter_child_nodes(node):
                self._collect(child, own, found)
            return
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            found.setdefault(node.id, []).append(node)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "locals":
            found["locals()"] = [node]
        for child in ast.iter_child_nodes(node):
            self._collect(child, own, found)

    def _counts(self, use, function):
        """Whether this mention of a parameter is one that something comes of."""
        parents = self.sources.parents
        above = parents[use]
        if isinstance(above, ast.Expr):
            return False
        if self._is_dropped(use, above):
            return False
        if isinstance(above, (ast.Call, ast.keyword, ast.Starred)):
            return self._is_read_there(use, above, function)
        if isinstance(above, ast.Assign) and use is above.value:
            return any(self._is_read_as(target, function) for target in above.targets)
        if isinstance(above, ast.Tuple) and isinstance(parents[above], ast.Assign):
            return self._counts_in_row(use, above, parents[above], function)
        return True

    def _counts_in_row(self, use, row, assign, function):
        """`a, b = x, y`: what its own place is read as."""
        at = row.elts.index(use)
        for target in assign.targets:
            apart = isinstance(target, ast.Tuple) and len(target.elts) == len(row.elts)
            if not apart or self._is_read_as(target.elts[at], function):
                return True
        return False

    def _is_read_as(self, target, function):
        """Whether what is assigned to `target` is read."""
        if isinstance(target, ast.Name):
            return self.reads(function, target.id)
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            if function.owner is not None and [target.value.id] == function.positional[:1]:
                return self.reads_attribute(function.owner, target.attr)
        return True

    def reads_attribute(self, cls, attribute):
        """Whether an attribute of `cls` is read: of `self` in its family, or of anything else."""
        readers = self.sources.reads[attribute]
        family = self.sources.family(cls)
        return None in readers or not readers.isdisjoint(family | {c.module for c in family})

    def _is_dropped(self, use, above):
        """`kwargs.pop("name", None)` whose value nobody takes, `kwargs.clear()`."""
        parents = self.sources.parents
        if not (isinstance(above, ast.Attribute) and above.attr in ("pop", "clear")):
            return False
        call = parents[above]
        return isinstance(call, ast.Call) and isinstance(parents[call], ast.Expr)

    def _is_read_there(self, use, above, function):
        """Whether the function that a call hands it on to reads it; if that is not known, it does."""
        call = above if isinstance(above, ast.Call) else self.sources.parents[above]
        if not isinstance(call, ast.Call) or use is call.func:
            return True
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "partial" and use is not call.args[0]:
            call = ast.Call(call.args[0], call.args[1:], call.keywords)
        there = self.callee(call, function)
        if there is None:
            return True
        name = self._parameter(there, call, above if isinstance(above, ast.Starred) else use, above)
        return name is None or self.reads(there, name) or self._is_for_others(there, name)

    def _parameter(self, there, call, argument, above):
        """What `there` calls an argument of `call`; None if that is not known."""
        args = there.node.args
        if isinstance(above, ast.keyword):
            if above.arg is None or above.arg not in there.parameters:
                return args.kwarg.arg if args.kwarg else None
            return above.arg
        if isinstance(argument, ast.Starred):
            return args.vararg.arg if args.vararg and argument is call.args[0] else None
        before = call.args[: call.args.index(argument)]
        if any(isinstance(a, ast.Starred) for a in before):
            return None
        at = len(before) + self._skips_self(there, call)
        return there.positional[at] if at < len(there.positional) else args.vararg.arg if args.vararg else None

    def _skips_self(self, there, call):
        return there.takes_self and not self._is_unbound(call)

    def _is_unbound(self, call):
        """`Base.__init__(self, x)`."""
        at = call.func
        return isinstance(at, ast.Attribute) and isinstance(at.value, ast.Name) and at.value.id[:1].isupper()

    def callee(self, call, function):
        """The Function that a call in `function` runs; None if that is not known."""
        at, sources = call.func, self.sources
        if isinstance(at, ast.Attribute) and (owner := self._owner_of(at.value, function)):
            return sources.method(*owner, at.attr) if len(owner) == 1 else sources.method(owner[0], at.attr, True)
        if isinstance(at, ast.Attribute) and isinstance(found := sources.meaning(at.value, function.module), Class):
            return sources.method(found, at.attr)
        found = self._local(at, function) or sources.meaning(at, function.module)
        if isinstance(found, Class):
            return sources.method(found, "__init__")
        return found if hasattr(found, "node") else None

    def _local(self, at, function):
        """A function within a function; what else a function calls so is not known."""
        while isinstance(at, ast.Name) and function is not None:
            if at.id in function.inner:
                return function.inner[at.id]
            function = function.outer
        return None

    def _owner_of(self, node, function):
        """(class,) where `node` is `self`, (class, True) where it is `super()`; None elsewhere."""
        while function.owner is None and function.outer is not None:
            function = function.outer
        if function.owner is None:
            return None
        if isinstance(node, ast.Name) and [node.id] == function.positional[:1] and function.takes_self:
            return (function.owner,)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super":
            return function.owner, True
        return None


def said(function):
    """The statements of a function, without its docstring and `pass`."""
    body = function.node.body
    body = body if isinstance(body, list) else [ast.Return(body)]
    return [s for s in body if not isinstance(s, ast.Pass) and not is_text(s)]


def is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
