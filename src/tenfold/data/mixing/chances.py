"""Random numbers of `sample_from_datasets`: what `tf.random.stateless_categorical` draws for two words each time."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.data.order.seeds import Draws
from tenfold.ops.random.philox import stateless_uniforms

CHUNK = 256  # drawn at a time


def chances(draws: Draws) -> Callable[[], float]:
    """A function that gives a float64 in [0, 1), of the stream that the next two words name."""
    held: list[float] = []

    def chance() -> float:
        if not held:
            words = np.array([draws.next() for _ in range(2 * CHUNK)], np.uint64).reshape(CHUNK, 2)
            held.extend(stateless_uniforms(words)[::-1].tolist())
        return held.pop()

    return chance


def chooser(weights: Any, chance: Callable[[], float]) -> Callable[[], int]:
    """A function that draws an index of `weights`, (n,) floats."""
    cumulative = cumulated(weights)
    return lambda: int(np.searchsorted(cumulative, chance() * cumulative[-1], side="right"))


def cumulated(weights: Any) -> Any:
    """The cumulative sum of weights, rounded as the logits of TensorFlow's are."""
    with np.errstate(divide="ignore"):
        logits = np.log(weights)
    return np.cumsum(np.exp(logits.astype(np.float64) - logits.max()))
