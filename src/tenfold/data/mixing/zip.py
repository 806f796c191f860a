"""`zip`: elements of several datasets side by side."""

import contextlib
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors, nest
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, source
from tenfold.data.plan.structure import Element, Structure, is_level, leaves, map_leaves
from tenfold.data.run.run import END


class Zip(Dataset):
    """Elements side by side, in the structure in which the datasets stand, as many as the shortest has."""

    shown = "_ZipDataset"

    def __init__(self, datasets: Structure, name: str | None = None) -> None:
        found = nest.flatten(datasets)
        if not found and is_level(datasets):
            raise errors.InvalidArgumentError(f"zip needs at least one dataset; received {datasets!r}.")
        if any(isinstance(d, list) for d in leaves(datasets)) or not all(isinstance(d, Dataset) for d in found):
            raise TypeError(
                "zip needs datasets, as arguments or in a structure of tuples and dictionaries; received "
                f"{datasets!r:.200}."
            )
        super().__init__(*found, spec=map_leaves(lambda d: d.element_spec, datasets), name=name)

    def size(self) -> int:
        sizes = [n for d in self.inputs if (n := d.size()) != INFINITE]
        return UNKNOWN if UNKNOWN in sizes else min(sizes, default=INFINITE)

    def open(self, run: Any) -> Iterator[Element]:
        inputs = [run.open(d) for d in self.inputs]

        def element() -> Element:
            leaves: Element = ()
            at = 0
            try:
                for at, elements in enumerate(inputs):  # noqa: B007
                    leaves += next(elements)
            except StopIteration:
                raise
            except BaseException:  # Ctrl-C as well
                for elements in inputs[at + 1 :]:  # go on as well, so that elements stay side by side
                    with contextlib.suppress(Exception):
                        next(elements)
                raise
            return leaves

        return iter(element, END)


@source
def zip_(*args: Any, datasets: Structure = None, name: str | None = None) -> Dataset:
    """Elements of several datasets side by side: zip(a, b), zip((a, b)) or zip({"x": a, "y": b}).

    Args:
      datasets: the structure by name, as older programs write it.
      name: see `Dataset`.
    """
    if bool(args) == (datasets is not None):
        raise TypeError("zip needs datasets, as arguments or as one structure of them.")
    return Zip(datasets if not args else args[0] if len(args) == 1 else args, name)
