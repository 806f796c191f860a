"""Loops: one op for `while_loop`, `scan`, `map_fn` and the folds, whose gradient is the same op run backwards.

    loop(state, xs, [trips], invariants) -> final state, stacked ys, trips

Each iteration calls `body(state, x_i, invariants) -> new state, y_i`. Without `cond` it runs `trips` times and takes
row i of every xs; with `cond(state, invariants)` it runs while that holds. Besides the caller's ys a body gives what
its gradient needs: draws that cannot be repeated, products, the state that the iteration began with and that it ended
with. They are stacked only if somebody uses them; what else the gradient needs is computed again.
"""

import functools
from typing import NamedTuple

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import using
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.plan import needed
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.arrays.dynamic_index import add_at, put_at
from tenfold.ops.control.body import Body
from tenfold.ops.control.branches import at_indices
from tenfold.ops.control.lists import list_add_at, list_take, list_write, list_zeros_like, zeros_of
from tenfold.ops.control.totals import Totals, rows_joined
from tenfold.ops.math.arithmetic import add


def infer_loop(*xs, body, n_state, n_xs, dims, **_):
    """Shapes of the final state are given (`dims`); those of the stacks are the body's under the number of rows."""
    rows = next((x.shape[0] for x in xs[n_state : n_state + n_xs] if x.shape), None)
    state = [Spec(d, t.dtype) for d, t in zip(dims, body.outputs)]
    stacks = [Spec(None if t._dims is None else (rows, *t._dims), t.dtype) for t in body.outputs[n_state:]]
    return (*state, *stacks, Spec((), dtypes.int32))


@op(infer=infer_loop, stateful=True, partial=True, lazy=True, type="While", label="while")
def loop(
    env, *inputs: Free, cond, body, n_state, n_xs, dims, reverse=False, limit=None, origin=None, even=0, used=None
):
    """See the module.

    `limit`: a number of iterations that is not exceeded, where one is known; `origin`: identity of the body of the
    loop that this one is the gradient of; `even`: of how many ys, the first, all rows must have one shape.
    """
    state, xs, rest = inputs[:n_state], inputs[n_state : n_state + n_xs], inputs[n_state + n_xs :]
    if cond is not None and used is not None and not any(used[:-1]):
        only = states_of_condition(cond, body, n_state)
        if only is not None and not body.has_effect:
            return (
                *[None] * (len(used) - 1),
                count(env, cond, body, [j for j in only if j < n_state], [*state, *rest]),
            )
    part, kept = used_part(body, n_state, used)
    trips, rest = (None, rest) if cond is not None else (int(rest[0]), rest[1:])
    rows, i, patience = [], 0, env.patience
    bodies = (part,) if cond is None else (part, cond)
    while i < trips if cond is None else cond.run(env, *state, *rest)[0]:
        at = trips - 1 - i if reverse else i
        found = part.run(env, *state, *[x[at] for x in xs], *rest)
        state = found[:n_state]
        if kept:
            rows.append(found[n_state:])
        i += 1
        if patience is not None and not i % TURNS:
            patience.spend(TURNS, bodies)
    if patience is not None:
        patience.spend(i % TURNS, bodies)
    body.most_trips = max(body.most_trips, i)
    stacks = [
        stacked([r[j] for r in (rows[::-1] if reverse else rows)], body.outputs[n_state + k], k < even)
        for j, k in enumerate(kept)
    ]
    return (*state, *at_indices(stacks, kept, len(body.outputs) - n_state), np.int32(i))


def count(env, cond, body, states, values):
    """Iterations of a loop of which nothing else is wanted: only `states`, which its condition turns on, are run."""
    part, i = body.part(tuple(states), effects=False), 0
    while cond.run(env, *values)[0]:
        for j, v in zip(states, part.run(env, *values)):
            values[j] = v
        i += 1
    return np.int32(i)


def used_part(body, n_state, used):
    """The body without the ys that nobody uses, and the indices of those that are."""
    kept = tuple([k for k in range(len(body.outputs) - n_state) if used is None or used[n_state + k]])
    return body.part((*range(n_state), *[n_state + k for k in kept])), kept


