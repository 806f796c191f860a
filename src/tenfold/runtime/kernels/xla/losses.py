"""Losses in XLA, whose library for sums takes in what is summed and computes it a row after the other."""

from tenfold.ops.nn import losses
from tenfold.runtime import xla
from tenfold.runtime.types import Array

LEAST = 2**12  # elements from which short rows cost more than a pass over the inputs
SHORT = 4  # elements of such a row


@losses._sigmoid_cross_entropy.kernel("xla", default=True)
def _(labels: Array, logits: Array) -> Array:
    """On grey images rows are one element long: 14 ms for 200,000 of them, and 0.25 where they are one row, behind a
    barrier that XLA moves no reshape across."""
    forward, shape = losses._sigmoid_cross_entropy.forward, logits.shape
    if logits.size < LEAST or shape[-1] > SHORT or labels.shape != shape:
        return forward(labels, logits)
    jax = xla.jax()
    flat = [jax.numpy.asarray(a).reshape(-1) for a in (labels, logits)]
    return forward(*jax.lax.optimization_barrier(flat)).reshape(shape)
