"""Objects to and from Keras 2's {"class_name", "config"} form, and the names that users register for their own."""

import contextlib
import inspect
import threading

from tenfold.core.calls.methods import telling
from tenfold.core.calls.slips import nearest
from tenfold.keras.saving import trust
from tenfold.keras.saving.described import described, shown
from tenfold.keras.saving.plain_values import OBJECT, REGISTERED_NAMES, get_registered_name

_GLOBAL: dict[str, object] = {}  # `get_custom_objects()`


class _Scopes(threading.local):
    stack = ()


_SCOPES = _Scopes()


def get_custom_objects():
    """The process-wide dictionary of custom names; what is put in is found by every `deserialize` and `get`."""
    return _GLOBAL


class CustomObjectScope(contextlib.ContextDecorator):
    """A `with` block in which the names of some dictionaries mean the user's own classes and functions.

    `CustomObjectScope({"Swish": Swish}, ...)`; keyword arguments are names too.
    """

    def __init__(self, *dictionaries, **objects):
        self._objects, self._saved = {}, []
        for found in (*dictionaries, objects):
            self._objects.update(found)

    def __enter__(self):
        self._saved.append(_SCOPES.stack)
        _SCOPES.stack = (self._objects, *_SCOPES.stack)
        return self

    def __exit__(self, *_):
        _SCOPES.stack = self._saved.pop()


custom_object_scope = CustomObjectScope


@telling
def register_keras_serializable(package="Custom", name=None):
    """Decorator: a class or function that models may be saved with, under the name "package>name".

    Args:
      package: keeps libraries' names apart.
      name: by default the object's own.

    Raises:
      ValueError: a class without `get_config`, or a name that is taken.
    """

    def register(obj):
        full = f"{package}>{name or obj.__name__}"
        if inspect.isclass(obj) and not hasattr(obj, "get_config"):
            raise ValueError(
                f"Cannot register {obj.__name__}: a class that is to be saved must have a get_config() method."
            )
        taken = _GLOBAL.get(full)
        if taken is not None and (taken.__module__, taken.__qualname__) != (obj.__module__, obj.__qualname__):
            raise ValueError(f"{full} has already been registered to {taken}; choose another name or package.")
        _GLOBAL[full], REGISTERED_NAMES[obj] = obj, full
        return obj

    return register


@telling
def get_registered_object(name, custom_objects=None, module_objects=None):
    """The class or function that `name` means: a scope's, the process-wide one, `custom_objects`' or `module_objects`'.

    None where nobody knows the name.
    """
    for table in (*_SCOPES.stack, _GLOBAL, custom_objects, module_objects):
        if table and name in table:
            return table[name]
    package, _, short = str(name).rpartition(">")
    return (
        module_objects.get(short) if package and module_objects else None
    )  # tf_keras writes "Custom>Adam" for its own Adam


@telling
def serialize_keras_object(instance):
    """{"class_name", "config"} of an object with `get_config`, the name of a function or class; None for None.

    Raises:
      ValueError: an object that has neither.
    """
    if instance is None:
        return None
    if hasattr(instance, "get_config") and not inspect.isclass(instance):
        return {"class_name": get_registered_name(type(instance)), "config": plain(instance.get_config())}
    if hasattr(instance, "__name__"):
        return get_registered_name(instance)
    raise ValueError(f"Cannot serialize {instance!r}: it has neither `get_config()` nor a name.")


def plain(config):
    """A configuration with named functions and classes in it replaced by their names."""
    out = {}
    for key, value in config.items():
        by_name = callable(value) and hasattr(value, "__name__") and not hasattr(value, "get_config")
        out[key] = get_registered_name(value) if by_name else value
    return out


