"""Calls and branches: nodes that hold bodies, and `cond`, `case`, `switch_case` written with them."""

import collections

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import writing
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import stack
from tenfold.ops.arrays.ranges import range as numbers
from tenfold.ops.arrays.shaping import known_shape, reshape
from tenfold.ops.checks.assert_op import check
from tenfold.ops.control.body import Body, Gradient
from tenfold.ops.control.body_graph import trace, unite
from tenfold.ops.control.lists import zeros_of
from tenfold.ops.math.comparison import greater_equal, less_equal
from tenfold.ops.math.logic import logical_not
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity, no_op
from tenfold.ops.structures.indexed_slices import IndexedSlices


def specs_of(tensors):
    return tuple([Spec(t._dims, t.dtype) for t in tensors])


@op(infer=lambda *xs, body: specs_of(body.outputs), stateful=True, partial=True)
def call(env, *inputs: Free, body):
    """The results of `body`; inputs beyond the body's own stand for what it reads by itself (its ties)."""
    return body.run(env, *inputs[: len(body.inputs)])


@call.kernel("xla")
def _(env, *inputs, body):
    return body.run(env, *inputs[: len(body.inputs)], gear="xla")


def call_body(body, inputs):
    """`call`, which hands over to the gradient what that needs if a tape is recording."""
    if STATE.graph is None and STATE.tapes:
        return call(*inputs, body=body.saving())[: len(body.outputs)]
    return call(*inputs, body=body)


@call.gradient
def _(dys, inputs, ys, body, wanted):
    gradient = body.gradient([d is not None for d in dys], wanted, [*body.inputs, *body.outputs])
    held = dict(zip(map(id, [*body.inputs, *body.outputs]), [*inputs[: len(body.inputs)], *ys]))
    sources = [held[id(t)] for t in gradient.sources]
    found = call_body(gradient.body, [*sources, *[d for d in dys if d is not None], *gradient.outside])
    return gradients_of(inputs, gradient.each(found))


def gradients_of(inputs, found):
    """The gradients of `inputs`, None where there is none.

    Args:
      found: index of an input -> [its gradient], or [values, indices] of the slices that it is.
    """
    out = [None] * len(inputs)
    for i, parts in found.items():
        out[i] = parts[0] if len(parts) == 1 else IndexedSlices.of(*parts, known_shape(inputs[i]))
    return out


def at_indices(values, indices, length):
    """A list of `length` with `values` at `indices` and None elsewhere."""
    out = [None] * length
    for i, v in zip(indices, values):
        out[i] = v
    return out


class Branches(tuple):
    """The bodies of a `branch`. They share inputs and their first `shared` results; the rest of the node's results
    belong to one branch each, and hold what that branch's gradient cannot compute again."""

    def __new__(cls, bodies, shared):
        self = super().__new__(cls, bodies)
        self.shared, self.slots, total = shared, [], shared
        for body in bodies:
            own = len(body.outputs) - shared
            self.slots.append([*range(shared), *range(total, total + own)])
            total += own
        self.total = total
        return self

    cells = property(lambda self: [c for b in self for c in b.cells])
    has_effect = property(lambda self: any(b.has_effect for b in self))
    host = property(lambda self: any(b.host for b in self))

    def specs(self):
        out = [None] * self.total
        for body, slots in zip(self, self.slots):
            for slot, t in zip(slots, body.outputs):
                dims = (
                    t._dims
                    if out[slot] is None
                    else TensorShape(out[slot].shape).most_specific_compatible_shape(t.shape)._dims
                )
                out[slot] = Spec(dims, t.dtype)
        return tuple(out)

    def run(self, which, env, inputs, used, gear):
        """Results of one branch, None in the places of the others."""
        slots = self.slots[which]
        keep = tuple([i for i, slot in enumerate(slots) if used is None or used[slot]])
        found = self[which].part(keep).run(env, *inputs, gear=gear)
        return at_indices(found, [slots[i] for i in keep], self.total)


@op(infer=lambda *xs, branches: branches.specs(), stateful=True, partial=True, lazy=True)
def branch(env, *inputs: Free, branches, used=None):
    """Run the branch whose number is `inputs[0]` (the last one for a number out of range) on the other inputs."""
    return tuple(branches.run(branch_number(inputs[0], branches), env, inputs[1:], used, "numpy"))


def branch_number(index, branches):
    index = int(index)
    return index if 0 <= index < len(branches) else len(branches) - 1


