"""Distributions made of Philox words exactly as TensorFlow's CPU kernels make them.

Same conventions as `random_bits`: the array namespace `xp` first, then the stream; counts and dtypes are static.
Rejection samplers give every output (or group of outputs) its own window of the counter, so outputs are independent of
each other. Under NumPy the window of an unlucky output is read further until it is accepted; under jax.numpy, where
shapes are static, a fixed window is read, wide enough that running out of it has a probability below 1e-13 per output.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from tenfold.ops.random.philox import (
    Array,
    Stream,
    random_words,
    reserved_blocks,
    unit_float32,
    unit_float64,
    word_windows,
)

_TRUNCATION = 2.0  # standard deviations


def _box_muller(xp: Any, words: Array, double: bool) -> Array:
    """Normals from uniform words along the last axis: one per word, or one per two words if `double`.

    sin and cos of one angle, interleaved: Box and Muller, Annals of Mathematical Statistics 29 (1958).
    """
    dtype = np.float64 if double else np.float32
    uniforms = unit_float64(xp, words) if double else unit_float32(words)
    radius = xp.sqrt(dtype(-2) * xp.log(xp.maximum(uniforms[..., 0::2], dtype(1e-7))))
    # TensorFlow forms the angle in double precision and rounds it once
    angle = (2 * math.pi * uniforms[..., 1::2].astype(np.float64)).astype(dtype)
    return xp.stack((xp.sin(angle) * radius, xp.cos(angle) * radius), -1).reshape(uniforms.shape)


def normal(xp: Any, stream: Stream, count: int, dtype: Any) -> Array:
    """`count` standard normals of a floating dtype; the 16-bit ones are float32 normals, rounded."""
    dtype = np.dtype(dtype)
    double = dtype == np.float64
    words = random_words(xp, stream, (count + count % 2) * (2 if double else 1))
    return _box_muller(xp, words, double)[:count].astype(dtype)


def _by_rejection(
    xp: Any, stream: Stream, starts: Array, widths: tuple[int, int], attempt: Callable, *parameters: Array
) -> Array:
    """Values of `attempt(xp, words, *parameters) -> (values, accepted)` on the windows that begin at blocks `starts`.

    `widths` are the blocks of a window that NumPy tries first and that jax.numpy always reads.
    """
    if xp is not np:
        return attempt(xp, word_windows(xp, stream, starts, widths[1]), *parameters)[0]
    with np.errstate(all="ignore"):  # a rejected attempt may take the logarithm of zero or overflow
        width = widths[0]
        values, accepted = attempt(np, word_windows(np, stream, starts, width), *parameters)
        while not accepted.all():
            width *= 2
            again = np.flatnonzero(~accepted)
            words = word_windows(np, stream, starts[again], width)
            values[again], accepted[again] = attempt(np, words, *(values_of[again] for values_of in parameters))
    return values


def _first(xp: Any, values: Array, accepted: Array, wanted: int) -> tuple[Array, Array]:
    """The first `wanted` accepted values of each row, shape [rows, wanted], and whether there were so many."""
    if wanted == values.shape[1]:
        return values, accepted.all(axis=1)
    rank = xp.cumsum(accepted, axis=1)
    places = xp.stack([xp.argmax(rank == i + 1, axis=1) for i in range(wanted)], -1)
    return xp.take_along_axis(values, places, axis=1), rank[:, -1] >= wanted


def truncated_normal(xp: Any, stream: Stream, count: int, dtype: Any) -> Array:
    """`count` standard normals within two standard deviations: those beyond are drawn again.

    Outputs come in groups of four (two in float64) that share a window: the group's first accepted normals.
    """
    dtype = np.dtype(dtype)
    double = dtype == np.float64
    group = 2 if double else 4

    def attempt(xp: Any, words: Array) -> tuple[Array, Array]:
        normals = _box_muller(xp, words, double)
        return _first(xp, normals, abs(normals) < normals.dtype.type(_TRUNCATION), group)

    groups = -(-count // group)
    starts = xp.arange(groups, dtype=np.uint64) * np.uint64(reserved_blocks(group) // 4)
    values = _by_rejection(xp, stream, starts, (1, 6 if double else 4), attempt)
    return values.reshape(-1)[:count].astype(dtype)


def _doubles_last_first(xp: Any, words: Array) -> Array:
    """Uniform doubles of a window, shape [n, 2 * blocks]: TensorFlow takes the two of each block in reverse."""
    pairs = unit_float64(xp, words)
    return pairs.reshape(len(words), -1, 2)[:, :, ::-1].reshape(len(words), -1)


def _pick(xp: Any, table: Array, places: Array) -> Array:
    """Element `places[i]` of row i, the last one where a place lies beyond the row."""
    places = xp.minimum(places, table.shape[1] - 1)
    return xp.take_along_axis(table, places[:, None], axis=1)[:, 0]


def python_loop(lower: int, upper: int, body: Callable, state: Any) -> Any:
    """What `jax.lax.fori_loop` does, written out: the default wherever a sampler takes a `fori_loop`."""
    for i in range(lower, upper):
        state = body(i, state)
    return state


def _take(xp: Any, table: Array, place: Array, next_block: Array, wanted: Array) -> tuple[Array, Array, Array]:
    """Each row's next number of one kind, where kinds share a window and enter it a block of two numbers at a time.

    `place` is one past the number taken last. Gives the number, the new place and the next unused block; both move only
    in the rows that are `wanted`.
    """
    fresh = place % 2 == 0  # nothing is left of this kind's block: enter the next unused one
    here = xp.where(fresh, 2 * next_block, place)
    return _pick(xp, table, here), xp.where(wanted, here + 1, place), next_block + (wanted & fresh)


def _gamma_attempts(fori_loop: Callable, xp: Any, words: Array, alpha: Array) -> tuple[Array, Array]:
    uniforms, blocks = _doubles_last_first(xp, words), words.shape[1] // 4
    normals = _box_muller(xp, words, True).reshape(-1, blocks, 2)[:, :, ::-1].reshape(uniforms.shape)
    boosted = alpha < 1  # sample at alpha + 1, then multiply by uniform ** (1 / alpha)
    d = alpha + xp.where(boosted, 2.0 / 3, -1.0 / 3)
    c = 1.0 / 3 / xp.sqrt(d)

    def attempt(_: Any, state: tuple) -> tuple:
        result, done, at_normal, at_uniform, next_block = state
        x, at_normal, next_block = _take(xp, normals, at_normal, next_block, ~done)
        v = 1 + c * x
        open_ = ~done & (v > 0)
        u, at_uniform, next_block = _take(xp, uniforms, at_uniform, next_block, open_)
        v = v * v * v
        squeeze = u < 1 - 0.0331 * (x * x) * (x * x)
        accepted = open_ & (squeeze | (xp.log(u) < 0.5 * x * x + d * (1 - v + xp.log(v))))
        boost, at_uniform, next_block = _take(xp, uniforms, at_uniform, next_block, accepted & boosted)
        drawn = d * v * xp.where(boosted, boost ** (1 / alpha), 1.0)
        return xp.where(accepted, drawn, result), done | accepted, at_normal, at_uniform, next_block

    zeros = xp.zeros(alpha.shape, np.int64)
    exponential = -xp.log1p(-uniforms[:, 0])
    result, done, _, _, used = fori_loop(0, blocks, attempt, (exponential, alpha == 1, zeros, zeros, zeros))
    invalid = ~(alpha >= 0)
    return xp.where(invalid, np.nan, result), done & (used <= blocks) | invalid


def gamma(xp: Any, stream: Stream, alpha: Array, samples: int, dtype: Any, fori_loop: Callable = python_loop) -> Array:
    """`samples` draws of Gamma(alpha[i], 1) for each element of the 1-D `alpha`: shape [samples, len(alpha)].

    Computed in double precision. An alpha that is negative or NaN gives NaN, where TensorFlow never returns. Under
    jax.numpy pass `jax.lax.fori_loop`: the attempts written out take XLA seconds to compile.
    Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000).
    """
    alphas = xp.repeat(alpha.astype(np.float64), samples)
    starts = xp.arange(len(alphas), dtype=np.uint64) * np.uint64(reserved_blocks(1))
    attempts = partial(_gamma_attempts, python_loop if xp is np else fori_loop)
    values = _by_rejection(xp, stream, starts, (3, 12), attempts, alphas)
    return values.reshape(-1, samples).T.astype(dtype)


_LOG_FACTORIALS = np.array([math.lgamma(k + 1.0) for k in range(16)])


def _log_factorial(xp: Any, k: Array) -> Array:
    """log(k!) of whole float64 numbers: a table below 16, Stirling's series from there on (error below 1e-14)."""
    z = xp.maximum(k, 15.0) + 1
    squared = z * z
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / squared) / squared) / squared) / z
    stirling = (z - 0.5) * xp.log(z) - z + 0.5 * math.log(2 * math.pi) + series
    small = xp.take(_LOG_FACTORIALS if xp is np else xp.asarray(_LOG_FACTORIALS), xp.clip(k, 0, 15).astype(np.int64))
    return xp.where(k < 16, small, stirling)


