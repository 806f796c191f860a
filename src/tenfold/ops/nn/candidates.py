"""Candidate samplers: the negative classes of sampled losses, drawn from a stream as TensorFlow's kernels draw them."""

import math
from functools import partial

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Size
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.failing import fails_where
from tenfold.ops.random.distributions import stateful_stream
from tenfold.ops.random.philox import generator_stream, random_words, unit_float64
from tenfold.ops.structures.kept_whole import kept_whole

_RESERVED = 512  # blocks for each candidate


def _uniform_class(namespace, words, range_max):
    """A class in [0, range_max) from each pair of words. TensorFlow passes over the 64-bit numbers below
    2**64 % range_max, whose probability is under 1e-9 for any range of classes; here they count."""
    wide = words.astype(np.uint64)
    return ((wide[:, 0] | wide[:, 1] << 32) % np.uint64(range_max)).astype(np.int64)


def _log_uniform_class(namespace, words, range_max):
    """Class k with a probability of log((k + 2) / (k + 1)) / log(range_max + 1): Zipf's law, roughly."""
    uniforms = unit_float64(namespace, words)[:, 0]
    return (namespace.exp(uniforms * math.log1p(range_max)).astype(np.int64) - 1) % range_max


def _uniform_probability(namespace, classes, range_max):
    return namespace.full(classes.shape, 1.0 / range_max, np.float32)


def _log_uniform_probability(namespace, classes, range_max):
    return (namespace.log((classes + 2.0) / (classes + 1.0)) / math.log1p(range_max)).astype(np.float32)


_DISTRIBUTIONS = {
    "uniform": (_uniform_class, _uniform_probability),
    "log_uniform": (_log_uniform_class, _log_uniform_probability),
}


def _distinct(stream, pick, count):
    """The first `count` different classes, and how many draws they took."""
    draws = 2 * count + 16
    while True:
        drawn = pick(np, random_words(np, stream, 2 * draws).reshape(-1, 2))
        _, first = np.unique(drawn, return_index=True)
        if len(first) >= count:
            kept = np.sort(first)[:count]
            return drawn[kept], int(kept[-1]) + 1 if count else 0
        draws *= 2


