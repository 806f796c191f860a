"""One step of Adafactor, Lamb, Muon and schedule-free AdamW on one variable; see `optimizer_steps` for how these are.

They look at a variable as a whole (its norm, its rows and columns, its singular values), so rows that a gradient does
not name move with the others.
"""

from tenfold.core.calls.attrs import Any, Bool, Float, Int
from tenfold.core.calls.op import Free, xp
from tenfold.ops.training.optimizer_steps import moved, moved_square, put
from tenfold.ops.training.steps import Held, step


def root_mean_square(x):
    return xp(x).sqrt((x * x).mean(dtype=x.dtype))


def norm(x):
    return xp(x).sqrt((x * x).sum(dtype=x.dtype))


@step
def adafactor_step(
    env,
    gradient,
    rate: Free,
    share: Free,
    *,
    variable: Held,
    rows: Held = None,
    columns: Held = None,
    velocity: Held,
    epsilon_1: Float,
    epsilon_2: Float,
    clip_threshold: Float,
):
    """w - rate * max(epsilon_2, rms(w)) * u / max(1, rms(u) / clip_threshold), u = g / sqrt(v) (arXiv:1804.04235).

    v follows g ** 2 + epsilon_1, of which `share` is new: by its rows' and columns' means where w has two axes or more.
    """
    np_, dtype = xp(gradient), gradient.dtype
    of, share, value = dtype.type, share.astype(dtype), env.read(variable)
    square = gradient * gradient + of(epsilon_1)
    if rows is not None:
        by_row = put(env, rows, moved(env.read(rows), square.mean(-1, dtype=dtype), share))
        by_column = put(env, columns, moved(env.read(columns), square.mean(-2, dtype=dtype), share))
        relative = by_row / by_row.mean(-1, keepdims=True, dtype=dtype)
        second = relative[..., None] * by_column[..., None, :]
    else:
        second = moved(env.read(velocity), square, share)
    put(env, velocity, second)
    change = gradient / np_.sqrt(second)
    change = change / np_.maximum(of(1), root_mean_square(change) / of(clip_threshold))
    size = np_.maximum(of(epsilon_2), root_mean_square(value)) * rate.astype(dtype)
    return put(env, variable, value - size * change)


@step
def lamb_step(
    env,
    gradient,
    rate: Free,
    of_mean: Free,
    of_variance: Free,
    *,
    variable: Held,
    m: Held,
    v: Held,
    beta_1: Float,
    beta_2: Float,
    epsilon: Float,
):
    """w - rate * |w| / |u| * u, u Adam's direction with corrected averages (arXiv:1904.00962); the ratio is 1 where a
    norm is 0."""
    np_, dtype, value = xp(gradient), gradient.dtype, env.read(variable)
    of = dtype.type
    mean = put(env, m, moved(env.read(m), gradient, of(1 - beta_1)))
    variance = put(env, v, moved_square(env.read(v), gradient, of(1 - beta_2)))
    root = np_.sqrt(variance * of_variance.astype(dtype)) + of(epsilon)
    change = mean * of_mean.astype(dtype) / root
    of_value, of_change = norm(value), norm(change)
    both = (of_value > 0) & (of_change > 0)
    ratio = np_.where(both, of_value / np_.where(both, of_change, of(1)), of(1))
    return put(env, variable, value - ratio * rate.astype(dtype) * change)


@step
def muon_step(
    env,
    gradient,
    rate: Free,
    *,
    variable: Held,
    m: Held,
    momentum: Float,
    nesterov: Bool,
    steps: Int,
    polynomial: Any,
    rms_rate: Any,
):
    """w - rate * scale * orthogonal(m'), m' = momentum * m + g, or with `nesterov` g + momentum * m' (K. Jordan, 2024).

    `polynomial` (a, b, c) goes over the singular values `steps` times. The scale is `rms_rate` * sqrt(max(rows,
    columns)) (arXiv:2502.16982), 1 where that is None.
    """
    of = gradient.dtype.type
    velocity = put(env, m, env.read(m) * of(momentum) + gradient)
    change = gradient + velocity * of(momentum) if nesterov else velocity
    scale = 1 if rms_rate is None else rms_rate * max(gradient.shape) ** 0.5
    change = orthogonal(change, steps, polynomial) * of(scale)
    return put(env, variable, env.read(variable) - change * rate.astype(gradient.dtype))


def orthogonal(matrix, steps, polynomial):
    """About the nearest orthogonal matrix, by Newton and Schulz: x' = a x + (b s + c s s) x with s = x x^T."""
    of, tall = matrix.dtype.type, matrix.shape[0] > matrix.shape[1]
    a, b, c = map(of, polynomial)
    x = matrix.T if tall else matrix
    x = x / (norm(x) + of(1e-7))
    for _ in range(steps):
        square = x @ x.T
        x = a * x + (b * square + c * (square @ square)) @ x
    return x.T if tall else x


@step
def schedule_free_step(
    env,
    gradient,
    rate: Free,
    of_variance: Free,
    share: Free,
    *,
    variable: Held,
    z: Held,
    v: Held,
    beta_1: Float,
    beta_2: Float,
    epsilon: Float,
):
    """Schedule-free AdamW (Defazio et al., arXiv:2405.15682): z' = z - rate * u, u Adam's direction without its
    mean; the average x of all z takes `share` of z'. The variable is w = (1 - beta_1) * z + beta_1 * x."""
    np_, dtype = xp(gradient), gradient.dtype
    of, share = dtype.type, share.astype(dtype)
    variance = put(env, v, moved_square(env.read(v), gradient, of(1 - beta_2)))
    change = gradient / (np_.sqrt(variance * of_variance.astype(dtype)) + of(epsilon))
    start, of_end = env.read(z), of(1 - beta_1)
    of_average = env.read(variable) - of_end * start  # beta_1 * x
    end = put(env, z, start - rate.astype(dtype) * change)
    return put(env, variable, (of_end + of(beta_1) * share) * end + (of(1) - share) * of_average)
