"""Elements made of several records at once, of which the first few are made soon."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import raising

FIRST, MOST = 32, 1024  # records that are looked at together: so many, then twice as many each time


class Blocks:
    """Iterators over the elements of records, for `run.flat`: a block's each. Errors come out in their place.

    Args:
      records: may raise, and go on.
      block: gives the elements of a list of records; None where one of them may be an error.
      element: gives that of one record, or raises.
    """

    def __init__(
        self,
        records: Iterator[Any],
        block: Callable[[list[Any]], Iterable[Element] | None],
        element: Callable[[Any], Element],
    ) -> None:
        self._records, self._block, self._element, self._size = records, block, element, FIRST
        self._begun: list[Any] = []

    def __iter__(self) -> "Blocks":
        return self

    def __next__(self) -> Iterator[Element]:
        records, error = self._begun, None
        try:
            records.extend(islice(self._records, self._size))
        except Exception as own:  # noqa: BLE001  (Ctrl-C comes out at once, and leaves what has been read to the next call)
            error = own
        self._begun = []
        self._size = min(2 * self._size, MOST)
        if not records:
            if error is not None:
                raise error
            raise StopIteration
        elements = self._block(records) or map(self._element, records)
        return iter(elements if error is None else chain(elements, raising(error)))
