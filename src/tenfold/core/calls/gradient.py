"""Gradient rules, and the walk back through recorded ops that uses them.

A rule names what it needs, and only that is kept alive: `dy` (the gradient of the result; `dys`, a list, where there
are several), `y` / `ys` (the results), an input by its name (even one called `y`), `<input>_shape` (a tuple of ints, or
a tensor where a dimension is unknown), `<input>_dtype`, `wanted` (which inputs anybody wants a gradient for), and
attributes by name. It returns one gradient per input (a bare tensor for one input), None where there is none. A
gradient that costs something may be given as a function of no arguments, called only if somebody wants it.
"""

from tenfold.core.base.hooks import hooks
from tenfold.core.base.types import TYPE_CHECKING, Any, Attrs, Dims, Function, Rows, Value
from tenfold.core.values.tensor import Tensor, new_key

if TYPE_CHECKING:
    from tenfold.core.calls.op import Op


class GradientRule:
    """How to differentiate one op: the function, and where each of its arguments comes from."""

    none: Any = object()  # the rule of ops that have no gradient

    def __init__(self, function: Function, op: "Op") -> None:
        self.function, self.op = function, op

    def save(self, inputs: Rows, outputs: Rows, attrs: Attrs) -> Any:
        """What the rule will ask for. The first call writes the code for this op, later ones run it."""
        self._compile()
        return self.save(inputs, outputs, attrs)

    def call(self, saved: tuple[Any, ...], dys: list[Any], wanted: list[bool]) -> Any:
        """The rule's result, from what was kept and the gradients of the outputs; compiled as `save` is."""
        self._compile()
        return self.call(saved, dys, wanted)

    def _compile(self) -> None:
        wants = self.wants()
        saved = [w for w in wants if w[0] not in HANDED]
        arguments = [HANDED[what] if what in HANDED else _given(what, saved.index((what, i))) for what, i in wants]
        names = {"Tensor": Tensor, "shape": static_shape, "each": _each, "ready": _ready, "rule": self.function}
        # inputs, outputs, attributes -> what to keep; that and the gradients of the outputs -> the rule's result.
        # `save` last: another thread that finds it in place expects `call` too
        call = f"lambda saved, dys, wanted: rule({', '.join(arguments)})"
        save = f"lambda i, o, a: ({''.join(_kept(self.op, *w) + ', ' for w in saved)})"
        self.call = eval(call, names)  # type: ignore[method-assign]  # noqa: S307  our own names, compiled once
        self.save = eval(save, names)  # type: ignore[method-assign]  # noqa: S307

    def wants(self) -> list[tuple[str, Any]]:
        """What the parameters of the rule name, in order: a key of HANDED or KEPT, or "attr", each with an index:
        number of an input, or name of an attribute."""
        code = self.function.__code__
        return [self._want(p) for p in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]]

    def _want(self, parameter: str) -> tuple[str, Any]:
        op = self.op
        if parameter in HANDED or parameter in ("y", "ys") and parameter not in op.inputs:
            return parameter, None
        for suffix in ("_shape", "_dtype", ""):
            name = parameter.removesuffix(suffix)
            if parameter.endswith(suffix) and name in op.inputs:
                return suffix or "input", op.inputs.index(name)
        if parameter in op.attrs:
            return "attr", parameter
        raise TypeError(
            f"gradient of {op.name}: '{parameter}' is neither an input, an attribute nor one of dy, dys, y, ys, wanted"
        )


def _kept(op: "Op", what: str, i: Any) -> str:
    """The expression for what a rule wants, from inputs `i`, outputs `o` and attributes `a`."""
    get = KEPT[what]
    if what in ("y", "ys", "attr"):
        return get.format(i)
    if op.variadic:
        return f"each(i, lambda t: {get.format('t')})"
    kept = get.format(f"i[{i}]")
    return kept if op.inputs[i] not in op.optional else f"(None if i[{i}] is None else {kept})"


def _given(what: str, k: int) -> str:
    """The expression for saved value k: shapes may still have to be computed, the others are there."""
    value = f"saved[{k}]"
    return f"{value} if type({value}) is tuple else ready({value})" if what == "_shape" else value


Record = tuple[Any, ...]  # see `record`
FUNCTION = type(lambda: None)
HANDED = {"dy": "dys[0]", "dys": "dys", "wanted": "wanted"}  # known only when the rule is called
KEPT = {  # the rest, from inputs, outputs and attributes of the call
    "y": "o[0]",
    "ys": "o",
    "input": "{0}",
    "_shape": "({0}._array.shape if type({0}) is Tensor else shape({0}))",
    "_dtype": "{0}.dtype",
    "attr": "a[{0!r}]",
}


