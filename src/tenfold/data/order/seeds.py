"""Random numbers of datasets: words of Philox, which begin anew or go on with each pass, as in TensorFlow."""

import threading
from typing import Any

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.data.plan.arguments import truth, whole
from tenfold.data.plan.binding import is_open
from tenfold.ops.random.philox import op_stream, random_words
from tenfold.ops.random.seeds import chosen_pair, in_range

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
      pair: the seeds; the second may be a tensor of the graph that is being written.
      again: whether each pass has others.
    """

    def __init__(self, pair: tuple[int, Any], again: bool) -> None:
        self.pair, self.again = pair, again
        self._lock = threading.Lock()
        self._stream: Any = None if is_open(pair[1]) else Draws(pair)

    @classmethod
    def of(cls, seed: Any, again: Any, argument: str) -> "EpochSeeds":
        """From a transformation's `seed` and the global one.

        Args:
          again: what the transformation got for `argument`.

        Raises:
          TypeError: `again` is no bool, or only known when a graph runs.
        """
        if is_open(again := truth(again, argument)):
            raise TypeError(f"`{argument}` must be True or False when the dataset is made; received {again!r}.")
        seed = None if seed is None else whole(seed, "seed")
        if not is_open(seed):
            return cls(chosen_pair(STATE.graph, seed), again)
        return cls((chosen_pair(STATE.graph, 1)[0], seed), again)

    def draws(self) -> Draws:
        """The random numbers of the next pass."""
        if not self.again:
            return Draws(self.pair)
        with self._lock:
            return Draws((self._stream.next(), self._stream.next()))

    def bound(self, values: Any) -> "EpochSeeds":
        """Begun anew, in a plan that is made for each element."""
        first, second = self.pair
        if is_open(second):
            return EpochSeeds(in_range(first, int(values[id(second)])), self.again)
        return EpochSeeds(self.pair, self.again)

    def symbols(self) -> list[Any]:
        return [self.pair[1]] if is_open(self.pair[1]) else []
