"""What the codec gives of features, put together as `parse_example` returns it: tensors of all kinds by name."""

import numpy as np

from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import concat, stack
from tenfold.ops.arrays.shaping import expand_dims, shape
from tenfold.ops.bytes.parsing.features import RaggedFeature, SparseFeature
from tenfold.ops.bytes.parsing.partitions import divided
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.scoped import by_type, scoped
from tenfold.ops.sparse.entries import reorder
from tenfold.ops.sparse.tensor import SparseTensor


class Columns:
    """The results of a codec's op, of which each kind of feature takes its own, in ParseExampleV2's order."""

    def __init__(self, outputs):
        self._outputs, self._at = outputs, 0

    def take(self, count):
        """The next `count` results."""
        self._at += count
        return self._outputs[self._at - count : self._at]

    def sparse(self, asked):
        """{key: SparseTensor}"""
        n = len(asked.sparse)
        parts = self.take(n), self.take(n), self.take(n)
        return dict(zip(asked.sparse, map(SparseTensor, *parts)))

    def dense(self, asked):
        """{key: Tensor}"""
        return dict(zip(asked.dense, self.take(len(asked.dense))))

    def ragged(self, asked, splits=1):
        """{key: (values, splits, ...)}"""
        n = len(asked.ragged)
        return dict(zip(asked.ragged, zip(*[self.take(n) for _ in range(1 + splits)])))


def finished(asked, found, rows, batched):
    """The tensors under the names that the program asked for.

    Args:
      found: {key: tensor} of sparse and dense features. rows: {key: (values, splits)} of ragged ones.
      batched: whether there are several examples; the values of one are no row.
    """
    out = dict(found)
    for name, feature in asked.features:
        if isinstance(feature, RaggedFeature):
            out[name] = _ragged(feature, name, rows, batched)
        elif isinstance(feature, SparseFeature):
            out[name] = _merged(feature, found)
    kept = dict(asked.features)
    return {name: value for name, value in out.items() if name in kept}


def _ragged(feature, name, rows, batched):
    key = name if feature.value_key is None else feature.value_key
    if not batched:
        rows = {k: (values, _one_row(values, splits.dtype)) for k, (values, splits) in rows.items()}
    values, splits = divided(*rows[key], feature, rows.__getitem__)
    return RaggedTensor.from_row_splits(values, splits, validate=False) if batched else values


def _one_row(values, dtype):
    return stack([convert(0, dtype), shape(values, dtype)[0]])


def _merged(feature, found):
    if isinstance(feature.index_key, (str, bytes)):
        keys, sizes = [feature.index_key], [feature.size]
    else:
        keys, sizes = list(feature.index_key), list(feature.size)
    if len(keys) != len(sizes):
        raise ValueError(f"SparseFeature has {len(keys)} index keys and {len(sizes)} sizes; received {feature}.")
    for size in sizes:
        if not isinstance(size, (int, np.integer, Tensor)):
            raise TypeError(f"The size of a SparseFeature has to be a Tensor or Python int. Found {type(size)}")
    return sparse_merge([found[k] for k in keys], found[feature.value_key], sizes, feature.already_sorted)


def _sizes(sizes):
    if any(isinstance(s, Tensor) for s in sizes):
        return stack([cast(s, dtypes.int64) for s in sizes])
    return convert(np.array(sizes, np.int64))


@scoped("SparseMerge", by_type, type=by_type)
def sparse_merge(ids, values, sizes, already_sorted, name=None):
    """The SparseTensor with `values` at the coordinates that `ids`, one for each of its last dimensions, hold."""
    for i in ids:
        counts = [t.values._dims and t.values._dims[0] for t in (i, values)]
        if None not in counts and counts[0] != counts[1]:
            raise ValueError(
                f"Dimensions {counts[1]} and {counts[0]} are not compatible: of a SparseFeature's values each needs an "
                "index in every dimension."
            )
    columns = [expand_dims(cast(i.values, dtypes.int64), 1) for i in ids]
    indices = concat([values.indices[:, :-1], *columns], 1)
    bounds = concat([values.dense_shape[:-1], _sizes(sizes)], 0)
    rank = values.shape.rank
    if isinstance(bounds, SymbolicTensor) and rank is not None:  # what is known of it before it is computed
        known = [None if isinstance(s, Tensor) else s for s in sizes]
        bounds._value = np.array([None] * (rank - 1) + known, object)
    merged = SparseTensor(indices, values.values, bounds)
    return merged if already_sorted else reorder(merged)
