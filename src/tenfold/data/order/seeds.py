"""Random numbers of datasets: words of Philox, which begin anew or go on with each pass, as in TensorFlow."""

import threading
from typing import Any

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.data.plan.arguments import whole
from tenfold.ops.random.philox import op_stream, random_words
from tenfold.ops.random.seeds import chosen_pair

CHUNK = 256  # blocks drawn at a time


class Draws:
    """Words of 32 bits, one after the other, of the stream that two seeds name.

    Attributes:
      stream: where those begin that are not drawn yet; drawn are some at a time.
    """

    def __init__(self, seeds: tuple[int, int]) -> None:
        self.stream, self._words = op_stream(*seeds), iter(())  # type: Any, Any

    def next(self) -> int:
        """The next word."""
        for word in self._words:
            return word
        self._words = iter(random_words(np, self.stream, 4 * CHUNK).tolist())
        self.stream = self.stream.skip(CHUNK)
        return next(self._words)


class EpochSeeds:
    """The seeds of each pass: always the same, or two words more of a stream each time.

    Args:
      pair: the seeds.
      again: whether each pass has others.
    """

    def __init__(self, pair: tuple[int, int], again: bool) -> None:
        self.pair, self.again = pair, again
        self._stream, self._lock = Draws(pair), threading.Lock()

    @classmethod
    def of(cls, seed: Any, again: bool) -> "EpochSeeds":
        """From a transformation's `seed` and the global one."""
        return cls(chosen_pair(STATE.graph, None if seed is None else whole(seed, "seed")), again)

    def draws(self) -> Draws:
        """The random numbers of the next pass."""
        if not self.again:
            return Draws(self.pair)
        with self._lock:
            return Draws((self._stream.next(), self._stream.next()))

    def bound(self, values: Any) -> "EpochSeeds":
        """Begun anew, in a plan that is made for each element."""
        return EpochSeeds(self.pair, self.again)

    def symbols(self) -> list[Any]:
        return []


def pass_over(dataset: Any) -> None:
    """Have the seeds of a pass over `dataset` drawn, without one."""
    seeds = getattr(dataset, "seeds", None)
    if isinstance(seeds, EpochSeeds):
        seeds.draws()
    for source in dataset.inputs:
        pass_over(source)
