"""`random`: random integers without end."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.values import dtypes
from tenfold.data.order.seeds import EpochSeeds
from tenfold.data.plan.dataset import INFINITE, Dataset, source
from tenfold.data.plan.structure import Element
from tenfold.ops.structures.specs import TensorSpec


class Random(Dataset):
    """Words of 32 bits of the stream that the seeds name, as int64.

    Attributes:
      seeds: where each pass has its random numbers from.
    """

    shown = "_RandomDataset"

    def __init__(self, seed: Any = None, rerandomize_each_iteration: Any = None, name: str | None = None) -> None:
        super().__init__(spec=TensorSpec((), dtypes.int64), name=name)
        again = False if rerandomize_each_iteration is None else rerandomize_each_iteration
        self.seeds = EpochSeeds.of(seed, again, "rerandomize_each_iteration")

    def size(self) -> int:
        return INFINITE

    def open(self, run: Any) -> Iterator[Element]:
        draws = self.seeds.draws()
        return iter(lambda: (np.int64(draws.next()),), None)


@source
def random(seed: Any = None, rerandomize_each_iteration: Any = None, name: str | None = None) -> Dataset:
    """A dataset of random numbers without end, scalars of int64 in [0, 2**32): TensorFlow's for the same seeds.

    Args:
      seed: an integer, which together with `tf.random.set_seed` says the numbers; without either they are others each
        time.
      rerandomize_each_iteration: whether each pass has numbers of its own; by default all have the same.
      name: see `Dataset`.
    """
    return Random(seed, rerandomize_each_iteration, name)