def stacked(rows, like, even=False):
    """Rows under each other; an array of objects where they are lists, differ in shape, or some were not computed.

    Raises:
      InvalidArgumentError: they differ in shape, and `even` forbids that.
    """
    plain = not isinstance(like.dtype, dtypes.ListType)
    if not rows and plain:
        return np.zeros((0, *[d or 0 for d in like._dims or ()]), like.dtype.numpy)
    if plain and len({None if r is None else np.shape(r) for r in rows}) == 1:
        return np.stack(rows)
    if plain and even:
        first, other = list(dict.fromkeys(map(np.shape, rows)))[:2]
        raise errors.InvalidArgumentError(
            f"what the function gives must have one shape for all elements; received {first} and {other}. Give "
            "fn_output_signature=tf.RaggedTensorSpec(...) to map_fn where they differ."
        )
    out = np.empty(len(rows), object)
    for i, row in enumerate(rows):
        out[i] = row
    return out


def states_of_condition(cond, body, n_state):
    """Indices, among a loop's state and invariants, of what its condition turns on; None if that is more than values.

    Iterations can be counted by computing these alone.
    """
    index = {id(t): j for j, t in enumerate(body.inputs)}
    tests = {id(t): j for j, t in enumerate(cond.inputs)}
    wanted, todo = (
        set(),
        [tests[id(t)] for t in (*cond.outputs, *[t for n in cond.nodes for t in n.all_inputs()]) if id(t) in tests],
    )
    if any(n.cells for n in cond.nodes):
        return None
    while todo:
        j = todo.pop()
        if j in wanted:
            continue
        wanted.add(j)
        if j < n_state:
            nodes = needed([body.outputs[j]], stop=body.inputs)
            if any(n.cells for n in nodes):
                return None
            todo += [
                index[id(t)] for t in (body.outputs[j], *[t for n in nodes for t in n.all_inputs()]) if id(t) in index
            ]
    return sorted(wanted)


@loop.gradient
def _(dys, inputs, ys, wanted, cond, body, n_state, n_xs, reverse, limit, origin, even):
    """The loop backwards: its state is the gradients of the state and, so far, of the invariants."""
    start = n_state + n_xs + (cond is None)  # of the invariants
    places = [*range(n_state + n_xs), *range(start, len(inputs))]  # of the body's inputs among the node's
    gradient, active = _reached(body, n_state, dys, [wanted[p] for p in places])
    if not gradient.connected and not any(wanted[j] for j in active):  # of no iterations a state is what it began with
        return [None] * len(inputs)
    trips = ys[-1] if cond is not None else inputs[n_state + n_xs]
    back = _Backward(gradient, active, body, n_state, n_xs, [wanted[p] for p in places])
    rows = dict(zip(map(id, body.outputs[n_state:]), ys[n_state:]))
    rows.update(zip(map(id, body.inputs[n_state : n_state + n_xs]), inputs[n_state:]))
    outside = dict(zip(map(id, body.inputs[n_state + n_xs :]), inputs[start:]))
    begin = [dys[j] if dys[j] is not None else zeros_of(ys[j]) for j in active]
    begin += [zeros_of(inputs[places[i]]) for i in back.added]
    xs = [rows[id(t)] for t in back.row_sources] + [d for d in dys[n_state:-1] if d is not None]
    rest = [outside[id(t)] for t in back.rest_sources] + gradient.outside
    origin = origin or id(body)
    found = write_loop(back.iteration, begin, xs, trips, rest, reverse=not reverse, limit=limit, origin=origin)
    grads = dict(zip([*active, *back.added], found))
    grads.update(zip(back.per_row, found[len(begin) :]))
    back.add_totals(grads, [*xs, *found[len(begin) + len(back.per_row) :]])
    return at_indices(grads.values(), [places[i] for i in grads], len(inputs))


