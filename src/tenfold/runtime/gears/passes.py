"""Graph passes: fewer, larger steps that give the same results. Each takes and returns steps in program order.

A pass never changes the graph: it makes new `Step`s that give the tensors of the nodes they stand for.
(Cross-entropy of a softmax's probabilities becomes one of its logits in `keras.losses`, where both are at hand.)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tenfold.core.base.errors import OpError
from tenfold.core.calls.op import OPS, Op
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.spec import size_of
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import ListType
from tenfold.core.values.tensor import whole
from tenfold.runtime.gears.affine import affine
from tenfold.runtime.gears.written_out import written_out
from tenfold.runtime.types import Array

FOLDED = 65536  # bytes; a larger constant result is computed in each run instead of being kept


class Step:
    """What a plan runs in place of one or several nodes.

    Attributes:
      text, plain: as a Node's, see `written_out`.
    """

    text: str | None = None
    plain: frozenset[str] = frozenset()

    def __init__(
        self,
        node: Node,
        operation: Op | None = None,
        inputs: Sequence[SymbolicTensor | None] | None = None,
        attrs: Mapping[str, Any] | None = None,
    ) -> None:
        self.node = node
        self.operation: Op = operation or node.operation
        self.inputs: Sequence[SymbolicTensor | None] = node.inputs if inputs is None else inputs
        self.attrs: Mapping[str, Any] = node.attrs if attrs is None else attrs
        self.outputs: Sequence[SymbolicTensor] = node.outputs
        self.several, self.name = node.several, node.name

    def all_inputs(self) -> Iterator[SymbolicTensor]:
        """Data inputs and attributes whose value is computed."""
        yield from (t for t in self.inputs if t is not None)
        yield from (v for v in self.attrs.values() if isinstance(v, SymbolicTensor))


def optimized(
    nodes: Iterable[Node], outputs: Sequence[SymbolicTensor], inputs: Sequence[SymbolicTensor] = ()
) -> list[Step]:
    """All passes over `nodes`, of which `outputs` are wanted; `inputs` are supplied, even where a node gives them."""
    kept = {id(t) for t in (*outputs, *inputs)}
    supplied = {id(t) for t in inputs}
    steps = [Step(n) for n in nodes if n.has_effect or not n.outputs or not all(id(t) in supplied for t in n.outputs)]
    steps = fold_constants(steps, kept)
    steps = merge_equal(steps, kept)
    return gather_reads(written_out(fuse_affine(steps, kept), kept))


def _is_pure(step: Step) -> bool:
    """Whether running it once or twice, now or later, makes no difference."""
    operation = step.operation
    holds_more = any(hasattr(v, "cells") or hasattr(v, "store") for v in step.attrs.values())
    lists = any(isinstance(t.dtype, ListType) for t in step.outputs)  # of tensors: no arrays
    return not (
        lists
        or operation.stateful
        or operation.effect
        or operation.host
        or operation.name == "placeholder"
        or holds_more
    )


def fold_constants(steps: list[Step], kept: set[int]) -> list[Step]:
    """Steps that depend on constants only are run now; their results become constants."""
    const, out = OPS["const"], []
    known: dict[int, Array] = {}
    for step in steps:
        if step.operation is const:
            known[id(step.outputs[0])] = step.attrs["value"]
            out.append(step)
            continue
        needs = list(step.all_inputs())
        if (
            step.outputs
            and _is_pure(step)
            and not step.several
            and all(id(t) in known for t in needs)
            and not _is_large(step.outputs[0])
        ):
            value = _computed(step, known)
            if value is not None and value.nbytes <= FOLDED:
                known[id(step.outputs[0])] = value
                step = Step(step.node, const, [], {"value": value})
        out.append(step)
    return _without_unused(out, kept)


def _is_large(tensor: SymbolicTensor) -> bool:
    return (size_of(tensor._dims) or 0) * tensor.dtype.size > FOLDED


def _computed(step: Step, known: Mapping[int, Array]) -> np.ndarray | None:
    """The step's result, None where it fails: then it shall fail when the program runs."""
    attrs = {
        k: step.operation.attrs[k].convert(known[id(v)]) if isinstance(v, SymbolicTensor) else v
        for k, v in step.attrs.items()
    }
    try:
        with np.errstate(all="ignore"):
            given = [None if t is None else known[id(t)] for t in step.inputs]
            return np.asarray(whole(step.operation.numpy(*given, **attrs)))
    except (ValueError, IndexError, ZeroDivisionError, OpError):
        return None


