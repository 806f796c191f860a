"""The features that a program asks for, checked, as what the codec takes: keys, dtypes and shapes."""

import copy
import functools
import math
from dataclasses import dataclass

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.bytes.parsing.features import (
    TYPES,
    FixedLenFeature,
    FixedLenSequenceFeature,
    RaggedFeature,
    SparseFeature,
    VarLenFeature,
)

PADDING = {dtypes.float32: np.float32(0), dtypes.int64: np.int64(0), dtypes.string: b""}
NOTHING = {dtype: np.empty(0, dtype.numpy) for dtype in TYPES}


@dataclass(frozen=True)
class Wanted:
    """What is wanted of each example, hashable: the lists of the op ParseExampleV2.

    Attributes:
      sparse: (key, dtype) of features of any number of values.
      dense: (key, dtype, shape) of features of one shape; its first dimension is None for any number of rows.
      ragged: (key, dtype, dtype of splits) of features of any number of values.
      missing: keys of `dense` that examples may lack (of the lists of sequences).
    Keys are bytes; those of a kind are in the order of the features' names.
    """

    sparse: tuple = ()
    dense: tuple = ()
    ragged: tuple = ()
    missing: frozenset = frozenset()

    def __hash__(self):
        return self._hash

    @functools.cached_property
    def _hash(self):
        return hash((self.sparse, self.dense, self.ragged, self.missing))


class Asked:
    """The features that a program asks for, by name, and what is wanted for them.

    Attributes:
      features: (name, feature) in the order of names.
      wanted: a Wanted.
      names: keys of sparse, dense and ragged features as the program writes them.
    """

    def __init__(self, features, allowed):
        self.features = sorted(dict(features).items())
        self.sparse, self.dense, self.ragged, self.missing = {}, {}, {}, set()
        self._given = {}
        for key, feature in self.features:
            if not isinstance(feature, allowed):
                raise ValueError(f"Unsupported {type(feature).__name__} {feature} for key '{key}'")
            _ADD[next(kind for kind in _ADD if isinstance(feature, kind))](self, key, feature)
        self._check_apart()
        self.wanted = Wanted(
            tuple((_key(k), t) for k, t in self.sparse.items()),
            tuple((_key(k), *rest) for k, rest in self.dense.items()),
            tuple((_key(k), *rest) for k, rest in self.ragged.items()),
            frozenset(map(_key, self.missing)),
        )
        self._kept = None

    def defaults(self):
        """A tensor for each dense feature: its default, empty where it has none; the padding of rows."""
        if STATE.graph is not None:
            return [self._default(key) for key in self.dense]
        if self._kept is None:
            self._kept = [self._default(key) for key in self.dense]
        return self._kept

    def _default(self, key):
        dtype, shape = self.dense[key]
        rows, given = shape[:1] == (None,), self._given[key]
        if given is None:
            return convert(PADDING[dtype] if rows else NOTHING[dtype], dtype)
        if isinstance(given, Tensor) and given.dtype is not dtype:
            raise errors.InvalidArgumentError(
                f"Feature {key} is {dtype.name}, and its default_value is a tensor of {given.dtype.name}; cast that."
            )
        return reshape(convert(given, dtype), [] if rows else list(shape))

    def _check_apart(self):
        keys = {"Dense": self.dense, "Sparse": self.sparse, "Ragged": self.ragged}
        for one, other in (("Dense", "Sparse"), ("Dense", "Ragged"), ("Ragged", "Sparse")):
            both = set(keys[one]) & set(keys[other])
            if both:
                raise ValueError(
                    f"{one} and {other.lower()} keys must not intersect; {one.lower()}_keys: {list(keys[one])}, "
                    f"{other.lower()}_keys: {list(keys[other])}, intersection: {both}"
                )

    def _add_any(self, key, dtype, feature):
        """A key of any number of values, which several features may share."""
        if dtype is None:
            raise ValueError(f"Missing type for feature {key}. Received feature={feature}.")
        dtype = _one_of_three(key, dtype)
        if self.sparse.setdefault(key, dtype) is not dtype:
            raise ValueError(f"Conflicting type {self.sparse[key]!r} vs {dtype!r} for feature {key}.")

    def _add_varied(self, key, feature):
        self._add_any(key, feature.dtype, feature)

    def _add_sparse(self, key, feature):
        for part in ("index_key", "value_key"):
            if not getattr(feature, part):
                raise ValueError(f"Missing {part} for SparseFeature {feature}.")
        if feature.dtype is None:
            raise ValueError(f"Missing type for feature {key}. Received feature={feature}.")
        for index in sorted(_listed(feature.index_key)):
            self._add_any(index, dtypes.int64, feature)
        self._add_any(feature.value_key, feature.dtype, feature)

    def _add_fixed(self, key, feature):
        if feature.dtype is None:
            raise ValueError(f"Missing type for feature {key}. Received feature={feature}.")
        if feature.shape is None:
            raise ValueError(f"Missing shape for feature {key}. Received feature={feature}.")
        shape = TensorShape(feature.shape)
        if shape.rank and shape._dims[0] is None:
            raise ValueError(
                f"First dimension of shape for feature {key} unknown. Consider using FixedLenSequenceFeature. "
                f"Received feature={feature}."
            )
        if not shape.is_fully_defined():
            raise ValueError(
                f"All dimensions of shape for feature {key} need to be known but received {shape.as_list()}."
            )
        self.dense[key] = _one_of_three(key, feature.dtype), _sizes(key, shape)
        self._given[key] = feature.default_value

    def _add_rows(self, key, feature):
        if feature.dtype is None:
            raise ValueError(f"Missing type for feature {key}. Received feature={feature}.")
        if feature.shape is None:
            raise TypeError(f"Missing shape for feature {key}. Received feature={feature}.")
        shape = TensorShape(feature.shape)
        if not shape.is_fully_defined():
            raise errors.InvalidArgumentError(
                f"All dimensions of shape for feature {key} need to be known but received {shape}."
            )
        self.dense[key] = _one_of_three(key, feature.dtype), (None, *shape._dims)
        self._given[key] = feature.default_value
        if feature.allow_missing:
            self.missing.add(key)

    def _add_ragged(self, key, feature):
        value_key = key if feature.value_key is None else feature.value_key
        self._add_row(value_key, feature.dtype, feature.row_splits_dtype)
        for partition in feature.partitions:
            if not isinstance(partition, RaggedFeature.UniformRowLength):
                self._add_row(partition.key, dtypes.int64, feature.row_splits_dtype)

    def _add_row(self, key, dtype, splits):
        had, had_splits = self.ragged.setdefault(key, (dtype, splits))
        if had is not dtype:
            raise ValueError(f"Conflicting type {had!r} vs {dtype!r} for feature {key}.")
        if had_splits is not splits:
            raise ValueError(f"Conflicting partition type {had_splits!r} vs {splits!r} for feature {key}.")


