"""Einstein summation, and `tensordot` in terms of it."""

import functools
import re
from itertools import chain

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.calls.attrs import word
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.broadcasting import broadcast_to, sum_to
from tenfold.ops.arrays.creation import eye
from tenfold.ops.arrays.shaping import expand_dims, known_shape
from tenfold.ops.infer import same_dims
from tenfold.ops.linalg import blas
from tenfold.ops.math.arithmetic import conjugate
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def infer_einsum(*xs, equation, loose):
    operands, result = equation
    dims = {}
    for labels, x in zip(operands, xs):
        for label, n in zip(labels, x.shape if x.shape is not None else [None] * len(labels)):
            dims.setdefault(label, []).append(n)
    size = {}
    for label, met in dims.items():
        wide = [n for n in met if n != 1] if label in loose else met
        size[label] = same_dims(*wide) if wide else 1
    return Spec(tuple(size[label] for label in result), xs[0].dtype)


@op(infer=infer_einsum, type="Einsum", label="einsum/Einsum")
def _einsum(*inputs, equation, loose):
    """`equation`: (labels of each input, labels of the result); under labels in `loose` a dimension of 1 stretches."""
    np_, (operands, result) = xp(*inputs), equation
    infer_einsum(*inputs, equation=equation, loose=loose)
    terms = [_squeezed(x, labels, inputs, operands, loose) for x, labels in zip(inputs, operands)]
    if np_ is not np:
        text = ",".join(labels for _, labels in terms) + "->" + result
        return np_.einsum(text, *[x for x, _ in terms])
    terms = [_plain(x, labels) for x, labels in terms]
    for pair in _path(terms, result):
        taken = [terms.pop(i) for i in sorted(pair, reverse=True)]
        kept = set(chain(result, *(labels for _, labels in terms)))
        terms.append(_contract(*taken, kept) if len(taken) == 2 else _summed(*taken[0], kept))
    x, labels = _summed(*terms[0], result)
    return np.ascontiguousarray(x.transpose([labels.index(label) for label in result])) if labels != result else x


def _squeezed(x, labels, inputs, operands, loose):
    """Without axes of length 1 that stretch: the other operands say how long they are."""
    longest = {l: max(o.shape[ls.index(l)] for o, ls in zip(inputs, operands) if l in ls) for l in labels if l in loose}
    drop = [i for i, l in enumerate(labels) if l in loose and x.shape[i] == 1 and longest[l] != 1]
    return x.squeeze(tuple(drop)), "".join(l for i, l in enumerate(labels) if i not in drop)


def _plain(x, labels):
    """Without repeated labels: their diagonal."""
    once = "".join(dict.fromkeys(labels))
    return (x, labels) if once == labels else (np.einsum(f"{labels}->{once}", x), once)


def _path(terms, result):
    """Which operands to contract, step by step."""
    if len(terms) <= 2:
        return [tuple(range(len(terms)))]
    text = ",".join(labels for _, labels in terms) + "->" + result
    return np.einsum_path(text, *[x for x, _ in terms], optimize="greedy")[0][1:]


def _summed(x, labels, kept):
    """Without the labels that nobody keeps."""
    gone = tuple(i for i, label in enumerate(labels) if label not in kept)
    return (x.sum(gone, dtype=x.dtype), "".join(l for l in labels if l in kept)) if gone else (x, labels)


def _contract(left, right, kept):
    """One product of two operands, as a batched matrix product."""
    (x, a), (y, b) = _summed(*left, {*kept, *right[1]}), _summed(*right, {*kept, *left[1]})
    batch = [l for l in a if l in b and l in kept]
    inner = [l for l in a if l in b and l not in kept]
    rows, cols = [l for l in a if l not in b], [l for l in b if l not in a]
    size = dict(zip(a, x.shape)) | dict(zip(b, y.shape))
    count = [int(np.prod([size[l] for l in part])) for part in (rows, inner, cols)]
    lead = [size[l] for l in batch]
    x = x.transpose([a.index(l) for l in batch + rows + inner]).reshape(*lead, count[0], count[1])
    y = y.transpose([b.index(l) for l in batch + inner + cols]).reshape(*lead, count[1], count[2])
    if x.dtype.itemsize == 2 and x.dtype.kind not in "iu":
        product = blas.product(x.astype(np.float32), y.astype(np.float32)).astype(x.dtype)
    else:
        product = blas.product(x, y)
    labels = batch + rows + cols
    return product.reshape([size[l] for l in labels]), "".join(labels)


