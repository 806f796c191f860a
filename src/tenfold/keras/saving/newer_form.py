"""How Keras describes objects since 2.13: {"module", "class_name", "config", "registered_name"}.

`serialization` reads both this form and the older one; which of them a `serialize` gives is the era's default.
"""

from tenfold.keras.saving import serialization
from tenfold.keras.saving.plain_values import REGISTERED_NAMES
from tenfold.keras.utils.by_era import by_era

_OURS = "tenfold."
_SPACES = ("keras.optimizers.legacy", "keras.optimizers.schedules")  # that have a name of their own inside another


def serialize(obj, use_legacy_format=None):
    """The description of an object, or the name of a function.

    Args:
      obj: something with `get_config`, a function, or None.
      use_legacy_format: True for {"class_name", "config"}, False for the newer form, None for that of the era.
    """
    if use_legacy_format is None:
        use_legacy_format = not by_era("serialize.newer_form")
    return serialization.serialize_keras_object(obj) if use_legacy_format else described(obj)


def described(value):
    """`value` in the newer form, with everything in it: objects, functions, NumPy's numbers and arrays."""
    if isinstance(value, type):
        raise TypeError(f"{value.__name__} is a class; give an object of it, {value.__name__}(...).")
    if hasattr(value, "get_config"):
        cls = type(value)
        registered = serialization.get_registered_name(cls)
        return {
            "module": _module(cls),
            "class_name": registered.rpartition(">")[2] if _is_ours(cls) else cls.__name__,
            "config": {k: described(v) for k, v in value.get_config().items()},
            "registered_name": None if _is_ours(cls) else registered,
        }
    if callable(value) and hasattr(value, "__name__"):
        name = serialization.get_registered_name(value)
        return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}
    if isinstance(value, dict):
        return {k: described(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([described(v) for v in value])
    return value.tolist() if hasattr(value, "tolist") else value


def _is_ours(cls):
    return cls.__module__.startswith(_OURS)


def _module(cls):
    """The public module of a class: "keras.losses"; None for one that is found by its registered name alone."""
    if _is_ours(cls):
        inside = cls.__module__.removeprefix(_OURS)
        return inside if inside in _SPACES else ".".join(inside.split(".")[:2])
    return None if cls in REGISTERED_NAMES or cls.__module__ == "__main__" else cls.__module__
