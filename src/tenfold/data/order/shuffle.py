"""`shuffle`: elements drawn from a buffer that is filled up from the input."""

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tenfold.core.base import errors
from tenfold.data.order.seeds import Draws, EpochSeeds
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END


class Shuffle(Dataset):
    """Elements drawn one by one from a buffer of `buffer`, which the input fills up again.

    Attributes:
      seeds: where each pass has its random numbers from.
    """

    shown = "_ShuffleDataset"

    def __init__(
        self, source: Dataset, buffer: Any, seed: Any = None, again: Any = True, name: str | None = None
    ) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.buffer = buffer
        self.check()
        self.seeds = EpochSeeds.of(seed, again, "reshuffle_each_iteration")
        self.again = self.seeds.again

    def check(self) -> None:
        self.buffer = whole(self.buffer, "buffer_size")
        if not is_open(self.buffer) and self.buffer < 1 and self.buffer != UNKNOWN:
            raise errors.InvalidArgumentError(
                "buffer_size must be greater than zero, or tf.data.UNKNOWN_CARDINALITY for a buffer of all elements; "
                f"received {self.buffer}."
            )

    @property
    def room(self) -> int:
        """How many elements the buffer takes."""
        return sys.maxsize if self.buffer == UNKNOWN else self.buffer

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        """TensorFlow draws the seeds when a pass begins, but opens the input when the first element is wanted."""
        return iter(drawn(run.open_late(self.inputs[0]), self.room, self.seeds.draws()), END)


def drawn(elements: Iterator[Element], size: int, draws: Draws) -> Callable[[], Any]:
    """A function that gives the next element of `elements` shuffled by a buffer of `size`; END after the last.

    The buffer is a ring. The element drawn changes places with the oldest, whose place the next one takes.
    """
    buffer: list[Any] = []
    start, held, filled = 0, 0, False

    def element() -> Any:
        nonlocal start, held, filled
        if not filled:
            buffer.extend(islice(elements, size - len(buffer)))  # where one fails, the next call goes on
            filled, held = True, len(buffer)
        elif (new := next(elements, END)) is not END:
            buffer[start - 1] = new  # the place that was drawn last
            held += 1
        if not held:
            return END
        at = (start + draws.next() % held) % len(buffer)
        found, buffer[at] = buffer[at], buffer[start]
        start, held = (start + 1) % len(buffer), held - 1
        return found

    return element


@method
def shuffle(
    self: Dataset,
    buffer_size: Any,
    seed: Any = None,
    reshuffle_each_iteration: Any = None,
    name: str | None = None,
) -> Dataset:
    """Elements in a random order, each drawn from the next `buffer_size` of the input: TensorFlow's for the same seeds.

    Args:
      seed: an integer, which together with `tf.random.set_seed` says the order; without either it is another each time.
      reshuffle_each_iteration: whether each pass has an order of its own (the default).
      name: see `Dataset`.

    Raises:
      InvalidArgumentError: a buffer size below 1 that is not tf.data.UNKNOWN_CARDINALITY, which holds all elements.
    """
    again = True if reshuffle_each_iteration is None else reshuffle_each_iteration
    return Shuffle(self, buffer_size, seed, again, name)
