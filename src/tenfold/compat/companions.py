"""The import hook for packages that go with TensorFlow: says what stands in for one that is not installed."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from tenfold.api.absent.companions import COMPANIONS


class CompanionFinder(MetaPathFinder):
    """Stands last among the finders, and so is asked for what nobody else has found.

    A package that is installed is never its business, nor is a question (`importlib.util.find_spec`), which is answered
    with None as by any finder.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if "." in fullname or not being_imported():
            return None
        if fullname in COMPANIONS:
            raise ModuleNotFoundError(f"No module named {fullname!r}: {COMPANIONS[fullname]}", name=fullname)
        return None


def being_imported() -> bool:
    """Whether the finder whose `find_spec` calls this is asked by an import, and not by `importlib.util.find_spec`."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_name == "_find_spec":
        frame = frame.f_back  # type: ignore[assignment]
    return frame is not None and frame.f_code.co_name == "_find_and_load_unlocked"