_ADD = {
    FixedLenFeature: Asked._add_fixed,
    VarLenFeature: Asked._add_varied,
    FixedLenSequenceFeature: Asked._add_rows,
    SparseFeature: Asked._add_sparse,
    RaggedFeature: Asked._add_ragged,
}


def _key(key):
    if not isinstance(key, (str, bytes)):
        raise TypeError(f"features are asked for by name, str or bytes; received {key!r} of type {type(key).__name__}.")
    return key.encode() if isinstance(key, str) else key


def _sizes(key, shape):
    if math.prod(filter(None, shape._dims)) >> 63:
        raise errors.InvalidArgumentError(f"Feature {key}: shape {shape} has more elements than a tensor can have.")
    return tuple(shape._dims)


def _listed(keys):
    return [keys] if isinstance(keys, (str, bytes)) else list(keys)


def _one_of_three(key, dtype):
    dtype = dtypes.as_dtype(dtype)
    if dtype not in TYPES:
        raise errors.InvalidArgumentError(
            f"Feature {key}: examples hold float32, int64 and string; received dtype {dtype.name}. Ask for one of "
            "those, and tf.cast what comes."
        )
    return dtype


_KEPT = {}  # what was asked for lately
_MOST_KEPT = 256


def asked(features, allowed):
    """What `features` asks for, an Asked; what was asked for lately is kept.

    Raises:
      ValueError, TypeError, InvalidArgumentError: what one of them says cannot be.
    """
    try:
        key = allowed, *[(name, type(f), *map(_frozen, f)) for name, f in features.items()]
        found = _KEPT.get(key)
    except (TypeError, AttributeError):  # a default that is a tensor, or no such thing as a feature
        return Asked(features, allowed)
    if found is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[key] = Asked(copy.deepcopy(dict(features)), allowed)  # lists and arrays may change
    return found


def _frozen(part):
    """A part of a feature as something that can be compared: 1, 1.0 and True are different defaults."""
    kind = type(part)
    if kind is list or kind is tuple:
        return kind, *map(_frozen, part)
    if kind is float:
        return part.hex()  # zero has two signs
    if kind in _PLAIN or part is None:
        return kind, part
    if kind is np.ndarray and part.dtype != object:
        return part.dtype.str, part.shape, part.tobytes()
    if isinstance(part, tuple):  # a partition
        return kind, *part
    raise TypeError(f"{part!r} may change")


_PLAIN = frozenset([bool, int, str, bytes, type, dtypes.DType])
