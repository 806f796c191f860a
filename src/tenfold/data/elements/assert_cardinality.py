"""`assert_cardinality`: a dataset of as many elements as its program says."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END


class AssertCardinality(Dataset):
    """The same elements, which are counted."""

    shown = "_AssertCardinalityDataset"

    def __init__(self, source: Dataset, expected: Any) -> None:
        super().__init__(source, spec=source.element_spec)
        self.expected = expected
        self.check()

    def check(self) -> None:
        self.expected = whole(self.expected, "expected_cardinality")

    def size(self) -> int:
        return UNKNOWN if is_open(self.expected) else self.expected

    def open(self, run: Any) -> Iterator[Element]:
        elements, expected, seen = run.open(self.inputs[0]), self.expected, 0

        def element() -> Any:
            nonlocal seen
            found = next(elements, END)
            if found is END:
                if expected not in (UNKNOWN, seen):
                    raise _unmet(expected, f"only {seen}")
                return END
            seen = seen + 1
            if 0 <= expected < seen:
                raise _unmet(expected, f"at least {seen}")
            return found

        return iter(element, END)


def _unmet(expected: int, found: str) -> errors.FailedPreconditionError:
    wanted = "an infinite number of" if expected == INFINITE else expected
    return errors.FailedPreconditionError(
        f"Input dataset was expected to contain {wanted} elements but contained {found} elements."
    )


def assert_cardinality(expected_cardinality: Any) -> Callable[[Dataset], Dataset]:
    """For `apply`: says how many elements there are. FailedPreconditionError when it runs and there are not."""
    return lambda dataset: AssertCardinality(dataset, expected_cardinality)
