"""Lookup tables whose entries are the elements of a dataset."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.data.batching.batch import stacker
from tenfold.data.elements.enumerate import enumerate_
from tenfold.data.elements.map import Map
from tenfold.data.order.take import Take
from tenfold.data.plan.arguments import dataset as checked
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.element_types import batched
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element
from tenfold.data.run.single import single
from tenfold.ops.lookup.tables import KeyValueTensorInitializer, StaticHashTable, StaticVocabularyTable
from tenfold.ops.structures.specs import TensorSpec


class Whole(Dataset):
    """One element: all elements of the input under each other."""

    def __init__(self, source: Dataset) -> None:
        super().__init__(source, spec=batched(source.element_spec, None))

    def size(self) -> int:
        return 1

    def open(self, run: Any) -> Iterator[Element]:
        return map(self._all, [run])

    def _all(self, run: Any) -> Element:
        spec = self.inputs[0].element_spec
        found = list(run.open(self.inputs[0]))
        return stacker(spec)(found) if found else tuple([np.zeros(0, s.dtype.numpy) for s in nest.flatten(spec)])


class DatasetInitializer(KeyValueTensorInitializer):
    """The entries of a table, from a dataset of pairs of a key and a value, both scalars.

    Raises:
      ValueError: elements that are something else.
    """

    def __init__(self, dataset: Dataset) -> None:
        spec = checked(dataset, "dataset").element_spec
        if not (type(spec) is tuple and len(spec) == 2 and all(_is_scalar(s) for s in spec)):
            raise ValueError(f"A table needs a dataset of pairs of scalars, (key, value); received {spec!r}.")
        super().__init__(*single(Whole(dataset)))


def _is_scalar(spec: Any) -> bool:
    return type(spec) is TensorSpec and spec.shape.rank in (0, None)


class Hasher(NamedTuple):
    """How keys that are not there are hashed: as `tf.lookup.StaticVocabularyTable` does."""

    hasher: str = "fasthash"
    key: Any = None


def table_from_dataset(
    dataset: Dataset,
    num_oov_buckets: Any = 0,
    vocab_size: Any = None,
    default_value: Any = None,
    hasher_spec: Any = Hasher(),  # noqa: B008
    key_dtype: Any = dtypes.string,
    name: str | None = None,
) -> Any:
    """A table of the pairs (key, value) that are the elements of a dataset.

    Args:
      num_oov_buckets: how many ids more there are, that other keys are hashed to; values must then be int64.
      vocab_size: how many elements become entries; all by default.
      default_value: the value of other keys, where there are no such ids.
      hasher_spec: only the default, "fasthash".
      key_dtype: of lookups.

    Raises:
      ValueError: a default value besides buckets; elements that are no pairs of scalars.
    """
    buckets = whole(num_oov_buckets, "num_oov_buckets", least=0)
    if getattr(hasher_spec, "hasher", None) != "fasthash":
        raise NotImplementedError(f"table_from_dataset hashes with 'fasthash' only; received {hasher_spec!r}.")
    if vocab_size is not None:
        dataset = Take(dataset, whole(vocab_size, "vocab_size", least=1))
    entries = DatasetInitializer(dataset)
    if buckets:
        if default_value not in (None, -1):
            raise ValueError("table_from_dataset takes num_oov_buckets or default_value, not both.")
        return StaticVocabularyTable(entries, buckets, dtypes.as_dtype(key_dtype), name)
    if default_value is None:
        default_value = "" if entries.value_dtype == dtypes.string else -1
    return StaticHashTable(entries, default_value, name)


def index_table_from_dataset(
    dataset: Dataset,
    num_oov_buckets: Any = 0,
    vocab_size: Any = None,
    default_value: Any = -1,
    hasher_spec: Any = Hasher(),  # noqa: B008
    key_dtype: Any = dtypes.string,
    name: str | None = None,
) -> Any:
    """A table from the elements of a dataset, scalars, to their numbers: 0, 1, ... Arguments as in
    `table_from_dataset`."""
    numbered = enumerate_(checked(dataset, "dataset"))
    pairs = Map(numbered, ElementFunction(lambda i, key: (key, i), numbered.element_spec, "index_table_from_dataset"))
    return table_from_dataset(pairs, num_oov_buckets, vocab_size, default_value, hasher_spec, key_dtype, name)
