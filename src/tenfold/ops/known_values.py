"""Small integers carried through a graph while it is written: `reshape(x, [shape(x)[0], 784])` infers (None, 784).

An integer that is not known is `UNKNOWN`, which whatever is computed with it is too.
"""

import numpy as np

from tenfold.core.base.errors import OpError
from tenfold.core.base.hooks import hooks
from tenfold.core.graphs.graph import FOLDED
from tenfold.core.graphs.spec import size_of
from tenfold.core.graphs.symbolic import SymbolicTensor

JOINS = ("pack", "concat")  # of their results something is known where something is of any of their inputs


def carry_value(node):
    """Run the forward on what is known of small integer inputs, None standing for what is not."""
    values = [t._value if t is not None else None for t in node.inputs]
    if node.operation.name in JOINS and any(v is not None for v in values):
        values = [_nothing_of(t) if v is None else v for t, v in zip(node.inputs, values)]
    if node.operation.name == "shape":
        dims = node.inputs[0]._dims
        node.outputs[0]._value = None if dims is None else _objects(dims)
    elif all(v is not None for v in values) and not any(isinstance(v, SymbolicTensor) for v in node.attrs.values()):
        if all(t.dtype.numpy.kind in "iub" and (size_of(t._dims) or 0) <= FOLDED for t in node.outputs):
            _carry(node, values)


def _nothing_of(tensor):
    """The value of a small tensor of which nothing is known; None for any other."""
    dims = tensor._dims
    if dims is None or None in dims or size_of(dims) > FOLDED or tensor.dtype.numpy.kind not in "iub":
        return None
    return np.full(dims, None, object)


def _carry(node, values):
    known = [v if None not in v.reshape(-1).tolist() else np.where(v == None, UNKNOWN, v) for v in values]  # noqa: E711
    try:
        out = node.operation.forward(*known, **node.attrs)
    except (NotKnown, OpError, ValueError, IndexError, TypeError, ZeroDivisionError):
        return  # what fails shall fail when the graph runs
    for tensor, array in zip(node.outputs, out if isinstance(out, tuple) else (out,)):
        array = np.asarray(array, object)
        values = [None if v is UNKNOWN else v for v in array.reshape(-1).tolist()]
        if array.size <= FOLDED and _fit(values, tensor.dtype):
            tensor._value = _objects(values).reshape(array.shape)
            tensor.set_shape(array.shape)


def _fit(values, dtype):
    """Whether Python's integers are what arithmetic in `dtype` gives: nothing has overflowed."""
    return dtype.is_bool or all(v is None or dtype.min <= v <= dtype.max for v in values)


def _objects(values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


class NotKnown(Exception):
    """The result turns on an integer that is not known."""


class _Unknown:
    """An integer that is not known: whatever is computed with it is not known either."""

    def _absorb(self, *_):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __rfloordiv__ = _absorb
    __mod__ = __rmod__ = __neg__ = __abs__ = __truediv__ = __rtruediv__ = __pow__ = __rpow__ = _absorb

    def _decide(self, *_):
        raise NotKnown

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __int__ = __index__ = __bool__ = _decide
    __hash__ = object.__hash__


UNKNOWN = _Unknown()


hooks.carry_value = carry_value
