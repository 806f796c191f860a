"""The tensors that the leaves of an element are made of, where a graph needs tensors: composite tensors in parts, a
dataset as a variant, None as nothing."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.data.plan.binding import Hole
from tenfold.data.plan.dataset import Dataset, DatasetSpec
from tenfold.data.plan.structure import Element, Structure
from tenfold.ops.structures.specs import TensorSpec


def components(spec: Any) -> list[TensorSpec]:
    """The specs of the tensors that a leaf is made of."""
    if isinstance(spec, TensorSpec):
        return [spec]
    if isinstance(spec, DatasetSpec):
        return [TensorSpec((), dtypes.variant)]
    return nest.flatten(spec, expand_composites=True) if nest.is_composite(spec) else []


def of_tensors(spec: Structure, tensors: Iterator[Any]) -> Structure:
    """A value of `spec` made of symbolic tensors, which come in the order of `components`."""
    given: list[Any] = []
    for s in nest.flatten(spec):
        if isinstance(s, DatasetSpec):
            given.append(Hole(s.element_spec, next(tensors)))
        elif not components(s):
            given.append(None)
        elif nest.is_composite(s):
            parts = [next(tensors) for _ in components(s)]
            given.append(nest.pack_sequence_as(s, parts, expand_composites=True))
        else:
            given.append(next(tensors))
    return nest.pack_sequence_as(spec, given)


def arrays_of(element: Element) -> list[Any]:
    """What those tensors hold for an element: arrays, and datasets."""
    arrays: list[Any] = []
    for leaf in element:
        if isinstance(leaf, (np.ndarray, np.generic, Dataset)):
            arrays.append(leaf)
        elif leaf is not None:
            arrays += [t._array for t in nest.flatten(leaf, expand_composites=True)]
    return arrays
