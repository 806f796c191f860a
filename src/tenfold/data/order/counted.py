"""What has a `count`, and the elements of its input."""

from typing import Any

from tenfold.data.plan.arguments import whole
from tenfold.data.plan.dataset import Dataset


class Counted(Dataset):
    """Base of `take`, `skip` and `repeat`.

    Attributes:
      count: a whole number, or a tensor of the graph that is being written.
    """

    def __init__(self, source: Dataset, count: Any, name: str | None = None) -> None:
        super().__init__(source, spec=source.element_spec, name=name)
        self.count = count
        self.check()

    @property
    def is_idle(self) -> bool:
        """Whether it has the elements of its input, one after the other."""
        raise NotImplementedError

    def check(self) -> None:
        self.count = whole(self.count, "count")
