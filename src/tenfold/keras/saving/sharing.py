"""Layers that stand at several places of a model, as in a model and in a model inside: one layer again once loaded.

Keras 2 gives all descriptions of such a layer the same `shared_object_id`. tf_keras reads it; what it writes itself has
it (since 2.12) in HDF5 files only, and not in models inside.
"""

import contextlib
import threading

KEY = "shared_object_id"


class _Sharing(threading.local):
    written = None  # while a configuration is written: id of a layer -> (the layer, its descriptions)
    read = None  # while one is read: number -> layer


_SHARING = _Sharing()


@contextlib.contextmanager
def _open(field):
    """A block for one whole configuration: the blocks of models inside belong to it."""
    outermost = getattr(_SHARING, field) is None
    if outermost:
        setattr(_SHARING, field, {})
    try:
        yield
    finally:
        if outermost:
            setattr(_SHARING, field, None)


def writing():
    """A block in which descriptions of one layer are given one number."""
    return _open("written")


def reading():
    """A block in which descriptions of one number make one layer."""
    return _open("read")


def numbered(layer, description):
    """`description`, numbered where `layer` has been described before."""
    known = _SHARING.written
    if known is not None:
        descriptions = known.setdefault(id(layer), (layer, []))[1]
        descriptions.append(description)
        if len(descriptions) == 2:
            descriptions[0][KEY] = sum(KEY in first[0] for _, first in known.values())
        if len(descriptions) > 1:
            description[KEY] = descriptions[0][KEY]
    return description


def made(description, make):
    """The layer that was made before for a description of the same number, else `make()`."""
    number = description.get(KEY) if isinstance(description, dict) else None
    if number is None or _SHARING.read is None:
        return make()
    if number not in _SHARING.read:
        _SHARING.read[number] = make()
    return _SHARING.read[number]
