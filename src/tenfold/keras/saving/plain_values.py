"""What stands in JSON for the values of a configuration that JSON does not have."""

import numpy as np

from tenfold.core.values.dtypes import DType

OBJECT = "__passive_serialization__"  # Keras's mark on an object that a `get_config` gave as it is
REGISTERED_NAMES: dict[object, str] = {}  # class or function -> "Package>Name"


def get_registered_name(obj):
    """The name `obj` is saved under: "package>name" where it was registered, else its own."""
    return REGISTERED_NAMES.get(obj, getattr(obj, "__name__", None))


def to_json(value):
    """`default` of `json.dumps` for a model's configuration: values that JSON does not have, NumPy's above all."""
    if hasattr(value, "get_config") and not isinstance(value, type):
        name = get_registered_name(type(value))
        return {"class_name": name, "config": value.get_config(), OBJECT: True}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if hasattr(value, "as_list"):  # TensorShape
        return value.as_list()
    if isinstance(value, DType):
        return value.name
    if isinstance(getattr(value, "__name__", None), str):  # functions and classes
        return get_registered_name(value)
    raise TypeError(
        f"{value!r} of type {type(value).__name__} cannot be saved as JSON; return plain values in get_config."
    )
