"""`tf.data.Dataset`: an immutable plan of how elements are made."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks as core
from tenfold.core.base.thread import STATE
from tenfold.core.calls.complaints import described
from tenfold.core.calls.methods import telling
from tenfold.core.values import dtypes
from tenfold.data.plan.depth import above
from tenfold.data.plan.structure import Element, Structure
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, register_spec, type_spec_from_value
from tenfold.runtime.gears.tracing import users_line

INFINITE, UNKNOWN = -1, -2


class Dataset:
    """A node of a plan, which makes its elements of those of its `inputs`; nothing is made before it is iterated over.

    A transformation is a subclass in a file of its own, and the method there that makes one (see `method`). It checks
    what it is given in `__init__`, says what its elements are and how many, and in `open` gives an iterator of them.

    Attributes:
      inputs: the datasets that elements come from.
      depth: how many stand one on another, this one and its inputs.
      element_spec: structure of TypeSpecs.
      name: what a program calls it; `explain` shows it.
      line: where the program made it: " in train.py, line 12".
      shown: TensorFlow's class name, which `repr` shows.
      inner: whether a function made it, for an element or a call.
      home: the graph that was being written when the program made it. It is made anew in each run of that, and has its
        own random numbers and its own cache then; None for one that is there already.
    """

    inputs: "tuple[Dataset, ...]" = ()
    depth = 1
    element_spec: Structure = None
    name: str | None = None
    line = ""
    shown: ClassVar[str] = "Dataset"
    inner = False
    home: Any = None

    def __init_subclass__(cls) -> None:
        _enter(cls)

    def __init__(self, *inputs: "Dataset", spec: Structure = None, name: str | None = None) -> None:
        if type(self) is Dataset:
            raise TypeError(
                "tf.data.Dataset has no elements of its own: make one with tf.data.Dataset.from_tensor_slices(...), "
                "from_generator(...) or another of its sources."
            )
        self.depth = above(inputs)
        if name is not None and not isinstance(name, str):
            raise TypeError(f"{type(self).shown}: `name` must be a string; received {described(name)}.")
        self.inputs, self.element_spec, self.name = inputs, spec, name
        self.line, self.home = users_line(), STATE.graph

    # what a transformation says of itself

    def check(self) -> None:
        """Raise where an argument that is known by now is not possible."""

    def size(self) -> int:
        """The number of elements, INFINITE or UNKNOWN."""
        return UNKNOWN

    def open(self, run: "Any") -> Iterator[Element]:
        """An iterator over the elements of one pass.

        It outlives errors: where making an element fails, the next call makes the next one. So it is no generator
        around a user's function, but `map`, `filter`, what `itertools` has, or `iter(function, END)`.

        Args:
          run: the Run, which opens inputs (`run.open(dataset)`) and closes what has to be closed.
        """
        raise NotImplementedError

    # what users ask

    def __iter__(self) -> Any:
        return _iterate(self)

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        """The number of elements.

        Raises:
          TypeError: it is infinite or not known, or a graph is being written.
        """
        if STATE.graph is not None:
            raise TypeError(
                "`tf.data.Dataset` only supports `len` in eager mode. Use `tf.data.Dataset.cardinality()` instead."
            )
        found = self.size()
        if found == INFINITE:
            raise TypeError("The dataset is infinite.")
        if found == UNKNOWN:
            raise TypeError("The dataset length is unknown.")
        return found

    def __repr__(self) -> str:
        shown = self.shown if core.by_era("Dataset.class_is_private") else self.shown.removeprefix("_")
        if core.by_era("Dataset.shows_spec"):
            return f"<{shown} element_spec={self.element_spec!r}>"
        shapes, types = _shown(self.element_spec, "shape", str), _shown(self.element_spec, "dtype", repr)
        return f"<{shown} shapes: {shapes}, types: {types}>"


FOUND = ("_shorter", "_shared", "_tensor")  # fields in which a node has what was found of it


def copied(node: Any) -> Any:
    """A node like `node`, of which nothing is found yet."""
    new = copy.copy(node)
    for field in FOUND:
        vars(new).pop(field, None)
    return new


def _shown(spec: Structure, part: str, text: Callable[[Any], str]) -> str:
    """A part of each leaf of a structure of specs, as TensorFlow showed it before 2.5."""
    return str(nest.map_structure(lambda s: text(getattr(s, part, s)), spec)).replace("'", "")


def _enter(cls: type) -> None:
    """Datasets are composite tensors, of one component: see `plan.variants`."""
    nest.register_composite(cls, lambda dataset: [hooks["as_tensor"](dataset)], _from_tensor)
    register_spec(cls, lambda dataset: DatasetSpec(dataset.element_spec))


def _from_tensor(old: Any, tensors: Any) -> Any:
    return hooks["from_tensor"](old, tensors[0])


# "as_tensor", "from_tensor": see `plan.variants`.
# "iterate": what `iter(dataset)` is; "in_graph": an iterator where a graph is written, and "next_in_graph": the
# next element there. Entered by `graphs.iterators`
hooks: dict[str, Callable[..., Any]] = {}


def _iterate(dataset: Dataset) -> Any:
    return hooks["iterate"](dataset)


def method(function: Any) -> Any:
    """Decorator: a function of a transformation's file becomes a method of Dataset, under its own name."""
    setattr(Dataset, function.__name__.rstrip("_"), telling(function))
    return function