@branch.gradient
def _(dys, inputs, ys, branches, wanted):
    """A branch over the gradients of the branches."""
    parts = []
    for body, slots in zip(branches, branches.slots):
        available = [*body.inputs, *body.outputs]
        held = dict(zip(map(id, available), [*inputs[1:], *[ys[s] for s in slots]]))
        given = [dys[s] for s in slots]
        gradient = body.gradient([d is not None for d in given], wanted[1:], available)
        arguments = [*[held[id(t)] for t in gradient.sources], *[d for d in given if d is not None], *gradient.outside]
        parts.append((gradient, arguments))
    connected = sorted({i for gradient, _ in parts for i in gradient.connected})
    if not connected:
        return [None] * len(inputs)
    sliced = {i: _index_dtype(parts, i) for i in frozenset().union(*[gradient.sliced for gradient, _ in parts])}
    arguments = {k: t for _, found in parts for k, t in zip(_places(found), found)}
    arguments.update({(id(inputs[1 + i]), 0): inputs[1 + i] for i in connected})
    bodies = [_one_branch(gradient, found, connected, sliced, inputs[1:], arguments) for gradient, found in parts]
    found = branch(inputs[0], *arguments.values(), branches=Branches(bodies, len(connected) + len(sliced)))
    whole = Gradient(None, [], [], [1 + i for i in connected], {1 + i for i in sliced})
    return gradients_of(inputs, whole.each(found))


def _places(tensors):
    """A key per tensor: which it is, and how often it came before. A source may be the gradient that comes in, too."""
    seen = collections.Counter()
    keys = []
    for t in tensors:
        keys.append((id(t), seen[id(t)]))
        seen[id(t)] += 1
    return keys


def _index_dtype(parts, i):
    """The dtype in which all branches say which slices of input `i` they have a gradient of."""
    found = {g.each(g.body.outputs)[i][1].dtype for g, _ in parts if i in g.sliced}
    return found.pop() if len(found) == 1 else dtypes.int64


def _one_branch(gradient, found, connected, sliced, inputs, arguments):
    """The gradient of one branch with the inputs and results that all branches share; zeros where it has none.

    `sliced`: the indices of inputs whose gradient is slices in some branch, and the dtype of the indices of slices: so
    it is in all, of all rows in the others.
    """
    graph = gradient.body.graph
    inner = dict(zip(_places(found), gradient.body.inputs))
    with using(graph=graph, tapes=()):
        placeholders = {
            k: inner[k] if k in inner else graph.placeholder(t._dims, t.dtype) for k, t in arguments.items()
        }
        grads = gradient.each(gradient.body.outputs)
        outputs = []
        for i in connected:
            source = placeholders[id(inputs[i]), 0]
            values, *rows = grads.get(i) or [zeros_of(source)]
            if i in sliced:
                rows = [cast(t, sliced[i]) for t in rows or [numbers(known_shape(source)[0])]]
            outputs += [graph.capture(t) for t in (values, *rows)]
    return Body(graph, placeholders.values(), outputs)


def write_branches(index, functions, name):
    """A `branch` node over `functions`; returns the result in their structure."""
    graph = writing(index)
    if graph is not None and graph.keeps_calls:
        raise TypeError(
            f"{name} cannot choose by a Keras tensor while a functional model is written: its functions are no "
            "arguments that the model can keep. Put the call into the `call` of a Layer of your own or into a Lambda, "
            "or use tf.where."
        )
    shared = {}
    traced = [trace(f, [], graph, f"{name}_{i}", shared) for i, f in enumerate(functions)]
    flat = [_results(g, result) for g, _, result in traced]
    _check_alike([result for _, _, result in traced], flat, name)
    outside, captured = unite([g for g, _, _ in traced])
    bodies = []
    for (g, _, _), inputs, outputs in zip(traced, captured, flat):
        outputs = [t for t in outputs if isinstance(t, Tensor)]
        body = Body(g, inputs, outputs)
        extra = {id(t): t for t in body.unrepeatable()}
        bodies.append(Body(g, inputs, [*outputs, *extra.values()]))
    kept = [i for i, t in enumerate(flat[0]) if isinstance(t, Tensor)]
    with using(graph=graph):
        found = branch(index, *outside, branches=Branches(bodies, len(kept)), name=name)
    leaves = [graph.nodes[-1] if isinstance(t, Node) else t for t in flat[0]]
    if kept:
        with using(graph=graph), graph.name_scope(f"{found[0].node.name}/"):
            for i, t in zip(kept, found):
                leaves[i] = identity(t)  # as TensorFlow, which names results so
    return nest.pack_sequence_as(traced[0][2], leaves, expand_composites=True)


