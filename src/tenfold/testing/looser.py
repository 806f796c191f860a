"""How far gradients in a graph may be from the eager ones, as a multiple of the tolerance of results.

Without a row here they must agree as results do. The multiples are about twice what was measured, of every case in
tests/ops/cases, compiled quickly and as for users: other versions of XLA and other processors round otherwise.
"""

HALF = {"float16": 2.0, "bfloat16": 2.0}  # each op of a rule rounds to 8 or 11 bits; XLA rounds what several give

# what stands in the expression -> (the multiple, why)
LOOSER = {
    "linalg.pinv(": (12.0, "differences of reciprocals of singular values"),
    "linalg.lu_reconstruct(*tf.linalg.lu(": (12.0, "the second gradient is 0: what is left of large terms"),
    "linalg.qr(": (4.0, "solves with R twice"),
    "linalg.svd(": (2.0, "divides by differences of singular values"),
    "nn.batch_normalization(": (5.0, "float16: the second gradient multiplies by the reciprocal root three times"),
    "atan2(": (4.5, "float16: squares of both, and their sum squared again"),
    "image.adjust_saturation(": (2.0, "the gradient is 0 to rounding: what is left of its terms"),
    "'gru'": (2.0, "sums over units and steps"),
    "'simple_rnn'": (2.0, "sums over units and steps"),
}


def times(case, dtype):
    """The multiple for gradients of `dtype` (a NumPy dtype) of a case."""
    rows = [multiple for text, (multiple, _) in LOOSER.items() if text in case.expression]
    return max([HALF.get(dtype.name, 1.0), *rows])
