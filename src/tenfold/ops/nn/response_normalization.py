"""Local response normalisation (Krizhevsky et al., 2012)."""

from tenfold.core.calls.attrs import Int
from tenfold.core.calls.op import op, xp
from tenfold.core.values import dtypes
from tenfold.core.values.convert import meet
from tenfold.ops.infer import elementwise
from tenfold.ops.math.arithmetic import multiply, square
from tenfold.ops.math.powers import power
from tenfold.ops.scoped import scoped


@op(infer=elementwise, type="LRN")
def channel_window_sum(x, *, radius: Int):
    """For each channel the sum of those at most `radius` away."""
    if x.ndim != 4:
        raise ValueError(f"expected (batch, height, width, channels), rank 4; received rank {x.ndim}")
    wide = xp(x).pad(x, [(0, 0)] * (x.ndim - 1) + [(radius, radius)])
    return sum(wide[..., i : i + x.shape[-1]] for i in range(2 * radius + 1))


@channel_window_sum.gradient
def _(dy, radius):
    return channel_window_sum(dy, radius)


@scoped("LRN", type="LRN")
def local_response_normalization(input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None):
    """input / (bias + alpha * s) ** beta, s the sum of squares over the channels at most `depth_radius` away.

    Args:
      input: (batch, height, width, channels).
    """
    x = meet(input, dtypes.float32)
    return multiply(x, power(channel_window_sum(square(x), depth_radius) * alpha + bias, -float(beta)), name=name)
