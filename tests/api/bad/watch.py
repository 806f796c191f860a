"""What a failed call may not change, and who said what it said."""

from pathlib import Path

import numpy as np
from bad import states
from bad.outcomes import Judge

import tenfold
from tenfold.core.base.thread import STATE
from tenfold.function.autograph import tracebacks
from tenfold.ops.random import seeds


class Watch:
    def __init__(self, tf):
        self.tf = tf
        tracebacks._HIDDEN = ()  # who raised an error is to be seen
        self.judge = Judge(Path(tenfold.__file__).parent, [Path(__file__).parent])

    def state(self, bad, inputs):
        """What is to be the same after a call that fails: seeds, what this thread is doing, the argument, the graph,
        the inputs (weights, slots, metrics, layers, attributes)."""
        thread = (STATE.graph, STATE.tapes, STATE.scope, STATE.adopt, STATE.creators, STATE.gear, STATE.checks)
        nodes = len(self.tf.compat.v1.get_default_graph().nodes)
        held = {n: states.of(v) for n, v in inputs.items() if n not in ("tf", "np")}
        return thread, repr(seeds.position()), _value(bad), nodes, held

    def fault(self, error, before, bad, inputs):
        """(kind of fault or "", where) of a call that raised `error`."""
        found = self.judge(error)
        if found[0] not in ("", "net"):
            return found
        after = self.state(bad, inputs)
        names = [n for n, b, a in zip(("thread", "seeds", "argument", "graph"), before, after) if b != a]
        names += [f"{n}.{k}" for n, was in before[4].items() for k in states.changed(was, after[4][n])]
        return ("state", ",".join(names)) if names else found


def _value(bad):
    """The bytes of a variable or an array."""
    if hasattr(bad, "assign"):
        return bad.numpy().tobytes()
    return bad.tobytes() if isinstance(bad, np.ndarray) and bad.dtype != object else None
