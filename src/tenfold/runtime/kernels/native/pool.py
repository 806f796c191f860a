"""Max and average pooling by the library, and the gradients of both, of pooling after relu and of upsampling."""

from typing import Any

from tenfold.ops.conv import pool_ops as ops
from tenfold.ops.conv import upsampling
from tenfold.runtime.gears import fused
from tenfold.runtime.kernels.native.calls import RELU, SUM, Plan, geometry, register
from tenfold.runtime.types import Ints


def _geometry(x: Ints, flags: int, ksize: Ints, strides: Ints, padding: Any) -> tuple[tuple[int, ...], Ints] | None:
    """The geometry and the shape of the result; None where the op does it, or says what is wrong with it."""
    n = len(ksize)
    if not len(x) == n + 2 == len(strides) + 2 or 0 in x:
        return None
    try:
        out = (x[0], *ops.out_sizes(x, ksize, strides, padding), x[-1])
    except ValueError:
        return None
    pads = ops.pads(x, ksize, strides, padding)
    if 0 in out or any(max(pair) >= k for pair, k in zip(pads, ksize)):  # else a window may hold padding only
        return None
    return geometry(x, ksize, out, strides, (1,) * n, pads, x[-1], flags), out


def _forward(kernel: str, x: Ints, window: dict[str, Any]) -> Plan | None:
    found = _geometry(x, 0, **window)
    return found and Plan(kernel, found[0], (found[1],))


def _max_pool(x: Ints, **window: Any) -> Plan | None:
    return _forward("max_pool", x, window)


def _avg_pool(x: Ints, **window: Any) -> Plan | None:
    return _forward("avg_pool", x, window)


def _max_pool_grad(x: Ints, y: Ints, dy: Ints, flags: int = 0, **window: Any) -> Plan | None:
    found = _geometry(x, flags, **window)
    return Plan("max_pool_grad", found[0], (x,)) if found and found[1] == y == dy else None


def max_pool_relu_grad(x: Ints, y: Ints, dy: Ints, **window: Any) -> Plan | None:
    return _max_pool_grad(x, y, dy, RELU, **window)


def _avg_pool_grad(dy: Ints, *, input_shape: Ints, **window: Any) -> Plan | None:
    found = _geometry(input_shape, 0, **window)
    return Plan("avg_pool_grad", found[0], (input_shape,)) if found and found[1] == dy else None


def _block_sums(d: Ints, *, factors: Ints) -> Plan | None:
    """Blocks are windows side by side, where neither batch nor channels are summed."""
    if not 3 <= len(d) == len(factors) <= 5 or not factors[0] == factors[-1] == 1:
        return None
    found = _geometry(d, SUM, factors[1:-1], factors[1:-1], "VALID")
    return found and Plan("avg_pool", found[0], (found[1],))


register(ops.max_pool, _max_pool)
register(ops.max_pool_grad, _max_pool_grad)
register(ops.avg_pool, _avg_pool)
register(ops.avg_pool_grad, _avg_pool_grad)
register(upsampling.block_sums, _block_sums, in_xla=False)
register(fused.max_pool_relu_grad, max_pool_relu_grad)