@telling
def deserialize_keras_object(
    identifier, module_objects=None, custom_objects=None, printable_module_name="object", safe_mode=None
):
    """The object that `serialize_keras_object` described.

    Args:
      identifier: {"class_name", "config"}, or the name of a function, or of a class that needs no arguments. An object
        that is no description is returned as it is.
      module_objects: built-in classes and functions by name.
      custom_objects: the user's own, by name.
      printable_module_name: what kind of thing it is, for messages.
      safe_mode: False lets in Python code that this process did not write into the description, see `trust`.

    Raises:
      ValueError: nobody knows the name (the message says the nearest one), or the description is not one.
    """
    if safe_mode is not None:
        with trust.reading(safe_mode):
            return deserialize_keras_object(identifier, module_objects, custom_objects, printable_module_name)
    if identifier is None:
        return None
    if isinstance(identifier, dict):
        return _from_description(identifier, module_objects, custom_objects, printable_module_name)
    if isinstance(identifier, str):
        found = _known(identifier, module_objects, custom_objects, printable_module_name)
        return found() if inspect.isclass(found) else found
    if inspect.isfunction(identifier):
        return identifier
    raise ValueError(f"Could not interpret serialized {printable_module_name}: {identifier!r}")


def _from_description(description, module_objects, custom_objects, kind):
    name, config = (description.get(key) for key in ("class_name", "config"))
    if not isinstance(name, str) or "config" not in description:
        raise ValueError(
            f"Improper config format for {kind}: {shown(description)}. Expected the keys 'class_name', a text, and "
            "'config'."
        )
    with described(name, config):
        return _of_class(name, config, description, module_objects, custom_objects, kind)


def _of_class(name, config, description, module_objects, custom_objects, kind):
    if name in ("function", "builtin_function_or_method"):  # Keras 3 and .keras files spell functions so
        return _known(config, module_objects, custom_objects, kind)
    cls = _registered_elsewhere(description) or _known(name, module_objects, custom_objects, kind)
    if isinstance(config, dict):
        config = {k: _as_it_was(k, v, module_objects, custom_objects) for k, v in config.items()}
    if not hasattr(cls, "from_config"):
        with CustomObjectScope(custom_objects or {}):
            return cls(**(config or {}))
    if "custom_objects" in inspect.signature(cls.from_config).parameters:
        every = {**_GLOBAL, **(custom_objects or {})}
        for table in reversed(_SCOPES.stack):
            every.update(table)
        return cls.from_config(config, custom_objects=every)
    with CustomObjectScope(custom_objects or {}):
        return cls.from_config(config)


def _as_it_was(key, value, module_objects, custom_objects):
    """An entry of a configuration: the object or the user's function that stood there when it became JSON."""
    if isinstance(value, dict) and value.get(OBJECT):
        return deserialize_keras_object(value, module_objects, custom_objects, "config_item")
    if isinstance(value, str) and key != "name":
        found = get_registered_object(value, custom_objects)
        return found if inspect.isfunction(found) else value
    return value


def _registered_elsewhere(description):
    """The class that newer files name by "registered_name"."""
    name = description.get("registered_name")
    return get_registered_object(name) if isinstance(name, str) else None


def _known(name, module_objects, custom_objects, kind):
    if not isinstance(name, str):
        raise ValueError(f"Could not interpret serialized {kind}: {shown(name)}; expected a name.")
    found = get_registered_object(name, custom_objects, module_objects)
    if found is None:
        raise ValueError(unknown_message(name, [*(module_objects or ()), *_GLOBAL, *(custom_objects or ())], kind))
    return found


def unknown_message(name, known, kind):
    """What to tell a user whose `name` is not among the `known` ones."""
    near = nearest(str(name), map(str, known))
    hint = f" Did you mean '{near}'?" if near else ""
    return (
        f"Unknown {kind}: '{name}'.{hint} One of your own must be made known by its name: pass it in "
        "`custom_objects`, open a `custom_object_scope`, or register it with `register_keras_serializable`."
    )


def resolve(identifier, module_objects, kind):
    """What the `get` of a module does: None, a name, a description, or the object itself.

    A class stands for an instance made without arguments.

    Raises:
      ValueError: an unknown name, or something that is not callable.
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, dict)):
        return deserialize_keras_object(identifier, module_objects, None, kind)
    if inspect.isclass(identifier):
        return identifier()
    if callable(identifier):
        return identifier
    raise ValueError(
        f"Could not interpret {kind} identifier: {identifier!r}. Expected None, a name, a configuration or a callable."
    )