def _poisson_by_products(xp: Any, uniforms: Array, rate: Array) -> tuple[Array, Array]:
    """Knuth, The Art of Computer Programming, volume 2: how many uniforms multiply to more than exp(-rate)."""
    limit = xp.exp(-rate)
    product, events = xp.ones_like(rate), xp.zeros_like(rate)
    for i in range(uniforms.shape[1]):
        product = product * uniforms[:, i]
        events = events + (product > limit)
    return events, product <= limit


def _poisson_by_transform(xp: Any, uniforms: Array, rate: Array) -> tuple[Array, Array]:
    """Hoermann's transformed rejection, Insurance: Mathematics and Economics 12 (1993); for rates of ten and more."""
    rate = rate[:, None]
    b = 0.931 + 2.53 * xp.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    u, v = uniforms[:, 0::2] - 0.5, uniforms[:, 1::2]
    shifted = 0.5 - abs(u)
    k = xp.floor((2 * a / shifted + b) * u + rate + 0.43)
    inside = (shifted >= 0.07) & (v <= 0.9277 - 3.6224 / (b - 2))
    outside = (k < 0) | ((shifted < 0.013) & (v > shifted))
    s = xp.log(v * inverse_alpha / (a / (shifted * shifted) + b))
    accepted = inside | ~outside & (s <= -rate + k * xp.log(rate) - _log_factorial(xp, k))
    return _pick(xp, k, xp.argmax(accepted, axis=1)), accepted.any(axis=1)


