"""Running other people's programs unchanged, and `tf.compat`.

`install()` makes `import tensorflow` (and `keras`, `tf_keras`, and what is below them) find Tenfold in this process;
nothing on disk is touched and `uninstall()` takes it back. `tenfold run PROGRAM.py` does this and runs the program.

The package is also the namespace a program reaches as `tf.compat`: `v1`, `v2` and a few helpers for text and bytes.
"""

import importlib
import sys

from tenfold.compat import era as _era
from tenfold.compat.finder import Finder, drop_aliases
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

__all__ = ["install", "installed", "uninstall"]

_VERSIONS = {"v1": "tenfold.api.v1", "v2": "tenfold.api.v2"}
_displaced: dict = {}  # what stood under TensorFlow's names before install()


def install(era: str | None = None) -> None:
    """From here on `import tensorflow`, `import keras` and `import tf_keras` find Tenfold.

    Args:
        era: "1.15" (graphs by default, bare `tf.*` is the v1 namespace), "2.15" or "3" (Keras 3's defaults). Default:
            the environment variable TENFOLD_ERA, else "2.15".

    Calling it again changes the era. Raises ValueError for an unknown era.
    """
    era = _era.checked(era) if era is not None else _era.asked_for() or _era.DEFAULT
    uninstall()
    _displaced.update(drop_aliases())
    sys.meta_path.insert(0, Finder("tenfold.api.v1" if era == "1.15" else "tenfold"))
    _begin(era)


def uninstall() -> None:
    """Take the import hook away and put back what stood under TensorFlow's names before `install()`."""
    if not installed():
        return
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    drop_aliases()
    sys.modules.update(_displaced)
    _displaced.clear()


def installed() -> bool:
    """Whether `import tensorflow` finds Tenfold now."""
    return any(isinstance(finder, Finder) for finder in sys.meta_path)


def _begin(era: str) -> None:
    """Set the process's era; a TensorFlow 1 program also starts with a graph as its default."""
    importlib.import_module("tenfold.api.era").set_era(era)
    if era == "1.15":
        importlib.import_module("tenfold.api.v1").disable_v2_behavior()


def __getattr__(name: str):
    if name in _VERSIONS:
        return importlib.import_module(_VERSIONS[name])
    raise AttributeError(f"module 'tf.compat' has no attribute {name!r}; it has {', '.join(sorted(__dir__()))}")


def __dir__():
    return [*(name for name in globals() if not name.startswith("_")), *_VERSIONS]
