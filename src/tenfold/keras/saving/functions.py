"""Python functions in a layer's configuration: by name where they are importable, as byte code for lambdas."""

import base64
import inspect
import marshal
import sys
import threading
import types

from tenfold.keras.saving import serialization


class _Trust(threading.local):
    safe_mode = False  # True while a file is read that may come from anywhere


TRUST = _Trust()


def parameters(function):
    """Names of the function's parameters; none where it has no signature."""
    try:
        return frozenset(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return frozenset()


def to_config(what, function):
    """Keras 2's entries for a function under the key `what`."""
    if not callable(function):
        return {what: function, f"{what}_type": "raw", "module" if what == "function" else f"{what}_module": None}
    is_lambda = isinstance(function, types.LambdaType) and function.__name__ == "<lambda>"
    value = dump(function) if is_lambda else function.__name__
    module = "module" if what == "function" else f"{what}_module"
    return {what: value, f"{what}_type": "lambda" if is_lambda else "function", module: function.__module__}


def from_config(what, config, custom_objects=None):
    """The function that `to_config` wrote; takes its entries out of `config`.

    Raises:
      ValueError: byte code in safe mode, or a name that nobody registered.
    """
    kind, value = config.pop(f"{what}_type", "raw"), config.pop(what, None)
    module = config.pop("module" if what == "function" else f"{what}_module", None)
    if kind == "raw":
        return value
    if kind == "function":
        return serialization.deserialize_keras_object(
            value, custom_objects=custom_objects, printable_module_name=f"{what} in Lambda layer"
        )
    named = _by_its_name(value, module, custom_objects)
    if named is not None:
        return named
    if TRUST.safe_mode:
        raise ValueError(
            "Requested the deserialization of a Lambda layer with a Python `lambda` inside it. This carries a "
            "potential risk of arbitrary code execution and thus it is disallowed by default. If you trust the "
            "source of the file, pass `safe_mode=False` to the loading function."
        )
    return load(value, module)


def _by_its_name(value, module, custom_objects):
    """The function that this program has under a stored one's name: Keras 2 stores byte code of named ones too."""
    name = marshal.loads(base64.b64decode(value[0].encode("ascii"))).co_name
    found = serialization.get_registered_object(name, custom_objects) or getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, types.FunctionType) else None


def dump(function):
    """Byte code, defaults and closure of a function, as Keras 2 stores them."""
    # Version 2 of the format: later ones mark shared objects, so that the text would not always be the same.
    code = base64.b64encode(marshal.dumps(function.__code__, 2)).decode("ascii")
    closure = tuple(c.cell_contents for c in function.__closure__) if function.__closure__ else None
    return [code, function.__defaults__, closure]


def load(value, module=None):
    """The function that `dump` stored, with the global names of `module`; calling it runs code from the file."""
    code, defaults, closure = value
    raw = marshal.loads(base64.b64decode(code.encode("ascii")))
    cells = tuple(types.CellType(v) for v in closure) if closure else None
    names = vars(sys.modules[module]) if module in sys.modules else {"__name__": module}
    return types.FunctionType(raw, names, raw.co_name, tuple(defaults) if defaults else None, cells)
