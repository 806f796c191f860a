"""While a whole model is written to a file, layers describe there what they have learned apart from their weights.

`get_config` describes a layer as it was made: a vocabulary that `adapt` found is not in it, and a layer made from it
must adapt again. A file has no other place for the vocabulary, so there the layer is described as if it was given it.
"""

import contextlib
import threading


class _Now(threading.local):
    written = False


_NOW = _Now()


@contextlib.contextmanager
def writing_file():
    """A block in which layers are described for a file."""
    before, _NOW.written = _NOW.written, True
    try:
        yield
    finally:
        _NOW.written = before


def described(layer):
    """The configuration of a layer: for a file, with what it learned."""
    return layer._file_config() if _NOW.written else layer.get_config()
