#!/usr/bin/env python3
"""Keeps each floor of the house on its floor, and says what has grown long.

    python tools/check_layout.py [ROOT]        (ROOT: the checkout; default: the one this file stands in)

Fails on
* an import from a floor further down the list (`core` may not know `ops`, `keras` may not know `api`, ...);
* JAX imported anywhere but in `runtime`;
* a tenfold import inside a function. Excepted: a module's own `__getattr__` (names that load on first use), and in
  `runtime` what a function brings in together with JAX, when the first graph gets hot;
* an import from a room further down its floor's list (`ops/arrays` may not know `ops/image`), or a room in no list;
* modules that import each other in a circle (for types alone, under `if TYPE_CHECKING:`, neighbours may);
* a folder of more than 20 files.
Prints, without failing, files over 500 lines and functions over 30 (docstrings not counted).
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "tenfold"
FLOORS = "core ops runtime io function data keras v1 distribute api compat testing cli".split()
DOOR = "api"  # tenfold/__init__.py and its neighbours are names only, so they stand with the names
FILE_LINES, FUNCTION_LINES, FOLDER_FILES = 500, 30, 20

# The rooms of a floor, in order: a room knows those before the bars to its left, and those between its own bars.
ROOMS = {
    "core": "base | values graphs calls",
    "ops": "structures arrays math linalg state | checks | random | conv | sparse | nn | ragged | "
    "control | autodiff | recurrent | training | strings | bytes | lookup | signal | numpy_api | image",
    "runtime": "threads devices | native | gears kernels | sessions",
    "data": "plan | run | sources elements batching order mixing | storage | rules directories graphs",
    "keras": (
        "utils datasets preprocessing | layers mixed_precision saving losses metrics optimizers training callbacks "
        "models wrappers"
    ),
    "keras.layers": "base | convolution | activation attention audio augmentation core merging normalization pooling "
    "preprocessing recurrent regularization reshaping",
}


@dataclass(frozen=True)
class Import:
    """One import as written: the module it is in, the module it reaches, where, and how it is held."""

    module: str
    target: str
    where: str
    function: str  # dotted names of the functions around it; "" at the top of the file
    in_getattr: bool
    for_types: bool = False  # under `if TYPE_CHECKING:`: nothing is imported at run time


@dataclass(frozen=True)
class Source:
    """A parsed file of the package: dotted name, path as shown to people, syntax tree, number of lines."""

    name: str
    shown: str
    is_package: bool
    tree: ast.Module
    lines: int


def read_sources(root: Path) -> dict[str, Source]:
    """Every module of the package under ROOT/src, by dotted name."""
    sources = {}
    for path in sorted((root / "src" / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / "src").with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        shown = path.relative_to(root).as_posix()
        sources[name] = Source(name, shown, parts[-1] == "__init__", ast.parse(text, shown), text.count("\n"))
    return sources


def floor_of(module: str) -> str | None:
    """'core' for tenfold.core.values.tensor; the door for tenfold itself; None for what is not tenfold's."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    return parts[1] if len(parts) > 1 and parts[1] in FLOORS else DOOR


def imports_of(source: Source, known: set[str]) -> Iterator[Import]:
    """Every import in a file, whatever it is nested in, each resolved to the module it reaches."""

    def walk(node: ast.AST, functions: tuple[str, ...], for_types: bool = False) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = functions
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = (*functions, child.name)
            for target in targets_of(child, source, known):
                where = f"{source.shown}:{getattr(child, 'lineno', 0)}"
                # Only the module's own __getattr__ counts: a class's is a method like any other.
                lazy = bool(functions) and functions[0] == "__getattr__" and node_is_top(source, functions)
                yield Import(source.name, target, where, ".".join(functions), lazy, for_types)
            yield from walk(child, inside, for_types or isinstance(child, ast.If) and names_type_checking(child.test))

    yield from walk(source.tree, ())


def names_type_checking(test: ast.AST) -> bool:
    """Whether a condition is `TYPE_CHECKING`, which only type checkers take for true."""
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def node_is_top(source: Source, functions: tuple[str, ...]) -> bool:
    """Whether the outermost function of the chain is defined by the module itself."""
    return any(isinstance(n, ast.FunctionDef) and n.name == functions[0] for n in source.tree.body)


def targets_of(node: ast.AST, source: Source, known: set[str]) -> list[str]:
    """The modules one statement (or a literal importlib.import_module call) reaches; [] for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = absolute(node, source)
        # `from package import x` reaches the module package.x where there is one, else the package itself.
        named = [f"{base}.{alias.name}" for alias in node.names]
        return sorted({name if name in known or floor_itself(name) else base for name in named})
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and not first.value.startswith("."):
            return [first.value]
    return []


def floor_itself(name: str) -> bool:
    """Whether a dotted name is a floor's own package, written yet or not."""
    return name.count(".") == 1 and name.split(".")[0] == PACKAGE and name.split(".")[1] in FLOORS


