"""Ops on datasets and iterators in a graph: they stand there as scalars of dtype variant."""

from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.env import Cell
from tenfold.core.base.thread import STATE
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import Held
from tenfold.core.values.tensor import Tensor
from tenfold.data.graphs.slots import SLOTS, Slot
from tenfold.data.plan.components import arrays_of
from tenfold.data.plan.dataset import alike
from tenfold.data.run.iterator import DatasetIterator

VARIANT = Spec((), dtypes.variant)
STATE_ON_HOST = {"stateful": True, "effect": True, "host": True, "outside": True, "gradient": None}


def iterator_of(held: Held) -> DatasetIterator:
    """The iterator that a handle stands for.

    Raises:
      FailedPreconditionError: its initializer has not run.
    """
    found = held.value.iterator if isinstance(held.value, Slot) else held.value
    if found is None:
        raise errors.FailedPreconditionError(
            "GetNext() failed because the iterator has not been initialized. Ensure that you have run the initializer "
            "operation for this iterator before getting the next element."
        )
    return found


@op(infer=lambda *, value: VARIANT, host=True, outside=True, gradient=None)
def handle(*, value):
    """`value`, something that a program made before, as a tensor."""
    return Held(value)


@op(infer=lambda dataset: VARIANT, type="AnonymousIteratorV3", **STATE_ON_HOST)
def new_iterator(env, dataset: Free):
    """An iterator over a dataset."""
    env.show()
    return Held(DatasetIterator(dataset.value))


@op(infer=lambda iterator: Spec((), dtypes.bool), **STATE_ON_HOST)
def has_next(env, iterator: Free):
    """Whether an iterator has another element, which it keeps for who asks for it."""
    env.show()
    return np.bool_(iterator_of(iterator).has_next())


@op(infer=lambda iterator, *, specs: list(specs), type="IteratorGetNext", **STATE_ON_HOST)
def get_next(env, iterator: Free, *, specs):
    """The components of the next element, as many as `specs`. OutOfRangeError after the last."""
    env.show()
    try:
        return arrays_of(iterator_of(iterator).next_element())
    except StopIteration:
        raise errors.OutOfRangeError("End of sequence") from None


@op(infer=lambda iterator: VARIANT, type="IteratorGetNextAsOptional", **STATE_ON_HOST)
def get_next_as_optional(env, iterator: Free):
    """The next element, or nothing after the last."""
    env.show()
    try:
        return Held(arrays_of(iterator_of(iterator).next_element()))
    except StopIteration:
        return Held(None)


@op(infer=lambda *tensors: VARIANT, host=True, outside=True, gradient=None, type="OptionalFromValue")
def optional_from_value(*tensors: Free):
    return Held(tensors)


@op(infer=lambda optional: Spec((), dtypes.bool), host=True, outside=True, gradient=None, type="OptionalHasValue")
def optional_has_value(optional: Free):
    return np.bool_(optional.value is not None)


@op(infer=lambda optional, *, specs: list(specs), host=True, outside=True, gradient=None, type="OptionalGetValue")
def optional_get_value(optional: Free, *, specs):
    if optional.value is None:
        raise errors.InvalidArgumentError(
            "The given optional does not have a value: ask has_value() before get_value()."
        )
    return tuple(optional.value)


# TensorFlow 1: an iterator is a slot, which each session has of its own


@op(infer=lambda *, slot: VARIANT, stateful=True, host=True, outside=True, gradient=None, type="IteratorV2")
def slot_handle(env, *, slot: Cell):
    """A session's slot for an iterator."""
    return Held(env.read(slot)[()])


@op(infer=lambda slot, dataset: (), type="MakeIterator", **STATE_ON_HOST)
def make_iterator(env, slot: Free, dataset: Free):
    """Puts a new iterator over a dataset into a slot."""
    env.show()
    slot.value.iterator = DatasetIterator(dataset.value)
    return ()


@op(infer=lambda dataset, *, slot: VARIANT, type="OneShotIterator", **STATE_ON_HOST)
def filled_once(env, dataset: Free, *, slot: Cell):
    """A session's slot, in which an iterator is put the first time."""
    env.show()
    found = env.read(slot)[()]
    found.fill(lambda: DatasetIterator(dataset.value))
    return Held(found)


@op(infer=lambda slot: Spec((), dtypes.string), host=True, outside=True, gradient=None, type="IteratorToStringHandle")
def string_handle(slot: Free):
    """A name by which `from_string_handle` finds a slot."""
    return np.array(slot.value.name.encode(), object)


@op(infer=lambda key, *, spec: VARIANT, type="IteratorFromStringHandleV2", **STATE_ON_HOST)
def named_slot(env, key: Free, *, spec):
    """The slot that `string_handle` named so, of an iterator whose elements are of `spec`."""
    text = np.asarray(key)[()]
    found = SLOTS.get(text.decode() if isinstance(text, bytes) else str(text))
    if found is None:
        raise errors.InvalidArgumentError(
            f"{text!r} is no handle of an iterator: feed what sess.run(iterator.string_handle()) gave."
        )
    if not alike(spec, found.spec):
        raise errors.InvalidArgumentError(
            f"Iterator.from_string_handle was told of elements of {spec!r}; those of the iterator whose handle was fed "
            f"are of {found.spec!r}."
        )
    return Held(found)


def held(value: Any) -> Tensor:
    """A scalar of dtype variant that holds `value`: eager, or in the graph that is being written."""
    return handle(value=value) if STATE.graph is not None else Tensor(Held(value))
