"""Losses over very many classes, reckoned on the true classes and a few sampled ones."""

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, concat, expand_dims, ones_like, reshape, shape, split, zeros_like
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.arithmetic import add, divide_real, multiply, subtract
from tenfold.ops.math.comparison import equal, select
from tenfold.ops.math.elementwise import log
from tenfold.ops.math.reduce import reduce_any, reduce_sum
from tenfold.ops.nn.candidates import log_uniform_candidate_sampler
from tenfold.ops.nn.losses import sigmoid_cross_entropy_with_logits, softmax_cross_entropy_with_logits
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import stop_gradient
from tenfold.ops.structures.kept_whole import kept_whole


def _whole(parts, strategy, name):
    """Weights given as one tensor, or as consecutive parts of it."""
    if not isinstance(parts, (list, tuple)):
        return convert(parts)
    if len(parts) > 1 and strategy != "div":
        raise ValueError(
            f"{name} in {len(parts)} parts needs partition_strategy='div' (consecutive rows); received {strategy!r}."
        )
    return convert(parts[0]) if len(parts) == 1 else concat(parts, 0)


def _rows(weights, labels, sampled, count):
    """The rows (or elements) of `weights` of the true and of the sampled classes, taken by one gather."""
    return split(gather(weights, concat([reshape(labels, [-1]), sampled], 0)), [-1, count], num=2)


def sampled_logits(
    weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits, seed
):
    """Logits and labels, [batch, num_true + num_sampled]: the true classes first, then the sampled ones.

    From each logit the logarithm of the class's expected count among the samples is subtracted.
    """
    labels, inputs = cast(convert(labels), dtypes.int64), convert(inputs)
    if sampled_values is None:
        sampled_values = log_uniform_candidate_sampler(labels, num_true, num_sampled, True, num_classes, seed)
    sampled, true_expected, sampled_expected = (stop_gradient(convert(v)) for v in sampled_values)
    sampled = cast(sampled, dtypes.int64)
    true_weights, sampled_weights = (cast(w, inputs.dtype) for w in _rows(weights, labels, sampled, num_sampled))
    true_biases, sampled_biases = (cast(b, inputs.dtype) for b in _rows(biases, labels, sampled, num_sampled))
    true_weights = reshape(true_weights, [-1, num_true, shape(weights)[1]])
    true = reduce_sum(multiply(expand_dims(inputs, 1), true_weights), 2)
    true = add(true, reshape(true_biases, [-1, num_true]))
    others = add(matmul(inputs, sampled_weights, transpose_b=True), sampled_biases)
    if remove_accidental_hits:
        hits = reduce_any(equal(expand_dims(labels, 2), reshape(sampled, [1, 1, -1])), 1)
        others = add(others, select(hits, convert(-np.finfo(np.float32).max, inputs.dtype), convert(0.0, inputs.dtype)))
    true = subtract(true, log(cast(true_expected, inputs.dtype)))
    others = subtract(others, log(cast(sampled_expected, inputs.dtype)))
    targets = concat([divide_real(ones_like(true), float(num_true)), zeros_like(others)], 1)
    return concat([true, others], 1), targets


@kept_whole("nn.nce_loss")
def nce_loss(
    weights,
    biases,
    labels,
    inputs,
    num_sampled,
    num_classes,
    num_true=1,
    sampled_values=None,
    remove_accidental_hits=False,
    name="nce_loss",
):
    """Noise-contrastive estimation loss, [batch] (Gutmann and Hyvaerinen, AISTATS 2010).

    Args:
      weights: [num_classes, dim], or a list of consecutive parts.
      biases: [num_classes].
      labels: integers, [batch, num_true].
      inputs: [batch, dim].
      num_sampled, num_classes, num_true: numbers of sampled, of all and of true classes.
      sampled_values: what a candidate sampler returned; by default drawn by `log_uniform_candidate_sampler`.
      remove_accidental_hits: whether sampled classes that are true ones are left out.
    """
    return _nce(
        _whole(weights, "div", "weights"),
        _whole(biases, "div", "biases"),
        (labels, inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits, None),
        name,
    )


@kept_whole("compat.v1.nn.nce_loss")
def nce_loss_v1(
    weights,
    biases,
    labels,
    inputs,
    num_sampled,
    num_classes,
    num_true=1,
    sampled_values=None,
    remove_accidental_hits=False,
    partition_strategy="mod",
    name="nce_loss",
):
    """`nce_loss` with TensorFlow 1's `partition_strategy`, which matters only where weights come in parts."""
    return _nce(
        _whole(weights, partition_strategy, "weights"),
        _whole(biases, partition_strategy, "biases"),
        (labels, inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits, None),
        name,
    )


def _nce(weights, biases, rest, name):
    logits, targets = sampled_logits(weights, biases, *rest)
    return reduce_sum(sigmoid_cross_entropy_with_logits(targets, logits), 1, name=name)


@kept_whole("nn.sampled_softmax_loss")
def sampled_softmax_loss(
    weights,
    biases,
    labels,
    inputs,
    num_sampled,
    num_classes,
    num_true=1,
    sampled_values=None,
    remove_accidental_hits=True,
    seed=None,
    name="sampled_softmax_loss",
):
    """Softmax cross entropy over the true and the sampled classes, [batch] (Jean et al., arXiv:1412.2007).

    Arguments as for `nce_loss`; `seed` is the sampler's. For training only: evaluate with the full softmax.
    """
    return _softmax(
        _whole(weights, "div", "weights"),
        _whole(biases, "div", "biases"),
        (labels, inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits, seed),
        name,
    )


@kept_whole("compat.v1.nn.sampled_softmax_loss")
def sampled_softmax_loss_v1(
    weights,
    biases,
    labels,
    inputs,
    num_sampled,
    num_classes,
    num_true=1,
    sampled_values=None,
    remove_accidental_hits=True,
    partition_strategy="mod",
    name="sampled_softmax_loss",
    seed=None,
):
    """`sampled_softmax_loss` with TensorFlow 1's `partition_strategy`, see `nce_loss_v1`."""
    return _softmax(
        _whole(weights, partition_strategy, "weights"),
        _whole(biases, partition_strategy, "biases"),
        (labels, inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits, seed),
        name,
    )


@scoped("sampled_softmax_loss", None)
def _named_logits(weights, biases, rest, name):
    return sampled_logits(weights, biases, *rest)


def _softmax(weights, biases, rest, name):
    logits, targets = _named_logits(weights, biases, rest, name)
    return softmax_cross_entropy_with_logits(stop_gradient(targets), logits)
