"""The next element made while the program is at the last one: asked of a whole plan, behind whatever comes last in it.

Nobody may see that an element is made sooner. So the plan is of transformations that are known here, its functions are
of ops that have no effect and read nothing that the program may change meanwhile (variables, tables, iterators), and no
pass begins, and draws its seeds, but the first one: a program that leaves off after the last element of a pass has
drawn no more than before. Files are read sooner; whoever wants to write one between two elements switches the rule off.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.base.env import Counter, itself
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import DType
from tenfold.core.values.shapes import TensorShape
from tenfold.data.batching.batch import Batch
from tenfold.data.batching.padded_batch import PaddedBatch
from tenfold.data.batching.ragged_batch import RaggedBatch
from tenfold.data.batching.unbatch import Unbatch
from tenfold.data.elements.filter import Filter
from tenfold.data.elements.map import Map
from tenfold.data.mixing.concatenate import Concatenate
from tenfold.data.mixing.zip import Zip
from tenfold.data.order.prefetch import Prefetch
from tenfold.data.order.repeat import Repeat
from tenfold.data.order.shard import Shard
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.order.skip import Skip
from tenfold.data.order.take import Take
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element
from tenfold.data.rules.gathered import Batches, Gathered
from tenfold.data.rules.numbers import Numbers
from tenfold.data.run.ahead import beside
from tenfold.data.sources import counter
from tenfold.data.sources.fixed_records import FixedLengthRecordDataset
from tenfold.data.sources.list_files import FileNames
from tenfold.data.sources.range_ import Range
from tenfold.data.sources.slices import Slices
from tenfold.data.sources.tensors import Tensors
from tenfold.data.sources.text_lines import TextLineDataset
from tenfold.data.sources.tf_records import TFRecordDataset
from tenfold.ops.bytes.parsing.wanted import Wanted
from tenfold.ops.control.body import Body
from tenfold.ops.control.branches import Branches

WORK = Map, Filter, Batch, PaddedBatch, RaggedBatch, Gathered
FILES = FileNames, TextLineDataset, TFRecordDataset, FixedLengthRecordDataset
KNOWN = {
    *WORK,
    *FILES,
    Slices,
    Range,
    Tensors,
    Numbers,
    counter.Counter,
    Batches,
    Unbatch,
    Zip,
    Concatenate,
    Repeat,
    Shard,
    Shuffle,
    Skip,
    Take,
    Prefetch,
}
OBJECTS = "variant", "resource"
FIXED = bool, int, float, str, bytes, np.ndarray, np.generic, DType, TensorShape, SymbolicTensor, Wanted, Counter
LATER = Repeat, Concatenate  # which begin passes while they run


class Beside(Prefetch):
    """The elements of the input, the next one made while the program is at the last, where either takes long."""

    def __init__(self, source: Dataset) -> None:
        super().__init__(source, 1)

    def open(self, run: Any) -> Iterator[Element]:
        return beside(run.open(self.inputs[0]), run)


def next_beside_the_last(dataset: Dataset) -> Dataset | None:
    """A thread for the next element, where the program has none and cannot tell."""
    nodes = [*_nodes(dataset)]
    if isinstance(dataset, Prefetch) or not any(isinstance(n, WORK) for n in nodes):
        return None
    if not all(type(n) in KNOWN and _cannot_be_seen(n) for n in nodes):
        return None
    if any(hasattr(n, "seeds") for n in nodes) and any(isinstance(n, LATER) for n in nodes):
        return None
    return Beside(dataset)


def _nodes(dataset: Dataset) -> Iterator[Dataset]:
    yield dataset
    for source in dataset.inputs:
        yield from _nodes(source)


def _cannot_be_seen(node: Dataset) -> bool:
    return all(_is_of_elements(f) for f in vars(node).values() if isinstance(f, ElementFunction))


def _is_of_elements(function: ElementFunction) -> bool:
    """Whether it does nothing but make elements of elements, of tensors that do not change, of random numbers that its
    pass has for itself, and of files."""
    if function.debugged or function.symbols() or function.holder is not itself:
        return False
    given = [*function.inputs, *function.captured]
    return not any(t.dtype.name in OBJECTS for t in given) and all(map(_is_known, function.graph.nodes))


def _is_known(node: Node) -> bool:
    """Whether an op has no effect and reads nothing but what it is given: not a variable, a table or an iterator."""
    operation: Any = node.operation
    if node.has_effect or operation.outside and operation.name != "read_file":
        return False
    return all(map(_is_fixed, node.attrs.values()))


def _is_fixed(value: Any) -> bool:
    """Whether the value of an attribute is nothing that may change between two elements."""
    if isinstance(value, (Body, Branches)):
        bodies = [value] if isinstance(value, Body) else value
        return all(_is_known(n) for body in bodies for n in body.nodes)
    if isinstance(value, (tuple, list)):
        return all(map(_is_fixed, value))
    return value is None or isinstance(value, FIXED)
