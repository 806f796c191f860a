"""Recurrences as scans."""

from collections.abc import Sequence
from typing import Any

from tenfold.ops.recurrent import recurrence as ops
from tenfold.runtime import xla
from tenfold.runtime.types import Array


def arrays(inputs: Sequence[Array | None]) -> list[Array | None]:
    return [None if x is None else xla.jax().numpy.asarray(x) for x in inputs]


@ops.recurrence.kernel("xla", default=True)
def _(*inputs: Array, used: Sequence[bool] | None = None, keeps: bool, **attrs: Any) -> tuple[Array | None, ...]:
    jax = xla.jax()
    return ops.run(jax.numpy, jax.lax.scan, arrays(inputs), used, keeps, attrs)


@ops.recurrence_grad.kernel("xla", default=True)
def _(*inputs: Array, used: Sequence[bool] | None = None, **attrs: Any) -> tuple[Array | None, ...]:
    jax, given = xla.jax(), arrays(inputs)
    first, (hs, *kept), d = given[: ops.INPUTS], given[ops.INPUTS : -3], given[-3:]
    return ops.run_gradient(jax.numpy, jax.lax.scan, first, hs, kept, d, used, attrs)