def distinct_one_by_one(namespace, stream, pick, count, range_max, while_loop):
    """`_distinct` for `jax.lax.while_loop`: draws until there are enough, with a mark on each class already taken."""

    def draw(state):
        tries, picked, batch, used = state
        words = random_words(namespace, stream.skip(tries // 2), 4).reshape(2, 2)
        value = pick(namespace, words[tries % 2][None])[0]
        fresh = ~used[value]
        batch = batch.at[picked].set(namespace.where(fresh, value, batch[picked]))
        return tries + 1, picked + fresh, batch, used.at[value].set(True)

    start = np.int64(0), np.int64(0), namespace.zeros(count, np.int64), namespace.zeros(range_max, bool)
    tries, _, batch, _ = while_loop(lambda state: state[1] < count, draw, start)
    return batch, tries


def _infer_candidates(stream, true_classes, *, num_sampled, **_):
    return (
        Spec((num_sampled,), dtypes.int64),
        Spec(true_classes.shape, dtypes.float32),
        Spec((num_sampled,), dtypes.float32),
    )


@op(
    infer=_infer_candidates,
    gradient=None,
    results=("sampled_candidates", "true_expected_count", "sampled_expected_count"),
)
def candidate_sampler(
    stream: Free, true_classes: Free, *, num_true: Size, num_sampled: Size, unique: Bool, range_max: Size, distribution
):
    """Classes drawn from [0, range_max), and how often they and `true_classes` are expected among them."""
    return draw_candidates(stream, true_classes, num_true, num_sampled, unique, range_max, distribution, None)


def draw_candidates(stream, true_classes, num_true, num_sampled, unique, range_max, distribution, while_loop):
    _check(true_classes, num_true, num_sampled, unique, range_max)
    namespace = xp(stream, true_classes)
    pick, probability = (partial(f, range_max=range_max) for f in _DISTRIBUTIONS[distribution])
    opened = generator_stream(xp(stream), stream)
    if not unique:
        words = random_words(xp(stream), opened, 2 * num_sampled).reshape(-1, 2)
        sampled, tries = pick(xp(stream), words), num_sampled
    elif xp(stream) is np:
        sampled, tries = _distinct(opened, pick, num_sampled)
    else:
        sampled, tries = distinct_one_by_one(namespace, opened, pick, num_sampled, range_max, while_loop)

    def expected(classes):
        p = probability(namespace, classes)
        distinct = -namespace.expm1(np.float32(1) * tries * namespace.log1p(-p))
        return namespace.where(tries == num_sampled, p * np.float32(num_sampled), distinct).astype(np.float32)

    return sampled, expected(true_classes), expected(sampled)


def _check_columns(true_classes, num_true):
    if true_classes.ndim != 2 or true_classes.shape[1] != num_true:
        shape = list(true_classes.shape)
        raise errors.InvalidArgumentError(f"true_classes must have {num_true} columns; received shape {shape}.")


def _check(true_classes, num_true, num_sampled, unique, range_max):
    _check_columns(true_classes, num_true)
    if unique and num_sampled > range_max:
        raise errors.InvalidArgumentError(f"{num_sampled} different classes cannot be drawn from {range_max}.")
    outside = (true_classes < 0) | (true_classes >= range_max)
    fails_where(outside, lambda: f"true_classes must lie in [0, {range_max}); received {true_classes[outside][0]}.")


def _sampler(distribution):
    @kept_whole(f"random.{distribution}_candidate_sampler")
    def sampler(true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None):
        true_classes = convert(true_classes, partner=dtypes.int64)
        kernel = distribution, num_true, num_sampled, unique, range_max
        stream = stateful_stream(kernel, (num_sampled,), _RESERVED, seed, true_classes)
        return candidate_sampler(
            stream, true_classes, num_true, num_sampled, unique, range_max, distribution=distribution, name=name
        )

    sampler.__name__ = sampler.__qualname__ = f"{distribution}_candidate_sampler"
    sampler.__doc__ = f"""Negative classes from a {distribution.replace("_", "-")} distribution over [0, range_max).

    Args:
      true_classes: int64, [batch, num_true].
      num_sampled: how many classes to draw.
      unique: whether they must all differ.
      seed: op seed; see `tf.random.set_seed`.

    Returns: (sampled_candidates, int64 [num_sampled]; true_expected_count, float32 [batch, num_true];
      sampled_expected_count, float32 [num_sampled]).
    """
    return sampler


uniform_candidate_sampler = _sampler("uniform")
log_uniform_candidate_sampler = _sampler("log_uniform")


@op(
    infer=lambda true_classes, *, num_sampled, **_: _infer_candidates(None, true_classes, num_sampled=num_sampled),
    gradient=None,
    results=("sampled_candidates", "true_expected_count", "sampled_expected_count"),
    type="AllCandidateSampler",
)
def _every_class(true_classes: Free, *, num_true: Size, num_sampled: Size):
    _check_columns(true_classes, num_true)
    return (
        np.arange(num_sampled, dtype=np.int64),
        np.ones(true_classes.shape, np.float32),
        np.ones(num_sampled, np.float32),
    )


def all_candidate_sampler(true_classes, num_true, num_sampled, unique, seed=None, name=None):
    """Every class from 0 to num_sampled - 1, each expected once: for comparing a sampled loss with the full one.

    Nothing is drawn, so `unique` and `seed` cannot matter; results as of `log_uniform_candidate_sampler`.
    """
    true_classes = convert(true_classes, partner=dtypes.int64)
    return _every_class(true_classes, num_true=num_true, num_sampled=num_sampled, name=name)


@op(
    infer=lambda true_classes, sampled, *, num_true: (
        Spec((None,), dtypes.int32),
        Spec((None,), dtypes.int64),
        Spec((None,), dtypes.float32),
    ),
    gradient=None,
    host=True,
    results=("indices", "ids", "weights"),
    type="ComputeAccidentalHits",
)
def _accidental_hits(true_classes: Free, sampled_candidates: Free, *, num_true: Size):
    _check_columns(true_classes, num_true)
    places = {candidate: i for i, candidate in enumerate(sampled_candidates.tolist())}
    hits = [(i, places[c]) for i, row in enumerate(true_classes.tolist()) for c in row if c in places]
    rows, ids = np.array(hits, np.int64).reshape(-1, 2).T
    return rows.astype(np.int32), ids.copy(), np.full(len(hits), -np.finfo(np.float32).max, np.float32)


def compute_accidental_hits(true_classes, sampled_candidates, num_true, seed=None, name=None):
    """Where sampled candidates are true classes: (row in `true_classes`, position among the candidates, -FLT_MAX).

    The weights, added to the logits, take such candidates out. Nothing is drawn, so `seed` cannot matter.
    """
    true_classes = convert(true_classes, partner=dtypes.int64)
    sampled = convert(sampled_candidates, partner=dtypes.int64)
    return _accidental_hits(true_classes, sampled, num_true=num_true, name=name)
