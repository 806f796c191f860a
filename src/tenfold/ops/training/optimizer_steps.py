"""One step of an optimizer on one variable: one op each, which reads and writes the variable and its slots itself.

Forwards make new arrays (an array that was handed out is never written in place) and then work in these, so that a step
costs about its arithmetic in NumPy; in XLA it is one fused loop. `gradient` and the scalars that change from step to
step are inputs, so that a traced step sees them change; the result is the variable's new value. Formulas are Keras's.
"""

import numpy as np

from tenfold.core.calls.attrs import Bool, Float
from tenfold.core.calls.op import Free, xp
from tenfold.ops.training.steps import ROWS, Held, Spread, step


def root_of(x):
    """sqrt(x), in the memory of `x`."""
    return np.sqrt(x, out=x) if type(x) is np.ndarray else xp(x).sqrt(x)


def over(a, b):
    """a / b, in the memory of `b`."""
    return np.divide(a, b, out=b) if type(b) is np.ndarray else a / b


def less(a, b):
    """a - b, in the memory of `b`."""
    return np.subtract(a, b, out=b) if type(b) is np.ndarray else a - b


def plus(a, b):
    """a + b, in the memory of `b`."""
    return np.add(a, b, out=b) if type(b) is np.ndarray else a + b


def moved(old, new, share):
    """old + share * (new - old), in new memory: an exponential moving average."""
    if new.__class__ is Spread:
        return new.average(old, moved, share)
    out = new - old
    out *= share
    out += old
    return out


def moved_square(old, new, share):
    """`moved` towards new ** 2."""
    if new.__class__ is Spread:
        return new.average(old, moved_square, share)
    out = new * new
    out -= old
    out *= share
    out += old
    return out


def moved_both(mean, square, new, share, share_of_square):
    """`moved` and `moved_square`, the averages of Adam, in one call."""
    if new.__class__ is Spread:
        return moved(mean, new, share), moved_square(square, new, share_of_square)
    first, second = new - mean, new * new
    first *= share
    first += mean
    second -= square
    second *= share_of_square
    second += square
    return first, second


def put(env, variable, value):
    env.write(variable, value)
    return value


@step(moves=ROWS, type="ResourceApplyGradientDescent")
def sgd_step(env, gradient, rate: Free, *, variable: Held):
    """w - rate * g."""
    change = gradient * rate.astype(gradient.dtype)
    return put(env, variable, less(env.read(variable), change))


@step(type="ResourceApplyKerasMomentum")
def momentum_step(env, gradient, rate: Free, *, variable: Held, m: Held, momentum: Float, nesterov: Bool):
    """m' = momentum * m - rate * g; w + m', or with Nesterov's look ahead w + momentum * m' - rate * g."""
    dtype = gradient.dtype
    change = gradient * rate.astype(dtype)
    velocity = env.read(m) * dtype.type(momentum)
    velocity -= change
    put(env, m, velocity)
    if nesterov:
        change -= velocity * dtype.type(momentum)
        return put(env, variable, less(env.read(variable), change))
    return put(env, variable, env.read(variable) + velocity)


@step(
    spread=True,
    type=lambda _, attrs: "ResourceApplyAdam" if attrs["v_hat"] is None else "ResourceApplyAdamWithAmsgrad",
)
def adam_step(
    env,
    gradient,
    rate: Free,
    *,
    variable: Held,
    m: Held,
    v: Held,
    v_hat: Held = None,
    beta_1: Float,
    beta_2: Float,
    epsilon: Float,
):
    """w - rate * m' / (sqrt(v') + epsilon) with moving averages m' of g and v' of g ** 2 (arXiv:1412.6980).

    `rate` has the correction for the averages' start in it. `v_hat`, for AMSGrad, keeps the largest v'.
    """
    of = gradient.dtype.type
    value, mean, variance = env.read_all((variable, m, v))
    mean, new_variance = moved_both(mean, variance, gradient, of(1 - beta_1), of(1 - beta_2))
    variance = new_variance
    if v_hat is not None:
        variance = put(env, v_hat, xp(variance).maximum(env.read(v_hat), variance))
    change = np.sqrt(variance) if type(variance) is np.ndarray else xp(variance).sqrt(variance)
    change += of(epsilon)
    change = np.divide(mean, change, out=change) if type(change) is np.ndarray else mean / change
    change *= rate.astype(gradient.dtype)
    new = np.subtract(value, change, out=change) if type(change) is np.ndarray else value - change
    env.write_all((variable, m, v), (new, mean, new_variance))
    return new


