"""`tf.experimental.Optional`: an element that may be missing."""

from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE
from tenfold.core.values.tensor import Tensor
from tenfold.data.graphs import ops
from tenfold.data.plan.components import graph_specs, of_tensors
from tenfold.data.plan.dataset import ElementsSpec
from tenfold.data.plan.structure import Structure, as_spec, normalized, spec_of
from tenfold.data.plan.variants import VARIANT
from tenfold.ops.structures.specs import register_spec


class Optional:
    """A value, or none; in a graph it is known when that runs which.

    Attributes:
      element_spec: structure of specs of the value.
      tensor: scalar of dtype variant.
    """

    def __init__(self, element_spec: Structure, tensor: Tensor) -> None:
        self.element_spec, self.tensor = element_spec, tensor

    @staticmethod
    def from_value(value: Structure) -> "Optional":
        """An Optional that has `value`, a structure of tensors."""
        value = normalized(value)
        parts = [p for p in nest.flatten(value, expand_composites=True) if p is not None]
        return Optional(spec_of(value), ops.optional_from_value(*parts))

    @staticmethod
    def empty(element_spec: Structure) -> "Optional":
        """An Optional without a value, which would be of `element_spec`."""
        return Optional(as_spec(element_spec), ops.held(None))

    def has_value(self, name: str | None = None) -> Tensor:
        """Whether there is a value, a scalar bool."""
        return ops.optional_has_value(self.tensor, name=name)

    def get_value(self, name: str | None = None) -> Any:
        """The value. InvalidArgumentError where there is none."""
        found = ops.optional_get_value(self.tensor, specs=graph_specs(self.element_spec), name=name)
        return of_tensors(self.element_spec, iter(found))

    @property
    def value_structure(self) -> Structure:
        """What `element_spec` was called."""
        return self.element_spec

    def __repr__(self) -> str:
        return (
            f"tf.experimental.Optional.from_spec({self.element_spec!r})" if STATE.graph is not None else self._shown()
        )

    def _shown(self) -> str:
        if not bool(self.has_value()):
            return f"tf.experimental.Optional.empty({self.element_spec!r})"
        return f"tf.experimental.Optional.from_value({self.get_value()!r})"


class OptionalSpec(ElementsSpec):
    """The spec of an Optional: that of its value."""

    value_type = Optional


def _rebuilt(old: Any, tensors: Any) -> Any:
    return Optional(old.element_spec, tensors[0]) if isinstance(tensors[0], Tensor) else old


register_spec(Optional, lambda optional: OptionalSpec(optional.element_spec))
nest.register_composite(Optional, lambda optional: [optional.tensor], _rebuilt)
nest.register_composite(OptionalSpec, lambda spec: [VARIANT], _rebuilt)
