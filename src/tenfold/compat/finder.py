"""The import hook: `import tensorflow...` and `import keras...` find Tenfold's namespaces.

An alias *is* the Tenfold module, not a copy: `tensorflow is tenfold`, `keras.layers is tensorflow.keras.layers`. The
module keeps its own `__name__` and `__spec__`, so reloading and pickling see one module, whatever a program calls it.
"""

import difflib
import importlib
import sys
from collections.abc import Iterable
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from tenfold.api.namespaces import namespace, where_it_went_below
from tenfold.api.unknown_names import UnknownAttributeError, missing
from tenfold.compat import aliases


class Finder(MetaPathFinder):
    """Answers for every name below TensorFlow's and Keras's roots; `front` is what a bare `import tensorflow` gives.

    A name that leads nowhere raises ModuleNotFoundError here: left to the finders behind, it would be looked for in
    Tenfold's own folder and load a second copy of one of its floors.
    """

    def __init__(self, front: str = "tenfold"):
        self.front = front

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] not in aliases.ROOTS:
            return None
        module = self.resolve(fullname)
        return ModuleSpec(fullname, _Handover(module), origin=f"tenfold ({module.__name__})", is_package=True)

    def resolve(self, fullname: str) -> ModuleType:
        """The module an alias stands for; ModuleNotFoundError, naming the nearest there is, where there is none."""
        for root in sorted(aliases.KERAS_ROOTS, key=len, reverse=True):
            if _is_below(fullname, root):
                return _inside(fullname, fullname[len(root) + 1 :], aliases.KERAS, aliases.KERAS_INSIDE)
        if fullname in aliases.MESSAGES:
            return importlib.import_module(aliases.MESSAGES[fullname])
        if _is_below(fullname, "tensorflow.core") and any(_is_below(path, fullname) for path in aliases.MESSAGES):
            floors = aliases.FOLDERS_OF_MESSAGES.get(fullname, ())
            return Gathered(fullname, tuple(map(importlib.import_module, floors)))  # stands in tenfold for the floor
        if _is_below(fullname, "tensorflow.python"):
            return _inside(fullname, fullname[len("tensorflow.python") + 1 :], None, aliases.PYTHON_INSIDE)
        base = max((p for p in aliases.PUBLIC if _is_below(fullname, p)), key=len)
        start = self.front if base == "tensorflow" else aliases.PUBLIC[base]
        return _walk(_public(start), fullname[len(base) + 1 :], fullname)


class _Handover(Loader):
    """Hands an existing module to the import system and takes back the marks that leaves on it."""

    def __init__(self, module: ModuleType):
        self.module = module
        self.spec = getattr(module, "__spec__", None)

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        if self.spec is not None:
            module.__spec__ = self.spec


class Gathered(ModuleType):
    """A module of TensorFlow's source tree: the names of several public namespaces, searched in order."""

    def __init__(self, name: str, spaces: tuple[ModuleType, ...]):
        super().__init__(name, f"What programs reach for in {name}, from Tenfold's public namespaces.")
        self.__dict__["_spaces"] = spaces

    def __getattr__(self, name: str) -> Any:
        said = []
        if not name.startswith("__"):
            for space in self._spaces:
                try:
                    return getattr(space, name)
                except AttributeError as error:
                    said.append(error)
        raise missing(self.__name__, name, partial(_hint, self, name, said))

    def __dir__(self):
        return sorted({*super().__dir__(), *(name for space in self._spaces for name in dir(space))})


def _hint(module: Gathered, name: str, said: list[AttributeError]) -> str | None:
    """What to say of a name that none of a module's namespaces has: what they say, or the nearest of their names."""
    clauses = [error.clause for error in said if isinstance(error, UnknownAttributeError)]
    known = [clause for clause in clauses if clause and not clause.startswith("did you mean")]
    near = _nearest(name, {*dir(module), *_modules_in(module.__name__)}).removeprefix("; ")
    return next(iter(known), _absent_module(f"{module.__name__}.{name}") or near or None)


def _modules_in(folder: str) -> list[str]:
    """Names of the modules that a folder of TensorFlow's source tree holds."""
    rows = [f"tensorflow.python.{row}" for row in aliases.PYTHON_INSIDE] + list(aliases.MESSAGES)
    return [row.removeprefix(folder + ".").split(".")[0] for row in rows if row.startswith(folder + ".")]


def _absent_module(fullname: str) -> str | None:
    """What importing a module says of it, where its row leads to a namespace that is not here."""
    try:
        Finder().resolve(fullname)
    except ModuleNotFoundError as error:
        return str(error).partition(" in Tenfold: ")[2] or None
    return None


