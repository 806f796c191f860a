"""Keras's automatic names: `dense`, `dense_1`, ... for layers and models, `input_1`, `input_2`, ... for inputs."""

import re
import threading
from collections import Counter

from tenfold.core.base.forks import free_in_child
from tenfold.keras.utils.by_era import by_era

_uids: Counter = Counter()
_observed: set[str] = set()
_lock = free_in_child(threading.Lock())


def to_snake_case(name: str) -> str:
    """The snake case of a class name as Keras spells it: `MaxPooling2D` -> `max_pooling2d`.

    A private class (`_Block`) gets the prefix `private`, since scope names cannot begin with an underscore.
    """
    words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    snake = re.sub("([a-z])([A-Z])", r"\1_\2", words).lower()
    return "private" + snake if snake.startswith("_") else snake


def get_uid(prefix: str = "") -> int:
    """The next number for `prefix`, counted from 1 (`K.get_uid`; inputs are `input_` + this)."""
    with _lock:
        _uids[prefix] += 1
        return _uids[prefix]


def unique_object_name(name: str, uid_map: Counter | None = None, avoid_names=(), zero_based: bool = False) -> str:
    """`name` made unique: `name_1`, `name_2`, ...; with `zero_based` the first is the bare `name`.

    Args:
        name: the name to number.
        uid_map: the counters to use; None means Keras's own, which `reset_uids` clears.
        avoid_names: names never to hand out.
        zero_based: whether the first name has no number, as layers and models have it.
    """
    uids = _uids if uid_map is None else uid_map
    key = ("name", name)  # counted apart from get_uid(name)
    with _lock:
        while True:
            number = uids[key] + (not zero_based)
            uids[key] += 1
            proposed = f"{name}_{number}" if number else name
            if proposed not in avoid_names:
                return proposed


def auto_name(class_name: str) -> str:
    """The name of an unnamed layer or model of class `class_name`; a functional model is a `model`."""
    name = by_era("Functional.name") if class_name == "Functional" else to_snake_case(class_name)
    return unique_object_name(name, zero_based=by_era("names.zero_based"))


def observe_object_name(name: str) -> None:
    """Remember a name that the user chose."""
    _observed.add(name)


def observed_names() -> frozenset[str]:
    """The names that users chose since the last `reset_uids`, for `unique_object_name(avoid_names=...)`."""
    return frozenset(_observed)


def reset_uids() -> None:
    """Start every counter anew (`K.reset_uids`, a part of `K.clear_session`)."""
    with _lock:
        _uids.clear()
        _observed.clear()


def check_scope_name(name: str, root: bool = True) -> None:
    """ValueError for the name of a layer or model that TensorFlow cannot make a name scope of.

    Args:
        name: the name; layers that are only called eagerly may have any.
        root: whether the scope is the outermost one, which cannot begin with an underscore.
    """
    if not re.fullmatch(r"([A-Za-z0-9.][A-Za-z0-9_.\\/>-]*)?" if root else r"[A-Za-z0-9_.\\/>-]*", name):
        cure = re.sub(r"[^A-Za-z0-9_.\\/>-]", "_", name).lstrip("_") or "layer"
        raise ValueError(
            f"'{name}' is not a valid root scope name. The name of a layer or model is made of letters and digits of "
            f"ASCII and of . _ / > -, and begins with a letter, digit or dot; {cure!r} would be one."
        )
