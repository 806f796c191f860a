"""Which names of TensorFlow and Keras a program uses, where, and whether its run gets there: read, never executed.

Code is reached when it stands outside of functions, or in a function (or the methods of a class) whose name is used in
code that is reached. Names are compared without asking what they are bound to, so too much counts as reached rather
than too little.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOTS = ("tensorflow", "keras", "tf_keras", "tenfold")
ABSENT = {"AttributeError", "ImportError", "ModuleNotFoundError"}  # whoever catches these knows of another TensorFlow
DISCOVERED = "TestCase"  # the methods of classes made from such a base are called by a test runner


@dataclass(frozen=True)
class Use:
    """One place where a program takes a name from TensorFlow or Keras.

    Attributes:
        path: from the front door, whatever the program calls it: "tensorflow.train.Saver", "keras.ops".
        file: the file, relative to the program's folder; "" for the program itself.
        line: its line there.
        guarded: whether the program goes on without the name: it catches the error that a missing name raises.
    """

    path: str
    file: str
    line: int
    guarded: bool = False


@dataclass(eq=False)
class Scope:
    """A stretch of code that runs as a whole or not at all: a file outside of its functions, or one function."""

    wanted: str = ""  # the name by which it is called; a method's is its class's
    parent: "Scope | None" = None
    runs_with_parent: bool = False
    uses: list[Use] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def read(program: Path) -> Iterator[tuple[str, str, ast.Module | None]]:
    """(file relative to the program's folder or "", text, tree) of the program and of files beside it that it imports.

    The tree is None where Python cannot parse the text.
    """
    program = program.resolve()
    waiting, seen = [program], set()
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = path.read_text(encoding="utf-8", errors="replace")
        tree = parsed(text)
        yield "" if path == program else path.relative_to(program.parent).as_posix(), text, tree
        if tree is not None:
            waiting += [file for name in _imported(tree) for file in _beside(program.parent, path.parent, name)]


def parsed(text: str) -> ast.Module | None:
    """The tree of `text`; None where Python cannot parse it."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):  # ValueError: null bytes
        return None


def _imported(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [node.module or "", *(f"{node.module or ''}.{alias.name}" for alias in node.names)]
    return [name.strip(".") for name in names]


def _beside(top: Path, folder: Path, name: str) -> list[Path]:
    """The files that `import name` may find in the program's folder, or in that of the file which imports it."""
    bases = [place.joinpath(*name.split(".")) for place in dict.fromkeys((top, folder))] if name else []
    return [file for base in bases for file in (base.with_suffix(".py"), base / "__init__.py")]


def reached(scopes: list[Scope]) -> list[Use]:
    """The uses in code that running the program gets to; all of them where what it gets to uses no name at all."""
    ran: list[Scope] = []
    names: set[str] = set()
    left = scopes
    while True:
        found = [s for s in left if _runs(s, ran, names)]
        if not found:
            break
        ran += found
        left = [s for s in left if s not in found]
        names.update(*(s.names for s in found))
    uses = [use for scope in scopes if scope in ran for use in scope.uses]
    return uses if any("." in use.path for use in uses) else [use for scope in scopes for use in scope.uses]


def _runs(scope: Scope, ran: list[Scope], names: set[str]) -> bool:
    if scope.parent is None:
        return True
    return scope.parent in ran and (scope.runs_with_parent or scope.wanted in names)


class Reader(ast.NodeVisitor):
    """Collects the scopes of one file, and in each the names that it takes from TensorFlow and Keras.

    Attributes:
        scopes: all of them, the file's own first.
        assigned: paths that the program hangs there itself: tf.placeholder = tf.compat.v1.placeholder.
    """

    def __init__(self, file: str = ""):
        self.file, self.scope, self.cls, self.guarded = file, Scope(), "", False
        self.scopes = [self.scope]
        self.aliases: dict[str, str] = {}  # local name -> path it stands for
        self.own: set[str] | None = None  # names the file gives a meaning; asked for after `from tensorflow import *`
        self.assigned: set[str] = set()

    def visit_Module(self, node):
        stars = [n.module for n in ast.walk(node) if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
        if stars == ["tensorflow"]:
            self.own = {name for part in ast.walk(node) for name in _given(part)}
        self.generic_visit(node)

    def visit_Import(self, node):
        for alias in node.names:
            self._use(alias.name, node)
            self._bind(alias.asname or alias.name.split(".")[0], alias.name if alias.asname else None)

    def visit_ImportFrom(self, node):
        for alias in node.names:
            if alias.asname:
                self.scope.names.add(alias.name)
            if not node.level:
                path = f"{node.module}.{alias.name}"
                self._bind(alias.asname or alias.name, path)
                self._use(path, node)

    def visit_Assign(self, node):
        self.visit(node.value)
        path = self._resolve(dotted(node.value))
        for target in node.targets:
            if isinstance(target, ast.Name):  # tf = tf.compat.v1, layers = tf.layers: a name for a name
                self.aliases.pop(target.id, None)
                if path is not None:
                    self._bind(target.id, path)
            elif isinstance(target, ast.Attribute) and (hung := self._resolve(dotted(target))):
                self.assigned.add(hung)
            else:
                self.visit(target)

    def visit_Attribute(self, node):
        self.scope.names.add(node.attr)
        path = self._resolve(dotted(node))
        if path is None:
            self.generic_visit(node)
        else:
            self._use(path, node)

    def visit_Name(self, node):
        self.scope.names.add(node.id)
        if self.own is not None and node.id not in self.own and node.id not in self.aliases:
            self._use(f"tensorflow.{node.id}", node)
        elif "." in (path := self.aliases.get(node.id, "")):
            self._use(path, node)

    def visit_Try(self, node):
        caught = {name for handler in node.handlers for name in _caught(handler.type)}
        before, self.guarded = self.guarded, self.guarded or bool(caught & ABSENT)
        self.generic_visit(node)
        self.guarded = before

    def visit_If(self, node):
        if self.file and "__main__" in ast.dump(node.test):  # false in a file that is imported
            node = ast.If(node.test, [], node.orelse)
        self.generic_visit(node)

    def visit_ClassDef(self, node):
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        before, self.cls = self.cls, node.name
        if any((dotted(base) or "").endswith(DISCOVERED) for base in node.bases):
            self.scope.names.add(node.name)
        for part in node.body:
            self.visit(part)
        self.cls = before

    def visit_FunctionDef(self, node):
        decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
        for part in (*node.decorator_list, node.args):
            self.visit(part)
        registered = any(not self._keeps(dotted(d)) for d in decorators)
        outer = self.scope, self.cls
        self.scope, self.cls = Scope(self.cls or node.name, self.scope, registered), ""
        self.scopes.append(self.scope)
        for part in node.body:
            self.visit(part)
        self.scope, self.cls = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def _keeps(self, decorator: str | None) -> bool:
        """Whether a decorator gives back a function to be called by its name, and shows it to nobody else."""
        known = ("staticmethod", "classmethod", "property", "functools", "contextmanager", "contextlib", "wraps")
        return self._resolve(decorator) is not None or (decorator or "").split(".")[0] in known

    def _bind(self, name: str, path: str | None) -> None:
        path = path or name
        if path.split(".")[0] in ROOTS:
            self.aliases[name] = _front(path)
        else:
            self.aliases.pop(name, None)

    def _resolve(self, name: str | None) -> str | None:
        """The path a local dotted name stands for: tf.train.Saver -> tensorflow.train.Saver; None if it is not ours."""
        first, dot, rest = (name or "").partition(".")
        return self.aliases[first] + dot + rest if first in self.aliases else None

    def _use(self, path: str, node: ast.stmt | ast.expr) -> None:
        if path.split(".")[0] in ROOTS:
            self.scope.uses.append(Use(_front(path), self.file, node.lineno, self.guarded))
            if path.endswith("app.run"):  # runs `main` of the program without naming it
                self.scope.names.add("main")


def _front(path: str) -> str:
    return "tensorflow" + path.removeprefix("tenfold") if path.split(".")[0] == "tenfold" else path


def _caught(kind: ast.expr | None) -> list[str]:
    return [name for part in (kind.elts if isinstance(kind, ast.Tuple) else [kind]) if part and (name := dotted(part))]


def _given(node: ast.AST) -> list[str]:
    """Names that one node of a tree binds."""
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Store) else []
    if isinstance(node, ast.alias):
        return [node.asname or node.name.split(".")[0]]
    if isinstance(node, ast.arg):
        return [node.arg]
    return [node.name] if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []


def dotted(node: ast.AST) -> str | None:
    """'tf.train.Saver' for that chain of names; None for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
