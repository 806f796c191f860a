"""`tf.while_loop`."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.graphs.symbolic import SymbolicTensor, writing
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.dtypes import ListType, cure_for
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.control.body import Body
from tenfold.ops.control.body_graph import trace, unite
from tenfold.ops.control.branches import as_condition
from tenfold.ops.control.loops import Iteration, write_loop
from tenfold.ops.control.tensor_array import TensorArray
from tenfold.ops.math.arithmetic import add
from tenfold.ops.math.comparison import less
from tenfold.ops.math.logic import logical_and
from tenfold.ops.state.sources import identity, stop_gradient
from tenfold.ops.structures import nest_walks
from tenfold.ops.structures.specs import TypeSpec

AS_LENGTH = 10_000  # `maximum_iterations` up to this are lengths of buffers


def while_loop(
    cond,
    body,
    loop_vars,
    shape_invariants=None,
    parallel_iterations=10,
    back_prop=True,
    swap_memory=False,
    maximum_iterations=None,
    name=None,
):
    """Repeat `loop_vars = body(*loop_vars)` while `cond(*loop_vars)` holds; gives the last `loop_vars`.

    Args:
      cond: function of the loop variables that gives a scalar Boolean.
      body: function of the loop variables that gives new ones, in the same structure.
      loop_vars: list, tuple, named tuple or dictionary of tensors, TensorArrays and structures of them.
      shape_invariants: shapes the variables keep to, in the structure of `loop_vars`; by default those they begin with.
      parallel_iterations, swap_memory: hints that change nothing here: a positive integer, and whatever is given.
      back_prop: False stops gradients at the results.
      maximum_iterations: the loop ends after that many at the latest: a scalar integer.

    Raises:
      TypeError: `cond` or `body` is not callable, or `parallel_iterations` no positive integer.
      InvalidArgumentError: what `cond` gives is not Boolean.
      ValueError: no loop variables, or one that changes its shape, dtype or the structure.
    """
    if not callable(cond) or not callable(body):
        raise TypeError("'cond' and 'body' must be callable." if not callable(cond) else "'body' must be callable.")
    check_parallel_iterations(parallel_iterations)
    if not nest.is_nested(loop_vars):
        raise TypeError(f"'loop_vars' must be a list, tuple or dictionary; received {loop_vars!r}.")
    if not loop_vars:
        raise ValueError("'loop_vars' must be provided.")
    _check_limit(maximum_iterations)
    leaves = nest.flatten((loop_vars, maximum_iterations))
    graph = writing(*[v.flow if isinstance(v, TensorArray) else v for v in leaves])
    if graph is None:
        return _run(cond, body, loop_vars, maximum_iterations)
    with using(graph=graph):
        return _Written(cond, body, loop_vars, shape_invariants, maximum_iterations, name or "while").outputs(back_prop)


def while_loop_v1(
    cond,
    body,
    loop_vars,
    shape_invariants=None,
    parallel_iterations=10,
    back_prop=True,
    swap_memory=False,
    name=None,
    maximum_iterations=None,
    return_same_structure=False,
):
    """TensorFlow 1's `while_loop`: a single loop variable comes back bare unless `return_same_structure`."""
    result = while_loop(
        cond, body, loop_vars, shape_invariants, parallel_iterations, back_prop, swap_memory, maximum_iterations, name
    )
    single = not return_same_structure and isinstance(result, (list, tuple)) and len(result) == 1
    return result[0] if single else result


def check_parallel_iterations(number):
    """Raise a TypeError unless it is a positive integer: a hint, but one that TensorFlow looks at."""
    if not isinstance(number, (int, np.integer)) or number < 1:
        raise TypeError(f"'parallel_iterations' must be a positive integer; received {number!r}.")


def _check_limit(limit):
    if limit is None or isinstance(limit, (int, np.integer)):
        return
    limit = convert(limit)
    if not limit.dtype.is_integer:
        raise TypeError(f"'maximum_iterations' must be an integer; received {limit.dtype.name}.")
    if limit._dims not in ((), None):
        raise ValueError(f"'maximum_iterations' must be a scalar. Received shape: {limit.shape}")


def _run(cond, body, loop_vars, limit):
    """Eagerly a loop is Python's."""
    count = 0
    limit = None if limit is None else int(convert(limit))
    as_list = isinstance(loop_vars, list)

    def go():
        found = cond(*_arguments(loop_vars))
        return found if limit is None else as_condition(convert(found, partner=dtypes.bool), "while_loop")

    while (limit is None or count < limit) and go():
        new = _as_structure(body(*_arguments(loop_vars)), loop_vars)
        nest.assert_same_structure(
            list(nest_walks.flatten_up_to(loop_vars, new, check_types=False)),
            list(nest_walks.flatten_up_to(loop_vars, loop_vars)),
            check_types=False,
        )
        loop_vars, count = new, count + 1
    result = nest.map_structure(lambda v: v if nest.is_composite(v) else convert(v), loop_vars)
    return list(result) if as_list else result


def _arguments(loop_vars):
    return loop_vars.values() if isinstance(loop_vars, dict) else loop_vars


def _as_structure(result, loop_vars):
    """What a body returned, in the type of the loop variables: one may come bare, lists and tuples are alike."""
    if isinstance(loop_vars, dict):
        return result
    if not isinstance(result, (list, tuple)) or len(loop_vars) == 1 and not _wraps_one(result, loop_vars):
        result = (result,)
    if len(result) != len(loop_vars):
        raise ValueError(
            f"The body of a loop must return as many values as there are loop variables: {len(loop_vars)}; "
            f"it returned {len(result)}."
        )
    return type(loop_vars)(*result) if hasattr(loop_vars, "_fields") else type(loop_vars)(result)


