"""Linear algebra that jax.numpy lacks."""

from tenfold.core.values.dtypes import DType
from tenfold.ops.failing import fails_where
from tenfold.ops.linalg import decompositions, solving
from tenfold.runtime import xla
from tenfold.runtime.types import Array


@solving.triangular_solve.kernel("xla", default=True)
def _(matrix: Array, rhs: Array, *, lower: bool, adjoint: bool) -> Array:
    solving.infer_solve(matrix, rhs)
    jnp, lax = xla.jax().numpy, xla.jax().lax
    batch = jnp.broadcast_shapes(matrix.shape[:-2], rhs.shape[:-2])
    matrix = jnp.broadcast_to(matrix, (*batch, *matrix.shape[-2:]))
    rhs = jnp.broadcast_to(rhs, (*batch, *rhs.shape[-2:]))
    return lax.linalg.triangular_solve(
        matrix, rhs, left_side=True, lower=lower, transpose_a=adjoint, conjugate_a=adjoint and matrix.dtype.kind == "c"
    )


@decompositions.lu.kernel("xla", default=True)
def _(input: Array, *, output_idx_type: DType) -> tuple[Array, Array]:
    jnp = xla.jax().numpy
    packed, _, order = xla.jax().lax.linalg.lu(input)
    fails_where(~(abs(jnp.diagonal(packed, axis1=-2, axis2=-1)) > 0), solving.SINGULAR)
    return packed, order.astype(output_idx_type.numpy)