@_einsum.gradient
def _(dy, inputs, equation, loose):
    return [_gradient_of(i, dy, inputs, equation, loose) for i in range(len(inputs))]


def _gradient_of(i, dy, inputs, equation, loose):
    operands, result = equation

    def gradient():
        x, labels = inputs[i], operands[i]
        others = [(conjugate(t), l) for j, (t, l) in enumerate(zip(inputs, operands)) if j != i]
        met = set(chain(result, *(l for _, l in others)))
        once = "".join(dict.fromkeys(labels))
        target = "".join(l for l in once if l in met)
        terms = [(dy, result), *others]
        d = _einsum(*[t for t, _ in terms], equation=(tuple(l for _, l in terms), target), loose=loose)
        d = _spread(d, target, once, x, labels)
        if once != labels:
            d = _on_diagonal(d, once, labels, x)
        return sum_to(d, known_shape(x)) if any(l in loose for l in labels) else d

    return gradient


def _spread(d, target, once, x, labels):
    """`d` repeated along the axes of x that were summed away before any product."""
    if target == once:
        return d
    for axis, label in enumerate(once):
        if label not in target:
            d = expand_dims(d, axis)
    dims = known_shape(x)
    first = [labels.index(label) for label in once]
    if once != labels:
        dims = [dims[i] for i in first]
    return broadcast_to(d, dims)


def _on_diagonal(d, once, labels, x):
    """`d` on the diagonal that repeated labels stand for, zeros elsewhere."""
    free = (l for l in LETTERS if l not in labels)
    dims, terms, out = known_shape(x), [(d, once)], ""
    for i, label in enumerate(labels):
        if label in out:
            new = next(free)
            terms.append((eye(dims[i], dtype=d.dtype), label + new))
            out += new
        else:
            out += label
    return _einsum(*[t for t, _ in terms], equation=(tuple(l for _, l in terms), out), loose="")


@functools.lru_cache(512)
def parse(equation, ranks):
    """(labels of each input, labels of the result), and the labels that an ellipsis stands for."""
    text = equation.replace(" ", "")
    if not re.fullmatch(r"[a-zA-Z.,]*(->[a-zA-Z.]*)?", text) or re.search(r"(?<!\.)\.{1,2}(?!\.)|\.{4}", text):
        raise ValueError(
            f"einsum: the equation {equation!r} is malformed; write it as 'ij,jk->ik' or '...ij,...jk->...ik'."
        )
    left, arrow, result = text.partition("->")
    operands = left.split(",")
    if len(operands) != len(ranks):
        raise ValueError(f"einsum: the equation {equation!r} names {len(operands)} inputs; received {len(ranks)}.")
    hidden = [_hidden(labels, rank, equation) for labels, rank in zip(operands, ranks)]
    loose = "".join([l for l in reversed(LETTERS) if l not in text][: max(hidden, default=0)])
    if not arrow:
        counts = left.replace(",", "").replace(".", "")
        result = ("..." if "..." in left else "") + "".join(sorted(l for l in set(counts) if counts.count(l) == 1))
    operands = tuple(o.replace("...", loose[len(loose) - n :]) for o, n in zip(operands, hidden))
    result = result.replace("...", loose)
    missing = [l for l in result if not any(l in o for o in operands)]
    if missing or len(set(result)) != len(result) or loose and not set(loose) <= set(result):
        raise ValueError(f"einsum: in {equation!r} each label of the result must stand once there and in some input.")
    return (operands, result), loose


def _hidden(labels, rank, equation):
    """How many axes the ellipsis of one input stands for."""
    named = len(labels.replace("...", ""))
    if rank is None and "..." in labels:
        raise ValueError(f"einsum: '...' in {equation!r} needs inputs of known rank; call set_shape on them first.")
    extra = 0 if rank is None else rank - named
    if labels.count("...") > 1 or extra < 0 or extra and "..." not in labels:
        error = errors.InvalidArgumentError if STATE.graph is None else ValueError
        raise error(f"einsum: '{labels}' in {equation!r} names {named} axes of an input of rank {rank}.")
    return extra


