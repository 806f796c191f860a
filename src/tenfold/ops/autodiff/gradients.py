"""Symbolic gradients of a graph, and derivatives forward."""

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.gradient import backprop
from tenfold.core.calls.tape import GradientTape
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays import ranges
from tenfold.ops.arrays.creation import ones_like, zeros_like
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.one_hot import one_hot
from tenfold.ops.arrays.shaping import known_shape, reshape, shape, size
from tenfold.ops.control.mapping import vectorized_map
from tenfold.ops.math.arithmetic import add
from tenfold.ops.structures.indexed_slices import IndexedSlices


class AggregationMethod:
    """How TensorFlow's runtime should add the parts of a gradient; the sum is the same here."""

    ADD_N = DEFAULT = 0
    EXPERIMENTAL_TREE, EXPERIMENTAL_ACCUMULATE_N = 1, 2


class UnconnectedGradients:
    """What the gradient of a source is that the target does not depend on."""

    NONE, ZERO = "none", "zero"


def gradients(
    ys,
    xs,
    grad_ys=None,
    name="gradients",
    gate_gradients=False,
    aggregation_method=None,
    stop_gradients=None,
    unconnected_gradients="none",
):
    """Nodes for the sum of derivatives of `ys` by each of `xs`. Graphs only.

    Args:
      ys, xs: tensors (xs also variables), or lists of them.
      grad_ys: gradients with respect to `ys`, ones by default.
      stop_gradients: tensors to be taken as constant.
      unconnected_gradients: "none" or "zero", for an x that no y depends on.
      gate_gradients, aggregation_method: hints to TensorFlow's own runtime; they change no result.

    Returns: a list, one tensor (or None) per x.

    Raises:
      RuntimeError: eager execution; use GradientTape.
      LookupError: an op on the way has no gradient.
    """
    ys = [convert(y) for y in _as_list(ys)]
    graph = STATE.graph or next((y.graph for y in ys if isinstance(y, SymbolicTensor)), None)
    if graph is None:
        raise RuntimeError(
            "tf.gradients is not supported when eager execution is enabled. Use tf.GradientTape instead."
        )
    if unconnected_gradients not in ("none", "zero"):
        raise ValueError(f"Unknown value for unconnected_gradients: '{unconnected_gradients}'; use 'none' or 'zero'.")
    xs = _as_list(xs)
    stopped = {t._key for t in _as_list(stop_gradients if stop_gradients is not None else [])}
    with using(graph=graph, tapes=()), graph.name_scope(name):
        seeds = _seeds(ys, grad_ys)
        records = [r for r in _records(graph) if not stopped.intersection(r[2])]
        found = backprop(records, seeds, {x._key for x in xs})
        out = [found.get(x._key) for x in xs]
        for g in out:
            if g.__class__ is IndexedSlices and not graph.building_function:
                g.write_shape()
        return [zeros_like(x) if g is None and unconnected_gradients == "zero" else g for g, x in zip(out, xs)]


def _records(graph):
    """What was written into the graph and into those around it, outermost first."""
    outer = _records(graph.outer) if graph.outer is not None and graph.building_function else []
    return outer + graph.records()


def _seeds(ys, grad_ys):
    given = _as_list(grad_ys) if grad_ys is not None else [None] * len(ys)
    if len(given) != len(ys):
        raise ValueError(f"Passed {len(given)} grad_ys for {len(ys)} ys")
    seeds = {}
    for y, g in zip(ys, given):
        g = ones_like(y) if g is None else convert(g, partner=y.dtype)
        seeds[y._key] = add(seeds[y._key], g) if y._key in seeds else g
    return seeds


def _as_list(value):
    return nest.flatten(value)


def hessians(ys, xs, gate_gradients=False, aggregation_method=None, name="hessians"):
    """Second derivatives of the sum of `ys` by each x: a list of tensors of shape [*x shape, *x shape]. Graphs only."""
    out = []
    for x in _as_list(xs):
        first = convert(gradients(ys, x, unconnected_gradients="zero")[0])
        count = size(first)

        def row(i, first=first, x=x, count=count):
            unit = reshape(one_hot(i, count, dtype=first.dtype), known_shape(first))
            return gradients(first, x, grad_ys=unit, unconnected_gradients="zero")[0]

        graph = STATE.graph or first.graph
        with using(graph=graph):
            rows = vectorized_map(row, ranges.range(count))
            dims = x._dims
            both = (*dims, *dims) if dims is not None and None not in dims else _twice(shape(x))
            out.append(reshape(rows, both))
    return out


def _twice(dims):
    return concat([dims, dims], 0)


class ForwardAccumulator:
    """Jacobian-vector products of what is computed inside its `with` block.

    The product is taken as the derivative, by its argument, of the (linear) walk back: Townsend, "A new trick for
    calculating Jacobian vector products" (2017).

    Args:
      primals: tensor or variable, or a structure of them, that may change.
      tangents: in the same structure, the direction in which they change.
    """

    def __init__(self, primals, tangents):
        nest.assert_same_structure(primals, tangents, check_types=False)
        self._primals = nest.flatten(primals)
        self._tangents = [convert(t, partner=p.dtype) for p, t in zip(self._primals, nest.flatten(tangents))]
        for p, t in zip(self._primals, self._tangents):
            if p.dtype != t.dtype or not p.shape.is_compatible_with(t.shape):
                raise ValueError(
                    f"ForwardAccumulator: a tangent must have the dtype and shape of its primal, {p.dtype.name} "
                    f"and {p.shape}; "
                    f"received {t.dtype.name} and {t.shape}."
                )
        if len({id(p) for p in self._primals}) < len(self._primals):
            raise ValueError(
                "ForwardAccumulator: a primal was given twice; give it once, with the sum of its tangents."
            )
        self._tape = GradientTape(persistent=True, watch_accessed_variables=False)
        self._tape.watch(self._primals)

    def __enter__(self):
        self._tape.__enter__()
        return self

    def __exit__(self, *exc):
        self._tape.__exit__(*exc)

    def jvp(self, primals, unconnected_gradients="none"):
        """The derivatives of `primals` (a tensor or structure) in the direction of the tangents.

        unconnected_gradients: "none" or "zero", what a tensor gets that does not depend on the watched primals.
        """
        if unconnected_gradients not in ("none", "zero"):
            raise ValueError(
                f"Unknown value for unconnected_gradients: '{unconnected_gradients}'; use 'none' or 'zero'."
            )
        return nest.map_structure(lambda y: self._one(y, unconnected_gradients), primals)

    def _one(self, y, unconnected):
        for p, t in zip(self._primals, self._tangents):
            if p is y:
                return t
        y = convert(y)
        if isinstance(y, Tensor) and y._key is not None and y.dtype.is_differentiable:
            with GradientTape(persistent=True, watch_accessed_variables=False) as walk:
                seed = zeros_like(y)
                walk.watch(seed)
                back = self._tape.gradient(y, self._primals, output_gradients=seed)
            pairs = [(b, t) for b, t in zip(back, self._tangents) if b is not None]
            found = (
                walk.gradient([b for b, _ in pairs], seed, output_gradients=[t for _, t in pairs]) if pairs else None
            )
            if found is not None:
                return found
        return zeros_like(y) if unconnected == "zero" else None
