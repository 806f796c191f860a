"""Cross-entropy of yes/no decisions by the library, in second gear: with its sum along rows a pass over memory, and its
gradient another. XLA goes over it for each of the formula's operations, and sums a row on one thread."""

import math

import numpy as np

from tenfold.runtime import xla
from tenfold.runtime.gears.losses import sigmoid_cross_entropy_grad, sigmoid_cross_entropy_total
from tenfold.runtime.kernels.native.calls import FLOAT32, LARGEST
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

LEAST, NARROW = 2**11, 16  # elements, and those of a row, of fewer of which XLA makes less work


def _rows(shape: Ints, axis: int | Ints | None) -> tuple[int, int] | None:
    """An array's rows and columns if the axes that are reduced are its last; None for what is not the library's."""
    rank = len(shape)
    axes = range(rank) if axis is None else np.ravel(axis).tolist()
    reduced = sorted({a % rank for a in axes})
    if not reduced or reduced != list(range(rank - len(reduced), rank)):
        return None
    columns = math.prod(shape[reduced[0] :])
    rows = math.prod(shape[: reduced[0]])
    fits = NARROW <= columns < LARGEST and 0 < rows < LARGEST and rows * columns >= LEAST
    return (int(rows), int(columns)) if fits and xla.jax().default_backend() == "cpu" else None


def _are_ours(*arrays: Array) -> bool:
    return all(a.dtype == FLOAT32 for a in arrays) and len({tuple(a.shape) for a in arrays[-2:]}) == 1


@sigmoid_cross_entropy_total.kernel("xla", version=library.VERSION)
def _total(
    labels: Array, logits: Array, *, total: str, axis: int | Ints | None = None, keepdims: bool = False
) -> Array:
    sizes = _rows(logits.shape, axis) if _are_ours(labels, logits) else None
    if sizes is None:
        beneath = sigmoid_cross_entropy_total.beneath("xla", _total)
        return beneath(labels, logits, total=total, axis=axis, keepdims=keepdims)
    shape = sigmoid_cross_entropy_total.infer(labels, logits, total=total, axis=axis, keepdims=keepdims).shape
    given = [xla.jax().numpy.asarray(a) for a in (labels, logits)]
    found = library.xla_call("sigmoid_loss", (*sizes, int(total == "reduce_mean")), given, (sizes[:1],))[0]
    return found.reshape(shape)


@sigmoid_cross_entropy_grad.kernel("xla", version=library.VERSION)
def _grad(
    dy: Array,
    labels: Array,
    logits: Array,
    *,
    spread: str,
    shape: Ints,
    axis: int | Ints | None = None,
    keepdims: bool = False,
) -> Array:
    sizes = None
    if _are_ours(dy, labels, logits) and tuple(shape) == logits.shape:
        sizes = _rows(logits.shape, axis if spread == "mean_spread" else _repeated(dy.shape, logits.shape))
    if sizes is None:
        beneath = sigmoid_cross_entropy_grad.beneath("xla", _grad)
        return beneath(dy, labels, logits, spread=spread, shape=shape, axis=axis, keepdims=keepdims)
    given = [xla.jax().numpy.asarray(a) for a in (dy, labels, logits)]
    scale = given[0].reshape(sizes[0])
    if spread == "mean_spread":
        scale = scale * FLOAT32.type(1 / sizes[1])
    return library.xla_call("sigmoid_loss_grad", (*sizes, 0), [scale, *given[1:]], (logits.shape,))[0]


def _repeated(small: Ints, large: Ints) -> Ints:
    """The axes along which an array is repeated to fill a shape."""
    dims = (1,) * (len(large) - len(small)) + tuple(small)
    return tuple([i for i, (one, n) in enumerate(zip(dims, large)) if one == 1 and n != 1])