@step
def nadam_step(
    env,
    gradient,
    rate: Free,
    of_mean: Free,
    of_gradient: Free,
    of_variance: Free,
    *,
    variable: Held,
    m: Held,
    v: Held,
    beta_1: Float,
    beta_2: Float,
    epsilon: Float,
):
    """w - rate * (m' * of_mean + g * of_gradient) / (sqrt(v' * of_variance) + epsilon) (Dozat, 2015).

    The factors correct for the averages' start and look one step ahead.
    """
    dtype = gradient.dtype
    mean = put(env, m, moved(env.read(m), gradient, dtype.type(1 - beta_1)))
    variance = put(env, v, moved_square(env.read(v), gradient, dtype.type(1 - beta_2)))
    ahead = mean * of_mean.astype(dtype)
    ahead += gradient * of_gradient.astype(dtype)
    change = variance * of_variance.astype(dtype)
    change = root_of(change)
    change += dtype.type(epsilon)
    change = over(ahead, change)
    change *= rate.astype(dtype)
    return put(env, variable, less(env.read(variable), change))


@step(type="ResourceApplyAdaMax")
def adamax_step(
    env, gradient, rate: Free, *, variable: Held, m: Held, u: Held, beta_1: Float, beta_2: Float, epsilon: Float
):
    """w - rate * m' / (u' + epsilon) with u' = max(beta_2 * u, |g|) (arXiv:1412.6980, section 7)."""
    of = gradient.dtype.type
    mean = put(env, m, moved(env.read(m), gradient, of(1 - beta_1)))
    largest = put(env, u, xp(gradient).maximum(env.read(u) * of(beta_2), abs(gradient)))
    change = over(mean, largest + of(epsilon))
    change *= rate.astype(gradient.dtype)
    return put(env, variable, less(env.read(variable), change))


def _rmsprop_fades(attrs):
    """With momentum all of the variable goes on moving."""
    return {n: 1 - attrs["rho"] for n in ("v", "average") if attrs[n] is not None} if attrs["m"] is None else None


@step(
    fades=_rmsprop_fades,
    type=lambda _, attrs: "ResourceApplyRMSProp" if attrs["average"] is None else "ResourceApplyCenteredRMSProp",
)
def rmsprop_step(
    env,
    gradient,
    rate: Free,
    *,
    variable: Held,
    v: Held,
    m: Held = None,
    average: Held = None,
    rho: Float,
    momentum: Float,
    epsilon: Float,
    floor: Bool = False,
):
    """w - m' with m' = momentum * m + rate * g / sqrt(v' + epsilon) (Tieleman and Hinton, 2012).

    With `floor` the divisor is sqrt(v') + epsilon.

    v' is a moving average of g ** 2. `average`, one of g, is for the centred variant, which takes its square off v'.
    """
    of = gradient.dtype.type
    spread = moved_square(env.read(v), gradient, of(1 - rho))
    put(env, v, spread)
    if average is not None:
        mean = put(env, average, moved(env.read(average), gradient, of(1 - rho)))
        spread = spread - mean * mean
    change = xp(spread).sqrt(spread) + of(epsilon) if floor else root_of(spread + of(epsilon))
    change = over(gradient, change)
    change *= rate.astype(gradient.dtype)
    if m is not None:
        velocity = env.read(m) * of(momentum)
        velocity += change
        return put(env, variable, env.read(variable) - put(env, m, velocity))
    return put(env, variable, less(env.read(variable), change))


