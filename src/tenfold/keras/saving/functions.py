"""Python functions in a layer's configuration: as byte code where the program defined them, else by name.

Keras 2 stores the byte code of every Python function, named ones too. Here a function that is registered, or is one of
the library's own, goes by its name. Whether byte code may be read back is for `trust` to say, before it is touched.
"""

import base64
import binascii
import inspect
import marshal
import sys
import types

from tenfold.keras.layers.base.op_symbols import own_function
from tenfold.keras.saving import serialization, trust
from tenfold.keras.saving.stored_code import stored_name


def parameters(function):
    """Names of the function's parameters; none where it has no signature."""
    try:
        return frozenset(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return frozenset()


def to_config(arguments, **parts):
    """Keras 2's entries for what a Lambda layer is made of.

    Args:
      arguments: keyword arguments of the function.
      parts: `function`, `output_shape` and `mask`: functions, or values that stand for themselves.
    """
    config, coded = {"arguments": arguments}, {}
    for part, value in parts.items():
        config.update(_entries(part, value))
        if config[f"{part}_type"] == "lambda":
            coded[part] = value
    if coded:
        trust.note_written(config, coded)
    return config


def _entries(part, value):
    module = "module" if part == "function" else f"{part}_module"
    if not callable(value):
        return {part: value, f"{part}_type": "raw", module: None}
    if _goes_by_name(value):
        if (name := serialization.get_registered_name(value)) is None:
            raise ValueError(
                f"The {part} of a Lambda layer has no name to save it by: {value!r}. Cure: write it as a Python "
                "function (def or lambda), or as a Layer of your own."
            )
        return {part: name, f"{part}_type": "function", module: value.__module__}
    return {part: dump(value), f"{part}_type": "lambda", module: value.__module__}


def _goes_by_name(function):
    registered = serialization.get_registered_name(function)
    if not isinstance(function, types.FunctionType) or registered != function.__name__:
        return True
    return function.__name__ != "<lambda>" and function.__module__.startswith("tenfold.")


def from_config(config, custom_objects=None):
    """What `to_config` was given: {"arguments": ..., "function": ..., ...}, as far as the configuration has it.

    Raises:
      ValueError: a name that nobody registered, or byte code that is not trusted (see `trust`).
    """
    found = {}
    for part in trust.PARTS:
        if part in config:
            kind = config.get(f"{part}_type", "raw")
            read = _READERS.get(kind, _unknown) if isinstance(kind, str) else _unknown
            found[part] = read(part, config, custom_objects)
    return {**found, "arguments": config.get("arguments")}


def _raw(part, config, custom_objects):
    return config[part]


def _by_name(part, config, custom_objects):
    name, module = config[part], config.get(_module_key(part))
    if isinstance(name, str) and isinstance(module, str) and (own := own_function(module, name)) is not None:
        return own
    return serialization.deserialize_keras_object(
        name, custom_objects=custom_objects, printable_module_name=f"{part} in Lambda layer"
    )


def _from_code(part, config, custom_objects):
    raw, defaults, closure = _parts_of_code(part, config)
    name = stored_name(raw)
    named = serialization.get_registered_object(name, custom_objects) if name else None
    if callable(named) and not inspect.isclass(named):
        return named
    trust.check(config, f"the function {name!r} of {config.get(_module_key(part))}" if name else "a function")
    code = trust.known_code(config).get(part)
    if code is None:
        code = marshal.loads(raw)  # noqa: S302  trust.check has let it in
        trust.came_from_file(code)
    return load(code, defaults, closure, config.get(_module_key(part)))


def _unknown(part, config, custom_objects):
    raise ValueError(
        f"{part}_type of the Lambda layer {config.get('name')!r} is {config[f'{part}_type']!r}; expected one of "
        f"{sorted(_READERS)}."
    )


_READERS = {"raw": _raw, "function": _by_name, "lambda": _from_code}


def _module_key(part):
    return "module" if part == "function" else f"{part}_module"


def _parts_of_code(part, config):
    try:
        code, defaults, closure = config[part]
        return base64.b64decode(code.encode("ascii")), defaults, closure
    except (TypeError, ValueError, AttributeError, binascii.Error):
        raise ValueError(
            f"The {part} of the Lambda layer {config.get('name')!r} is damaged: expected [byte code in base64, "
            f"defaults, closure], received {str(config[part])[:80]}."
        ) from None


def dump(function):
    """Byte code, defaults and closure of a function, as Keras 2 stores them."""
    # Version 2 of the format: later ones mark shared objects, so that the text would not always be the same.
    code = base64.b64encode(marshal.dumps(function.__code__, 2)).decode("ascii")
    closure = tuple(c.cell_contents for c in function.__closure__) if function.__closure__ else None
    return [code, function.__defaults__, closure]


def load(code, defaults, closure, module=None):
    """The function of which `dump` wrote the code object, with the global names of `module`."""
    cells = tuple(types.CellType(v) for v in closure) if closure else None
    names = vars(sys.modules[module]) if module in sys.modules else {"__name__": module}
    return types.FunctionType(code, names, code.co_name, tuple(defaults) if defaults else None, cells)
