"""The value that a symbolic tensor has whatever a function's arguments are: for the initial values of variables."""

from tenfold.core.base.env import EAGER
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import using
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor


def evaluate(tensor: SymbolicTensor) -> Tensor:
    """The value of a symbolic tensor that depends on no argument of the function being traced."""
    graph = tensor.graph
    captured = [inner for _, inner in graph.captures]
    wanted = needed([tensor], stop=captured)
    nodes = [n for n in graph.nodes if n in wanted]
    if any(n.operation is hooks.placeholder for n in wanted):
        raise ValueError(
            f"A variable's initial value, {tensor.name}, depends on an argument of the function being traced, but "
            "it is created "
            "once, before any call. Give it a value that does not, or a function that makes one: "
            "tf.Variable(lambda: ...)."
        )
    used = {id(t) for n in nodes for t in n.all_inputs()} | {id(tensor)}
    values = [
        None if id(i) not in used else evaluate(o) if isinstance(o, SymbolicTensor) else o for o, i in graph.captures
    ]
    with using(graph=None, tapes=()):
        return Tensor(plan(nodes, captured, [tensor])(EAGER, *[None if v is None else v._array for v in values])[0])


hooks.evaluate = evaluate
