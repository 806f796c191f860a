"""Losses of embeddings: vectors of one class should point the same way."""

from tenfold.core.calls.methods import telling
from tenfold.core.values.convert import convert
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.ops.arrays.basics import cast, expand_dims, reshape, shape
from tenfold.ops.arrays.creation import eye, zeros_like
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.arithmetic import add, multiply
from tenfold.ops.math.comparison import equal, select
from tenfold.ops.math.logic import logical_and, logical_not
from tenfold.ops.math.reduce import reduce_any
from tenfold.ops.math.statistics import reduce_logsumexp
from tenfold.ops.nn.activations import relu, softplus

NONE = -1e30  # the logit of a pair that does not count


@telling
def circle(y_true, y_pred, ref_labels=None, ref_embeddings=None, remove_diagonal=True, gamma=80, margin=0.4):
    """log(1 + sum of exp over pairs of different classes * sum of exp over pairs of one class), for each vector.

    A pair counts the more the farther its similarity is from what it should be (Sun et al., arXiv:2002.10857).

    Args:
      y_true: class numbers, (n,) or (n, 1).
      y_pred: vectors of length 1, (n, size).
      ref_labels, ref_embeddings: classes and vectors to compare with, by default the same.
      remove_diagonal: whether the k-th vector is compared with the k-th reference, which is itself, not at all.
      gamma: scale of similarities.
      margin: how far similarities of one class may be from 1, and those of others from 0.

    Returns: (n,). 0 for a vector that has no pair of its own class, or none of another; those without a pair of their
      own class are masked, so that a mean is over the rest.
    """
    y_pred = convert(y_pred)
    labels = reshape(convert(y_true), [-1])
    others = labels if ref_labels is None else reshape(convert(ref_labels), [-1])
    vectors = y_pred if ref_embeddings is None else cast(convert(ref_embeddings), y_pred.dtype)
    similar = matmul(y_pred, vectors, transpose_b=True)
    same = equal(expand_dims(labels, 1), cast(expand_dims(others, 0), labels.dtype))
    other = logical_not(same)
    if remove_diagonal:
        rows = shape(similar)
        same = logical_and(same, logical_not(eye(rows[0], rows[1], dtype="bool")))
    near = multiply(relu(1.0 + margin - similar), (similar - (1.0 - margin)) * -float(gamma))
    far = multiply(relu(similar + margin), (similar - margin) * float(gamma))
    nothing = zeros_like(similar) + NONE
    losses = softplus(add(*(reduce_logsumexp(select(w, x, nothing), 1) for w, x in ((same, near), (other, far)))))
    losses._keras_mask = reduce_any(same, 1)
    return losses


class Circle(LossFunctionWrapper):
    """Circle loss of class numbers and vectors of length 1; arguments as for the function."""

    def __init__(
        self, gamma=80.0, margin=0.4, remove_diagonal=True, reduction=Reduction.AUTO, name="circle", dtype=None
    ):
        super().__init__(circle, reduction, name, dtype, gamma=gamma, margin=margin, remove_diagonal=remove_diagonal)