def einsum(equation, *inputs, optimize="greedy", name=None):
    """Sums of products over named axes: `einsum("bij,bjk->bik", a, b)`.

    Args:
      equation: labels of the axes of each input and, after `->`, of the result; without that, all labels that stand
        once, in alphabetical order. Labels that the result lacks are summed; `...` stands for axes that broadcast; a
        label repeated in one input takes its diagonal.
      inputs: tensors of one dtype.
      optimize: how to order three inputs or more; every choice of TensorFlow's ("greedy", "optimal", "branch-2",
        "branch-all", "auto") is accepted and contracts greedily, which changes speed and rounding alone.
    """
    if not isinstance(optimize, bool):
        word("optimize", optimize, ("greedy", "optimal", "branch-2", "branch-all", "auto"))
    inputs = [x if isinstance(x, np.ndarray) else convert(x) for x in inputs]  # an array meets the tensors' dtype
    parsed, loose = parse(equation, tuple(x.ndim for x in inputs))
    return _einsum(*inputs, equation=parsed, loose=loose, name=name)


def _is_matrix(node):
    """TensorFlow multiplies matrices, and brings what is no matrix to its shape."""
    return node.outputs[0]._dims is not None and len(node.outputs[0]._dims) == 2


@kept_whole("tensordot")
@scoped(
    "Tensordot",
    lambda node: "MatMul" if _is_matrix(node) else "",
    type=lambda node: "MatMul" if _is_matrix(node) else "Reshape",
)
def tensordot(a, b, axes, name=None):
    """Products summed over pairs of axes.

    Args:
      a, b: tensors of one dtype.
      axes: N for the last N axes of `a` and the first N of `b`, or a pair of lists (or numbers): axes of a, axes of b.

    Returns: the axes of `a` that are left, then those of `b`.
    """
    a, b = convert(a), convert(b)
    if None in (a.ndim, b.ndim):
        raise ValueError("tensordot needs inputs of known rank; call set_shape on them first.")
    left, right = (list(map(_wrapped, axes_, (t.ndim,) * len(axes_))) for axes_, t in zip(_pairs(axes, a), (a, b)))
    if len(left) != len(right) or len(set(left)) != len(left) or len(set(right)) != len(right):
        raise ValueError(f"tensordot: axes must name as many different axes of a as of b; received {axes}.")
    of_a, of_b = LETTERS[: a.ndim], list(LETTERS[a.ndim : a.ndim + b.ndim])
    for i, j in zip(left, right):
        of_b[j] = of_a[i]
    result = "".join(
        [l for i, l in enumerate(of_a) if i not in left] + [l for j, l in enumerate(of_b) if j not in right]
    )
    return _einsum(a, b, equation=((of_a, "".join(of_b)), result), loose="", name=name)


def _pairs(axes, a):
    axes = _python(axes)
    if isinstance(axes, int):
        if not 0 <= axes <= a.ndim:
            raise ValueError(f"tensordot: axes={axes} must lie between 0 and the rank of a, which is {a.ndim}.")
        return list(range(a.ndim - axes, a.ndim)), list(range(axes))
    if len(axes) != 2:
        raise ValueError(f"tensordot: axes must be a number or a pair; received {axes}.")
    return [[x] if isinstance(x, int) else list(x) for x in axes]


def _python(axes):
    """Axes given as numbers, lists, arrays or tensors, as numbers and lists."""
    if isinstance(axes, SymbolicTensor):
        if axes._value is None or None in axes._value.reshape(-1).tolist():
            raise ValueError("tensordot: axes must be known while a graph is written.")
        return axes._value.tolist()
    if isinstance(axes, (Tensor, np.ndarray, np.integer)):
        return np.asarray(axes).tolist()
    return [_python(x) for x in axes] if isinstance(axes, (list, tuple)) else axes


def _wrapped(axis, rank):
    if not -rank <= axis < rank:
        raise ValueError(f"tensordot: axis {axis} does not exist in an input of rank {rank}.")
    return axis % rank
