"""`from_tensors`: one element; `from_list`: those that a program has in a list."""

from collections.abc import Iterator, Sequence
from typing import Any

from tenfold.core.base import nest
from tenfold.data.plan.dataset import Dataset, source
from tenfold.data.plan.structure import Element, Structure, as_element, normalized, spec_of, with_tensors


class Tensors(Dataset):
    """One element."""

    shown = "_TensorDataset"

    def __init__(self, tensors: Structure, name: str | None = None) -> None:
        value = normalized(tensors)
        spec = with_tensors(spec_of(value), f"from_tensors: received {tensors!r:.200}")
        super().__init__(spec=spec, name=name)
        self.leaves = tuple(nest.flatten(value))

    def size(self) -> int:
        return 1

    def open(self, run: Any) -> Iterator[Element]:
        return iter([as_element(self.leaves)])


@source
def from_tensors(tensors: Structure, name: str | None = None) -> Dataset:
    """A dataset of one element: `tensors`, a structure of whatever becomes tensors. `name`: see `Dataset`."""
    return Tensors(tensors, name)


class Listed(Dataset):
    """The elements of a list."""

    shown = "_ListDataset"

    def __init__(self, elements: Sequence[Structure], name: str | None = None) -> None:
        if not isinstance(elements, (list, tuple)):
            raise ValueError(f"Invalid `elements`. `elements` must be a list; received {elements!r:.200}.")
        if not elements:
            raise ValueError(
                "Invalid `elements`. `elements` should not be empty. If you want an empty dataset, use "
                "`tf.data.Dataset.range(0)`."
            )
        values = [normalized(e) for e in elements]
        spec = spec_of(values[0])
        for value in values[1:]:
            spec = nest.map_structure(_common, spec, spec_of(value))
        super().__init__(spec=spec, name=name)
        self.values = tuple([tuple(nest.flatten(value)) for value in values])

    def size(self) -> int:
        return len(self.values)

    def open(self, run: Any) -> Iterator[Element]:
        return map(as_element, self.values)


def _common(a: Any, b: Any) -> Any:
    try:
        return a.most_specific_compatible_type(b)
    except (TypeError, ValueError):
        raise TypeError(f"from_list needs elements of one type; received {a!r} and {b!r}.") from None


def from_list(elements: Sequence[Structure], name: str | None = None) -> Dataset:
    """A dataset of the elements of a list, which may differ in their shapes. `name`: see `Dataset`.

    Raises:
      ValueError: no list, or an empty one; elements nest differently.
      TypeError: they are of different dtypes.
    """
    return Listed(elements, name)