@step(moves=ROWS, type="ResourceApplyAdagradV2")
def adagrad_step(env, gradient, rate: Free, *, variable: Held, accumulator: Held, epsilon: Float, floor: Bool = False):
    """w - rate * g / sqrt(a' + epsilon) with a' = a + g ** 2 (Duchi et al., JMLR 2011); `floor`: see `rmsprop_step`."""
    total = gradient * gradient
    total = put(env, accumulator, plus(env.read(accumulator), total))
    epsilon = gradient.dtype.type(epsilon)
    change = xp(total).sqrt(total) + epsilon if floor else root_of(total + epsilon)
    change = over(gradient, change)
    change *= rate.astype(gradient.dtype)
    return put(env, variable, less(env.read(variable), change))


@step(fades=lambda attrs: dict.fromkeys(("of_gradient", "of_change"), 1 - attrs["rho"]), type="ResourceApplyAdadelta")
def adadelta_step(
    env, gradient, rate: Free, *, variable: Held, of_gradient: Held, of_change: Held, rho: Float, epsilon: Float
):
    """w - rate * d with d = g * rms(earlier d) / rms(g), both moving averages (Zeiler, arXiv:1212.5701)."""
    of = gradient.dtype.type
    squares = put(env, of_gradient, moved_square(env.read(of_gradient), gradient, of(1 - rho)))
    before = env.read(of_change)
    change = root_of(before + of(epsilon))
    change *= gradient
    change = over(change, root_of(squares + of(epsilon)))
    put(env, of_change, moved_square(before, change, of(1 - rho)))
    change *= rate.astype(gradient.dtype)
    return put(env, variable, less(env.read(variable), change))


@step(type="ResourceApplyFtrlV2")
def ftrl_step(
    env,
    gradient,
    rate: Free,
    *,
    variable: Held,
    accumulator: Held,
    linear: Held,
    power: Float,
    l1: Float,
    l2: Float,
    shrinkage: Float,
    beta: Float,
):
    """Follow the regularized leader (McMahan et al., KDD 2013), with L1, L2 and shrinkage."""
    np_, dtype = xp(gradient), gradient.dtype
    rate, w, before = rate.astype(dtype), env.read(variable), env.read(accumulator)
    shrunk = gradient + w * dtype.type(2 * shrinkage) if shrinkage else gradient
    total = before + gradient * gradient
    slope = np_.power(total, dtype.type(-power))
    new = env.read(linear) + shrunk - (slope - np_.power(before, dtype.type(-power))) / rate * w
    put(env, accumulator, total)
    put(env, linear, new)
    curve = slope / rate + dtype.type(2) * (dtype.type(l2) + dtype.type(beta) / (dtype.type(2) * rate))
    return put(env, variable, (np_.clip(new, dtype.type(-l1), dtype.type(l1)) - new) / curve)


@step
def lion_step(env, gradient, rate: Free, *, variable: Held, m: Held, beta_1: Float, beta_2: Float):
    """w - rate * sign(beta_1 * m + (1 - beta_1) * g); m follows g with beta_2 (Chen et al., arXiv:2302.06675)."""
    of = gradient.dtype.type
    before = env.read(m)
    change = xp(gradient).sign(moved(before, gradient, of(1 - beta_1)))
    change *= rate.astype(gradient.dtype)
    put(env, m, moved(before, gradient, of(1 - beta_2)))
    return put(env, variable, less(env.read(variable), change))


@step
def decay_step(env, rate: Free, *, variable: Held, weight_decay: Float):
    """w - rate * weight_decay * w: decoupled weight decay (arXiv:1711.05101)."""
    w = env.read(variable)
    return put(env, variable, w - w * (rate.astype(w.dtype) * w.dtype.type(weight_decay)))


@step
def average_step(env, *, variable: Held, source: Held, momentum: Float):
    """The moving average `variable` follows `source`: momentum * average + (1 - momentum) * value."""
    value = env.read(source)
    return put(env, variable, moved(env.read(variable), value, value.dtype.type(1 - momentum)))
