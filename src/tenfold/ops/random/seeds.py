"""Where seeds come from: the global seed, the op seeds drawn from it, and how far each stateful op has got.

Eager ops draw their op seed from `random.Random(global seed)`, one per call. Ops written into a graph are numbered from
0 in order of creation within that graph, under the seed that the graph has (a function's graph: the global seed).
Keras's initializers have draws of their own, which `keras.utils.set_random_seed` starts.
"""

import random
import weakref

import numpy as np

from tenfold.core.base.env import Counter
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.thread import STATE
from tenfold.core.calls.complaints import described

_DEFAULT_GRAPH_SEED = 87654321
_MODULUS = 2**31 - 1


class _Global:
    """The process-wide seeds."""

    def __init__(self):
        self.seed, self.draws, self.keras_draws = None, random.Random(), None
        self.shuffles = 0  # orders of samples drawn since the seed was set
        self.counters = {}  # (kernel, seed, op seed) -> Counter of eager calls with a seed of their own
        self.traced = weakref.WeakSet()  # counters of functions' graphs
        self.op_counts = weakref.WeakKeyDictionary()  # graph -> ops numbered so far


_GLOBAL = _Global()


def set_seed(seed):
    """Set the global random seed; in a graph that is being written, that graph's seed.

    Eager streams begin anew, and so do those of functions traced before, which keep the seeds they were traced with.

    Args:
      seed: an integer of any size, or None for a seed of the operating system's.
    """
    if STATE.graph is not None:
        STATE.graph.seed = seed
        return
    _GLOBAL.seed, _GLOBAL.draws, _GLOBAL.shuffles = seed, random.Random(seed), 0
    _GLOBAL.counters.clear()
    for counter in list(_GLOBAL.traced):
        set_of(counter).exclusively(counter.store, np.uint64(0))


set_random_seed = set_seed


def set_keras_seed(seed):
    """Start the draws of Keras's own seeds, or stop them with None. Part of `keras.utils.set_random_seed`."""
    _GLOBAL.keras_draws = None if seed is None else random.Random(seed)


def keras_seed():
    """The seed of an unseeded Keras initializer, drawn when it is first called; a stateless op takes it as [seed, 0].

    None where `set_keras_seed` was never called: the initializer then uses a stateful op without a seed.
    """
    return None if _GLOBAL.keras_draws is None else _GLOBAL.keras_draws.randint(1, 10**9)


def shuffle_order(n):
    """A random permutation of `n` samples: from the global seed where one is set, else from NumPy's generator."""
    if _GLOBAL.seed is None:
        return np.random.permutation(n)
    _GLOBAL.shuffles += 1
    return np.random.RandomState([_GLOBAL.seed % 2**32, _GLOBAL.shuffles]).permutation(n)


def position():
    """How far the process's draws have got, as plain values for `set_position`.

    Those of orders of samples, of eager ops' seeds, and of Python's `random`, which orders the batches of a Sequence.
    """
    python = {"python": random.getstate()}
    if _GLOBAL.seed is not None:
        return {"shuffles": _GLOBAL.shuffles, "draws": _GLOBAL.draws.getstate(), **python}
    name, keys, *rest = np.random.get_state()
    return {"numpy": [name, keys.tolist(), *rest], **python}


def set_position(found):
    """Go on drawing from a `position`, of this process or of another with the same seed."""
    _set_states(found, np.random, _GLOBAL.draws, random)
    if "numpy" not in found:
        _GLOBAL.shuffles = found["shuffles"]


def drawn():
    """How far the draws of eager ops' seeds and of initializers have got, for `draw_from`; orders are not there."""
    return [
        (source, source.getstate()) for source in (_GLOBAL.draws, _GLOBAL.keras_draws, random) if source is not None
    ]


def draw_from(states):
    """Draw again what has been drawn since these were `drawn`."""
    for source, state in states:
        source.setstate(state)


def is_position(found):
    """Whether `found`, which may come from anybody's file, is what `position` gives: `set_position` takes it then."""
    try:
        if "numpy" in found:
            _, keys, at, has_gauss, _ = found["numpy"]
            if len(keys) != 624 or not 0 <= at <= 624 or has_gauss not in (0, 1):  # NumPy would read beyond its keys
                return False
        elif type(found["shuffles"]) is not int or not 0 <= found["shuffles"] < 2**32:
            return False
        _set_states(found, np.random.RandomState(0), random.Random(0), random.Random(0))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False
    return True


def _set_states(found, shuffling, draws, python):
    """Set the generators of samples' orders, of op seeds and Python's from a `position`; older ones lack the last."""
    if "python" in found:
        version, keys, rest = found["python"]
        python.setstate((version, tuple(keys), rest))
    if "numpy" in found:
        name, keys, *rest = found["numpy"]
        shuffling.set_state((name, np.asarray(keys, np.uint32), *rest))
    else:
        version, keys, rest = found["draws"]
        draws.setstate((version, tuple(keys), rest))


def get_seed(op_seed):
    """The pair (seed, op seed) with which an op created now draws; (None, None) leaves both to the operating system.

    Args:
      op_seed: the op's own `seed` argument, or None.
    """
    return seed_pair(STATE.graph, op_seed)


def seed_pair(graph, op_seed):
    """`get_seed` for an op that is written into `graph`, or for an eager one where that is None."""
    if op_seed is not None and not hasattr(op_seed, "__index__"):
        raise TypeError(f"`seed` must be an integer; received {described(op_seed)}.")
    seed = _seed_of(graph)
    if seed is None and op_seed is None:
        return None, None
    if seed is None:
        return _DEFAULT_GRAPH_SEED, op_seed % _MODULUS
    if op_seed is None:
        op_seed = _GLOBAL.draws.randint(0, _MODULUS) if graph is None else _number(graph)
    return in_range(seed, op_seed)


def in_range(seed, op_seed):
    """The pair of two whole numbers."""
    pair = seed % _MODULUS, op_seed % _MODULUS
    return pair if pair != (0, 0) else (0, _MODULUS)  # two zeros would ask TensorFlow's kernels for a random seed


def _seed_of(graph):
    """The seed under which `graph` is written: its own, or for a function's graph what encloses it."""
    while graph is not None and graph.seed is None and graph.building_function:
        graph = graph.outer
    return _GLOBAL.seed if graph is None else graph.seed


def _number(graph):
    number = _GLOBAL.op_counts.get(graph, 0)
    _GLOBAL.op_counts[graph] = number + 1
    return number


def chosen_pair(graph, op_seed):
    """`seed_pair`, with numbers of the operating system's choice where it leaves them open."""
    pair = seed_pair(graph, op_seed)
    return pair if pair[0] is not None else (random.SystemRandom().getrandbits(31), _GLOBAL.draws.getrandbits(31))


def eager_counter(kernel, pair):
    """How far the eager calls of one kernel with one explicit op seed have got: calls alike continue each other."""
    return _GLOBAL.counters.setdefault((kernel, *pair), Counter())


class GraphCounter(Counter):
    """How far an op of a graph has got."""

    def anew(self, graph):
        """That of the op's copy in `graph`, which draws from the beginning: the same numbers wherever a function is
        called first."""
        return graph_counter(graph)


def graph_counter(graph):
    """How far a new op of `graph` has got."""
    counter = GraphCounter()
    if graph.building_function:
        _GLOBAL.traced.add(counter)
    return counter
