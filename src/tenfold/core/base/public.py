"""Packages that are public namespaces too: `tenfold.keras.layers` is where `tf.keras.layers.Dense` is found."""

from tenfold.core.base.process_wide import ProcessWide


class lookup(ProcessWide):
    """Where names are found; `api` installs the functions, so that lower floors need not know it."""

    attribute = None  # (package, name) -> object, AttributeError with the nearest name
    names = None  # package -> list of names
    loadable = None  # dotted public name -> the op or function that a model file may name, None for any other
    loadable_from = None  # (module, attribute) -> the same function, where it stands


def public_names(package):
    """`__getattr__, __dir__ = public_names(__name__)` gives a package the public names of the tables."""
    return lambda name: lookup.attribute(package, name), lambda: lookup.names(package)
