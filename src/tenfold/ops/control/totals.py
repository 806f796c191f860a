"""Sums of products over a loop's iterations, each taken once after the loop instead of a product in every iteration.

A loop's gradient adds up what each iteration gives for an invariant: for a layer's weights x_t' dy_t. Such a sum is one
product: of all the x_t under each other, turned, with all the dy_t. So the loop backwards only stacks its factors. That
holds no more than TensorFlow's loops do, which keep the x_t and what the dy_t are gradients of.
"""

import math

import numpy as np

from tenfold.core.calls.attrs import Count
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.plan import needed
from tenfold.core.graphs.spec import Spec
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.arrays.creation import zeros
from tenfold.ops.arrays.shaping import matrix_transpose, reshape, transpose
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.arithmetic import add

# Of one tensor each, beside attributes: they may be done to the sum.
LINEAR = {
    *("identity", "reshape", "transpose", "matrix_transpose", "negative"),
    *("split", "slice_grad", "strided_slice_grad"),
}


@op(infer=lambda x, *, columns: Spec((None, columns), x.dtype))
def rows_joined(stack: Free, *, columns: Count):
    """[n, ..., columns] as one matrix; also of n arrays that differ in their number of rows."""
    if stack.dtype != object:
        return stack.reshape((-1 if stack.size else 0, columns))
    return np.concatenate([row.reshape((-1, columns)) for row in stack])


@rows_joined.gradient
def _(dy, stack):
    return rows_parted(dy, stack)


@op(infer=lambda matrix, stack: stack)
def rows_parted(matrix: Free, stack: Free):
    """A matrix cut into as many arrays, of such shapes, as there are in `stack`."""
    if stack.dtype != object:
        return matrix.reshape(stack.shape)
    ends = np.cumsum([row.size // row.shape[-1] for row in stack])[:-1]
    out = np.empty(len(stack), object)
    for i, (part, row) in enumerate(zip(np.split(matrix, ends), stack)):
        out[i] = part.reshape(row.shape)
    return out


@rows_parted.gradient
def _(dy, matrix_shape):
    return rows_joined(dy, matrix_shape[1]), None


class Totals:
    """The sums over all iterations of gradients that a loop's body gives.

    Args:
      varying: placeholders of the body's graph that may be something else in each iteration.

    Attributes:
      stacks: tensors of the body's graph whose rows those functions ask for, by identity.
    """

    def __init__(self, varying):
        self.stacks, self._varying = {}, {id(t) for t in varying}

    def parts(self, gradient):
        """What a gradient is made of: functions that give a sum over all iterations, and terms to be added up in each.

        A function is given `rows(tensor, columns)`: what a tensor of the body was in all iterations, as one matrix.
        """
        node = gradient.node
        if node.operation is add and all(t._dims == gradient._dims for t in node.inputs):
            both = [self.parts(t) for t in node.inputs]
            return [f for later, _ in both for f in later], [t for _, terms in both for t in terms]
        later = self._later(gradient)
        return ([], [gradient]) if later is None else ([later], [])

    def _later(self, t):
        """A function as `parts` gives; None for what is no such sum."""
        node, dims = t.node, t._dims
        if dims is None or None in dims:
            return None
        inputs, name = list(node.all_inputs()), node.operation.name
        if name in LINEAR and len(inputs) == 1:
            return self._after(node, t, inputs[0])
        if name in ("concat", "pack") and len(inputs) == len(node.inputs):
            return self._joined(node)
        if name in ("zeros", "zeros_like"):
            return lambda rows: zeros(dims, t.dtype)
        if name in ("sum_to", "bias_add_grad") and len(inputs) == 1:
            return self._summed(node, dims)
        if name == "matmul":
            a, b = inputs
            return self._matmul(a, b, node.attrs, dims)
        return self._einsum(node, dims) if name == "einsum" and len(inputs) == 2 else None

    def _after(self, node, result, tensor):
        inner, at = self._later(tensor), [t is result for t in node.outputs].index(True)
        if inner is None:
            return None

        def later(rows):
            found = node.operation(inner(rows), **node.attrs)
            return found[at] if node.several else found

        return later

    def _joined(self, node):
        parts = [self._later(t) for t in node.inputs]
        return None if None in parts else lambda rows: node.operation(*[p(rows) for p in parts], **node.attrs)

    def _summed(self, node, dims):
        """The sum over all axes but the last."""
        tensor = node.inputs[0]
        inner = tensor.node
        if inner.operation.name == "matmul" and len(dims) == 2 and len(tensor._dims or ()) > 2:
            a, b = inner.inputs
            return self._matmul(a, b, inner.attrs, dims)
        columns = (tensor._dims or (None,))[-1:]
        if len(tensor._dims or ()) < 2 or columns != dims[-1:] or any(n != 1 for n in dims[:-1]):
            return None
        if node.attrs.get("data_format") not in (None, "NHWC") or not self._varies(tensor):
            return None
        self.stacks[id(tensor)] = tensor
        return lambda rows: reshape(sum_to(rows(tensor, dims[-1]), dims[-1:]), dims)

    def _matmul(self, a, b, attrs, dims):
        """Of matrices, or of batches of them that are summed."""
        if a._dims is None or b._dims is None or a._dims[:-2] != b._dims[:-2] or len(dims) != 2:
            return None
        if not (self._varies(a) and self._varies(b)):
            return None
        a = a if attrs["transpose_a"] else matrix_transpose(a)
        b = matrix_transpose(b) if attrs["transpose_b"] else b
        return self._product(a, b, *dims)

    def _einsum(self, node, dims):
        """A contraction over all axes that its two tensors share."""
        (a, b), ((of_a, of_b), result) = node.inputs, node.attrs["equation"]
        shared = [label for label in of_a if label in of_b]
        own = [[label for label in labels if label not in shared] for labels in (of_a, of_b)]
        labels = [*shared, *own[0], *own[1]]
        plain = len(set(of_a)) == len(of_a) and len(set(of_b)) == len(of_b) and not node.attrs["loose"]
        if not plain or not shared or sorted(result) != sorted(labels[len(shared) :]):
            return None
        if not (self._varies(a) and self._varies(b)):
            return None
        sizes = [[dims[result.index(label)] for label in part] for part in own]
        factors = [turned(t, of, [*shared, *part]) for t, of, part in zip((a, b), (of_a, of_b), own)]
        total = self._product(*factors, math.prod(sizes[0]), math.prod(sizes[1]))
        return lambda rows: turned(reshape(total(rows), [*sizes[0], *sizes[1]]), [*own[0], *own[1]], [*result])

    def _product(self, a, b, rows_of_result, columns):
        """a' b, each with its own columns last and what is summed before."""
        self.stacks.update({id(t): t for t in (a, b)})
        return lambda rows: matmul(rows(a, rows_of_result), rows(b, columns), transpose_a=True)

    def _varies(self, tensor):
        """Whether a tensor may be something else in each iteration: else one product of it with a sum would do."""
        nodes = needed([tensor])
        return any(id(t) in self._varying for n in nodes for t in n.outputs) or any(n.cells for n in nodes)


def turned(tensor, labels, order):
    """A tensor with its axes, called `labels`, in another order."""
    order = [list(labels).index(label) for label in order]
    return tensor if order == sorted(order) else transpose(tensor, order)
