"""Packages that are public namespaces too: `tenfold.keras.layers` is where `tf.keras.layers.Dense` is found."""

import sys

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.types import NOT_YET, Any, Callable
from tenfold.core.calls.methods import explained


class lookup(ProcessWide):
    """Where names are found; `api` installs the functions, so that lower floors need not know it."""

    attribute = NOT_YET  # (package, name) -> object, AttributeError with the nearest name
    public = NOT_YET  # dotted name below tf -> what stands there
    names = NOT_YET  # package -> list of names
    loadable = NOT_YET  # dotted public name -> the op or function that a model file may name, None for any other
    loadable_from = NOT_YET  # (module, attribute) -> the same function, where it stands


def public_names(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__, __dir__ = public_names(__name__)` gives a package the public names of the tables."""
    for value in list(vars(sys.modules[package]).values()):
        if isinstance(value, type):
            explained(value)

    def __getattr__(name: str) -> Any:
        return lookup.attribute(package, name)

    return __getattr__, lambda: lookup.names(package)
