"""Python functions as ops, and the clock. They run on the host, so their graph stays in first gear."""

import time

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.op import Free, op
from tenfold.core.calls.tape import GradientTape
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.graphdef import by_attr
from tenfold.ops.structures.specs import TensorSpec


def _declared(*xs, specs, **_):
    return specs


@op(
    infer=_declared,
    stateful=True,
    effect=True,
    host=True,
    outside=True,
    type=by_attr("eager", {False: "PyFunc", True: "EagerPyFunc"}),
)
def host_function(env, *inputs: Free, function, specs, eager):
    """`function` of the inputs, as eager tensors or as arrays; results of the dtypes in `specs`.

    It finds the variables as the run has left them so far, and the run goes on with what it leaves there.
    """
    env.show()
    with using(graph=None, tapes=()):
        given = [Tensor(a) if eager else np.array(a)[()] for a in inputs]
        try:
            found = function(*given)
        except Exception as e:
            raise error_of_tensorflow(e) from e
    found = [] if found is None else list(found) if isinstance(found, (list, tuple)) else [found]
    if len(found) != len(specs):
        raise ValueError(f"the Python function returned {len(found)} values, expected {len(specs)} (Tout).")
    return tuple([np.asarray(_result(v, s, function)) for v, s in zip(found, specs)])


# What becomes of errors of Python in the functions; of any other, UnknownError.
CLASSES = {
    TypeError: errors.InvalidArgumentError,
    ValueError: errors.InvalidArgumentError,
    StopIteration: errors.OutOfRangeError,
    MemoryError: errors.ResourceExhaustedError,
    NotImplementedError: errors.UnimplementedError,
}


def error_of_tensorflow(error):
    """An error of a Python function in the class that TensorFlow gives it; the error itself is its cause."""
    if isinstance(error, errors.OpError):
        return error
    kind = next((CLASSES[c] for c in type(error).__mro__ if c in CLASSES), errors.UnknownError)
    return kind(None, None, f"{type(error).__name__}: {error}")


def _result(value, spec, function):
    if isinstance(value, np.ndarray) and value.dtype == object and spec.dtype != dtypes.string:
        raise TypeError(
            f"{getattr(function, '__name__', function)} returned an array of objects where {spec.dtype.name} is "
            "expected."
        )
    tensor = convert(value) if hasattr(value, "dtype") else convert(value, partner=spec.dtype)
    if tensor.dtype != spec.dtype:
        raise ValueError(
            f"{getattr(function, '__name__', function)} returned {tensor.dtype.name}, but Tout says {spec.dtype.name}."
        )
    return tensor._array


@host_function.gradient
def _(dys, inputs, function, specs, eager):
    """Eager functions are differentiated by running them again under a tape; functions of arrays have no gradient."""
    wanted = [i for i, t in enumerate(inputs) if t.dtype.is_differentiable]
    if not eager or not wanted:
        return [None] * len(inputs)

    def back(*values):
        given, seeds = values[: len(inputs)], list(values[len(inputs) :])
        with GradientTape() as tape:
            tape.watch([given[i] for i in wanted])
            found = function(*given)
            flat = [convert(v) for v in nest.flatten(found)]
        grads = tape.gradient(flat, [given[i] for i in wanted], output_gradients=seeds, unconnected_gradients="zero")
        return [convert(g) for g in grads]

    results = tuple([Spec(inputs[i]._dims, inputs[i].dtype) for i in wanted])
    grads = dict(zip(wanted, host_function(*inputs, *dys, function=back, specs=results, eager=True)))
    return [grads.get(i) for i in range(len(inputs))]


def _specs(Tout):
    """Specs of the results, and whether several are declared."""
    several = isinstance(Tout, (list, tuple))
    specs = [TensorSpec(None, t) if not isinstance(t, TensorSpec) else t for t in (Tout if several else [Tout])]
    return tuple([Spec(s.shape._dims, s.dtype) for s in specs]), several


def _of_arrays(func, tensors):
    """TensorFlow gives a function in a graph scalars as NumPy has them (strings: bytes); called at once, arrays."""

    def function(*values):
        return func(*[np.asarray(v, t.dtype.numpy) for v, t in zip(values, tensors)])

    function.__name__ = getattr(func, "__name__", type(func).__name__)
    return function


def _call(func, inp, Tout, eager, name):
    if not callable(func):
        raise ValueError(f"Expected func to be callable. Received func={func} of type {type(func)}.")
    specs, several = _specs(Tout)
    tensors = [convert(v) for v in (inp if isinstance(inp, (list, tuple)) else [inp])]
    try:
        function = func if eager or STATE.graph is not None else _of_arrays(func, tensors)
        found = host_function(*tensors, function=function, specs=specs, eager=eager, name=name)
    except errors.OpError as e:
        if eager or e.__cause__ is None:
            raise
        raise e.__cause__ from None  # called at once, functions of arrays raise what they raise
    if not specs:
        return found if isinstance(found, Node) else []
    return list(found) if several else found[0]


def py_function(func=None, inp=None, Tout=None, name=None):
    """`func`, a Python function of eager tensors, as an op: it runs each time, in graphs too, and has a gradient.

    Args:
      func: takes the tensors of `inp`; returns a tensor (or what becomes one), a list of them, or None.
      inp: list of tensors.
      Tout: dtype or TensorSpec of the result, or a list of them.
    """
    return _call(func, inp, Tout, True, name)


def numpy_function(func=None, inp=None, Tout=None, stateful=True, name=None):
    """`func`, a Python function of NumPy arrays, as an op; it has no gradient.

    Args:
      func: takes and returns NumPy arrays.
      inp: list of tensors.
      Tout: dtype of the result, or a list of them.
      stateful: it runs each time either way.
    """
    return _call(func, inp, Tout, False, name)


def py_func(func, inp, Tout, stateful=True, name=None):
    """TensorFlow 1's name of `numpy_function`."""
    return _call(func, inp, Tout, False, name)


@op(infer=lambda: Spec((), dtypes.float64), host=True, effect=True, gradient=None)
def timestamp():
    """Seconds since the epoch, when it runs."""
    return np.float64(time.time())
