"""What an op says where its forward failed: TensorFlow's class, what is wrong, and what the op received.

An array library's own words ("tuple index out of range") are for nobody who wrote the call. What is wrong with it the
op's inference rule knows, as a rule: it is asked of the shapes that the op received.
"""

from tenfold.core.base import errors
from tenfold.core.base.types import Any, Attrs
from tenfold.core.calls.complaints import KINDS, is_raw, sentence, short
from tenfold.core.graphs.spec import Spec, size_of
from tenfold.core.values import dtypes


def explained(op: Any, error: Any, inputs: list[Any], node: Any, attrs: Attrs) -> Exception:
    """What to raise in place of `error`, which the forward of `op` raised.

    Args:
      inputs: arrays, or tensors of a graph.
      node: of the graph, if it was one that failed.
    """
    raw = is_raw(error)
    if isinstance(error, errors.OpError) or not raw and not isinstance(error, errors.OF_ARRAYS):
        return error
    if isinstance(error, MemoryError):
        size = _size(op, inputs, attrs)
        return errors.ResourceExhaustedError(f"OOM when allocating the result of {op.name}{size}.")
    text: str | None = None if raw else str(error)
    if isinstance(error, TypeError):
        strange = _strange(inputs)
        runs_others = op.stateful and op.partial  # a branch, a loop: it is one of theirs that complains
        if not raw and (op.host or runs_others or strange is None):
            return error
        if strange is not None and not op.host:
            raw = False
            text = dtypes.NO_NUMBERS if strange is dtypes.string else f"there is no {op.name} of {strange.name}"
    if text is None:
        text = _complaint(op, error, inputs, attrs)
    said = f"{text} [Op:{op.name}] {_received(op, inputs, node, attrs if raw else {})}"
    return (TypeError if raw and isinstance(error, (TypeError, AttributeError)) else errors.InvalidArgumentError)(said)


def _strange(inputs: list[Any]) -> "dtypes.DType | None":
    """The dtype of an input that is no real number."""
    types = [dtypes.as_dtype(a.dtype) for a in inputs if hasattr(a, "dtype")]
    return next((t for t in types if not (t.is_integer or t.is_floating)), None)


def _received(op: Any, inputs: list[Any], node: Any, attrs: Attrs) -> str:
    """The inputs by dtype and shape, or the node; attributes that are not what they are by default."""
    met = [(getattr(a, "dtype", None), getattr(a, "shape", ())) for a in inputs]
    shown = ", ".join([f"{'string' if dtypes.string == dtype else dtype}{list(shape)}" for dtype, shape in met])
    given = [f"{k}={short(v)}" for k, v in attrs.items() if k not in op.defaults or v is not op.defaults[k]]
    where = f"in node '{node.name}'" if node else f"received {shown or 'no inputs'}"
    return ", ".join([where, *given])


def _inferred(op: Any, inputs: list[Any], attrs: Attrs) -> list[Spec]:
    """What inference says of these inputs."""
    known = [None if a is None else _Known(a) for a in inputs]
    return op.specs(known, attrs)[0]


class _Known:
    """An array, or a tensor of a graph, as inference sees it."""

    def __init__(self, array: Any) -> None:
        self._dims, self.dtype = getattr(array, "_dims", array.shape), dtypes.as_dtype(array.dtype)


def _size(op: Any, inputs: list[Any], attrs: Attrs) -> str:
    """How much memory the results take, in words, where inference knows it."""
    try:
        specs = _inferred(op, inputs, attrs)
    except KINDS:
        return ""
    size = sum([(size_of(s.shape) or 0) * s.dtype.size for s in specs])
    shapes = " and ".join([f"{list(s.shape or ())} {s.dtype.name}" for s in specs])
    return f", {shapes}: it takes {size / 2**30:,.1f} GiB" if size else ""


def _complaint(op: Any, error: Any, inputs: list[Any], attrs: Attrs) -> str:
    """What is wrong with a call of which an array library made no more than `error`: inference may know."""
    try:
        _inferred(op, inputs, attrs)
    except KINDS as e:
        if not is_raw(e):
            return str(e)
    shapes = [list(a.shape) for a in inputs if hasattr(a, "shape")]
    if "broadcast" in str(error) and len(shapes) > 1:
        return f"Incompatible shapes: {' vs. '.join(map(str, shapes))}."
    why = sentence(error)
    return f"{why[0].upper()}{why[1:]}."
