"""`window`: datasets of elements that follow each other."""

from collections.abc import Iterator
from typing import Any

from tenfold.core.base import nest
from tenfold.data.plan.arguments import truth, whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, DatasetSpec, method
from tenfold.data.plan.kept import Kept
from tenfold.data.plan.structure import Element, map_leaves
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import TypeSpec


class Window(Dataset):
    """Windows of `count` elements, each leaf a dataset: every `stride`th, the next window `shift` elements further."""

    shown = "_WindowDataset"

    def __init__(
        self,
        source: Dataset,
        count: Any,
        shift: Any = None,
        stride: Any = 1,
        drop: Any = False,
        name: str | None = None,
    ) -> None:
        self.count, self.shift, self.stride, self.drop = count, count if shift is None else shift, stride, drop
        super().__init__(source, spec=map_leaves(DatasetSpec, source.element_spec), name=name)
        self.check()

    def check(self) -> None:
        self.count, self.shift = whole(self.count, "size", least=1), whole(self.shift, "shift", least=1)
        self.stride, self.drop = whole(self.stride, "stride", least=1), truth(self.drop, "drop_remainder")

    def size(self) -> int:
        n = self.inputs[0].size()
        if n < 0 or any(map(is_open, (self.count, self.shift, self.stride, self.drop))):
            return n if n < 0 else UNKNOWN
        if not self.drop:
            return -(-n // self.shift)
        return max(0, (n - self.span) // self.shift + 1)

    @property
    def span(self) -> int:
        """How many elements of the input a window goes over."""
        return (self.count - 1) * self.stride + 1

    def open(self, run: Any) -> Iterator[Element]:
        specs = nest.flatten(self.inputs[0].element_spec)
        return iter(_Sliding(run.open(self.inputs[0]), specs, self), END)


class _Sliding:
    """A function that gives the next window. An element that fails stands in the buffer as its error."""

    def __init__(self, elements: Iterator[Element], specs: list[TypeSpec], plan: Window) -> None:
        self.elements, self.specs, self.plan = elements, specs, plan
        self.buffer: list[Any] = []
        self.begin = 0  # of the next window, counted from the first of the buffer
        self.over = False

    def __call__(self) -> Any:
        plan, buffer = self.plan, self.buffer
        self._fill(self.begin + plan.span)
        del buffer[: self.begin]
        if not buffer or plan.drop and len(buffer) < plan.span:
            self.over, self.begin = True, 0
            buffer.clear()
            return END
        found, self.begin = buffer[: plan.span : plan.stride], plan.shift
        for element in found:
            if isinstance(element, Exception):
                raise element
        return tuple([Kept(spec, list(zip(column))) for spec, column in zip(self.specs, zip(*found))])

    def _fill(self, wanted: int) -> None:
        buffer = self.buffer
        while len(buffer) < wanted and not self.over:
            try:
                element = next(self.elements, END)
            except Exception as e:  # noqa: BLE001
                element = e
            if element is END:
                self.over = True
            else:
                buffer.append(element)


@method
def window(
    self: Dataset, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: Any = False, name: str | None = None
) -> Dataset:
    """Datasets of `size` elements each; where elements have several leaves, a dataset for each leaf.

    Args:
      size: how many elements a window has.
      shift: how many elements of the input further the next window begins; `size` by default.
      stride: how many elements of the input further the next element of a window is.
      drop_remainder: whether windows at the end that would be smaller are left out.
      name: see `Dataset`.

    Raises:
      InvalidArgumentError: a number below 1.
    """
    return Window(self, size, shift, stride, drop_remainder, name)
