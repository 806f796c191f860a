"""The source of a package as trees: where each function stands, what its names mean, which attributes are read."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

BY_NAME = ("getattr", "hasattr")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(eq=False)
class Class:
    """A class: its methods by name, its bases as written, and the module it stands in."""

    name: str
    module: "Module"
    bases: list
    methods: dict = field(default_factory=dict)


@dataclass(eq=False)
class Function:
    """A function, with the class it is a method of and the function it stands in, if any."""

    node: ast.AST
    module: "Module"
    owner: Class | None = None
    outer: "Function | None" = None
    inner: dict = field(default_factory=dict)

    @property
    def positional(self):
        args = self.node.args
        return [a.arg for a in (*args.posonlyargs, *args.args)]

    @property
    def parameters(self):
        args = self.node.args
        found = [*self.positional, *(a.arg for a in args.kwonlyargs)]
        return found + [a.arg for a in (args.vararg, args.kwarg) if a]

    @property
    def takes_self(self):
        kinds = {d.id for d in getattr(self.node, "decorator_list", ()) if isinstance(d, ast.Name)}
        return self.owner is not None and "staticmethod" not in kinds

    @property
    def shown(self):
        above = f"{self.owner.name}." if self.owner else ""
        return above + getattr(self.node, "name", "<lambda>")

    @property
    def where(self):
        return f"{self.module.path}:{self.node.lineno} {self.shown}"


@dataclass(eq=False)
class Module:
    """A file: its functions and classes by name, and what its imports call what."""

    name: str
    path: Path
    functions: dict = field(default_factory=dict)
    classes: dict = field(default_factory=dict)
    imports: dict = field(default_factory=dict)  # name -> (module, attribute or None)


class Sources:
    """Every function of the files below `root`, a package called `name`."""

    def __init__(self, root, name):
        self.modules, self.at, self.parents, self.reckoned = {}, {}, {}, set()
        self.reads = defaultdict(set)  # attribute -> classes whose methods read it of `self`; None: of something else
        for path in sorted(Path(root).rglob("*.py")):
            parts = (name, *path.relative_to(root).with_suffix("").parts)
            module = Module(".".join(p for p in parts if p != "__init__"), path)
            self.modules[module.name] = module
            tree = ast.parse(path.read_text())
            self._walk(tree, module, None, None)
            if module in self.reckoned:
                for word in _words(tree):
                    self.reads[word].add(module)
        self.below = defaultdict(list)
        for module in self.modules.values():
            for cls in module.classes.values():
                for base in self.bases(cls):
                    self.below[base].append(cls)

    def _walk(self, tree, module, owner, outer):
        """Note what stands below `tree`, in the class `owner` or in the function `outer`."""
        for child in ast.iter_child_nodes(tree):
            self.parents[child] = tree
            if isinstance(child, ast.ClassDef):
                cls = Class(child.name, module, child.bases)
                if outer is None:
                    module.classes[child.name] = cls
                self._walk(child, module, cls, outer)
            elif isinstance(child, FUNCTIONS):
                self._walk(child, module, None, self._enter(child, tree, module, owner, outer))
            else:
                self._note(child, module, outer)
                self._walk(child, module, owner, outer)

    def _enter(self, node, tree, module, owner, outer):
        found = Function(node, module, owner if isinstance(tree, ast.ClassDef) else None, outer)
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        self.at.setdefault((str(module.path), first), []).append(found)
        if name := getattr(node, "name", None):
            table = found.owner.methods if found.owner else outer.inner if outer else module.functions
            table[name] = found
        return found

    def _note(self, node, module, outer):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            above = getattr(node, "module", None)
            for alias in node.names:
                if above:
                    module.imports[alias.asname or alias.name] = (above, alias.name)
                elif alias.asname:
                    module.imports[alias.asname] = (alias.name, None)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            self._note_read(node.attr, node.value, outer)
        elif (
            isinstance(node, ast.Call) and len(node.args) > 1 and getattr(node.func, "id", "") in ("getattr", "hasattr")
        ):
            if isinstance(node.args[1], ast.Constant):
                self._note_read(node.args[1].value, node.args[0], outer)
            elif not _is_description(outer):  # any of the names that stand in the file
                self.reckoned.add(module)

    def _note_read(self, attribute, of, function):
        if _is_description(function):
            return
        while function is not None and function.outer is not None:
            function = function.outer
        is_self = isinstance(of, ast.Name) and function is not None and function.positional[:1] == [of.id]
        self.reads[attribute].add(function.owner if is_self else None)

    def function(self, code):
        """The Function of a code object; None if it stands in no file of ours."""
        found = self.at.get((code.co_filename, code.co_firstlineno), [])
        named = [f for f in found if getattr(f.node, "name", "<lambda>") == code.co_name]
        return named[0] if len(named) == 1 else None

    def bases(self, cls):
        """The Classes of ours that `cls` is made of directly."""
        found = [self.meaning(base, cls.module) for base in cls.bases]
        return [b for b in found if isinstance(b, Class)]

    def line(self, cls):
        """`cls` and what it is made of, nearest first."""
        found = [cls]
        for base in self.bases(cls):
            found += [c for c in self.line(base) if c not in found]
        return found

    def family(self, cls):
        """`cls`, all that it is made of, and all that is made of those."""
        found, more = set(), self.line(cls)
        while more:
            each = more.pop()
            if each not in found:
                found.add(each)
                more += self.below[each]
        return found

    def meaning(self, node, module):
        """The Function, Class or Module that an expression names in `module`; None if it is not known."""
        if isinstance(node, ast.Name):
            return self.named(node.id, module)
        if isinstance(node, ast.Attribute):
            above = self.meaning(node.value, module)
            return self.named(node.attr, above) if isinstance(above, Module) else None
        return None

    def named(self, name, module, seen=()):
        """What `name` is in `module`, through imports."""
        if name in module.functions or name in module.classes:
            return module.functions.get(name) or module.classes[name]
        if name not in module.imports or module in seen:
            return None
        above, attribute = module.imports[name]
        if attribute is None:
            return self.modules.get(above)
        if f"{above}.{attribute}" in self.modules:
            return self.modules[f"{above}.{attribute}"]
        return self.named(attribute, self.modules[above], (*seen, module)) if above in self.modules else None

    def method(self, cls, name, after=False):
        """The Function that `cls` has as `name`; `after`: that its bases have."""
        return next((c.methods[name] for c in self.line(cls)[after:] if name in c.methods), None)


def _is_description(function):
    """Whether a function only says what something was made with."""
    while function is not None and function.outer is not None:
        function = function.outer
    return function is not None and getattr(function.node, "name", "") in ("get_config", "__repr__")


def _words(tree):
    """The strings in a tree that are no keys of a dictionary."""
    keys = {key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    return {
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n not in keys
    }