def source(function: Any) -> Any:
    """Decorator: likewise a static method, which makes a dataset of something else."""
    setattr(Dataset, function.__name__.rstrip("_"), staticmethod(telling(function)))
    return function


class ElementsSpec(TypeSpec):
    """Base of the specs of what holds elements: a dataset, an iterator, an optional.

    Attributes:
      element_spec: structure of TypeSpecs.
    """

    beyond_components = property(lambda self: repr(self.element_spec))

    def __init__(self, element_spec: Structure) -> None:
        self.element_spec = element_spec

    def _fields(self) -> tuple[Any, ...]:
        return (self.element_spec,)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether a value, or one of that spec, may be of this spec, as far as the specs of elements say."""
        other = spec_or_value if isinstance(spec_or_value, TypeSpec) else type_spec_from_value(spec_or_value, None)
        return type(other) is type(self) and alike(self.element_spec, other.element_spec)

    def __hash__(self) -> int:
        return hash((type(self), repr(self.element_spec)))


class DatasetSpec(ElementsSpec):
    """The spec of a dataset that is an element, or a part of one: what its own elements are.

    Args:
      element_spec: structure of TypeSpecs.
      dataset_shape: shape of a tensor of datasets; () for one.
    """

    value_type = Dataset

    def __init__(self, element_spec: Structure, dataset_shape: Any = ()) -> None:
        from_shape = tuple(dataset_shape)
        if from_shape:
            raise NotImplementedError(
                f"DatasetSpec: datasets stand alone, not in a tensor; received dataset_shape={from_shape}."
            )
        super().__init__(element_spec)

    def __repr__(self) -> str:
        return f"DatasetSpec({self.element_spec!r}, TensorShape([]))"


def alike(a: Structure, b: Structure) -> bool:
    """Whether a value may be of both structures of specs, as far as their leaves say."""
    from_a, from_b = nest.flatten(a), nest.flatten(b)
    return len(from_a) == len(from_b) and all(x.is_compatible_with(y) for x, y in zip(from_a, from_b))


_enter(Dataset)
nest.register_composite(DatasetSpec, lambda spec: [TensorSpec((), dtypes.variant)], _from_tensor)


class FromVariant(Dataset):
    """The dataset that a tensor of a graph stands for.

    Attributes:
      tensor: a symbolic scalar of dtype variant.
    """

    shown = "_VariantDataset"

    def __init__(self, spec: Structure, tensor: Any) -> None:
        super().__init__(spec=spec)
        self.tensor = tensor
