"""Orthonormal columns, for initializers."""

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.ops.infer import same_as


@op(infer=same_as(0), gradient=None)
def orthogonal_columns(matrix):
    """The factor Q of matrix = QR with R's diagonal positive, which makes it unique; (n, k) with n >= k."""
    q, r = xp(matrix).linalg.qr(matrix.astype(np.promote_types(matrix.dtype, np.float32)))
    signs = xp(matrix).sign(xp(matrix).diagonal(r))
    return (q * signs).astype(matrix.dtype)
