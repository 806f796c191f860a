#!/usr/bin/env python3
"""Writes down the public names of TensorFlow and Keras, by which `tools/coverage.py` and `tests/api` measure Tenfold.

    pip download --no-deps ... tensorflow-cpu==1.15.0        (and so on: any version, for any Python)
    python tools/record_public_names.py VERSION=FOLDER ...

FOLDER holds the unpacked wheels of one version: `tensorflow-1.15=x115 keras-3=venv/lib/python3.11/site-packages`. Only
the indices are read, as text: the `__init__.py` of public packages, which import each name there is from where it is
made. Writes tools/data/names/VERSION.txt: a line for each namespace, "tf.math: abs acos ...". Left out are
`tf.raw_ops`, TensorFlow's copies of whole APIs (`tf.compat.v1`, `tf.compat.v2`), what begins with an underscore, and
members of classes.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data" / "names"
LEFT_OUT = {"compat", "raw_ops", "tools", "google", "src", "engine", "legacy", "python"}
ROOTS = ("__init__.py", "v1.py", "v2.py")  # TensorFlow has its root's index in one of the latter
# version -> (public namespace, folder of its index) of what is read for it
INDICES = {
    "tensorflow-1.15": (
        ("tf", "tensorflow_core/_api/v1"),
        ("tf.keras", "tensorflow_core/python/keras/api/_v1/keras"),
        ("tf.estimator", "tensorflow_estimator/_api/v1/estimator"),
        ("tf.contrib", "tensorflow_core/contrib"),
    ),
    "tensorflow-2.15": (
        ("tf", "tensorflow/_api/v2"),
        ("tf.estimator", "tensorflow_estimator/_api/v2/estimator"),
    ),
    "tensorflow-2.21": (("tf", "tensorflow/_api/v2"), ("tf.keras", "tf_keras/api/_v2/keras")),
    "tensorflow-2.21-v1": (("tf", "tensorflow/_api/v2/compat/v1"),),
    "keras-2.3.1": (("keras", "keras"),),
    "keras-2.15": (("keras", "keras/api/_v2/keras"),),
    "keras-3": (("keras", "keras"),),
}
MODULES = "activations constraints initializers losses metrics models optimizers regularizers".split()  # Keras 2.3's
IMPORTED_BY_EVERYONE = set(
    "absolute_import division print_function remove_undocumented deprecated LazyLoader K".split()
)
# What TensorFlow 2 takes from Keras under names of its own, in no index.
REPEATED = {f"tf.{name}": f"tf.keras.{name}" for name in ("initializers", "losses", "metrics", "optimizers")}


def names_of(space: str, folder: Path) -> dict[str, set[str]]:
    """Namespace -> public names in it that are not namespaces themselves, of an index and those below it."""
    below = {path.name for path in folder.iterdir() if (path / "__init__.py").is_file()}
    public = set().union(*(_public(folder / index) for index in ROOTS if (folder / index).is_file()))
    found = {space: public - below - {path.stem for path in folder.glob("*.py")}}
    for name in sorted(below - (LEFT_OUT if space in ("tf", "keras", "tf.contrib") else {"google"})):
        if not name.startswith("_") and not (space.startswith("tf.contrib") and name in ("python", "api")):
            found |= names_of(f"{space}.{name}", folder / name)
    for name in MODULES:
        if space == "keras" and (folder / f"{name}.py").is_file():
            found[f"{space}.{name}"] = _defined(folder / f"{name}.py")
    return found


def _public(index: Path) -> set[str]:
    """The names that an `__init__.py` imports or makes; where it lists those it keeps (tf.contrib's way), these."""
    tree = ast.parse(index.read_text(encoding="utf-8"))
    names = set(_listed(tree)) or {name for node in tree.body for name in _bound(node, index)}
    return {name for name in names if not name.startswith("_")} - IMPORTED_BY_EVERYONE


def _listed(tree: ast.Module) -> Iterator[str]:
    """ "@@name" in the docstring, and the texts of `_allowed_symbols = [...]`."""
    yield from (line[2:].strip() for line in (ast.get_docstring(tree) or "").splitlines() if line.startswith("@@"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and any("allowed_symbols" in ast.unparse(target) for target in node.targets):
            yield from (part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant))


def _bound(node: ast.stmt, index: Path) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.module != "__future__":
        for alias in node.names:
            beside = index.parent / f"{(node.module or '').split('.')[-1]}.py"
            if alias.name != "*":
                yield alias.asname or alias.name
            elif beside.is_file():
                yield from _defined(beside)
    else:
        yield from _made(node)


def _made(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _defined(module: Path) -> set[str]:
    """Functions, classes and other names that a module itself makes."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {name for node in tree.body for name in _made(node) if not name.startswith("_")}


def record(version: str, folder: Path) -> None:
    found: dict[str, set[str]] = {}
    for space, index in INDICES[version]:
        if (folder / index / "__init__.py").is_file():
            found |= names_of(space, folder / index)
        else:
            print(f"{version}: {folder / index} has no __init__.py", file=sys.stderr)
    for space, source in REPEATED.items() if version.startswith("tensorflow-2") and "v1" not in version else ():
        copies = {name: names for name, names in found.items() if (name + ".").startswith(source + ".")}
        found |= {space + name.removeprefix(source): names for name, names in copies.items()}
    lines = [f"# Public names of {version}; recorded by tools/record_public_names.py"]
    lines += [f"{space}: {' '.join(sorted(names))}" for space, names in sorted(found.items()) if names]
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / f"{version}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(version, sum(map(len, found.values())), "names")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        name, _, place = argument.partition("=")
        record(name, Path(place))