def merge_equal(steps: list[Step], kept: set[int]) -> list[Step]:
    """Of steps that do the same to the same tensors, the first is run."""
    seen: dict[tuple, Step] = {}
    instead: dict[int, SymbolicTensor] = {}
    out = []
    for step in steps:
        step = _redirected(step, instead)
        key = _key(step) if _is_pure(step) else None
        first = seen.get(key) if key is not None else None
        if first is not None and not any(id(t) in kept for t in step.outputs):
            instead.update({id(t): same for t, same in zip(step.outputs, first.outputs)})
            continue
        if key is not None:
            seen.setdefault(key, step)
        out.append(step)
    return out


def _redirected(step: Step, instead: Mapping[int, SymbolicTensor]) -> Step:
    if not any(id(t) in instead for t in step.all_inputs()):
        return step
    swap = lambda t: instead.get(id(t), t)  # noqa: E731
    return Step(step.node, step.operation, [swap(t) for t in step.inputs], {k: swap(v) for k, v in step.attrs.items()})


def _key(step: Step) -> tuple | None:
    """What makes two steps equal; None where an attribute cannot be compared."""
    try:
        attrs = tuple((k, _comparable(v)) for k, v in step.attrs.items())
        hash(attrs)
    except TypeError:
        return None
    return id(step.operation), tuple(None if t is None else id(t) for t in step.inputs), attrs


def _comparable(value: Any) -> tuple:
    if isinstance(value, SymbolicTensor):
        return "tensor", id(value)
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype == object:
            raise TypeError("strings are not compared")
        return value.dtype, value.shape, value.tobytes() if value.nbytes <= FOLDED else id(value)
    if isinstance(value, tuple):
        return type(value), tuple([_comparable(v) for v in value])
    return type(value), repr(value) if isinstance(
        value, (float, complex)
    ) else value  # 0.0 equals -0.0, and nan nothing


def _without_unused(steps: list[Step], kept: set[int]) -> list[Step]:
    """Constants and pure steps that nobody uses any more are dropped."""
    used, out = set(kept), []
    for step in reversed(steps):
        if not _is_pure(step) or any(id(t) in used for t in step.outputs):
            used.update(id(t) for t in step.all_inputs())
            out.append(step)
    return out[::-1]


def fuse_affine(steps: list[Step], kept: set[int]) -> list[Step]:
    """matmul -> bias_add (-> relu) becomes one step where nobody else wants what lies between."""
    users: dict[int, list[Step]] = {}
    at: dict[int, Step] = {}
    for step in steps:
        for t in step.all_inputs():
            users.setdefault(id(t), []).append(step)
        at.update({id(t): step for t in step.outputs})
    gone: set[int] = set()
    replaced: dict[int, Step] = {}
    for step in steps:
        if not _runs(step, "bias_add") or step.attrs["data_format"] not in (None, "NHWC"):
            continue
        product = at.get(id(step.inputs[0]))
        if product is None or not _runs(product, "matmul") or not _only_use(product, users, kept):
            continue
        last = step
        after = users.get(id(step.outputs[0]), [])
        if len(after) == 1 and _runs(after[0], "relu") and _only_use(step, users, kept):
            last = after[0]
        gone.update({id(product), id(step)})
        attrs = {**product.attrs, "relu": last is not step}
        replaced[id(last)] = Step(last.node, affine, [*product.inputs, step.inputs[1]], attrs)
    return [replaced.get(id(s), s) for s in steps if id(s) not in gone or id(s) in replaced]


def gather_reads(steps: list[Step]) -> list[Step]:
    """Variables that are read one by one, with nothing but arithmetic in between, are read at one go."""
    out: list[list[Step]] = []
    reads: list[Step] | None = None
    for step in steps:
        if step.operation.name == "read_variable" and step.text is not None:
            if reads is None:
                reads = []
                out.append(reads)
            reads.append(step)
            continue
        if not _is_pure(step):
            reads = None
        out.append([step])
    return [_all_read(found) for found in out]


def _all_read(reads: list[Step]) -> Step:
    """One step in place of several reads."""
    first = reads[0]
    if len(reads) > 1:
        first.attrs = {"variables": tuple([step.attrs["variable"] for step in reads])}
        first.outputs, first.several = [step.outputs[0] for step in reads], True
        first.text = "env.read_all({variables})"
    return first


def _runs(step: Step, name: str) -> bool:
    """Whether a step is the op of this name, run by its forward: a kernel is not to be passed by."""
    operation = step.operation
    return operation is OPS.get(name) and operation.numpy is operation.forward


def _only_use(step: Step, users: Mapping[int, list[Step]], kept: set[int]) -> bool:
    out = step.outputs[0]
    return len(users.get(id(out), ())) == 1 and id(out) not in kept