def _reached(body, n_state, dys, wanted):
    """The body's gradient, and the state entries that a gradient flows through: those given, and those it reaches."""
    active = [j for j in range(n_state) if dys[j] is not None]
    wanted = [t.dtype.is_differentiable if i < n_state else w for i, (t, w) in enumerate(zip(body.inputs, wanted))]
    while True:
        given = [j in active for j in range(n_state)] + [d is not None for d in dys[n_state:-1]]
        gradient = body.gradient(given, wanted, [*body.inputs, *body.outputs[n_state:]], rows=False)
        more = [i for i in gradient.connected if i < n_state and i not in active]
        if not more:
            return gradient, active
        active = sorted([*active, *more])


TURNS = 64  # so many at a time are counted


class Iteration(NamedTuple):
    """One iteration, written into `graph`: placeholders of state, rows of xs and invariants, and what it gives."""

    graph: FuncGraph
    state: list
    xs: list
    rest: list
    new_state: list
    ys: list


class _Backward:
    """The backward loop's iteration, sorted from the pieces of the gradient of the forward's body.

    Attributes:
      iteration: the Iteration; behind the gradients per row it gives the factors of what is summed after the loop.
      added, per_row: indices of the invariants whose gradient is added up, and of the xs that get one per iteration.
      row_sources, rest_sources: tensors of the forward body of which it takes a row per iteration, or the value itself.
    """

    def __init__(self, gradient, active, body, n_state, n_xs, wanted):
        graph, n = gradient.body.graph, len(gradient.sources)
        inputs, found = gradient.body.inputs, dict(zip(gradient.connected, gradient.body.outputs))
        shared = [i for i in gradient.connected if i >= n_state + n_xs]
        self.per_row = [i for i in gradient.connected if n_state <= i < n_state + n_xs]
        by_row = {id(t) for t in (*body.inputs[: n_state + n_xs], *body.outputs[n_state:])}
        rows = [(t, p) for t, p in zip(gradient.sources, inputs) if id(t) in by_row]
        rest = [(t, p) for t, p in zip(gradient.sources, inputs) if id(t) not in by_row]
        self.row_sources, self.rest_sources = [t for t, _ in rows], [t for t, _ in rest]
        dys, outside = inputs[n : len(inputs) - len(gradient.outside)], inputs[len(inputs) - len(gradient.outside) :]
        xs, state = [*[p for _, p in rows], *dys[len(active) :]], dys[: len(active)]
        with using(graph=graph, tapes=()):
            totals = Totals([*state, *xs])
            parts = {i: totals.parts(found[i]) for i in shared}
            self._later = {i: later for i, (later, _) in parts.items()}
            self.added = [i for i, (_, terms) in parts.items() if terms]
            sums = [graph.placeholder(body.inputs[i]._dims, body.inputs[i].dtype) for i in self.added]
            added = [graph.capture(functools.reduce(with_added, parts[i][1], s)) for s, i in zip(sums, self.added)]
            counters = {id(p): t for t, p in rows if growth(t, body) is not None}
            for j, d in zip(active, state):
                if not wanted[j] and j in found and _takes(found[j], d, counters):
                    found[j] = d
            flowing = [graph.capture(found[j] if j in found else zeros_of(d)) for j, d in zip(active, state)]
        self._factors = [*xs, *[t for t in totals.stacks.values() if not any(t is x for x in xs)]]
        ys, rest = [*[found[i] for i in self.per_row], *self._factors[len(xs) :]], [*[p for _, p in rest], *outside]
        self.iteration = Iteration(graph, [*state, *sums], xs, rest, [*flowing, *added], ys)

    def add_totals(self, grads, stacks):
        """Add to the gradients what is summed after the loop.

        Args:
          grads: gradients by index of the body's inputs.
          stacks: the xs of the loop, then the factors that it gave.
        """
        stack = dict(zip(map(id, self._factors), stacks))

        @functools.cache  # one factor may be that of several products
        def joined(key, columns):
            return rows_joined(stack[key], columns)

        rows = lambda t, columns: joined(id(t), columns)  # noqa: E731
        for i, later in self._later.items():
            found = [f(rows) for f in later]
            grads[i] = functools.reduce(add, [*found, grads[i]] if i in grads else found)


