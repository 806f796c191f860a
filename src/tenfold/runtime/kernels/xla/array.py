"""Slices in XLA, and sorting: its own top_k, and searchsorted over many rows at once."""

import math
from typing import Any

from tenfold.core.values.dtypes import DType
from tenfold.ops.arrays import slicing, sorting
from tenfold.runtime import xla
from tenfold.runtime.types import Array, Ints


@slicing.strided_slice.kernel("xla", default=True)
def _(input_: Array, **attrs: Any) -> Array:
    slicing.strided_slice.infer(input_, **attrs)  # refuses an index that is not there, which JAX moves to the edge
    return slicing.strided_slice.forward(input_, **attrs)


@slicing.strided_slice_grad.kernel("xla", default=True)
def _(d: Array, *, shape: Ints, begin: Ints, end: Ints, strides: Ints | None, **masks: int) -> Array:
    return padded(d, shape, slicing.index_of(begin, end, strides, tuple(masks.values())))


@slicing.slice_grad.kernel("xla", default=True)
def _(d: Array, *, shape: Ints, begin: Ints) -> Array:
    return padded(d, shape, slicing._window(shape, begin, d.shape))


def padded(d: Array, shape: Ints, index: tuple[Any, ...]) -> Array:
    """`slicing.placed` as zeros around `d`, which XLA makes one with what is done to them; a scatter it would not."""
    jax, jnp = xla.jax(), xla.jax().numpy
    index = tuple([i for i in index if i is not None])
    at = index.index(Ellipsis) if Ellipsis in index else len(index)
    rest = [slice(None)] * (len(shape) - len(index) + (Ellipsis in index))
    ranges = [_range(i, n) for i, n in zip((*index[:at], *rest, *index[at + 1 :]), shape, strict=True)]
    sizes = [len(r) for r in ranges]
    if not math.prod(sizes):
        return jnp.zeros(shape, d.dtype)
    turned, d = [axis for axis, r in enumerate(ranges) if r.step < 0], jnp.asarray(d).reshape(sizes)
    d = jnp.flip(d, turned) if turned else d
    ends = [(r, n) if r.step > 0 else (r[::-1], n) for r, n in zip(ranges, shape)]
    return jax.lax.pad(d, d.dtype.type(0), [(r[0], n - 1 - r[-1], r.step - 1) for r, n in ends])


def _range(item: Any, n: int) -> range:
    """The places along an axis that an index names."""
    return range(*item.indices(n)) if isinstance(item, slice) else range(n)[item : item + 1 or None]


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
