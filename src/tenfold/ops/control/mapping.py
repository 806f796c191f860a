"""`map_fn`, `vectorized_map`, `scan` and the folds: a function along the first axis of tensors."""

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import using
from tenfold.core.graphs.symbolic import writing
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.ops.arrays.creation import zeros
from tenfold.ops.arrays.joining import concat, stack
from tenfold.ops.arrays.repeating import repeat
from tenfold.ops.arrays.shaping import ensure_shape, reshape, shape
from tenfold.ops.control.body_graph import trace, unite
from tenfold.ops.control.loops import Iteration, write_loop
from tenfold.ops.control.row_by_row import is_uneven, map_rows
from tenfold.ops.control.while_loop import check_parallel_iterations
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.state.sources import stop_gradient


def map_fn(
    fn,
    elems,
    dtype=None,
    parallel_iterations=None,
    back_prop=True,
    swap_memory=False,
    infer_shape=True,
    name=None,
    fn_output_signature=None,
):
    """`fn` of each slice along the first axis of `elems`, the results under each other.

    Args:
      fn: function of an element (in the structure of `elems`) that gives a tensor or a structure of them.
      elems: tensor, ragged or sparse tensor, or structure of them of one length, at least rank 1.
      fn_output_signature, dtype: dtypes or specs (of tensors, ragged and sparse ones too) of what `fn` gives, where
        they differ from those of `elems`.
      parallel_iterations, swap_memory, infer_shape: hints that change nothing here.
      back_prop: False stops gradients at the results.
    """
    wanted = fn_output_signature if fn_output_signature is not None else dtype
    check_parallel_iterations(parallel_iterations or 1)
    if not callable(fn):
        raise TypeError(f"The provided function is not callable: map_fn got fn={fn!r}.")
    if any(hasattr(v, "_tf_batch") for v in nest.flatten([elems, wanted])):
        return _map_parts(fn, elems, wanted, back_prop, name)
    if is_uneven(elems) or is_uneven(wanted):
        result = map_rows(fn, elems, wanted)
        return result if back_prop else nest.map_structure(stop_gradient, result)
    along = _Along(elems, "map_fn")

    def step(_, element):
        return (), _typed(fn(element), wanted, elems)

    _, result = along.run(step, (), name=name or "map", like=wanted)
    return result if back_prop else nest.map_structure(stop_gradient, result)


def _map_parts(fn, elems, wanted, back_prop, name):
    """`map_fn` of batches of extension types: of their tensors."""

    def of_parts(parts):
        result = fn(nest.pack_sequence_as(elems, parts, expand_composites=True))
        return nest.flatten(result, expand_composites=True)

    template = elems if wanted is None else wanted
    specs = nest.flatten(template, expand_composites=True)
    parts = nest.flatten(elems, expand_composites=True)
    found = map_fn(of_parts, parts, back_prop=back_prop, name=name, fn_output_signature=specs)
    return nest.pack_sequence_as(template, found, expand_composites=True)


def vectorized_map(fn, elems, fallback_to_while_loop=True, warn=True):
    """`map_fn`; every `fn` is accepted, so `fallback_to_while_loop` and `warn` have nothing to decide."""
    if any(hasattr(v, "_tf_batch") for v in nest.flatten(elems)):
        parts = nest.flatten(elems, expand_composites=True)
        return vectorized_map(lambda part: fn(nest.pack_sequence_as(elems, part, expand_composites=True)), parts)
    elems = _broadcast(nest.map_structure(convert, elems))
    _, result = _Along(elems, "vectorized_map").run(
        lambda _, element: ((), nest.map_structure(convert, fn(element))), (), name="map"
    )
    return result


def _broadcast(elems):
    """`elems` with those repeated that have one row where others have more."""
    flat = nest.flatten(elems)
    lengths = {t._dims[0] for t in flat if t._dims} - {1}
    if not lengths or not any(t._dims and t._dims[0] == 1 for t in flat):
        return elems
    n = lengths.pop() if len(lengths) == 1 and None not in lengths else None
    if n is None:  # which the run tells, and _Along where they differ
        n = reduce_max(stack([shape(t)[0] for t in flat]))
    return nest.map_structure(lambda t: repeat(t, n, 0) if t._dims and t._dims[0] == 1 else t, elems)


