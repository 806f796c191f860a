"""The errors for a public name that is not there, and their words."""

import importlib.util
import sys


class UnknownAttributeError(AttributeError):
    """No such public name. The hint is looked for only when the error is shown, so that `hasattr` stays cheap."""

    def __init__(self, namespace, name, hint=None):
        super().__init__(namespace, name)
        self._hint = hint

    @property
    def clause(self):
        """What is known of the name; None for nothing."""
        return self._hint() if self._hint else None

    def __str__(self):
        namespace, name = self.args
        return with_hint(f"module '{namespace}' has no attribute '{name}'", self._hint)


def missing(namespace, name, hint=None):
    """The error to raise from a module's `__getattr__` when public `namespace` has no `name`.

    Args:
      namespace: the namespace's public name, such as `"tf.keras.layers"`.
      name: the name that was asked for.
      hint: a function that gives a clause to add, or None.

    An AttributeError. In `from namespace import name` it is an ImportError instead: Python asks for the attribute there
    before it looks for a module of that name, and drops what an AttributeError says.
    """
    module = importing_from()
    if module and not _is_module(f"{module}.{name}"):
        return ImportError(with_hint(f"cannot import name '{name}' from '{namespace}'", hint), name=namespace)
    return UnknownAttributeError(namespace, name, hint)


def importing_from():
    """The name of the module that a `from` import is asking for an attribute, "" where none does.

    It is so where Python's import called the module's `__getattr__`, below which this runs.
    """
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != "__getattr__":
        frame = frame.f_back
    caller = frame and frame.f_back
    if caller is None or caller.f_code.co_name != "_handle_fromlist" or "importlib" not in caller.f_code.co_filename:
        return ""
    return caller.f_locals["module"].__name__


def _is_module(name):
    """Whether it is the name of a module, perhaps one yet to be imported."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def with_hint(text, hint):
    """`text: clause`, or `text` where the function `hint` has nothing to say."""
    clause = hint() if hint else None
    return f"{text}: {clause}" if clause else text


def suggestion(prefix, name, here, everywhere):
    """What may be meant by `name`, as a clause: a namesake elsewhere, the nearest name here; None where there is none.

    Args:
      prefix: the namespace that was asked, "keras.layers."; "" for `tf` itself.
      name: the name that was asked for.
      here: names of that namespace.
      everywhere: all public names below `tf`.
    """
    same = namesake(prefix, name, everywhere)
    if same and "experimental" not in same:
        return f"it is tf.{same}"
    nearest = nearest_name(name, here)
    if nearest:
        return f"did you mean '{nearest}'?"
    return f"there is tf.{same}" if same else None


def namesake(prefix, name, everywhere):
    """The public name that ends as `name` does, in the namespace most like `prefix`; None where there is none."""
    found = [known for known in everywhere if known.rpartition(".")[2] == name]
    return min(found, key=lambda known: _distance(prefix, known), default=None)


def _distance(prefix, known):
    parts = known.split(".")
    shared = next((n for n, (a, b) in enumerate(zip(prefix.split("."), parts, strict=False)) if a != b), len(parts))
    return "experimental" in known, -shared, len(parts), known


def nearest_name(name, known, least=0.65):
    """The name in `known` that is most like `name`, capitals and underscores aside; `None` if none is near: alike by
    less than `least`, of 1."""
    import difflib  # costs a millisecond, and only a failing program needs it

    plain = {_plain(candidate): candidate for candidate in known}
    matches = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=least)
    return plain[matches[0]] if matches else None


def _plain(name):
    return name.lower().replace("_", "")
