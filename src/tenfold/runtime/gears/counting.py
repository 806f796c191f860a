"""How often loops will run whose end depends on data: counted in first gear before each run in second.

A loop's gradient stacks a row per iteration, in second gear in a buffer of a length fixed when the program is lowered.
The count, rounded up to a power of two, is that length, and part of what a program is compiled for.
"""

from collections.abc import Callable, Sequence

from tenfold.core.base.env import Eager
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.runtime.types import Array, Arrays, Lengths

PROGRAMS = 6  # lengths that a specialization is compiled for before it stays in first gear


class TripCounter:
    """Counts the iterations of an executable's open-ended loops.

    Attributes:
      loops: the nodes that end on data and whose gradient is taken: their iterations are stacked, or their number used.
    """

    def __init__(
        self, nodes: Sequence[Node], inputs: Sequence[SymbolicTensor], outputs: Sequence[SymbolicTensor]
    ) -> None:
        used = {id(t) for t in outputs} | {id(t) for n in nodes for t in n.all_inputs()}
        self.loops = [n for n in nodes if is_open(n) and any(id(t) in used for t in n.outputs[n.attrs["n_state"] :])]
        self._inputs, self._nodes = inputs, nodes
        self._plan: Callable[..., tuple[Array, ...]] | None = None

    def __call__(self, arrays: Arrays, env: Eager) -> Lengths:
        """Buffer lengths, one per loop: powers of two, at least as large as the number of iterations.

        Args:
          env: the environment to run in; what it writes is for nobody.
        """
        trips = [n.outputs[-1] for n in self.loops]
        if self._plan is None:
            wanted = needed(trips, stop=self._inputs)
            self._plan = plan([n for n in self._nodes if n in wanted], self._inputs, trips)
        with using(graph=None, tapes=()):
            counts = self._plan(env, *arrays)
        return tuple([1 << max(int(c) - 1, 0).bit_length() for c in counts])

    def limits(self, lengths: Lengths) -> dict[int, int]:
        """Buffer lengths by the identity of the loops' bodies, as kernels look them up."""
        return {id(n.attrs["body"]): length for n, length in zip(self.loops, lengths)}


def is_open(node: Node) -> bool:
    """Whether a node is a loop with a condition and no known limit."""
    return node.operation.name == "loop" and node.attrs["cond"] is not None and node.attrs["limit"] is None
