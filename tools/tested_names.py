"""Which of Keras's public names a test calls and compares with a recorded value.

A name counts when what it leads to (a class may have several names) is reached by a case of
`tests/golden/keras/layers/`, whose values the oracle gave, or is written in a program of `tests/golden/keras/` or a
test of models, saving or training, which compare what it gives.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import tenfold

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "golden" / "keras" / "layers"
PROGRAMS = (
    "golden/*.py",
    "golden/data/*.py",
    "golden/keras/*.py",
    "golden/keras/*/*.py",
    "keras/*/test_*.py",
    "keras/test_*.py",
)
WRITTEN = re.compile(r"\b(?:(?:tf\.)?keras|k|K)\.((?:\w+\.)*\w+)|\b(?:L|layers)\.(\w+)|\b(utils\.\w+)")
# getattr(keras.losses, name): where any text may be the name of a loss
SPACES = r"layers|L|losses|metrics|optimizers|optimizers\.schedules|regularizers|constraints|initializers"
BY_NAME = re.compile(rf"getattr\((?:tf\.)?(?:keras\.)?({SPACES}), ")
TEXT = re.compile(r'"([\w ]+)"')


class Watched:
    """`tenfold.keras`, or a namespace of it, that remembers what was asked of it."""

    def __init__(self, namespace: ModuleType, seen: list[Any]):
        self._namespace, self._seen = namespace, seen

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._namespace, name)
        if isinstance(found, ModuleType):
            return Watched(found, self._seen)
        self._seen.append(found)
        return found


@cache
def tested() -> frozenset[int]:
    """Identities of the classes and functions that tests call and compare."""
    seen: list[Any] = list(_of_layer_cases())
    for pattern in PROGRAMS:
        for path in (ROOT / "tests").glob(pattern):
            text = path.read_text(encoding="utf-8")
            for name, layer, helper in WRITTEN.findall(text):
                seen += _found(name or helper or f"layers.{layer}")
            for space in set(BY_NAME.findall(text)):
                for name in " ".join(TEXT.findall(text)).split():
                    seen += _found(f"{'layers' if space == 'L' else space}.{name}")
    return frozenset(map(id, seen))


def _of_layer_cases() -> Iterator[Any]:
    """What the layers of the recorded cases are made with."""
    sys.path.insert(0, str(CASES))
    seen: list[Any] = []
    for path in CASES.glob("*_layers.py"):
        if path.stem != "record_layers":
            module = importlib.import_module(path.stem)
            for case in {**getattr(module, "CASES", {}), **getattr(module, "KERAS3_CASES", {})}.values():
                case.make(Watched(tenfold.keras, seen))
    yield from seen


def _found(path: str) -> list[Any]:
    """What `path` below `keras` leads to, and what is on the way."""
    value, found = tenfold.keras, []
    for part in path.split("."):
        try:
            value = getattr(value, part)
        except (AttributeError, ImportError):
            break
        found.append(value)
    return found


def untested(names: list[str], find: Callable[[str], Any]) -> list[str]:
    """Those of `names` that are there, are no namespaces, and that no test compares."""
    there = []
    for name in names:
        try:
            there.append((name, find(name)))
        except (AttributeError, ImportError):
            continue
    return [name for name, value in there if not isinstance(value, ModuleType) and id(value) not in tested()]
