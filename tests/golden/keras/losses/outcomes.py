"""What a call gives, in a form that JSON holds: its dtype and its numbers, or the class of the error it raised."""

import numpy as np

ERRORS = ("ValueError", "TypeError", "InvalidArgumentError", "AttributeError", "NotImplementedError", "KeyError")


def outcome(compute):
    """`[dtype, numbers]` of the tensor or array that `compute()` gives, a dict or tuple of them; or an error's name.

    Numbers are kept to six digits; other values (names, configurations) as they are.
    """
    try:
        return told(compute())
    except Exception as e:
        name = next((c.__name__ for c in type(e).__mro__ if c.__name__ in ERRORS), type(e).__name__)
        return f"raises {name}"


def told(value):
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {str(k): told(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [told(v) for v in value]
    if isinstance(value, (int, float)):
        return short(value)
    if hasattr(value, "to_list") and hasattr(value, "row_splits"):
        return ["ragged " + value.dtype.name, _each(value.to_list())]
    array = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if array.size > 60:  # a digest says as well that they differ
        flat = array.astype(np.float64).ravel()
        array_told = [
            list(array.shape),
            short(flat.sum()),
            short(np.abs(flat).sum()),
            short(flat @ np.cos(np.arange(flat.size))),
        ]
        return [str(array.dtype) + " digest", array_told]
    return [
        str(array.dtype),
        _each(array.astype(np.float64).tolist() if array.dtype.kind not in "OSU" else array.tolist()),
    ]


def _each(value):
    return [_each(v) for v in value] if isinstance(value, list) else short(value)


def short(value):
    """A number with six digits; without ".0" if it is whole."""
    if isinstance(value, (str, bytes, bool)):
        return value if not isinstance(value, bytes) else value.decode()
    value = float(f"{value:.6g}")
    return int(value) if value == value and abs(value) < 1e15 and value == int(value) else value
