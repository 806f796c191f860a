"""`unique`: each element once."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base import errors, nest
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.ops.structures.specs import TensorSpec

DTYPES = ("int32", "int64", "string")


class Unique(Dataset):
    """The elements that have not come before."""

    shown = "_UniqueDataset"

    def __init__(self, source: Dataset, name: str | None = None) -> None:
        specs = nest.flatten(source.element_spec)
        for s in specs:
            if type(s) is not TensorSpec or s.dtype.name not in DTYPES:
                raise TypeError(
                    f"`tf.data.Dataset.unique` supports tensors of {', '.join(DTYPES)} only; the dataset has {s!r}."
                )
        if len(specs) != 1:
            raise errors.InvalidArgumentError(
                f"unique needs elements that are one tensor each; received {source.element_spec!r}."
            )
        super().__init__(source, spec=source.element_spec, name=name)

    def open(self, run: Any) -> Iterator[Element]:
        return filter(_is_new(), run.open(self.inputs[0]))


def _is_new() -> Callable[[Element], bool]:
    """A function that says whether it has not been shown an element before."""
    seen: set[Any] = set()

    def is_new(element: Element) -> bool:
        (leaf,) = element
        key = (leaf.shape, tuple(leaf.reshape(-1).tolist()) if leaf.dtype == object else leaf.tobytes())
        before = len(seen)
        seen.add(key)
        return len(seen) > before

    return is_new


@method
def unique(self: Dataset, name: str | None = None) -> Dataset:
    """Each element once, where it comes first. All that has come is kept in memory. `name`: see `Dataset`.

    Raises:
      TypeError: elements that are not int32, int64 or string.
      InvalidArgumentError: elements of more than one tensor.
    """
    return Unique(self, name)
