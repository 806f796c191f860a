"""What a program says of the features that it wants of examples: `tf.io.FixedLenFeature` and its kin."""

from collections import namedtuple

from tenfold.core.values import dtypes

# What a list of a Feature holds: BytesList, FloatList, Int64List.
TYPES = (dtypes.float32, dtypes.int64, dtypes.string)


class VarLenFeature(namedtuple("VarLenFeature", ["dtype"])):
    """A feature of any number of values, which becomes a SparseTensor.

    Args:
      dtype: float32, int64 or string.
    """

    __slots__ = ()


class FixedLenFeature(namedtuple("FixedLenFeature", ["shape", "dtype", "default_value"])):
    """A feature of so many values, which becomes a dense Tensor.

    Args:
      shape: of the values of one example, all known.
      dtype: float32, int64 or string.
      default_value: what stands for it in examples without it, of that shape; by default they are an error.
    """

    __slots__ = ()

    def __new__(cls, shape, dtype, default_value=None):
        return super().__new__(cls, shape, dtype, default_value)


class FixedLenSequenceFeature(
    namedtuple("FixedLenSequenceFeature", ["shape", "dtype", "allow_missing", "default_value"])
):
    """A feature of any number of rows of one shape, which becomes a dense Tensor, padded to the longest of the batch.

    Args:
      shape: of one row, all known.
      dtype: float32, int64 or string.
      allow_missing: whether examples without it have no rows. `parse_example` takes True alone.
      default_value: a scalar, what rows are padded with: 0 or "". The feature lists of sequences take None alone.
    """

    __slots__ = ()

    def __new__(cls, shape, dtype, allow_missing=False, default_value=None):
        return super().__new__(cls, shape, dtype, allow_missing, default_value)


class SparseFeature(namedtuple("SparseFeature", ["index_key", "value_key", "dtype", "size", "already_sorted"])):
    """Two features or more that make one SparseTensor: values, and where in the example's tensor they stand.

    Args:
      index_key: the name of an int64 feature, or a list of them, one for each dimension.
      value_key: the name of the feature with the values, as many as indices.
      dtype: of the values: float32, int64 or string.
      size: the size of each dimension: an int, or a list of them.
      already_sorted: whether the indices of each example ascend, so that nothing is sorted.
    """

    __slots__ = ()

    def __new__(cls, index_key, value_key, dtype, size, already_sorted=False):
        return super().__new__(cls, index_key, value_key, dtype, size, already_sorted)


class RaggedFeature(namedtuple("RaggedFeature", ["dtype", "value_key", "partitions", "row_splits_dtype", "validate"])):
    """A feature of any number of values, which becomes a RaggedTensor with a row for each example.

    Args:
      dtype: float32, int64 or string.
      value_key: the name of the feature with the values; by default the key under which it is asked for.
      partitions: how the values of an example are divided further, the outermost dimension first: `RowSplits(key)`,
        `RowLengths(key)`, `RowStarts(key)`, `RowLimits(key)` and `ValueRowIds(key)` name an int64 feature, and
        `UniformRowLength(length)` says it.
      row_splits_dtype: int32 or int64.
      validate: whether it is checked that partitions fit the values (InvalidArgumentError).

    Raises:
      TypeError: `partitions` is no list or tuple of those.
      ValueError: another dtype; `value_key` is no string.
    """

    __slots__ = ()

    RowSplits = namedtuple("RowSplits", ["key"])
    RowLengths = namedtuple("RowLengths", ["key"])
    RowStarts = namedtuple("RowStarts", ["key"])
    RowLimits = namedtuple("RowLimits", ["key"])
    ValueRowIds = namedtuple("ValueRowIds", ["key"])
    UniformRowLength = namedtuple("UniformRowLength", ["length"])

    def __new__(cls, dtype, value_key=None, partitions=(), row_splits_dtype=dtypes.int32, validate=False):
        if not isinstance(partitions, (list, tuple)):
            raise TypeError(
                f"Argument `partitions` must be a list or tuple. Received partitions={partitions!r} of type "
                f"{type(partitions).__name__}."
            )
        strange = next((p for p in partitions if not isinstance(p, PARTITIONS)), None)
        if strange is not None:
            names = ", ".join(p.__name__ for p in PARTITIONS)
            raise TypeError(
                f"Argument `partitions`: each is one of RaggedFeature's {names}; received {strange!r} of type "
                f"{type(strange)}."
            )
        if value_key is not None and not isinstance(value_key, str):
            raise ValueError(f"Argument `value_key` must be a string; got {value_key!r}")
        splits, dtype = dtypes.as_dtype(row_splits_dtype), dtypes.as_dtype(dtype)
        if splits not in (dtypes.int32, dtypes.int64):
            raise ValueError(f"Argument `row_splits_dtype` must be int32 or int64; got {row_splits_dtype!r}")
        if dtype not in TYPES:
            raise ValueError(f"Argument `dtype` must be int64, float32, or bytes; got {dtype!r}")
        return super().__new__(cls, dtype, value_key, tuple(partitions), splits, validate)


PARTITIONS = (
    RaggedFeature.RowSplits,
    RaggedFeature.RowLengths,
    RaggedFeature.RowStarts,
    RaggedFeature.RowLimits,
    RaggedFeature.ValueRowIds,
    RaggedFeature.UniformRowLength,
)
for _partition in PARTITIONS:
    _partition.__qualname__ = f"RaggedFeature.{_partition.__name__}"  # where pickle finds it
    _partition.__doc__ = "How the values of a RaggedFeature are divided."
