"""What AutoGraph knows by name: modules whose functions it leaves alone, and functions that it has another way for."""

import os
import sys
import sysconfig
from types import FunctionType, ModuleType
from typing import Any

OVERLOADED = frozenset(
    "all any enumerate filter float int len map max min range sorted sum zip".split()
)  # Python's, which `builtins` does on tensors
TAKES_FUNCTIONS = frozenset(
    "map_fn vectorized_map scan foldl foldr while_loop cond case switch_case custom_gradient recompute_grad".split()
)  # Tenfold's, whose functions are traced by them
OURS = ("tenfold", "tensorflow", "tf_keras", "keras")
_PYTHON = tuple({os.path.realpath(sysconfig.get_paths()[k]) + os.sep for k in ("stdlib", "platstdlib")})
_HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))) + os.sep
_known: dict[str, bool] = {}  # of files


def is_library_module(value: Any) -> bool:
    """Whether `value` is a module none of whose functions is converted."""
    if not isinstance(value, ModuleType):
        return False
    name = value.__name__.partition(".")[0]
    return name in OURS or name == "numpy" or name in sys.stdlib_module_names and name != "__main__"


def is_library(function: FunctionType) -> bool:
    """Whether a function is Tenfold's, Python's, or of an installed package that does not use Tenfold itself."""
    file = function.__code__.co_filename
    found = _known.get(file)
    if found is None:
        found = _known[file] = _is_library(file, function.__globals__)
    return found


def _is_library(file: str, space: dict[str, Any]) -> bool:
    if (space.get("__name__") or "").partition(".")[0] in OURS:
        return True
    path = os.path.realpath(file)
    installed = f"{os.sep}site-packages{os.sep}" in path or f"{os.sep}dist-packages{os.sep}" in path
    if not installed:
        return path.startswith((*_PYTHON, _HERE)) or file.startswith("<frozen ")
    modules = [v for v in list(space.values()) if isinstance(v, ModuleType)]
    return not any(m.__name__.partition(".")[0] in OURS for m in modules)
