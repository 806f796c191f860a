"""Which TensorFlow a program was written for, read off the names it uses.

Three eras behave differently (see the table in `api/`): "1.15" (graphs by default, the v1 namespace under bare `tf.*`),
"2.15" (eager, Keras 2; the default) and "3" (Keras 3). A program says which by its own names: `tf.placeholder` exists
only in TensorFlow 1, `keras.ops` only in Keras 3. Names reached through `tf.compat.v1` say nothing: TensorFlow 2 has
them there too.
"""

import ast
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tenfold.api.era import DEFAULT, checked
from tenfold.compat.v1_names import V1_MODULES, V1_ONLY

VARIABLE = "TENFOLD_ERA"

# Names Keras 3 brought: `keras.X` and `tf.keras.X` alike.
KERAS3_ONLY = frozenset(
    "ops random tree distribution Function KerasTensor RematScope dtype_policies quantizers".split()
)


def era_of(program: str | Path) -> str:
    """The era of the program at this path, the files beside it that it imports included.

    `TENFOLD_ERA` in the environment goes before what is read.
    """
    return asked_for() or _strongest(era_of_source(text) for text in _sources(Path(program)))


def asked_for() -> str | None:
    """The era the environment variable TENFOLD_ERA names; None where unset or empty. ValueError for an unknown one."""
    named = os.environ.get(VARIABLE)
    return checked(named) if named else None


def era_of_source(source: str) -> str:
    """The era of one file's text: "1.15", "3" or the default "2.15"; the default too where Python cannot parse it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # Python 2's print statement, or a mistake that running the program will report where it stands
        return "1.15" if _is_python2(source) else DEFAULT
    names = _Names()
    names.visit(tree)
    used = names.used - names.assigned
    if any(_front(name, 2) in V1_ONLY or _front(name, 1) in V1_ONLY for name in used) or names.v1_module:
        return "1.15"
    return "3" if any(_front(name, 1) in KERAS3_ONLY for name in names.keras) else DEFAULT


def _strongest(eras: Iterable[str]) -> str:
    """One file in the TF1 manner makes the program one; Keras 3 needs the same of one file and no TF1."""
    found = set(eras)
    return next((era for era in ("1.15", "3") if era in found), DEFAULT)


def _front(name: str, parts: int) -> str:
    return ".".join(name.split(".")[:parts])


def _is_python2(source: str) -> bool:
    """A `tensorflow` program with print statements is older than TensorFlow 2, which never ran on Python 2."""
    lines = [line.strip() for line in source.splitlines()]
    return any(l.startswith(("print '", 'print "')) for l in lines) and "tensorflow" in source


def _sources(program: Path) -> Iterator[str]:
    """The program's text, then that of each file beside it that it imports, each once."""
    waiting, seen = [program.resolve()], set()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = path.read_text(encoding="utf-8", errors="replace")
        yield text
        waiting += [beside for name in _imported(text) for beside in _beside(program.resolve().parent, name)]


def _imported(text: str) -> set[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set()
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def _beside(folder: Path, name: str) -> list[Path]:
    base = folder.joinpath(*name.split("."))
    return [base.with_suffix(".py"), base / "__init__.py"] if name else []


class _Names(ast.NodeVisitor):
    """Collects the dotted names a program takes from `tensorflow` (and `keras`), whatever it calls them."""

    def __init__(self):
        self.aliases: dict[str, str] = {}  # local name -> dotted path from the front door ("" is tensorflow itself)
        self.used: set[str] = set()  # names below tensorflow, as "train.Saver"
        self.assigned: set[str] = (
            set()
        )  # names the program hangs there itself: tf.placeholder = tf.compat.v1.placeholder
        self.keras: set[str] = set()  # names below keras
        self.v1_module = False

    def visit_Import(self, node):
        for alias in node.names:
            self._note_module(alias.name)
            if alias.asname:
                self._bind(alias.asname, alias.name)
            else:
                self._bind(alias.name.split(".")[0], alias.name.split(".")[0])

    def visit_ImportFrom(self, node):
        module = node.module or ""
        if node.level:
            return
        self._note_module(module)
        for alias in node.names:
            path = f"{module}.{alias.name}"
            self._note_module(path)
            self._bind(alias.asname or alias.name, path)
            self._use(path)

    def visit_Assign(self, node):
        self.visit(node.value)
        value = _dotted(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):  # tf = tf.compat.v1, layers = tf.layers: a name for a name
                path = self._resolve(value) if value else None
                self.aliases.pop(target.id, None)
                if path is not None:
                    self._bind(target.id, path)
            elif isinstance(target, ast.Attribute) and (path := self._resolve(_dotted(target))):
                self.assigned.add(path.removeprefix("tensorflow."))
            else:
                self.visit(target)

    def visit_Attribute(self, node):
        dotted = _dotted(node)
        if dotted is None:
            self.generic_visit(node)
        elif path := self._resolve(dotted):
            self._use(path)

    def _bind(self, name: str, path: str) -> None:
        if path.split(".")[0] in ("tensorflow", "keras", "tf_keras", "tenfold"):
            self.aliases[name] = "tensorflow" + path.removeprefix("tenfold") if path.startswith("tenfold") else path
        else:
            self.aliases.pop(name, None)

    def _resolve(self, dotted: str | None) -> str | None:
        """The full path a local dotted name stands for: tf.train.Saver -> tensorflow.train.Saver."""
        first, dot, rest = (dotted or "").partition(".")
        return self.aliases[first] + dot + rest if first in self.aliases else None

    def _use(self, path: str) -> None:
        below = path.removeprefix("tensorflow.")
        if below.startswith(("compat.", "python.")):
            return
        if below.startswith("keras."):
            self.keras.add(below.removeprefix("keras."))
        elif below != path:
            self.used.add(below)

    def _note_module(self, name: str) -> None:
        self.v1_module |= name.startswith(V1_MODULES)


def _dotted(node: ast.AST) -> str | None:
    """'tf.train.Saver' for that chain of names; None for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
