"""Sums of strided placements, the transpose of strided slices: pads that XLA fuses, where a scatter would be a loop."""

from collections.abc import Iterable

from tenfold.runtime import xla
from tenfold.runtime.types import Array, Ints, Pairs


def spread_sum(parts: Iterable[tuple[Array, Ints]], sizes: Ints, pairs: Pairs, strides: Ints) -> Array:
    """The sum of `parts`, each put at its offset with its elements `strides` apart, cropped to `sizes`.

    Args:
      parts: (array (batch, *out, channels), offset per spatial axis) pairs.
      sizes: spatial sizes of the result.
      pairs: (before, after) per spatial axis: what lies outside of the result and is cut off.
      strides: one per spatial axis.
    """
    lax = xla.jax().lax
    total = None
    for d, at in parts:
        config = [(0, 0, 0)]
        for n, o, (before, _), offset, s in zip(sizes, d.shape[1:-1], pairs, at, strides):
            low, length = offset - before, (o - 1) * s + 1
            config.append((low, n - low - length, s - 1))
        placed = lax.pad(d, d.dtype.type(0), [*config, (0, 0, 0)])
        total = placed if total is None else total + placed
    return total