def absolute(node: ast.ImportFrom, source: Source) -> str:
    """The module a `from` import names, relative dots undone."""
    if not node.level:
        return node.module or ""
    parts = source.name.split(".")
    keep = len(parts) - node.level + (1 if source.is_package else 0)
    return ".".join(parts[:keep] + ([node.module] if node.module else []))


def is_jax(module: str) -> bool:
    return module.split(".")[0] in ("jax", "jaxlib")


def complaints(imports: list[Import]) -> list[str]:
    """One line for each import that is not where the house wants it."""
    said = []
    with_jax = {(i.module, i.function) for i in imports if is_jax(i.target) and floor_of(i.module) == "runtime"}
    for i in imports:
        here, there = floor_of(i.module), floor_of(i.target)
        if is_jax(i.target) and here != "runtime":
            said.append(f"{i.where}: {here} imports {i.target}; only runtime knows JAX (register a kernel there)")
        if there is None:
            continue
        if FLOORS.index(there) > FLOORS.index(here):
            said.append(f"{i.where}: {here} imports {i.target}; {here} may import only {allowed(here)}")
        if i.function and not i.in_getattr and (i.module, i.function) not in with_jax:
            said.append(f"{i.where}: {i.target} is imported inside a function; import it at the top of the file")
    return said


def room_of(module: str, floor: str, folders: set[str]) -> str | None:
    """'arrays' for tenfold.ops.arrays.joining and the floor "ops"; None for what is in no room of the floor."""
    inside = module.removeprefix(f"{PACKAGE}.{floor}.")
    room = inside.split(".")[0]
    return room if inside != module and f"{PACKAGE}.{floor}.{room}" in folders else None


def room_complaints(imports: list[Import], known: set[str], rooms: dict[str, str] = ROOMS) -> list[str]:
    """One line for each import from a room further down, and for each room that stands in no list."""
    said, folders = [], {name.rpartition(".")[0] for name in known}
    for floor, order in rooms.items():
        places = {room: place for place, group in enumerate(order.split("|")) for room in group.split()}
        found = {room for name in known if (room := room_of(name, floor, folders))}
        said += [
            f"{floor}/{room} is in no list of rooms; give it a place in ROOMS" for room in sorted(found - {*places})
        ]
        for i in imports:
            here, there = room_of(i.module, floor, folders), room_of(i.target, floor, folders)
            if here in places and there in places and places[there] > places[here]:
                said.append(f"{i.where}: {floor}/{here} imports {i.target}; its order is {order}")
    return said


def full_folders(sources: dict[str, Source]) -> list[str]:
    """Folders of more files than a reader takes in; `__init__.py` is their label and does not count."""
    files = Counter(s.shown.rpartition("/")[0] for s in sources.values() if not s.is_package)
    return [f"{folder}: {n} files; {FOLDER_FILES} at most" for folder, n in sorted(files.items()) if n > FOLDER_FILES]


def allowed(floor: str) -> str:
    return ", ".join(FLOORS[: FLOORS.index(floor) + 1])


def circles(imports: list[Import], known: set[str]) -> list[str]:
    """Each circle of modules importing one another at import time, as 'a -> b -> a'."""
    edges: dict[str, set[str]] = {name: set() for name in known}
    for i in imports:
        if not i.function and not i.for_types and i.target in known and i.target != i.module:
            edges[i.module].add(i.target)
    found, done, path = [], set(), []

    def visit(name: str) -> None:
        if name in path:
            found.append(" -> ".join([*path[path.index(name) :], name]))
        elif name not in done:
            path.append(name)
            for target in sorted(edges[name]):
                visit(target)
            done.add(path.pop())

    for name in sorted(known):
        visit(name)
    return found


def long_ones(sources: dict[str, Source]) -> list[str]:
    """Files and functions over the lengths the house aims at, longest first."""
    files = [(s.lines, s.shown) for s in sources.values() if s.lines > FILE_LINES]
    functions = []
    for source in sources.values():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1 - (ast.get_docstring(node, clean=False) or "").count("\n")
                if length > FUNCTION_LINES:
                    functions.append((length, f"{source.shown}:{node.lineno} {node.name}"))
    told = [f"  file of {n} lines: {what}" for n, what in sorted(files, reverse=True)]
    return told + [f"  function of {n} lines: {what}" for n, what in sorted(functions, reverse=True)]


def check(root: Path) -> tuple[list[str], list[str]]:
    """(what is wrong, what is long) in the checkout at `root`."""
    sources = read_sources(root)
    imports = [i for source in sources.values() for i in imports_of(source, set(sources))]
    known = set(sources)
    wrong = complaints(imports) + room_complaints(imports, known) + full_folders(sources)
    wrong += [f"circle: {c}" for c in circles(imports, known)]
    return wrong, long_ones(sources)


def main(argv: list[str]) -> int:
    root = Path(argv[0]) if argv else Path(__file__).resolve().parent.parent
    wrong, long = check(root)
    if long:
        print(f"Over {FILE_LINES} lines a file or {FUNCTION_LINES} a function (to look at, not an error):")
        print("\n".join(long))
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"layout: {len(wrong)} wrong" if wrong else "layout: every floor on its floor")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