def _poisson_attempts(xp: Any, words: Array, rate: Array) -> tuple[Array, Array]:
    uniforms = _doubles_last_first(xp, words)
    is_small = rate < 10
    small, small_done = _poisson_by_products(xp, uniforms, rate)
    large, large_done = _poisson_by_transform(xp, uniforms, xp.where(is_small, 10.0, rate))
    return xp.where(is_small, small, large), xp.where(is_small, small_done, large_done)


def poisson(xp: Any, stream: Stream, rate: Array, samples: int, dtype: Any) -> Array:
    """`samples` draws of Poisson(rate[i]) for each element of the 1-D `rate`: shape [samples, len(rate)].

    Any real dtype. Computed in double precision. A rate that is negative, infinite or NaN gives NaN.
    """
    rates = xp.repeat(rate.astype(np.float64), samples)
    valid = (rates >= 0) & xp.isfinite(rates)
    starts = xp.arange(len(rates), dtype=np.uint64) * np.uint64(reserved_blocks(1))
    values = _by_rejection(xp, stream, starts, (4, 24), _poisson_attempts, xp.where(valid, rates, 0.0))
    values = xp.where(valid, values, np.nan)
    return values.reshape(-1, samples).T.astype(dtype)


def _binomial_by_waiting(xp: Any, uniforms: Array, count: Array, prob: Array) -> tuple[Array, Array]:
    """How many geometric waiting times fit into `count` trials."""
    scale = xp.log1p(-prob)
    waited, successes = xp.zeros_like(count), xp.zeros_like(count)
    for i in range(uniforms.shape[1]):
        waited = waited + xp.ceil(xp.log(uniforms[:, i]) / scale)
        successes = successes + (waited <= count)
    return successes, waited > count


def _stirling_tail(xp: Any, k: Array) -> Array:
    """log(k!) less Stirling's leading terms, as TensorFlow approximates it from ten on."""
    squared = (k + 1) * (k + 1)
    series = (1 / 12 - (1 / 360 - 1 / 1260 / squared) / squared) / (k + 1)
    table = _STIRLING_TAILS if xp is np else xp.asarray(_STIRLING_TAILS)
    return xp.where(k <= 9, xp.take(table, xp.clip(k, 0, 9).astype(np.int64)), series)


_STIRLING_TAILS = np.array(
    [math.lgamma(k + 1) - (0.5 * math.log(2 * math.pi) + (k + 0.5) * math.log(k + 1) - (k + 1)) for k in range(10)]
)


