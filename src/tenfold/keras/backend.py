"""`keras.backend`: the part that is about the session as a whole."""

from tenfold.keras.layers.base.context import CALL, GRAPH
from tenfold.keras.utils import naming
from tenfold.ops.public import public_names


def clear_session():
    """Forget names and the learning phase: the next layers are called `dense`, `input_1`, ... again."""
    naming.reset_uids()
    CALL.learning_phase = None
    GRAPH._names.clear()


__getattr__, __dir__ = public_names(__name__)