def _results(graph, structure):
    """Flat results of a branch: tensors of its graph, Nodes and None left as they are."""
    with using(graph=graph, tapes=()):
        leaves = nest.flatten(structure, expand_composites=True)
        try:
            return [v if v is None or isinstance(v, Node) else graph.capture(convert(v)) for v in leaves]
        except (TypeError, ValueError) as e:
            raise TypeError(f"{graph.name}: a branch must return tensors, or what becomes one; {e}") from None


def _check_alike(structures, flat, name):
    for structure, leaves in zip(structures[1:], flat[1:]):
        try:
            nest.assert_same_structure(structures[0], structure, expand_composites=True)
        except (TypeError, ValueError) as e:
            raise type(e)(f"{name}: all branches must return the same structure of tensors. {e}") from None
        for i, (a, b) in enumerate(zip(flat[0], leaves)):
            if getattr(a, "dtype", None) != getattr(b, "dtype", None):
                missing = isinstance(a, Tensor) != isinstance(b, Tensor)
                raise (ValueError if missing else TypeError)(
                    f"{name}: the results of true_fn and false_fn, or of all branches, must match in number and dtype; "
                    f"result {i} is {_shown(a)} in the first and {_shown(b)} in another. "
                    + ("Return a value from every branch." if missing else "Cast one of them with tf.cast.")
                )


def _shown(value):
    return f"a {value.dtype.name} tensor" if isinstance(value, Tensor) else repr(value)


def as_condition(tensor, name):
    """The one element of `tensor`, Boolean and of shape () or of ones, as a scalar: what decides in `cond` and a loop.

    Raises:
      InvalidArgumentError: it is not Boolean, or known to have more elements, or none; where that is not known, the run
        raises it.
    """
    if tensor.dtype is not dtypes.bool:
        raise errors.InvalidArgumentError(
            f"The condition of {name} must be bool; its dtype is {tensor.dtype.name}. Compare it with a number, or use "
            "tf.cast(x, tf.bool)."
        )
    if any(d not in (1, None) for d in tensor._dims or ()):
        raise errors.InvalidArgumentError(
            f"The condition of {name} must be a scalar Boolean; its shape is {tensor.shape}. Use tf.reduce_all."
        )
    return tensor if tensor._dims == () else reshape(tensor, [])


def cond(pred, true_fn=None, false_fn=None, name=None):
    """`true_fn()` if the scalar Boolean `pred` holds, else `false_fn()`; in a graph both are written, one runs.

    Raises:
      TypeError: a branch is missing or not callable, or the branches return different structures or dtypes.
    """
    for which, function in (("true_fn", true_fn), ("false_fn", false_fn)):
        if not callable(function):
            raise TypeError(
                f"Argument `{which}` to cond must be callable; received {function!r}. Write `lambda: value`."
            )
    pred = pred._as_tensor() if hasattr(pred, "_as_tensor") else pred
    if writing(pred) is None or not hasattr(pred, "node"):
        return true_fn() if (convert(pred) if pred is None else pred) else false_fn()
    go = as_condition(pred, name or "cond")
    return write_branches(cast(logical_not(go), "int32"), [true_fn, false_fn], name or "cond")


def cond_v1(pred, true_fn=None, false_fn=None, strict=False, name=None, fn1=None, fn2=None):
    """TensorFlow 1's `cond`: a list of one result is unpacked unless `strict`."""
    for new, function, old, given in (("true_fn", true_fn, "fn1", fn1), ("false_fn", false_fn, "fn2", fn2)):
        if function is not None and given is not None:
            raise TypeError(f"cond() got both '{new}' and '{old}', which mean the same.")
    result = cond(pred, fn1 if true_fn is None else true_fn, fn2 if false_fn is None else false_fn, name)
    return result if strict else _unpacked(result)


def _unpacked(result):
    """The one result of a list or tuple of one; others as they are."""
    return result[0] if isinstance(result, (list, tuple)) and len(result) == 1 else result


@scoped("switch_case", None)
def switch_case(branch_index, branch_fns, default=None, name="switch_case"):
    """The result of the function whose number is `branch_index`; of `default` (or the last) for a number out of range.

    Args:
      branch_index: scalar int32 tensor.
      branch_fns: list of functions, or dict or list of pairs from number to function.
    """
    functions, numbers = _numbered(branch_fns)
    functions = [*functions, default] if default is not None else functions
    index = convert(branch_index)
    if index.dtype != "int32" and (hasattr(index, "node") or not index.dtype.is_integer):
        raise TypeError(
            f"branch_index must be a Tensor of dtype int32, got {index.dtype.name}; cast it with tf.cast(x, tf.int32)."
        )
    if list(numbers) != list(range(len(numbers))):
        raise ValueError(
            f"switch_case: the keys of branch_fns must be 0 to {len(numbers) - 1}; received {sorted(numbers)}."
        )
    if writing(index) is None or not hasattr(index, "node"):
        at = numbers.get(int(index), len(functions) - 1)
        return functions[at]()
    return write_branches(index, functions, "indexed_case")


