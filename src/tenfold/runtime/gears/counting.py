"""How often loops will run whose end depends on data: counted in first gear before each run in second.

A loop's gradient stacks a row per iteration, in second gear in a buffer of a length fixed when the program is lowered.
The count, rounded up to a power of two, is that length, and part of what a program is compiled for.

Of a loop inside another body the most iterations that first gear has met so far stand in for the count. Where a run in
second gear takes more, a flag says so, and it is repeated in first gear, which then has met more.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from tenfold.core.base.env import Eager
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.ops.control.body import Body
from tenfold.runtime.gears.shifting import held
from tenfold.runtime.types import Array, Arrays, Lengths

PROGRAMS = 6  # lengths that a specialization is compiled for before it stays in first gear


class TripCounter:
    """Counts the iterations of an executable's open-ended loops.

    Attributes:
      loops: the nodes that end on data and whose gradient is taken: their iterations are stacked, or their number used.
      inner: bodies of such loops inside other bodies.
    """

    def __init__(
        self, nodes: Sequence[Node], inputs: Sequence[SymbolicTensor], outputs: Sequence[SymbolicTensor]
    ) -> None:
        self.loops = open_loops(nodes, outputs)
        self.inner = list({id(b): b for n in nodes for body, _ in held(n) for b in _inside(body)}.values())
        self._inputs, self._nodes = inputs, nodes
        self._plan: Callable[..., tuple[Array, ...]] | None = None

    def __bool__(self) -> bool:
        """Whether there is a loop to be counted."""
        return bool(self.loops or self.inner)

    def __call__(self, arrays: Arrays, env: Eager) -> Lengths:
        """Buffer lengths, one per loop and inner body: powers of two, at least as large as the number of iterations.

        Args:
          env: the environment to run in; what it writes is for nobody.
        """
        trips = [n.outputs[-1] for n in self.loops]
        if self._plan is None:
            wanted = needed(trips, stop=self._inputs)
            self._plan = plan([n for n in self._nodes if n in wanted], self._inputs, trips)
        with using(graph=None, tapes=()):
            counts = self._plan(env, *arrays)
        return tuple([1 << max(int(c) - 1, 0).bit_length() for c in (*counts, *[b.most_trips for b in self.inner])])

    def limits(self, lengths: Lengths) -> dict[int, int]:
        """Buffer lengths by the identity of the loops' bodies, as kernels look them up."""
        return dict(zip(map(id, [*[n.attrs["body"] for n in self.loops], *self.inner]), lengths))


def open_loops(nodes: Iterable[Node], outputs: Sequence[SymbolicTensor]) -> list[Node]:
    """Loops among `nodes` that end on data, and of which more than the last state is used."""
    used = {id(t) for t in outputs} | {id(t) for n in nodes for t in n.all_inputs()}
    return [n for n in nodes if is_open(n) and any(id(t) in used for t in n.outputs[n.attrs["n_state"] :])]


def _inside(body: Body) -> Iterator[Body]:
    """The bodies of open loops in a body, and in those that it holds."""
    yield from (n.attrs["body"] for n in open_loops(body.nodes, body.outputs))
    for node in body.nodes:
        for inner, _ in held(node):
            yield from _inside(inner)


def is_open(node: Node) -> bool:
    """Whether a node is a loop with a condition and no known limit."""
    return node.operation.name == "loop" and node.attrs["cond"] is not None and node.attrs["limit"] is None
