"""A graph as a Python function: its nodes in order, one line each, every value dropped after its last use.

    def plan(env, v0, v1):
        v2 = matmul.numpy(v0, v1)
        del v0, v1
        v3 = relu.numpy(v2)
        return (v3,)

The same function is the first gear (called with NumPy arrays) and what the second gear traces (called with tracers).
"""

from tenfold.core.base import errors
from tenfold.core.base.recording import Event, clock, described, recorder
from tenfold.core.base.types import Any, Array, Function, Iterable, Rows, Value
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import whole


def plan(nodes: list[Node], inputs: Rows, outputs: Rows, gear: str = "numpy", graph: Any = None) -> Function:
    """Compile nodes to `function(env, *inputs) -> tuple(outputs)`.

    Args:
      nodes: the Nodes to run, in program order.
      inputs: SymbolicTensors that the caller supplies.
      outputs: SymbolicTensors to return.
      gear: "numpy" or "xla", whose kernels run.
      graph: the Graph by which a recording calls the runs; None for a part of another's.

    An array library's complaint comes out as TensorFlow's class, naming the node.
    """
    source, names = _write(nodes, inputs, outputs, gear)
    run, nodes = _compiled(source, names, len(nodes)), list(nodes)
    recorded = _Recorded(nodes, inputs, outputs, graph, run)

    def call(env: Any, *args: Any) -> tuple[Array, ...]:
        try:
            if recorder.on is None or gear != "numpy":
                return run(env, *args)
            return recorded(env, args)
        except errors.FAILURES as e:
            node = _failed((run, recorded.run), nodes, e)
            if node is None or type(e).__module__.startswith("jax"):
                raise
            raise node.operation.explained(e, node.inputs, node, node.attrs) from None

    call.source = source  # type: ignore[attr-defined]  # for whoever reads plans
    return call


def _compiled(source: str, names: dict[str, Any], count: int) -> Function:
    code = compile(source, f"<plan of {count} ops>", "exec")
    exec(code, names)  # noqa: S102  made of node numbers alone
    return names["plan"]


def _failed(runs: Iterable[Function], nodes: list[Node], error: Exception) -> Node | None:
    """The node that raised: line n of the source is node n - 2."""
    at, codes = error.__traceback__, [run.__code__ for run in runs]
    while at is not None and at.tb_frame.f_code not in codes:
        at = at.tb_next
    return nodes[at.tb_lineno - 2] if at is not None and 0 <= at.tb_lineno - 2 < len(nodes) else None


class _Recorded:
    """A plan whose runs are noted, node by node: `run` is the same lines with a clock around each.

        began = clock(); v2 = matmul.numpy(v0, v1); note(0, began, (v0, v1,), (v2,)); del v0, v1

    It is written once somebody records; until then it is the plan itself.
    """

    def __init__(self, nodes: list[Node], inputs: Rows, outputs: Rows, graph: Any, run: Function) -> None:
        self._what, self._graph, self._plain, self.run = (nodes, inputs, outputs), graph, run, run
        self._named: list[tuple[str, str, tuple[str, ...]]] = []  # a node's type, name and the names of its inputs

    def __call__(self, env: Any, args: Rows) -> tuple[Array, ...]:
        recording = recorder.on
        if recording is None:  # no longer
            return self._plain(env, *args)
        if self._graph is not None:
            recording.ran(self._graph)
        if not recording.wanted:
            return self._plain(env, *args)
        if self.run is self._plain:
            self._write()
        began = clock()
        outs = self.run(env, *args)
        if self._graph is not None:
            recording.add(Event("graph", "first gear", name_of(self._graph), began, described(args), described(outs)))
        return outs

    def _write(self) -> None:
        nodes, inputs, outputs = self._what
        source, names = _write(nodes, inputs, outputs, "numpy", noted=True)
        self._named = [(_type(n), n.name, tuple([t.name for t in n.inputs if t is not None])) for n in nodes]
        self.run = _compiled(source, names | {"clock": clock, "note": self._note}, len(nodes))

    def _note(self, number: int, began: int, inputs: Rows, outputs: Rows) -> None:
        recording = recorder.on
        if recording is not None:
            type, name, givers = self._named[number]
            recording.add(Event("node", type, name, began, described(inputs), described(outputs), givers=givers))


def name_of(graph: Any) -> str:
    """What a recording calls a graph: a function's name; "graph" where it has none."""
    return getattr(graph, "name", None) or "graph"