def _numbered(branch_fns):
    pairs = list(branch_fns.items()) if isinstance(branch_fns, dict) else list(branch_fns)
    if not pairs:
        raise ValueError("switch_case needs at least one branch function; received none.")
    if not isinstance(pairs[0], tuple):
        pairs = list(enumerate(pairs))
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not hasattr(pair[0], "__index__"):
            raise TypeError(f"Each entry in 'branch_fns' must be a function, or an (int, function) pair; got {pair!r}.")
    pairs = sorted(pairs, key=lambda pair: int(pair[0]))
    if len({int(number) for number, _ in pairs}) < len(pairs):
        raise ValueError(f"switch_case: a key of branch_fns stands there twice; received {[n for n, _ in pairs]}.")
    for number, function in pairs:
        if not callable(function):
            raise TypeError(f"Each entry in 'branch_fns' must be callable; branch {number} is {function!r}.")
    return [f for _, f in pairs], {int(n): i for i, (n, _) in enumerate(pairs)}


@scoped("case", None)
def case(pred_fn_pairs, default=None, exclusive=False, strict=False, name="case"):
    """The result of the first function whose predicate holds; of `default` if none does.

    Args:
      pred_fn_pairs: list of (scalar Boolean, function) pairs, or a dict.
      default: function; without one, no predicate holding is an error.
      exclusive: several predicates holding is an error too.
      strict: a list or tuple of one result stays one, as it does in a graph in any case. Without it, the result alone
        comes back where it is known at once which of several functions it is.
    """
    pairs = list(pred_fn_pairs.items()) if isinstance(pred_fn_pairs, dict) else list(pred_fn_pairs)
    _check_pairs(pairs, default)
    preds = [p.deref() if hasattr(p, "deref") else p for p, _ in pairs]
    for p in preds:
        if getattr(p, "dtype", "bool") != "bool":
            raise TypeError(f"case: a predicate must be of dtype bool; received {p!r}. Compare it: `x != 0`.")
    if exclusive:
        _check_count(preds, lambda n: less_equal(n, 1), "more than one condition evaluated as True but exclusive=True")
    if default is None:
        _check_count(preds, lambda n: greater_equal(n, 1), "None of the conditions evaluated as True")

    def chosen(i):
        if i == len(pairs):
            return default()
        if i == len(pairs) - 1 and default is None:
            return pairs[i][1]()
        return cond(preds[i], pairs[i][1], lambda: chosen(i + 1))

    result = chosen(0)
    is_chosen = len(pairs) > 1 or default is not None
    return _unpacked(result) if is_chosen and not strict and STATE.graph is None else result


def _check_pairs(pairs, default):
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not callable(pair[1]):
            raise TypeError(f"Each entry in pred_fn_pairs must be a (predicate, callable) tuple; received {pair!r}.")
    if default is not None and not callable(default):
        raise TypeError(f"Argument `default` to case must be callable; received {default!r}. Write `lambda: value`.")
    if not pairs and default is None:
        raise ValueError("case needs a (predicate, function) pair or a default; received an empty pred_fn_pairs.")


def _check_count(preds, allowed, message):
    total = reduce_sum(stack([cast(convert(p), "int32") for p in preds]))
    check(allowed(total), f"Input error: {message}", [*preds])


def do_nothing(name=None):
    """An operation that does nothing, to be waited for or returned from a branch; None when eager."""
    return None if STATE.graph is None else no_op(name=name)


def group(*inputs, name=None):
    """An op that is done when all `inputs` (tensors, ops, variables, or structures of them) are; None when eager."""
    leaves = [v for v in nest.flatten(inputs, expand_composites=True) if v is not None]
    graph = writing(*leaves) or next((v.graph for v in leaves if getattr(v, "graph", None) is not None), None)
    if graph is None:
        return None
    with graph.control_dependencies(leaves):
        return graph.write(no_op, [], {"nodes": ()}, name or "group_deps")


@scoped("tuple", None)
def tuple_(tensors, control_inputs=None, name=None):
    """The tensors again, each available only when all of them (and `control_inputs`) are computed."""
    graph = writing(*[t for t in tensors if t is not None])
    if graph is None:
        return list(tensors)
    waited = [t for t in (*tensors, *(control_inputs or ())) if t is not None]
    with using(graph=graph), graph.control_dependencies(waited):
        return [None if t is None else identity(t, name="control_dependency") for t in tensors]
