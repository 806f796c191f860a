"""Functions that hand a state from element to element: `reduce`, `scan`."""

from collections.abc import Callable
from typing import Any

from tenfold.core.base import errors, nest
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Structure
from tenfold.ops.structures.specs import TypeSpec


def with_state(
    function: Callable[..., Any],
    state: Structure,
    element_spec: Structure,
    transformation: str,
    state_of: Callable[[ElementFunction], Structure] = lambda traced: traced.spec,
) -> tuple[ElementFunction, Structure]:
    """`function(state, element)`, traced, and the spec of the state that it takes and gives.

    Where the state changes its shape the function is traced again, for dimensions that are not known.

    Args:
      state: structure of specs of the first state.
      state_of: gives the spec of the new state in what the function gives.

    Raises:
      InvalidArgumentError: the new state has more leaves, or fewer.
      TypeError: a leaf of it is of another type.
    """
    while True:
        traced = ElementFunction(function, (state, element_spec), transformation)
        old, new = nest.flatten(state), nest.flatten(state_of(traced))
        if len(old) != len(new):
            raise errors.InvalidArgumentError(
                f"{transformation}: the new state must have the {len(old)} parts of the initial state, {state!r}; the "
                f"function {traced.name} returns {len(new)}: {state_of(traced)!r}."
            )
        wider = [_covering(a, b, traced) for a, b in zip(old, new)]
        if wider == old:
            return traced, state
        state = nest.pack_sequence_as(state, wider)


def _covering(old: TypeSpec, new: TypeSpec, traced: ElementFunction) -> TypeSpec:
    """The spec of both."""
    message = (
        f"{traced.transformation}: the new state must be of the type of the initial state, {old!r}; the function "
        f"{traced.name} returns {new!r}."
    )
    if type(old) is not type(new):
        raise TypeError(message)
    try:
        return old.most_specific_compatible_type(new)
    except (TypeError, ValueError):
        raise TypeError(f"{message} Convert one of them with tf.cast.") from None
