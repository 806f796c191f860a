"""`prefetch`: elements made before they are asked for."""

from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.data.plan.arguments import AUTOTUNE, whole
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.ahead import ahead


class Prefetch(Dataset):
    """The elements of the input, up to `buffer` of them made before they are asked for."""

    shown = "_PrefetchDataset"

    def __init__(self, source: Dataset, buffer: Any = AUTOTUNE, name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.buffer = buffer
        self.check()

    def check(self) -> None:
        self.buffer = whole(self.buffer, "buffer_size")
        if isinstance(self.buffer, int) and self.buffer < AUTOTUNE:
            raise errors.InvalidArgumentError(
                f"buffer_size must be 0 or more, or tf.data.AUTOTUNE; received {self.buffer}."
            )

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        return ahead(run.open(self.inputs[0]), self.buffer, run)


@method
def prefetch(self: Dataset, buffer_size: Any, name: str | None = None) -> Dataset:
    """The same elements, up to `buffer_size` of them (tf.data.AUTOTUNE: some) made ahead by a thread, while the program
    is at others: where they take long enough for that, see `data/run/ahead.py`. `name`: see `Dataset`."""
    return Prefetch(self, AUTOTUNE if buffer_size is None else buffer_size, name)