def scan(
    fn,
    elems,
    initializer=None,
    parallel_iterations=10,
    back_prop=True,
    swap_memory=False,
    infer_shape=True,
    reverse=False,
    name=None,
):
    """The running results of `a = fn(a, element)` along the first axis, under each other.

    Args:
      fn: function of the result so far and an element.
      elems: tensor, or structure of tensors of one length.
      initializer: where `a` begins, in the structure of what `fn` gives; by default the first element, which is then
        the first result.
      reverse: go from the last element to the first.
      parallel_iterations, swap_memory, infer_shape: hints that change nothing here.
      back_prop: False stops gradients at the results.
    """
    check_parallel_iterations(parallel_iterations)
    return _accumulate(fn, elems, initializer, back_prop, reverse, name or "scan", every=True)


def foldl(fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None):
    """The last result of `a = fn(a, element)` from the first element to the last. Arguments as for `scan`."""
    check_parallel_iterations(parallel_iterations)
    return _accumulate(fn, elems, initializer, back_prop, False, name or "foldl", every=False)


def foldr(fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None):
    """The last result of `a = fn(a, element)` from the last element to the first. Arguments as for `scan`."""
    check_parallel_iterations(parallel_iterations)
    return _accumulate(fn, elems, initializer, back_prop, True, name or "foldr", every=False)


def _accumulate(fn, elems, initializer, back_prop, reverse, name, every):
    if not callable(fn):
        raise TypeError(f"{fn!r} is not callable")
    elems = nest.map_structure(convert, elems)
    along, first = _Along(elems, name), None
    if initializer is None:
        along.check_any()
        at, rest = (-1, slice(None, -1)) if reverse else (0, slice(1, None))
        first = nest.map_structure(lambda t: t[at], elems)
        initializer, elems = first, nest.map_structure(lambda t: t[rest], elems)
    initializer = nest.map_structure(convert, initializer)

    def step(so_far, element):
        new = fn(so_far, element)
        nest.assert_same_structure(initializer, new, check_types=False)
        new = nest.map_structure(one, nest.pack_sequence_as(initializer, nest.flatten(new)), initializer)
        return new, new if every else ()

    def one(value, begin):
        value = convert(value, partner=begin.dtype)
        eager = writing(value, begin) is None
        if value.dtype != begin.dtype and (every or not eager):  # eager folds keep no array
            raise (errors.InvalidArgumentError if eager else TypeError)(
                f"{name}: what `fn` gives must keep its dtype: it begins as {begin.dtype.name}, and is "
                f"{value.dtype.name} after one step; {dtypes.cure_for((value.dtype, begin.dtype), begin.dtype)}."
            )
        return value

    last, rows = _Along(elems, name).run(step, initializer, reverse=reverse, name=name)
    result = rows if every else last
    if every and first is not None:
        result = nest.map_structure(lambda f, r: _joined(f, r, reverse), first, rows)
    return result if back_prop else nest.map_structure(stop_gradient, result)


def steps_along(step, state, elems, reverse=False, name="steps"):
    """`state, y = step(state, element)` for each slice along the first axis of `elems`.

    Args:
      step: function of the state and an element; gives the new state, in the same structure, and a result.
      state: structure of tensors. Where nothing is traced it may hold anything.
      elems: tensor, or structure of tensors of one length.
      reverse: go from the last element to the first; the results keep the elements' order.

    Returns: the last state, and the results under each other.
    """
    return _Along(elems, name).run(step, state, reverse, name)


def _joined(first, rows, reverse):
    rows = reshape(rows, concat([[-1], shape(first)], 0)) if rows._dims is None or None in rows._dims else rows
    return concat([rows, first[None]] if reverse else [first[None], rows], 0)


def _typed(result, wanted, elems):
    """What `fn` of a `map_fn` gave, checked against the signature."""
    if wanted is None:
        nest.assert_same_structure(elems, result, check_types=False)
        types = [convert(e).dtype for e in nest.flatten(elems)]
    else:
        nest.assert_same_structure(wanted, result)
        types = nest.flatten(wanted)
    flat = nest.flatten(result)
    out = []
    for value, spec in zip(flat, types, strict=True):
        dtype = dtypes.as_dtype(getattr(spec, "dtype", spec))
        tensor = convert(value, partner=dtype)
        if tensor.dtype != dtype:
            raise errors.InvalidArgumentError(
                f"map_fn: fn gave a {tensor.dtype.name} tensor where {dtype.name} is expected. Say what it gives: "
                f"fn_output_signature=tf.{tensor.dtype.name}."
            )
        out.append(_fitted(tensor, getattr(spec, "shape", None)))
    return nest.pack_sequence_as(result, out)


def _fitted(tensor, shape):
    """`tensor`, of the shape that the signature says, if it says one."""
    if shape is None or shape.is_compatible_with(tensor.shape) and tensor.shape.is_fully_defined():
        return tensor
    if not shape.is_compatible_with(tensor.shape):
        raise ValueError(f"map_fn: fn gave a tensor of shape {tensor.shape} where {shape} is expected.")
    return ensure_shape(tensor, shape)


