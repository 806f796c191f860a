"""Slices in XLA, and sorting: its own top_k, and searchsorted over many rows at once."""

from typing import Any

from tenfold.core.values.dtypes import DType
from tenfold.ops.arrays import slicing, sorting
from tenfold.runtime import xla
from tenfold.runtime.types import Array


@slicing.strided_slice.kernel("xla", default=True)
def _(input_: Array, **attrs: Any) -> Array:
    slicing.strided_slice.infer(input_, **attrs)  # refuses an index that is not there, which JAX moves to the edge
    return slicing.strided_slice.forward(input_, **attrs)


@sorting._top_k.kernel("xla", default=True)
def _(input: Array, *, k: int, sorted: bool, index_type: DType) -> tuple[Array, Array]:
    if input.ndim == 0 or k > input.shape[-1]:
        raise ValueError(f"input must have at least k columns. Had {input.shape[-1] if input.ndim else 0}, needed {k}")
    values, best = xla.jax().lax.top_k(input, k)
    return values, best.astype(index_type.numpy)


@sorting._searchsorted.kernel("xla", default=True)
def _(sorted_sequence: Array, values: Array, *, side: str, out_type: DType) -> Array:
    jax = xla.jax()
    if not sorted_sequence.size:
        return jax.numpy.zeros(values.shape, out_type.numpy)
    rows = jax.numpy.asarray(sorted_sequence).reshape(-1, sorted_sequence.shape[-1])
    wanted = jax.numpy.asarray(values).reshape(len(rows), -1)
    found = jax.vmap(lambda row, v: jax.numpy.searchsorted(row, v, side))(rows, wanted)
    return found.astype(out_type.numpy).reshape(values.shape)
