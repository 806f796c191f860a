"""The short way through an op call: eager tensors in, eager tensor out, nothing else going on.

Each op gets a function written for its number of inputs, so that a small `a + b` costs little more than NumPy's own. It
hands over to `Op.general` whenever there is more to do: conversion, attributes, a graph, an error.
"""

import numpy as np

from tenfold.core.base.env import EAGER
from tenfold.core.base.state import STATE
from tenfold.core.calls.gradient import GradientRule
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor

MISSING = object()
NUMBERS = frozenset([d for d in dtypes._BY_NUMPY if d.kind in "fiub"])  # no foreign byte order, no long double

_SOURCE = """
def call({parameters}*rest, **options):
    if not rest and not options and STATE.eager:
{conversions}        if {tensors}:
            {arrays}
            if {dtypes}:
                try:
                    out = forward({arguments})
                except FAILURES as error:
                    raise op.explained(error, ({values})) from None
                result = Tensor(out) if type(out) in ARRAYS else op.packed(out)
{recording}                return result
    return op.general(*[a for a in ({inputs}) if a is not MISSING], *rest, **options)
"""
_RECORDING = """                for tape in STATE.tapes:
                    watched = tape._watched
                    if {watched}:
                        tape.note(op, ({inputs}), result, defaults)
"""
_CONVERSION = "        if type(a{0}) is not Tensor: a{0} = near(a{0}, {1})\n"


def near(value, partner):
    """The commonest operands that are no eager tensors: a variable, an array, a Python float beside a float tensor."""
    if type(value) is float:
        fits = type(partner) is Tensor and partner._array.dtype.kind == "f"
        return Tensor(partner._array.dtype.type(value)) if fits else value
    if hasattr(value, "_as_tensor"):
        return value if hasattr(value, "_called_with") else value._as_tensor()
    if type(value) is np.ndarray and value.ndim and value.dtype in NUMBERS:
        beside = partner._array if type(partner) is Tensor else partner
        return Tensor(value.copy()) if getattr(beside, "dtype", value.dtype) == value.dtype else value
    return value


def fast_call(op, failures, arrays):
    """The function that runs `op` on eager tensors of one dtype with default attributes, else calls `op.general`."""
    n = op.arity
    each = lambda template, joint=", ": joint.join(template.format(i) for i in range(n))  # noqa: E731
    shared = [i for i in range(n) if op.partners[i]]
    beside = {i: f"a{j}" for i, j in (zip(shared, shared[1:] + shared[:1]) if len(shared) > 1 else ())}
    recording = (
        ""
        if op.rule is GradientRule.none
        else _RECORDING.format(watched=each("a{0}._key in watched", " or "), inputs=each("a{0},", " "))
    )
    source = _SOURCE.format(
        recording=recording,
        conversions="".join(_CONVERSION.format(i, beside.get(i)) for i in range(n)),
        parameters=each("a{0}=MISSING", ", ") + ", ",
        tensors=each("type(a{0}) is Tensor", " and "),
        arrays="; ".join(f"x{i} = a{i}._array" for i in range(n)),
        dtypes=" and ".join(f"x{shared[0]}.dtype == x{i}.dtype" for i in shared[1:]) or "True",
        arguments=", ".join(
            ["EAGER"] * op.stateful + [f"x{i}" for i in range(n)] + [f"{k}=default_{k}" for k in op.defaults]
        ),
        values=each("x{0},", " "),
        inputs=each("a{0},", " "),
    )
    names = {
        "STATE": STATE,
        "Tensor": Tensor,
        "MISSING": MISSING,
        "near": near,
        "EAGER": EAGER,
        "FAILURES": failures,
        "ARRAYS": arrays,
        "op": op,
        "forward": op.forward,
        "defaults": op.defaults,
        **{f"default_{k}": v for k, v in op.defaults.items()},
    }
    exec(compile(source, f"<call of {op.name}>", "exec"), names)
    return names["call"]