def _wraps_one(result, loop_vars):
    return len(result) == 1 and (not nest.is_nested(loop_vars[0]) or nest.is_nested(result[0]))


class _Written:
    """A loop being written into a graph."""

    def __init__(self, cond, body, loop_vars, invariants, limit, name):
        self.vars, self.name = loop_vars, name
        self.init = [
            t if isinstance(t, Tensor) else convert(t) for t in nest.flatten(loop_vars, expand_composites=True)
        ]
        self.fixed = invariants is None
        self.dims = self._dims(invariants)
        self.limit = limit
        counter = [] if limit is None else [((), "int32")]
        specs = [*counter, *[(d, t.dtype) for d, t in zip(self.dims, self.init)]]
        specs = [(d, convert(0).dtype if dtype == "int32" else dtype) for d, dtype in specs]
        self.extra = len(counter)
        graph = writing(*self.init)
        self.cond_graph, self.cond_in, go = trace(lambda *v: self._go(cond, v), specs, graph, f"{name}_cond")
        self.body_graph, self.body_in, new = trace(lambda *v: self._next(body, v), specs, graph, f"{name}_body")
        written = self.cond_graph.assigned | self.body_graph.assigned
        self.cond_graph.reread(written)
        self.body_graph.reread(written)
        self.go, self.new = go, new

    def _dims(self, invariants):
        if invariants is None:
            return [t._dims for t in self.init]
        given = nest_walks.flatten_up_to(self.vars, invariants, check_types=False)
        dims = []
        for v, shape in zip(nest.flatten(self.vars), given):
            parts = nest.flatten(v, expand_composites=True)
            specs = nest.flatten(shape, expand_composites=True) if isinstance(shape, TypeSpec) else [shape] * len(parts)
            for t, one in zip(parts, specs, strict=True):
                one = getattr(one, "shape", one)
                dims.append(t._dims if isinstance(v, TensorArray) else TensorShape(one)._dims)
        for t, d in zip(self.init, dims):
            if not TensorShape(d).is_compatible_with(t.shape):
                raise ValueError(
                    f"The shape invariant specified for a loop variable, {TensorShape(d)}, is not compatible with its "
                    f"initial shape {t.shape}."
                )
        return dims

    def _packed(self, values):
        return _arguments(nest.pack_sequence_as(self.vars, list(values[self.extra :]), expand_composites=True))

    def _go(self, cond, values):
        go = as_condition(convert(cond(*self._packed(values))), self.name)
        return logical_and(less(values[0], convert(self.limit, partner=values[0].dtype)), go) if self.extra else go

    def _next(self, body, values):
        result = _as_structure(body(*self._packed(values)), self.vars)
        nest.assert_same_structure(self.vars, result, check_types=False)
        new = [convert(v, partner=t.dtype) for v, t in zip(nest.flatten(result, expand_composites=True), self.init)]
        for i, (t, d, v) in enumerate(zip(self.init, self.dims, new)):
            self._check(i, t, d, v)
        return [*([add(values[0], 1)] if self.extra else []), *new]

    def _check(self, i, begin, dims, new):
        """A loop variable keeps its dtype and shape."""
        if new.dtype != begin.dtype:
            raise TypeError(
                f"Loop variable {i} of {self.name} enters the loop as {begin.dtype.name}, but is {new.dtype.name} "
                f"after one iteration; {cure_for((new.dtype, begin.dtype), begin.dtype)}."
            )
        if (
            not isinstance(new.dtype, ListType)
            and TensorShape(dims).most_specific_compatible_shape(new.shape)._dims != dims
        ):
            raise ValueError(
                f"Loop variable {i} of {self.name} enters the loop with shape {TensorShape(dims)}, but has shape "
                f"{new.shape} after one iteration. To allow the shape to vary across iterations, use the "
                "`shape_invariants` argument of tf.while_loop to specify a less-specific shape."
            )

    def outputs(self, back_prop):
        with using(graph=self.cond_graph, tapes=()):
            go = self.cond_graph.capture(self.go)
        with using(graph=self.body_graph, tapes=()):
            new = [self.body_graph.capture(t) for t in self.new]
        outside, (of_cond, of_body) = unite([self.cond_graph, self.body_graph])
        start = [convert(0), *self.init] if self.extra else self.init
        known = self.limit if self.extra and not isinstance(self.limit, SymbolicTensor) else None
        one = Iteration(self.body_graph, self.body_in, [], of_body, new, [])
        cond = Body(self.cond_graph, [*self.cond_in, *of_cond], [go])
        limit = None if known is None else int(convert(known))
        if limit is not None and limit > AS_LENGTH:
            limit = None  # rather a guard than a length: the condition, which tests it, is counted
        dims = [*([()] if self.extra else []), *self.dims]
        found = write_loop(one, start, [], None, outside, cond=cond, dims=dims, limit=limit, name=self.name)
        found = found[self.extra :]
        scope = found[0].node.name if found else ""
        found = [identity(t, name=f"{scope}/Identity_{i}/") for i, t in enumerate(found, 2)]  # named as TensorFlow's
        if not back_prop:
            found = [stop_gradient(t) for t in found]
        return nest.pack_sequence_as(self.vars, found, expand_composites=True)
