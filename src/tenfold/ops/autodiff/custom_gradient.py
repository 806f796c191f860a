"""Functions with a gradient of their author's own."""

import functools
import inspect

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.complaints import described
from tenfold.core.calls.tape import GradientTape
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.ops.state.sources import identity_with_gradient
from tenfold.ops.structures.indexed_slices import IndexedSlices


class Watcher:
    """Among the tapes, something that only notes the trainable variables that are read."""

    _watched = frozenset()

    def __init__(self):
        self.variables = {}

    def read(self, variable, tensor):
        if variable.trainable:
            self.variables.setdefault(id(variable), variable)

    def record(self, op, inputs, result, attrs):
        """Ops are none of its business."""

    note = record


def custom_gradient(f=None):
    """Decorator: `f(*args)` returns its result and a function from the gradients of the result to those of the args.

    If `f` reads trainable variables that are not among its arguments, the gradient function must take
    `variables=None`, a list, and return a pair: gradients of the arguments, and of those variables.

    Raises:
      TypeError: variables are read and the gradient function takes no `variables`.
      ValueError: the gradient function returns another number of gradients than there are arguments.
    """
    if f is None:
        return custom_gradient
    _check_callable(f, "custom_gradient")

    @functools.wraps(f)
    def decorated(*args, **kwargs):
        return _call(f, args, kwargs)

    return decorated


def _check_callable(f, name):
    if not callable(f):
        raise TypeError(f"{name}() needs a function; received {described(f)}.")


def _call(f, args, kwargs):
    watcher = Watcher()
    with using(tapes=(*STATE.tapes, watcher)):
        if STATE.graph is not None:  # eagerly a number stays what it is, as in TensorFlow
            args = nest.map_structure(lambda a: a if isinstance(a, Variable) else convert(a), args)
        result, grad_fn = f(*args, **kwargs)
    flat_args = nest.flatten(args)
    given = {id(a) for a in flat_args}
    variables = [v for k, v in watcher.variables.items() if k not in given]
    _check_signature(grad_fn, variables)
    results = [convert(r) for r in nest.flatten(result)]

    def gradient(dys, inputs):
        found = grad_fn(*dys, variables=variables) if variables else grad_fn(*dys)
        of_args, of_variables = found if variables else (found, [])
        of_args = nest.flatten(of_args)
        _check_counts(of_args, flat_args, of_variables, variables)
        return [g if g is None or isinstance(g, IndexedSlices) else convert(g) for g in (*of_args, *of_variables)]

    inputs = [convert(v) for v in (*flat_args, *variables)]
    outputs = identity_with_gradient(*results, *inputs, count=len(results), function=gradient)
    return nest.pack_sequence_as(result, list(outputs))


def _check_counts(of_args, args, of_variables, variables):
    if len(of_args) != len(args):
        raise ValueError(
            f"custom_gradient function expected to return {len(args)} gradients, but returned {len(of_args)} instead."
        )
    if len(of_variables) != len(variables):
        raise ValueError(
            f"Must return gradient for each variable from @custom_gradient grad_fn: {len(variables)}; it returned "
            f"{len(of_variables)}."
        )


def _check_signature(grad_fn, variables):
    parameters = inspect.signature(grad_fn).parameters.values()
    takes = any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)
    if variables and not takes:
        raise TypeError(
            "@tf.custom_gradient grad_fn must accept keyword argument 'variables', since function uses variables: "
            f"{[v.name for v in variables]}"
        )


def grad_pass_through(f):
    """`f`, with the gradient of the identity: what comes in at the result goes out at the arguments."""

    _check_callable(f, "grad_pass_through")

    @custom_gradient
    def passing(*args, **kwargs):
        def grad(*dys, variables=None):
            return (dys, [None] * len(variables)) if variables else dys

        return f(*args, **kwargs), grad

    return functools.wraps(f)(lambda *args, **kwargs: passing(*args, **kwargs))


def recompute_grad(f):
    """`f`, whose intermediate results are computed again for the gradient instead of being kept."""

    _check_callable(f, "recompute_grad")

    @functools.wraps(f)
    def recomputed(*args, **kwargs):
        @custom_gradient
        def inner(*args):
            with using(tapes=tuple(t for t in STATE.tapes if isinstance(t, Watcher))):
                result = f(*args, **kwargs)

            def grad(*dys, variables=None):
                return _again(f, args, kwargs, dys, variables)

            return result, grad

        return inner(*args)

    return recomputed


def _again(f, args, kwargs, dys, variables):
    """Gradients of `f` by its arguments (and variables), from a second run."""
    sources = nest.flatten(args)
    with GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([*sources, *(variables or ())])
        result = f(*args, **kwargs)
    grads = tape.gradient(nest.flatten(result), [*sources, *(variables or ())], output_gradients=list(dys))
    grads = [g if g is None else convert(g) for g in grads]  # dense, as TensorFlow's
    return (grads[: len(sources)], grads[len(sources) :]) if variables else grads


def _refused(what):
    return NotImplementedError(
        f"{what} is not supported: there are no gradients by op type. Give a function its own gradient with "
        "@tf.custom_gradient."
    )


class RegisterGradient:
    """TensorFlow 1's registration of gradients by op type, which is refused."""

    def __init__(self, op_type):
        raise _refused(f"tf.RegisterGradient({op_type!r})")


def no_gradient(op_type):
    """TensorFlow 1's declaration that an op type has no gradient, which is refused: use tf.stop_gradient."""
    raise _refused(f"tf.no_gradient({op_type!r})")
