"""The tensors that the leaves of an element are made of, where a graph needs tensors: composite tensors in parts, a
dataset as a variant (see `variants`), None as nothing."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.graphs.spec import Spec
from tenfold.data.plan.structure import Element, Structure
from tenfold.ops.structures.specs import TensorSpec


def components(spec: Structure) -> list[TensorSpec]:
    """The specs of the tensors that a value of `spec` is made of."""
    return [s for s in nest.flatten(spec, expand_composites=True) if isinstance(s, TensorSpec)]


def graph_specs(spec: Structure) -> tuple[Spec, ...]:
    """The same as what an op's inference says of its results."""
    return tuple([Spec(s.shape._dims, s.dtype) for s in components(spec)])


def of_tensors(spec: Structure, tensors: Iterator[Any]) -> Structure:
    """A value of `spec` made of tensors, which come in the order of `components`."""
    parts = nest.flatten(spec, expand_composites=True)
    values = [next(tensors) if isinstance(s, TensorSpec) else None for s in parts]
    return nest.pack_sequence_as(spec, values, expand_composites=True)


def arrays_of(element: Element) -> tuple[Any, ...]:
    """What those tensors hold for an element."""
    arrays: list[Any] = []
    for leaf in element:
        if isinstance(leaf, (np.ndarray, np.generic)):
            arrays.append(leaf)
        elif leaf is not None:
            arrays += [t._array for t in nest.flatten(leaf, expand_composites=True)]
    return tuple(arrays)
