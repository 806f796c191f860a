"""Running other people's programs unchanged, and `tf.compat`.

`install()` makes `import tensorflow` (and `keras`, `tf_keras`, and what is below them) find Tenfold in this process;
nothing on disk is touched and `uninstall()` takes it back. `tenfold run PROGRAM.py` does this and runs the program.

The package is also the namespace a program reaches as `tf.compat`: `v1`, `v2` and a few helpers for text and bytes.
"""

import sys
from types import ModuleType

import tenfold
from tenfold.api import era as _era
from tenfold.api import namespaces as _namespaces
from tenfold.api.unknown_names import missing as _missing
from tenfold.compat.companions import CompanionFinder as _CompanionFinder
from tenfold.compat.era import asked_for as _asked_for
from tenfold.compat.finder import Finder as _Finder
from tenfold.compat.finder import drop_aliases as _drop_aliases
from tenfold.compat.text import (
    as_bytes,
    as_str,
    as_str_any,
    as_text,
    bytes_or_text_types,
    complex_types,
    dimension_at_index,
    dimension_value,
    integral_types,
    path_to_str,
    real_types,
)
from tenfold.core.base.hooks import hooks as _hooks

v1 = sys.modules["tenfold.compat.v1"] = _namespaces.namespace("v1", "")
v2 = sys.modules["tenfold.compat.v2"] = tenfold
v1.__version__ = tenfold.__version__

_displaced: dict[str, ModuleType] = {}  # what stood under TensorFlow's names before install()


def install(era: str | None = None) -> None:
    """From here on `import tensorflow`, `import keras` and `import tf_keras` find Tenfold.

    Args:
        era: the version of TensorFlow or Keras that the programs were written for: "1.15" (below 2, graphs by default,
            bare `tf.*` is the v1 namespace), "2.3", "2.15", "3" (Keras 3's ways), "keras-2.3.1" ... Default: the
            environment variable TENFOLD_ERA, else "2.15".

    Calling it again changes the era. Raises ValueError for an unknown era.
    """
    era = _era.checked(era) if era is not None else _asked_for()
    uninstall()
    _displaced.update(_drop_aliases())
    sys.meta_path.insert(0, _Finder("tenfold.compat.v1" if _era.is_v1(era or _era.DEFAULT) else "tenfold"))
    sys.meta_path.append(_CompanionFinder())
    _era.set_era(era)
    v1.__version__ = _era.api_version(_era.current())
    if _era.writes_graphs(_era.current()):
        v1.disable_v2_behavior()


def uninstall() -> None:
    """Take the import hook away and put back what stood under TensorFlow's names before `install()`."""
    if not installed():
        return
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder | _CompanionFinder)]
    _drop_aliases()
    sys.modules.update(_displaced)
    _displaced.clear()


def installed() -> bool:
    """Whether `import tensorflow` finds Tenfold now."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


def _aliases() -> tuple | None:
    """What another process has to call so that its imports find what those of this one do."""
    return (install, _era.chosen()) if installed() else None


_hooks.aliases = _aliases


def __getattr__(name: str) -> None:
    raise _missing("tenfold.compat", name, _its_names)


def _its_names() -> str:
    kept = {"v1", "v2", *(name for name, value in globals().items() if not isinstance(value, ModuleType))}
    return f"it has {', '.join(sorted(n for n in kept - {'ModuleType'} if not n.startswith('_')))}"