class _Along:
    """Tensors of one length, and running a function along them."""

    def __init__(self, elems, name):
        self.structure, self.name = elems, name
        self.flat = [convert(e) for e in nest.flatten(elems)]
        if not self.flat:
            raise ValueError(
                f"{name}: elems must be a Tensor or (possibly nested) sequence of Tensors. Got no tensors."
            )
        for t in self.flat:
            if t._dims is not None and not t._dims:
                raise ValueError(
                    f"{name}: elems must have rank 1 or more, so that there are elements to map; received a scalar."
                )
        lengths = {t._dims[0] for t in self.flat if t._dims is not None} - {None}
        if len(lengths) > 1:
            raise ValueError(f"{name}: all elems must have one length; received {sorted(lengths)}.")

    def check_any(self):
        """Raise unless there is a first element, as far as that is known."""
        if any(t._dims is not None and t._dims[0] == 0 for t in self.flat):
            kind = errors.InvalidArgumentError if writing(*self.flat) is not None else errors.OutOfRangeError
            raise kind(f"{self.name}: without an `initializer` elems must have one element at least; received none.")

    def run(self, step, state, reverse=False, name=None, like=None):
        """`state, y = step(state, element)` for each element. Gives the last state and the ys under each other."""
        begin = nest.flatten(state)
        graph = writing(*self.flat, *begin)
        return (
            self._write(graph, step, state, begin, reverse, name)
            if graph is not None
            else self._now(step, state, reverse, like)
        )

    def _now(self, step, state, reverse, like):
        length = self.flat[0].shape[0]
        rows = [None] * length
        for i in range(length)[:: -1 if reverse else 1]:
            element = nest.pack_sequence_as(self.structure, [t[i] for t in self.flat])
            state, rows[i] = step(state, element)
        if not rows:
            return state, self._no_rows(step, state, like)
        flat = [self._stacked(column) for column in zip(*[nest.flatten(r) for r in rows])]
        return state, nest.pack_sequence_as(rows[0], flat)

    def _stacked(self, rows):
        found = {row._dims for row in map(convert, rows)}
        if len(found) > 1:
            raise ValueError(
                f"{self.name}: what `fn` gives must have one shape for all elements; received "
                f"{' and '.join(map(str, list(found)[:2]))}. Give fn_output_signature=tf.RaggedTensorSpec(...) to "
                "map_fn where they differ."
            )
        return stack(rows)

    def _no_rows(self, step, state, like):
        """Of nothing: `fn` is run on zeros to learn the shape and dtype of its results."""
        element = [zeros(t._dims[1:], t.dtype) for t in self.flat]
        row = step(state, nest.pack_sequence_as(self.structure, element))[1]
        return nest.map_structure(lambda v: zeros((0, *v._dims), v.dtype), row)

    def _write(self, graph, step, state, begin, reverse, name):
        specs = [(t._dims, t.dtype) for t in begin]
        specs += [(None if t._dims is None else t._dims[1:], t.dtype) for t in self.flat]
        kept = {}

        def body(*values):
            element = nest.pack_sequence_as(self.structure, list(values[len(begin) :]))
            new, y = step(nest.pack_sequence_as(state, list(values[: len(begin)])) if begin else state, element)
            kept["y"] = y
            return nest.flatten(new), nest.flatten(y)

        body_graph, placeholders, (new, ys) = trace(body, specs, graph, f"{name}_body")
        body_graph.reread(body_graph.assigned)
        with using(graph=body_graph, tapes=()):
            new, ys = [body_graph.capture(convert(t)) for t in new], [body_graph.capture(convert(t)) for t in ys]
        outside, (captured,) = unite([body_graph])
        n = len(begin)
        for b, t in zip(begin, new):
            if not b.shape.is_compatible_with(t.shape):
                raise ValueError(
                    f"{name}: what `fn` gives must keep its shape: it begins with {b.shape}, and is {t.shape} after "
                    "one step."
                )
        one = Iteration(body_graph, placeholders[:n], placeholders[n:], captured, new, ys)
        dims = [TensorShape(b._dims).most_specific_compatible_shape(t.shape)._dims for b, t in zip(begin, new)]
        with using(graph=graph):
            trips = shape(self.flat[0])[0]
            found = write_loop(
                one, begin, self.flat, trips, outside, dims=dims, reverse=reverse, even=len(ys), name=name
            )
        last = nest.pack_sequence_as(state, found[:n]) if begin else state
        return last, nest.pack_sequence_as(kept["y"], found[n:]) if ys else kept["y"]