def _is_below(fullname: str, root: str) -> bool:
    return fullname == root or fullname.startswith(root + ".")


def _inside(fullname: str, rest: str, home: str | None, table: dict[str, tuple[str, ...]]) -> ModuleType:
    """A module inside a source tree: its row of `table`, a folder above such rows, or the public namespace's own.

    `home` is the public namespace rows start from; None for tensorflow.python, whose rows start from the v1 API or name
    v2.
    """
    if rest in table:
        spaces = _spaces(home, table[rest], fullname)
        return spaces[0] if len(spaces) == 1 else Gathered(fullname, spaces)
    public = importlib.import_module(home) if home else None
    if any(row.startswith(rest + ".") for row in table) and not (public and _attributes(public, rest)):
        return Gathered(fullname, ())
    if public:
        return _walk(public, rest, fullname)
    if not rest:
        return Gathered(fullname, ())
    known = [row for row in table if row.count(".") == rest.count(".")]
    raise _missing(fullname, _nearest(rest, known, prefix=fullname[: len(fullname) - len(rest)]))


def _spaces(home: str | None, targets: tuple[str, ...], fullname: str) -> tuple[ModuleType, ...]:
    """Those of the public namespaces a row names that there are; ModuleNotFoundError where there is none."""
    found, missing = [], None
    for target in targets:
        try:
            found.append(_space(home, target, fullname))
        except ModuleNotFoundError as error:
            missing = error
    if missing is not None and not found:
        raise missing
    return tuple(found)


def _space(home: str | None, target: str, fullname: str) -> ModuleType:
    if home is None:
        api, _, target = target.partition(".") if target.split(".")[0] == "v2" else ("v1", "", target)
        home = f"tenfold.compat.{api}"
        if target.startswith("python."):  # not by the attribute: importing tensorflow.python may have put itself there
            return namespace(api, target + ".")
    return _walk(importlib.import_module(home), target.strip("."), fullname)


def _public(name: str) -> ModuleType:
    """A public namespace by its full name; below that of TensorFlow 1 there are only those that tables make."""
    below = name.removeprefix("tenfold.compat.v1.")
    return importlib.import_module(name) if below == name else namespace("v1", below + ".")


def _attributes(module: ModuleType, rest: str) -> ModuleType | None:
    """Follow `rest` ("layers.core") from attribute to attribute; None where one is missing or is no module."""
    for part in rest.split("."):
        if module.__name__ == "tenfold" and part in aliases.HIDDEN:
            return None
        module = getattr(module, part, None)
        if not isinstance(module, ModuleType):
            return None
    return module


def _walk(module: ModuleType, rest: str, fullname: str) -> ModuleType:
    """The module that `rest` leads to from `module`, or ModuleNotFoundError in the words of the program."""
    if not rest:
        return module
    found = _attributes(module, rest)
    if found is not None:
        return found
    went = where_it_went_below(module.__name__, _wanted(fullname, rest))
    if went:
        raise _missing(fullname, f": {went}")
    above, _, last = rest.rpartition(".")
    parent = _attributes(module, above) if above else module
    if parent is None:
        raise _missing(fullname)
    if isinstance(getattr(parent, last, None), type) or callable(getattr(parent, last, None)):
        outer = fullname.rpartition(".")[0]
        raise _missing(fullname, f"; {last!r} is not a module: write `from {outer} import {last}`")
    modules = [name for name in dir(parent) if isinstance(parent.__dict__.get(name), ModuleType) or name.islower()]
    raise _missing(fullname, _nearest(last, modules, prefix=fullname[: len(fullname) - len(last)]))


def _wanted(fullname: str, rest: str) -> str:
    """`rest`, or the longer path that is being imported: Python asks for its parent before tensorflow.contrib.slim."""
    wanted, frame = fullname, sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        name = frame.f_locals.get("name") if frame.f_code.co_name == "_find_and_load_unlocked" else None
        if isinstance(name, str) and _is_below(name, wanted):
            wanted = name
    return rest + wanted[len(fullname) :]


def _nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    close = difflib.get_close_matches(name, [k for k in known if not k.startswith("_")], n=1)
    return f"; did you mean {prefix + close[0]!r}?" if close else ""


def _missing(fullname: str, hint: str = "") -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {fullname!r} in Tenfold{hint}", name=fullname)


def drop_aliases() -> dict[str, ModuleType]:
    """Take every module under the aliased roots out of sys.modules and return them, real ones included."""
    names = [name for name in sys.modules if name.split(".")[0] in aliases.ROOTS]
    return {name: sys.modules.pop(name) for name in names}
