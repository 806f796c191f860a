"""Gradient rules, and the walk back through recorded ops that uses them.

A rule names what it needs, and only that is kept alive: `dy` (the gradient of the result; `dys`, a list, where there
are several), `y` / `ys` (the results), an input by its name, `<input>_shape` (a tuple of ints, or a tensor where a
dimension is unknown), `<input>_dtype`, and attributes by name. It returns one gradient per input (a bare tensor for one
input), None where there is none. A gradient that costs something may be given as a function of no arguments, called
only if somebody wants it.
"""

import inspect

from tenfold.core import errors
from tenfold.core.state import hooks
from tenfold.core.tensor import new_key


class GradientRule:
    """How to differentiate one op: the function, and where each of its arguments comes from."""

    def __init__(self, function, op):
        self.function, self.op_name = function, op.name
        parts = [self._source(p, op) for p in inspect.signature(function).parameters]
        saved = [p for p in parts if p not in HANDED]
        arguments = [p if p in HANDED else f"ready(saved[{saved.index(p)}])" if "shape" in p else f"saved[{saved.index(p)}]" for p in parts]
        names = {"shape": static_shape, "each": _each, "ready": _ready, "rule": function}
        # inputs, outputs, attributes -> what to keep; that and the gradients of the outputs -> the rule's result
        self.save = eval(f"lambda i, o, a: ({''.join(p + ', ' for p in saved)})", names)
        self.call = eval(f"lambda saved, dys: rule({', '.join(arguments)})", names)

    @staticmethod
    def _source(parameter, op):
        """The expression that finds what a parameter of the rule names."""
        if parameter in ("dy", "dys", "y", "ys"):
            return {"dy": "dys[0]", "dys": "dys", "y": "o[0]", "ys": "o"}[parameter]
        for suffix in ("_shape", "_dtype", ""):
            name = parameter.removesuffix(suffix)
            if parameter.endswith(suffix) and name in op.inputs:
                get = {"_shape": "shape({})", "_dtype": "{}.dtype", "": "{}"}[suffix]
                if op.variadic:
                    return f"each(i, lambda t: {get.format('t')})"
                index = f"i[{op.inputs.index(name)}]"
                return get.format(index) if name not in op.optional else f"(None if {index} is None else {get.format(index)})"
        if parameter in op.attrs:
            return f"a[{parameter!r}]"
        raise TypeError(f"gradient of {op.name}: '{parameter}' is neither an input, an attribute nor dy/dys/y/ys")

    def apply(self, saved, dys):
        """One gradient per input of the op."""
        out = self.call(saved, dys)
        return out if isinstance(out, (tuple, list)) else (out,)


HANDED = ("dys[0]", "dys")
GradientRule.none = object()  # the rule of ops that have no gradient


class LateShape:
    """The shape of a symbolic tensor with unknown dimensions, asked for only if a gradient is taken."""

    def __init__(self, tensor):
        self.tensor = tensor


def _ready(value):
    if type(value) is LateShape:
        return hooks.shape(value.tensor)
    return [_ready(v) for v in value] if type(value) is list else value


def static_shape(tensor):
    dims = tensor._dims
    return LateShape(tensor) if dims is None or None in dims else dims


def _each(tensors, get):
    return [None if t is None else get(t) for t in tensors]


class Record:
    """An op that was called: keys of its inputs and outputs, and what its rule saved."""

    __slots__ = ("in_keys", "op", "out_keys", "out_specs", "saved")

    def __init__(self, op, inputs, outputs, attrs):
        self.op = op
        self.in_keys = [None if t is None else t._key for t in inputs]
        self.out_keys = [t._key for t in outputs]
        self.out_specs = [(static_shape(t), t.dtype) for t in outputs] if len(outputs) > 1 else None
        self.saved = op.rule.save(inputs, outputs, attrs) if op.rule is not None else None


def backprop(records, grads, sources):
    """Walk `records` back; `grads` (key -> tensor) holds the gradients of the targets and receives those of `sources`.

    Args:
      records: Records in the order in which the ops ran.
      grads: dict, changed in place; intermediate gradients leave it as soon as they are used.
      sources: set of keys to which gradients are wanted.
    """
    for record, wanted in reversed(_between(records, sources)):
        dys = [grads.get(k) if k in sources else grads.pop(k, None) for k in record.out_keys]
        if all([d is None for d in dys]):
            continue
        if record.op.rule is None:
            raise LookupError(f"No gradient defined for operation '{record.op.name}' (op type: {record.op.name}).")
        if len(dys) > 1:
            dys = [hooks.zeros(_ready(shape), dtype) if d is None else d for d, (shape, dtype) in zip(dys, record.out_specs)]
        for key, grad in zip(record.in_keys, record.op.rule.apply(record.saved, dys)):
            if grad is not None and key in wanted:
                grad = grad() if not hasattr(grad, "dtype") else grad
                if grad is not None:
                    grads[key] = hooks.add(grads[key], grad) if key in grads else grad
    return grads


def _between(records, sources):
    """(record, input keys worth a gradient) for the records that lie downstream of a source."""
    reached, useful = set(sources), []
    for record in records:
        wanted = [k for k in record.in_keys if k in reached]
        if wanted:
            useful.append((record, wanted))
            reached.update(record.out_keys)
    return useful


def watch(tensor):
    """Give the tensor a key, by which tapes know it."""
    if tensor._key is None:
        tensor._key = new_key()
    return tensor._key


def check_differentiable(tensor, what):
    if not tensor.dtype.is_differentiable:
        raise errors.InvalidArgumentError(f"{what} must be floating point or complex; received {tensor.dtype.name}.")