def _binomial_by_transform(xp: Any, uniforms: Array, count: Array, prob: Array) -> tuple[Array, Array]:
    """Hoermann's BTRS, Journal of Statistical Computation and Simulation 46 (1993); for means of ten and more."""
    count, prob = count[:, None], prob[:, None]
    deviation = xp.sqrt(count * prob * (1 - prob))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * prob
    odds = prob / (1 - prob)
    m = xp.floor((count + 1) * prob)
    u, v = uniforms[:, 0::2] - 0.5, uniforms[:, 1::2]
    shifted = 0.5 - abs(u)
    k = xp.floor((2 * a / shifted + b) * u + count * prob + 0.5)
    inside = (shifted >= 0.07) & (v <= 0.92 - 4.2 / b)
    possible = (k >= 0) & (k <= count)
    height = xp.log(v * (2.83 + 5.1 / b) * deviation / (a / (shifted * shifted) + b))
    bound = (
        (m + 0.5) * xp.log((m + 1) / (odds * (count - m + 1)))
        + (count + 1) * xp.log((count - m + 1) / (count - k + 1))
        + (k + 0.5) * xp.log(odds * (count - k + 1) / (k + 1))
        + _stirling_tail(xp, m)
        + _stirling_tail(xp, count - m)
        - _stirling_tail(xp, k)
        - _stirling_tail(xp, count - k)
    )
    accepted = inside | possible & (height <= bound)
    return _pick(xp, k, xp.argmax(accepted, axis=1)), accepted.any(axis=1)


def _binomial_attempts(xp: Any, words: Array, count: Array, prob: Array, few: Array) -> tuple[Array, Array]:
    """Successes in `count` trials; `few` says where their number is counted rather than transformed."""
    uniforms = _doubles_last_first(xp, words)
    waiting, waiting_done = _binomial_by_waiting(xp, uniforms, count, prob)
    transform, transform_done = _binomial_by_transform(
        xp, uniforms, xp.where(few, 40.0, count), xp.where(few, 0.5, prob)
    )
    return xp.where(few, waiting, transform), xp.where(few, waiting_done, transform_done)


def binomial(xp: Any, stream: Stream, count: Array, prob: Array, samples: int, dtype: Any) -> Array:
    """`samples` draws of Binomial(count[i], prob[i]) for 1-D `count` and `prob` of one length and one floating dtype.

    Shape [samples, len(count)], any real dtype. No trials or a probability of at most 0 give 0, a probability of at
    least 1 gives `count`, NaN gives NaN.
    """
    counts, probs = xp.repeat(count, samples), xp.repeat(prob, samples)
    flipped = probs > 0.5
    rarer = xp.where(flipped, 1 - probs, probs)
    few = counts * rarer < 10
    certain = (counts <= 0) | ~(probs > 0) | (probs >= 1)
    trials, rarer = xp.where(certain, 1.0, counts.astype(np.float64)), xp.where(certain, 0.5, rarer.astype(np.float64))
    few = few | certain
    # the two methods set aside different numbers of blocks per output
    starts = xp.arange(len(counts), dtype=np.uint64) * xp.where(few, 42, reserved_blocks(1)).astype(np.uint64)
    drawn = _by_rejection(xp, stream, starts, (4, 24), _binomial_attempts, trials, rarer, few)
    drawn = xp.where(flipped, counts - drawn, drawn)
    sure = xp.where(probs >= 1, counts.astype(np.float64), 0.0)
    values = xp.where(xp.isnan(probs), np.nan, xp.where(certain, xp.maximum(sure, 0.0), drawn))
    return values.reshape(-1, samples).T.astype(dtype)


def categorical(xp: Any, stream: Stream, logits: Array, samples: int, dtype: Any) -> Array:
    """`samples` classes per row of `logits`, shape [batch, classes], by inverting the cumulative distribution.

    Shape [batch, samples], int32 or int64. Row follows row in one run of the stream. TensorFlow does so on one thread;
    on several it cuts a large batch where the machine's threads fall, and the numbers of later rows then differ.
    """
    batch = logits.shape[0]
    finite = xp.isfinite(logits)
    shifted = logits.astype(np.float64) - xp.where(finite, logits, -np.inf).max(axis=1, keepdims=True)
    cumulative = xp.cumsum(xp.where(finite, xp.exp(xp.where(finite, shifted, 0.0)), 0.0), axis=1)
    uniforms = unit_float64(xp, random_words(xp, stream, 2 * batch * samples)).reshape(batch, samples)
    wanted = uniforms * cumulative[:, -1:]
    if xp is np:
        rows = [np.searchsorted(row, target, side="right") for row, target in zip(cumulative, wanted, strict=True)]
        return np.stack(rows).astype(dtype) if rows else np.zeros((0, samples), dtype)
    return (cumulative[:, None, :] <= wanted[:, :, None]).sum(axis=-1).astype(dtype)


def categorical_blocks(batch: int, samples: int) -> int:
    """Blocks that `categorical` sets aside."""
    return reserved_blocks(2 * batch * (-(-samples // 4) * 4))