def _type(node: Any) -> str:
    """TensorFlow's op type of a node; of what stands for several the name of our own op."""
    inner = getattr(node, "node", node)
    return inner.type if node.operation is inner.operation else node.operation.name


def needed(outputs: Rows, nodes: Iterable[Node] = (), stop: Rows = ()) -> set[Node]:
    """The nodes that `outputs` (and `nodes`) depend on, not looking behind the tensors in `stop`."""
    stopped = {id(t) for t in stop}
    found, todo = set(), [*nodes, *(t.node for t in outputs if id(t) not in stopped)]
    while todo:
        node = todo.pop()
        if node in found:
            continue
        found.add(node)
        todo += [t.node for t in node.all_inputs() if id(t) not in stopped]
        todo += node.control_inputs
    return found


def _write(
    nodes: list[Node], inputs: Rows, outputs: Rows, gear: str, noted: bool = False
) -> tuple[str, dict[str, Any]]:
    """Source text and the globals it refers to; `noted`: with a clock around each node."""
    names = {"__name__": "tenfold.plan", "whole": whole}
    var = {id(t): f"v{i}" for i, t in enumerate(inputs)}
    last = _last_uses(nodes, outputs)
    lines = [f"def plan(env, {', '.join(var[id(t)] for t in inputs)}):"]
    for i, node in enumerate(nodes):
        line = _line(node, i, var, names, gear, last)
        lines.append("    " + (_noted(line, node, i, var) if noted else line) + _drop(node, i, var, last))
    lines.append(f"    return ({''.join(var[id(t)] + ',' for t in outputs)})")
    return "\n".join(lines) + "\n", names


def _line(node: Node, i: int, var: dict[int, str], names: dict[str, Any], gear: str, last: dict[int, int]) -> str:
    op = node.operation
    names[f"f{i}"] = op
    inputs = ["None" if t is None else var[id(t)] for t in node.inputs]
    attrs = {key: _attribute(node, i, key, value, var, names) for key, value in node.attrs.items()}
    arguments = [*["env"] * op.stateful, *inputs, *[f"{key}={value}" for key, value in attrs.items()]]
    if op.lazy:
        arguments.append(f"used={tuple(last.get(id(t)) != i for t in node.outputs)}")
    results = []
    for j, t in enumerate(node.outputs):
        results.append("_" if id(t) in var else var.setdefault(id(t), f"v{i}_{j}"))  # "_": the caller supplies it
    left = "_" if not results else f"({', '.join(results)},)" if node.several else results[0]
    if node.text is not None:
        call = node.text.format(*inputs, **attrs)
    else:
        call = f"f{i}.{gear}({', '.join(arguments)})"  # the slot of this gear, whatever kernel it holds by then
    if any(t.dtype is dtypes.string for t in node.outputs):
        call = f"map(whole, {call})" if node.several else f"whole({call})"
    return f"{left} = {call}"


def _noted(line: str, node: Node, i: int, var: dict[int, str]) -> str:
    given, made = ["".join([var[id(t)] + "," for t in ts if t is not None]) for ts in (node.inputs, node.outputs)]
    return f"began = clock(); {line}; note({i}, began, ({given}), ({made}))"


def _attribute(node: Node, i: int, key: str, value: Value, var: dict[int, str], names: dict[str, Any]) -> str:
    """The expression for an attribute of node `i`."""
    if not isinstance(value, SymbolicTensor):
        names[f"a{i}_{key}"] = value
        return f"a{i}_{key}"
    if key in node.plain:
        return var[id(value)]
    names[f"k{i}_{key}"] = node.operation.attrs[key].named(key)
    return f"k{i}_{key}({var[id(value)]})"


def _last_uses(nodes: list[Node], outputs: Rows) -> dict[int, int]:
    """Tensor id -> index of the node after which it is dead; results nobody uses die at once."""
    last = {}
    for i, node in enumerate(nodes):
        for t in (*node.all_inputs(), *node.outputs):
            last[id(t)] = i
    for t in outputs:
        last.pop(id(t), None)
    return last


def _drop(node: Node, i: int, var: dict[int, str], last: dict[int, int]) -> str:
    dead = dict.fromkeys(var[id(t)] for t in (*node.all_inputs(), *node.outputs) if last.get(id(t)) == i)
    return f"; del {', '.join(dead)}" if dead else ""
