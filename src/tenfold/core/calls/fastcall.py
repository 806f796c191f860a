"""What a call of an op runs: a function written for its parameters, the short way for eager tensors.

    def exp(x=MISSING, name=None, *_rest, **_options):
        if STATE.eager and not _options and not _rest:
            if TYPE(x) is not Tensor: x = NEAR(x, None)
            if TYPE(x) is Tensor:
                _0 = x._array
                try:
                    _out = OP.numpy(_0)
                except FAILURES as _error:
                    raise OP.explained(_error, (_0,), None, {}) from None
                if TYPE(_out) in ARRAYS:
                    _result = NEW(Tensor); _result._array = _out
                else:
                    _result = OP.packed(_out)
                for _tape in STATE.tapes:
                    _watched = _tape._watched
                    if x._key in _watched:
                        _tape.note(OP, (x,), _result, {})
                return _result
        return OP.general((x,), {}, name, _rest, _options)

Python itself binds the arguments. Whatever there is more to do (conversion, a graph, an old spelling, an error) is left
to `Op.general`, as is the whole call of an op with optional or any number of inputs, or with effects.
"""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.env import EAGER
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Any, Function, Value
from tenfold.core.calls.gradient import HANDED, GradientRule
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor, new_key

MISSING = object()  # the default of a parameter that its caller has to give, or whose default the op knows
NUMBERS = frozenset([d for d in dtypes._BY_NUMPY if d.kind in "fiub"])  # no foreign byte order, no long double
ARRAYS = frozenset([np.ndarray, *(d.type for d in dtypes._BY_NUMPY if d.kind != "O")])  # that are tensors as they are
INT = frozenset([int])

_SHORT = """
    if STATE.eager and not _options and not _rest:
{conversions}        if {canonical}:
{defaults}            {arrays}
            if {dtypes}:
                try:
                    _out = OP.numpy({arguments})
                except FAILURES as _error:
                    raise OP.explained(_error, ({values}), None, {attrs}) from None
                if TYPE(_out) in ARRAYS:
                    _result = NEW(Tensor); _result._array = _out
                else:
                    _result = OP.packed(_out)
{recording}                return _result"""
_RECORDING = """                for _tape in STATE.tapes:
                    _watched = _tape._watched
                    if {watched}:
{plain}                        _tape.note(OP, ({inputs},), _result, {attrs})
"""
# what `GradientTape.note` does, for one float result
_PLAIN = """                        if TYPE(_out) in ARRAYS and _out.dtype.kind == "f" and _tape._records is not None:
                            if _result._key is None: _result._key = NEW_KEY()
                            _watched.add(_result._key)
                            _tape._records.append((OP, ({keys},), (_result._key,), None, ({saved})))
                            continue
"""
# what a gradient rule wants, as the call has it at hand: {0} is the name or number of an input, or an attribute
_KEPT = {"y": "_result", "ys": "(_result,)", "input": "{0}", "_shape": "{0}._array.shape", "_dtype": "{0}.dtype"}


def near(value: Value, partner: Value) -> Value:
    """The commonest operands that are no eager tensors: a variable, an array, a Python number beside a float tensor."""
    kind = type(value)
    if kind is float or kind is int and -1 << 31 <= value < 1 << 31:
        fits = type(partner) is Tensor and partner._array.dtype.kind == "f"
        return Tensor(partner._array.dtype.type(value)) if fits else value
    if hasattr(value, "_as_tensor"):
        return value if hasattr(value, "_called_with") else value._as_tensor()
    if kind is np.ndarray and value.ndim and value.dtype in NUMBERS:
        beside = partner._array if type(partner) is Tensor else partner
        return Tensor(value.copy()) if getattr(beside, "dtype", value.dtype) == value.dtype else value
    return value


GLOBALS = {
    **{
        "STATE": STATE,
        "EAGER": EAGER,
        "Tensor": Tensor,
        "ARRAYS": ARRAYS,
        "MISSING": MISSING,
        "NEAR": near,
        "INT": INT,
    },
    **{"NEW": Tensor.__new__, "NEW_KEY": new_key},
    **{"TYPE": type, "TUPLE": tuple, "LIST": list, "MAP": map, "MIN": min},  # which a parameter may be called
}


