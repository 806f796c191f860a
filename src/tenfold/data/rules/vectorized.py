"""A function of elements as a function of batches of them, where each of its ops does the same to a batch.

`TABLE` says how: for a node some of whose inputs are batches, the inputs and attributes that give the batch of its
results. Only what gives the same values for every element, bit for bit, and cannot fail, stands there.
"""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import FuncGraph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.data.plan.functions import UNKNOWN, ElementFunction
from tenfold.ops.structures.specs import TensorSpec

Batched = tuple[list[Any], dict[str, Any]]  # inputs and attributes
Rule = Callable[[Node, list[Any], list[bool]], "Batched | None"]


def vectorized(function: ElementFunction) -> ElementFunction | None:
    """`function` for batches; None where it cannot be had. It is found once; not for what is bound to an element."""
    if function.for_batches is UNKNOWN:
        function.for_batches = _made(function)
    return function.for_batches


def _made(function: ElementFunction) -> ElementFunction | None:
    if not function.plain or function.symbols() or function.draws or function.assigns or not function.inputs:
        return None
    graph, known = FuncGraph(function.graph.name, None), {}  # type: Any, dict[int, tuple[Any, bool]]
    inputs = []
    with using(graph=graph, tapes=()):
        for t in function.inputs:
            if t._dims is None:
                return None
            inputs.append(graph.placeholder((None, *t._dims), t.dtype, t.node.name))
            known[id(t)] = inputs[-1], True
        known.update({id(inside): (graph.capture(outside), False) for outside, inside in function.graph.captures})
        for node in function.graph.nodes:
            if node.operation.name != "placeholder" and not _write(node, known):
                return None
    outputs = [known[id(t)] for t in function.outputs]
    if not all(is_batch for _, is_batch in outputs):
        return None
    new = function.written_as(graph, inputs, [t for t, _ in outputs])
    new.taken = [TensorSpec((None, *s.shape._dims), s.dtype) for s in nest.flatten(function.taken)]
    return new


def _write(node: Node, known: dict[int, tuple[Any, bool]]) -> bool:
    """Write a node for batches; whether that can be done."""
    operation: Any = node.operation
    if node.cells or operation.host or operation.effect or operation.stateful or node.control_inputs:
        return False
    if any(isinstance(v, SymbolicTensor) for v in node.attrs.values()):
        return False
    found = [known[id(t)] for t in node.inputs]
    inputs, batches = [t for t, _ in found], [b for _, b in found]
    attrs = dict(node.attrs)
    if any(batches):
        if any(t._dims is None for t in (*node.inputs, *node.outputs)):
            return False
        rule = TABLE.get(operation.name)
        changed = rule(node, inputs, batches) if rule is not None and _cannot_fail(node) else None
        if changed is None:
            return False
        inputs, attrs = changed
    result = operation.apply(inputs, attrs)
    outputs = list(result) if node.several else [result]
    known.update({id(old): (new, any(batches)) for old, new in zip(node.outputs, outputs)})
    return True


def _cannot_fail(node: Node) -> bool:
    """Whether a node works for every shape that its inputs may have: what is known was checked when it was written."""
    shapes = [t._dims for t in node.inputs]
    if not any(None in dims for dims in shapes):
        return True
    name = node.operation.name
    if name in ELEMENTWISE:
        meeting = zip_longest(*[reversed(dims) for dims in shapes], fillvalue=1)
        return not any(None in dims and len(dims) - dims.count(1) > 1 for dims in meeting)
    return name in ("one_hot", "expand_dims") or name == "strided_slice" and not node.attrs["shrink_axis_mask"]


def _elementwise(node: Node, inputs: list[Any], batches: list[bool]) -> Batched | None:
    """Operands of fewer dimensions than another meet its last ones: a batch of them gets ones after its first."""
    rank = max(len(t._dims) for t in node.inputs)
    aligned = []
    for old, new, is_batch in zip(node.inputs, inputs, batches):
        missing = rank - len(old._dims)
        aligned.append(_with_ones(new, missing) if is_batch and missing else new)
    return aligned, dict(node.attrs)


def _with_ones(tensor: Any, count: int) -> Any:
    for _ in range(count):
        tensor = OPS["expand_dims"].apply([tensor], {"axis": 1})
    return tensor


def _one_hot(node: Node, inputs: list[Any], batches: list[bool]) -> Batched | None:
    if not batches[0] or any(batches[1:]):
        return None
    axis = node.attrs["axis"]
    return inputs, {**node.attrs, "axis": axis if axis < 0 else axis + 1}


def _axis(node: Node, inputs: list[Any], batches: list[bool]) -> Batched | None:
    """One input, an axis that is counted from the front or from the back."""
    axis = node.attrs["axis"]
    return inputs, {**node.attrs, "axis": axis if axis < 0 else axis + 1}


def _strided_slice(node: Node, inputs: list[Any], batches: list[bool]) -> Batched | None:
    attrs = node.attrs
    parts = [attrs[k] for k in ("begin", "end", "strides")]
    if len(inputs) != 1 or not all(isinstance(p, tuple) for p in parts):
        return None
    begin, end, strides = parts
    masks = {k: attrs[k] << 1 for k in attrs if k.endswith("_mask")}
    masks["begin_mask"] |= 1
    masks["end_mask"] |= 1
    return inputs, {"begin": (0, *begin), "end": (0, *end), "strides": (1, *strides), **masks}


def _reshape(node: Node, inputs: list[Any], batches: list[bool]) -> Batched | None:
    dims = node.outputs[0]._dims
    if len(inputs) != 1 or None in dims or 0 in dims:  # of nothing, NumPy does not know how many there are
        return None
    return inputs, {"shape": (-1, *dims)}


def _concat(node: Node, inputs: list[Any], batches: list[bool]) -> Batched | None:
    return _axis(node, inputs, batches) if all(batches) else None


# What treats every element by itself and cannot fail. Those whose last bit turns on how many there are stand not here.
ELEMENTWISE = (
    "abs add cast ceil clip_by_value divide_real equal floor greater greater_equal identity less less_equal "
    "logical_and logical_not logical_or maximum minimum multiply negative not_equal relu rint round_even select sign "
    "square squared_difference sqrt subtract"
)
TABLE: dict[str, Rule] = {
    **dict.fromkeys(ELEMENTWISE.split(), _elementwise),
    "one_hot": _one_hot,
    "expand_dims": _axis,
    "strided_slice": _strided_slice,
    "reshape": _reshape,
    "concat": _concat,
    "pack": _concat,
}