class LateShape:
    """The shape of a symbolic tensor with unknown dimensions, asked for only if a gradient is taken."""

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor


def _ready(value: Value) -> Value:
    if type(value) is LateShape:
        return hooks.shape(value.tensor)
    return [_ready(v) for v in value] if type(value) is list else value


def static_shape(tensor: Tensor) -> "LateShape | Dims":
    dims = tensor._dims
    return LateShape(tensor) if dims is None or None in dims else dims


def _each(tensors: Rows, get: Function) -> list[Any]:
    return [None if t is None else get(t) for t in tensors]


def record(op: "Op", inputs: Rows, outputs: Rows, attrs: Attrs) -> Record:
    """An op call as backprop sees it: (op, keys of inputs and of outputs, specs of several outputs, what is kept)."""
    in_keys = [t._key for t in inputs] if not op.optional else [None if t is None else t._key for t in inputs]
    saved = op.rule.save(inputs, outputs, attrs) if op.rule is not None else None
    if len(outputs) == 1:
        return op, in_keys, (outputs[0]._key,), None, saved
    return op, in_keys, [t._key for t in outputs], [(static_shape(t), t.dtype) for t in outputs], saved


def backprop(records: list[Record], grads: dict[int, Any], sources: set[Any]) -> dict[int, Any]:  # noqa: C901  the hot loop of every gradient: no calls to spare
    """Walk `records` back; `grads` (key -> tensor) holds the gradients of the targets and receives those of `sources`.

    A gradient may be `hooks.slices` of a tensor; most ops' rules are handed the whole of it.

    Args:
      records: what `record` made, in the order in which the ops ran.
      grads: dict, changed in place; intermediate gradients leave it as soon as they are used.
      sources: set of keys to which gradients are wanted.
    """
    read, slices, accumulate = hooks.read, hooks.slices, hooks.accumulate
    for (op, in_keys, out_keys, out_specs, saved), wanted in reversed(_between(records, sources)):
        if out_specs is None:  # one result, the common case
            key = out_keys[0]
            dy = grads.get(key) if key in sources else grads.pop(key, None)
            if dy is None:
                continue
            if op is read:  # its rule, without a call
                key = in_keys[0]
                grads[key] = accumulate(grads[key], dy) if key in grads else dy
                continue
            if dy.__class__ is slices and not op.sparse:
                dy = dy._as_tensor()
            dys = [dy]
        else:
            dys = [grads.get(k) if k in sources else grads.pop(k, None) for k in out_keys]
            if all([d is None for d in dys]):
                continue
            dys = _several(op, dys, out_specs)
        if op.rule is None:
            raise LookupError(f"No gradient defined for operation '{op.name}' (op type: {op.name}).")
        found = op.rule.call(saved, dys, wanted)
        for key, grad, ask in zip(in_keys, found if type(found) in (tuple, list) else (found,), wanted):
            if ask and grad is not None:
                grad = grad() if type(grad) is FUNCTION else grad
                if grad is not None:
                    grads[key] = accumulate(grads[key], grad) if key in grads else grad
    return grads


def _several(op: "Op", dys: list[Any], specs: list[Any]) -> list[Any]:
    """The gradients of several results as the rule of `op` takes them."""
    if not op.sparse:
        dys = [d._as_tensor() if d.__class__ is hooks.slices else d for d in dys]
    if not op.partial:
        dys = [hooks.zeros(_ready(s), d) if dy is None else dy for dy, (s, d) in zip(dys, specs)]
    return dys


def _between(records: list[Record], sources: set[Any]) -> list[tuple[Record, list[bool]]]:
    """(record, per input whether its gradient is wanted) for the records that lie downstream of a source."""
    reached, useful = set(sources), []
    is_reached, reach = reached.__contains__, reached.update
    for one in records:
        wanted = list(map(is_reached, one[1]))
        if True in wanted:
            useful.append((one, wanted))
            reach(one[2])
            if None in reached:  # the key of integers, which no gradient passes
                reached.remove(None)
    return useful


def watch(tensor: Tensor) -> int:
    """Give the tensor a key, by which tapes know it."""
    if tensor._key is None:
        tensor._key = new_key()
    return tensor._key