def written_call(op: Any) -> Function:
    """The function that calls `op`."""
    names: dict[str, Any] = {"OP": op, "FAILURES": errors.FAILURES, **GLOBALS}
    attrs = f"{{{', '.join(f'{k!r}: {k}' for k in op.attrs)}}}"
    inputs = [f"*{op.inputs[-1]}"] if op.variadic else [f"{p}=MISSING" for p in op.inputs]
    given = op.inputs[-1] if op.variadic else f"({''.join(p + ', ' for p in op.inputs)})"
    parameters = [*inputs, *(f"{k}=MISSING" for k in op.attrs), "name=None", *["*_rest"] * (not op.variadic)]
    short = op.inputs and not (op.variadic or op.optional or op.stateful and op.effect)
    source = f"def call({', '.join(parameters)}, **_options):"
    source += _short_way(op, attrs, names) if short else ""
    source += f"\n    return OP.general({given}, {attrs}, name, {'()' if op.variadic else '_rest'}, _options)\n"
    exec(compile(source, f"<call of {op.name}>", "exec"), names)  # noqa: S102  made of parameter names alone
    call = names["call"]
    call.__name__ = call.__qualname__ = op.name  # what Python's own complaints say
    return call


def _short_way(op: Any, attrs: str, names: dict[str, Any]) -> str:
    inputs, shared = op.inputs, [i for i, shares in enumerate(op.partners) if shares]
    beside = {i: inputs[j] for i, j in (zip(shared, shared[1:] + shared[:1]) if len(shared) > 1 else ())}
    return _SHORT.format(
        conversions="".join(
            f"        if TYPE({p}) is not Tensor: {p} = NEAR({p}, {beside.get(i)})\n" for i, p in enumerate(inputs)
        )
        + "".join(
            f"        if TYPE({k}) is LIST: {k} = TUPLE({k})\n" for k, kind in op.attrs.items() if kind.low is not None
        ),
        canonical=" and ".join([f"TYPE({p}) is Tensor" for p in inputs] + [_canonical(op, k, names) for k in op.attrs]),
        defaults="".join(f"            if {k} is MISSING: {k} = DEFAULT_{k}\n" for k in op.defaults),
        arrays="; ".join([f"_{i} = {p}._array" for i, p in enumerate(inputs)]),
        dtypes=" and ".join([f"_{shared[0]}.dtype == _{i}.dtype" for i in shared[1:]]) or "True",
        attrs=attrs,
        arguments=", ".join(
            ["EAGER"] * op.stateful + [f"_{i}" for i in range(len(inputs))] + [f"{k}={k}" for k in op.attrs]
        ),
        values="".join([f"_{i}, " for i in range(len(inputs))]),
        recording="" if op.rule is GradientRule.none else _recording(op, attrs),
    )


def _recording(op: Any, attrs: str) -> str:
    keys, plain = [f"{p}._key" for p in op.inputs], ""
    if op.rule is not None:
        saved = [
            i if what == "attr" else _KEPT[what].format(i if i is None else op.inputs[i])
            for what, i in op.rule.wants()
            if what not in HANDED
        ]
        plain = _PLAIN.format(keys=", ".join(keys), saved="".join([f"{e}, " for e in saved]))
    watched = " or ".join([f"{k} in _watched" for k in keys])
    return _RECORDING.format(watched=watched, plain=plain, inputs=", ".join(op.inputs), attrs=attrs)


def _canonical(op: Any, key: str, names: dict[str, Any]) -> str:
    """The expression that says of attribute `key` that nothing is to be converted; registers what it refers to."""
    kind, tests = op.attrs[key], []
    if key in op.defaults:
        names[f"DEFAULT_{key}"] = op.defaults[key]
        tests.append(f"{key} is MISSING")
    if kind.plain:
        names[f"PLAIN_{key}"] = kind.plain
        tests.append(f"TYPE({key}) in PLAIN_{key}")
    if kind.low is not None:
        tests.append(
            f"TYPE({key}) is TUPLE and (not {key} or INT.issuperset(MAP(TYPE, {key})) and MIN({key}) >= {kind.low})"
        )
    return f"({' or '.join(tests)})" if tests else "False"
