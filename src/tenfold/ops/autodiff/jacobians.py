"""`GradientTape.jacobian` and `batch_jacobian`: one walk back per element of the target."""

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.attrs import word
from tenfold.core.calls.gradient import backprop, watch
from tenfold.core.calls.tape import GradientTape, flat_keys
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays import ranges
from tenfold.ops.arrays.creation import ones, zeros
from tenfold.ops.arrays.joining import concat, stack
from tenfold.ops.arrays.one_hot import one_hot
from tenfold.ops.arrays.shaping import known_shape, reshape, shape, transpose
from tenfold.ops.control.mapping import vectorized_map
from tenfold.ops.math.reduce import reduce_prod


def jacobian(self, target, sources, unconnected_gradients="none", parallel_iterations=None, experimental_use_pfor=True):
    """Derivatives of each element of `target` by each element of each source.

    Args:
      target: a tensor or variable.
      sources: a tensor or variable, or a structure of them.
      unconnected_gradients: "none" or "zero", what a source gets that the target does not depend on.
      parallel_iterations, experimental_use_pfor: hints that change nothing here.

    Returns: in the structure of `sources`, tensors of shape [*target shape, *source shape].
    """
    target, key = _checked(self, target, unconnected_gradients)
    flat, _ = flat_keys(sources)
    with _walking(self) as walk:
        found = _rows(walk, target, key, _size(target), lambda i: _unit(target, i), flat)
    out = []
    for source, rows in zip(flat, found):
        if rows is None and unconnected_gradients == "zero":
            out.append(zeros(_joined(target, source), source.dtype))
        else:
            out.append(None if rows is None else reshape(rows, _joined(target, source)))
    _finish(self)
    return nest.pack_sequence_as(sources, out)


def batch_jacobian(
    self, target, source, unconnected_gradients="none", parallel_iterations=None, experimental_use_pfor=True
):
    """For each example of a batch, derivatives of each element of `target[b]` by each element of `source[b]`.

    Args:
      target: [b, ...].
      source: [b, ...]; example i of the target must depend on example i of the source only.
      unconnected_gradients, parallel_iterations, experimental_use_pfor: as for `jacobian`.

    Returns: [b, *target.shape[1:], *source.shape[1:]].
    """
    target, key = _checked(self, target, unconnected_gradients)
    _check_batches(target, source)
    with _walking(self) as walk:
        batch, rest = _part(target, slice(0, 1)), _part(target, slice(1, None))
        width = _product(rest)
        flat_shape = _cat(batch, [width])

        def seed(i):
            row = one_hot(i, width, dtype=target.dtype)
            return reshape(row * ones(flat_shape, target.dtype), known_shape(target))

        rows = _rows(walk, target, key, width, seed, [source])[0]
    _finish(self)
    result_shape = _cat(known_shape(target), _part(source, slice(1, None)))
    if rows is None:
        return zeros(result_shape, source.dtype) if unconnected_gradients == "zero" else None
    rank = rows.ndim
    return reshape(transpose(rows, [1, 0, *range(2, rank)]), result_shape)


def _checked(tape, target, unconnected):
    """The target as a tensor, and its key: what is its own source has a jacobian, watched or not."""
    tape._check_use()
    if not isinstance(target, (Tensor, Variable)):
        raise TypeError(f"jacobian: target must be one tensor or variable; received {type(target).__name__}.")
    word("unconnected_gradients", unconnected, ("none", "zero"))
    return target if isinstance(target, Tensor) else target._unwatched(), watch(target)


def _check_batches(target, source):
    t, s = target.shape, source.shape
    if t.rank is None or s.rank is None or t.rank < 1 or s.rank < 1 or not t[:1].is_compatible_with(s[:1]):
        raise ValueError(f"Need first dimension of target shape ({t}) and source shape ({s}) to match.")


class _walking:
    """Walks back along a tape, which does not see them (unless it is persistent and still recording)."""

    def __init__(self, tape):
        self.tape = tape

    def __enter__(self):
        if self.tape._recording and not self.tape._persistent:
            self.tape._stop()
        self.scope = using(
            tapes=STATE.tapes if self.tape._persistent else tuple(t for t in STATE.tapes if t is not self.tape)
        )
        self.scope.__enter__()
        records, watched = list(self.tape._records), set(self.tape._watched)
        return lambda seeds, keys: backprop(records, seeds, watched.intersection(keys))

    def __exit__(self, *exc):
        self.scope.__exit__(*exc)


def _finish(tape):
    if not tape._persistent:
        tape._records, tape._used = [], True


def _rows(walk, target, key, count, seed, sources):
    """The gradients by each source for `seed(i)`, stacked over i below `count`; None for a source not connected."""
    keys = flat_keys(sources)[1]
    connected = []

    def row(i):
        grads = walk({key: seed(i)}, keys)
        connected[:] = [j for j, k in enumerate(keys) if k in grads]
        return [convert(grads[keys[j]]) for j in connected]

    if isinstance(count, int) and not count:
        return _no_rows(row, sources, connected)
    if isinstance(count, int) and not isinstance(target, SymbolicTensor):
        stacks = [stack(column) for column in zip(*[row(i) for i in range(count)])]
    else:
        stacks = vectorized_map(row, ranges.range(count))
    out = [None] * len(sources)
    for j, rows in zip(connected, stacks):
        out[j] = rows
    return out


def _no_rows(row, sources, connected):
    """Of an empty target: one walk back, from a gradient without elements, shows which sources are connected."""
    row(0)
    out = [None] * len(sources)
    for j in connected:
        out[j] = zeros((0, *_part(sources[j], slice(None))), sources[j].dtype)
    return out


def _unit(target, i):
    return reshape(one_hot(i, _size(target), dtype=target.dtype), known_shape(target))


def _size(tensor):
    return _product(known_shape(tensor))


def _product(dims):
    if isinstance(dims, tuple):
        total = 1
        for d in dims:
            total *= d
        return total
    return reduce_prod(dims)


def _part(tensor, span):
    dims = tensor._dims[span] if tensor._dims is not None else (None,)
    return dims if None not in dims else shape(tensor)[span]


def _joined(target, source):
    return _cat(known_shape(target), _part(source, slice(None)))


def _cat(a, b):
    if isinstance(a, tuple) and isinstance(b, (tuple, list)) and not any(isinstance(d, Tensor) for d in b):
        return (*a, *b)
    a, b = [stack(list(v)) if isinstance(v, (tuple, list)) and len(v) else v for v in (a, b)]
    return concat([v for v in (a, b) if isinstance(v, Tensor)], 0)


GradientTape.jacobian, GradientTape.batch_jacobian = jacobian, batch_jacobian