def growth(tensor, body):
    """The constant, not 0, by which a state of a loop's body grows in each iteration, so that it is never twice the
    same; None for what is no such state."""
    place = next((j for j, t in enumerate(body.inputs) if t is tensor), len(body.outputs))
    new = body.outputs[place] if place < len(body.outputs) else None
    if new is None or new.node.operation is not add or not tensor.dtype.is_integer:
        return None
    steps = [t for t in new.node.inputs if t is not tensor]
    if len(steps) != 1 or steps[0].node.operation is not hooks.const:
        return None
    step = steps[0].node.attrs["value"]
    return step if np.ndim(step) == 0 and step != 0 else None


def _takes(tensor, given, counters):
    """Whether a list's gradient is that given but for an entry that no other iteration looks at.

    Then it may as well be left there, if nobody asks for the gradient of the list that the loop began with; second
    gear would copy the whole list in each iteration to clear an entry that is read as well.
    """
    node = tensor.node
    return (
        node.operation is list_take
        and tensor is node.outputs[1]
        and node.inputs[0] is given
        and id(node.inputs[1]) in counters
    )


def with_added(total, part):
    """`total + part`; only one entry is touched where the part is zeros elsewhere, as of what is read row by row."""
    node = part.node
    if node.operation is list_write and node.inputs[0].node.operation is list_zeros_like:
        return list_add_at(total, *node.inputs[1:])
    if node.operation is put_at:
        return add_at(total, *node.inputs, axis=node.attrs["axis"])
    if node.operation is add and all(t._dims == total._dims for t in node.inputs):
        return with_added(with_added(total, node.inputs[0]), node.inputs[1])
    return add(total, part)


def write_loop(one, state, xs, trips, rest, cond=None, dims=None, **options):
    """A `loop` node; gives the final state, then the stacked ys.

    Args:
      one: the Iteration.
      state, xs, trips, rest: the node's inputs; `trips` is None where there is a `cond`.
      dims: shapes of the final state, those of the new state by default.
      options: further attributes of `loop`.
    """
    inputs = [*one.state, *one.xs, *one.rest]
    plain = Body(one.graph, inputs, [*one.new_state, *one.ys])
    extra = [*plain.unrepeatable(), *_products(plain)]
    body = Body(one.graph, inputs, [*one.new_state, *one.ys, *extra, *_new_values(one), *one.state])
    dims = [t._dims for t in one.new_state] if dims is None else dims
    given = [*state, *xs, *([] if trips is None else [trips]), *rest]
    found = loop(*given, cond=cond, body=body, n_state=len(state), n_xs=len(xs), dims=dims, **options)
    return list(found[: len(state) + len(one.ys)])


PRODUCTS = "matmul", "einsum", "conv", "conv_backprop_input", "depthwise_conv2d_native"


def _products(body):
    """What takes longer to compute again than to keep."""
    given, users = {id(t) for t in body.outputs}, {}
    for node in body.nodes:
        for t in node.all_inputs():
            users.setdefault(id(t), []).append(node)
    found = [_sum_of(t, users) for n in body.nodes if n.operation.name in PRODUCTS for t in n.outputs]
    return [t for t in {id(t): t for t in found}.values() if t.dtype.is_floating and id(t) not in given]


def _sum_of(product, users):
    """The sum that a product ends in, with others and biases, where nobody wants less: one tensor to keep for all."""
    while len(after := users.get(id(product), ())) == 1 and after[0].operation.name in ("add", "bias_add"):
        if after[0].outputs[0]._dims != product._dims:
            break
        product = after[0].outputs[0]
    return product


def _new_values(one):
    """The new state that gradients may be told of its results (as of tanh) where it is not among the ys anyway."""
    given = {id(t) for t in (*one.state, *one.ys)}
    arrays = [t for t in one.new_state if not isinstance(t.dtype, dtypes.ListType)]
    return [t for t in arrays if t.dtype.is_floating and id(t) not in given]
