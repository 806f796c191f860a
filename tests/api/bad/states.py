"""What an object holds, as a dictionary that can be compared with what it holds later."""

import types

import numpy as np

PLAIN = (bool, int, float, complex, str, bytes, type(None))
# What is kept to be quick, or belongs to whoever is running: made anew where it is missing.
KEPT = ("_drawn", "_in_build", "_cache", "_memo", "_traced", "_weights_cache")
NO_STATE = (types.ModuleType, types.FunctionType, types.MethodType, type)
DEPTH = 4


def of(value):
    """Name -> what it holds there: values of variables and arrays, and attributes."""
    out = {}
    _walk(value, "", out, set(), DEPTH)
    return out


def changed(before, after):
    """Names of what is another now."""
    return sorted(k for k in before.keys() | after.keys() if before.get(k, of) != after.get(k, of))


def _walk(value, name, out, seen, depth):
    if isinstance(value, PLAIN):
        out[name] = repr(value)
    elif isinstance(value, np.ndarray):
        out[name] = (str(value.dtype), value.shape, value.tobytes() if value.dtype != object else repr(value.tolist()))
    elif isinstance(value, NO_STATE):
        return
    elif hasattr(value, "assign") and hasattr(value, "numpy"):
        try:
            out[name] = (str(value.dtype), tuple(value.shape), np.asarray(value.numpy()).tobytes())
        except Exception:  # of a graph, or not yet made
            out[name] = "a variable"
    elif id(value) not in seen and depth:
        seen.add(id(value))
        _parts(value, name, out, seen, depth - 1)


def _parts(value, name, out, seen, depth):
    if isinstance(value, (list, tuple, set, frozenset)) or type(value).__name__ in ("ListWrapper", "deque"):
        out[name] = (type(value).__name__, len(value))
        for i, part in enumerate(list(value)[:50]):
            _walk(part, f"{name}[{i}]", out, seen, depth)
    elif isinstance(value, dict):
        out[name] = tuple(map(repr, value))
        for key, part in list(value.items())[:50]:
            _walk(part, f"{name}[{key!r}]", out, seen, depth)
    elif hasattr(value, "__dict__"):
        for key, part in list(vars(value).items()):
            if not key.endswith(KEPT):
                _walk(part, f"{name}.{key}", out, seen, depth)
