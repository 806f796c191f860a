"""`from_generator`: what a Python function yields."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.values.convert import convert
from tenfold.data.plan.arguments import several
from tenfold.data.plan.dataset import Dataset, source
from tenfold.data.plan.legacy import specs_of
from tenfold.data.plan.structure import Element, Structure, map_leaves
from tenfold.data.run.run import END
from tenfold.data.sources.yielded import elements_of
from tenfold.ops.control.host import error_of_tensorflow
from tenfold.ops.structures.specs import TypeSpec


class Generator(Dataset):
    """What `generator(*args)` yields; called anew for each pass, when its first element is wanted.

    Attributes:
      args: tensors.
    """

    shown = "_FlatMapDataset"

    def __init__(
        self, generator: Callable[..., Any], spec: Structure, args: tuple[Any, ...] = (), name: str | None = None
    ) -> None:
        super().__init__(spec=spec, name=name)
        self.generator, self.args = generator, args

    def open(self, run: Any) -> Iterator[Element]:
        return iter(_Yielding(self).element, END)


class _Yielding:
    """A pass. Where nobody goes on with it, the generator is let go with it, and closed by Python."""

    def __init__(self, dataset: Generator) -> None:
        self._dataset, self._convert = dataset, elements_of(dataset.element_spec)
        self._yielded: Iterator[Any] | None = None
        self._count = 0

    def element(self) -> Any:
        """The next element, or END. What the generator raises comes in TensorFlow's class, with the error as cause."""
        try:
            if self._yielded is None:
                self._yielded = iter(())  # where the generator cannot be called, that is all
                self._yielded = iter(self._dataset.generator(*[a.numpy() for a in self._dataset.args]))
            value = next(self._yielded, END)
        except Exception as e:
            raise error_of_tensorflow(e) from e
        if value is END:
            return END
        self._count += 1
        return self._convert(value, self._count - 1)


@source
def from_generator(
    generator: Callable[..., Any],
    output_types: Structure = None,
    output_shapes: Structure = None,
    args: Any = None,
    output_signature: Structure = None,
    name: str | None = None,
) -> Dataset:
    """A dataset of what `generator` yields: it is called for each pass, and gives something to iterate over.

    Args:
      generator: a function of Python's, or whatever can be called.
      output_types, output_shapes: structures of dtypes and, if they are known, shapes; for `output_signature`.
      args: sequence of what becomes tensors; `generator` gets their values, NumPy arrays.
      output_signature: structure of TypeSpecs: of tensors, whose values are converted as np.asarray does, of ragged and
        sparse tensors, which must be yielded as such.
      name: see `Dataset`.

    Raises:
      TypeError, ValueError: arguments that do not go together.
      InvalidArgumentError, while it is iterated over: an element of another structure, dtype or shape. Also in place
        of a generator's ValueError and TypeError; UnknownError in place of most others. The pass goes on after that
        if the generator does, which a function with `yield` never does after an error of its own.
    """
    if not callable(generator):
        raise TypeError(
            f"`generator` must be a Python callable. Received {generator!r:.100}; give a function that returns it: "
            "each pass calls it anew."
        )
    spec = _signature(output_types, output_shapes, output_signature)
    if args is not None and (not hasattr(args, "__len__") or isinstance(args, (str, bytes))):
        raise TypeError(f"values must be a sequence. Received args={args!r:.80}; write args=({args!r:.80},).")
    return Generator(
        generator,
        spec,
        tuple(map(convert, () if args is None else several(args, "args", "what becomes tensors"))),
        name,
    )


def _signature(types: Structure, shapes: Structure, signature: Structure) -> Structure:
    if signature is not None:
        for argument, value in (("output_types", types), ("output_shapes", shapes)):
            if value is not None:
                raise TypeError(
                    f"The `{argument}` argument can not be used together with the `output_signature` argument."
                )
        return map_leaves(_checked_spec, signature)
    if types is None:
        raise TypeError(
            "To specify the output signature you need to provide either the `output_signature` argument or the "
            "`output_types` argument."
        )
    return specs_of(types, shapes)


def _checked_spec(spec: Any) -> TypeSpec:
    if not isinstance(spec, TypeSpec):
        raise TypeError(
            "`output_signature` must contain objects that are subclass of `tf.TypeSpec` but found "
            f"{type(spec)} which is not."
        )
    return spec
