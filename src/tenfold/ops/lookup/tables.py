"""Lookup tables: from keys to values, fixed or growing. A table is a Python dict; its ops run on the host."""

import os

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.base.trackable import Trackable
from tenfold.core.calls import attrs
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.lookup.replacing import replacing
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.scoped import scoped
from tenfold.ops.sparse.operators import SparseTensor
from tenfold.ops.strings.arrays import flat, packed
from tenfold.ops.strings.hashing import fingerprint64
from tenfold.ops.strings.numbers import as_string

KEYS, VALUES = "table-keys", "table-values"  # how checkpoints call what a growing table holds
INITIALIZERS = "table_initializer"  # the collection that tf.compat.v1.tables_initializer runs


class Entries:
    """What a table holds: a dict from keys (bytes, ints, floats) to values (NumPy scalars or arrays of `shape`)."""

    def __init__(self, value_dtype, shape=(), ready=True):
        self.dtype, self.shape, self.ready, self.values = value_dtype, shape, ready, {}

    def checked(self):
        if not self.ready:
            raise errors.FailedPreconditionError(
                "Table not initialized. Run tf.compat.v1.tables_initializer() in this session first."
            )
        return self.values

    def fill(self, keys, values):
        """The entries of a table that never changes again."""
        for key, value in zip(keys, values, strict=True):
            if self.values.setdefault(key, value) != value:
                raise errors.FailedPreconditionError(
                    f"HashTable has different value for same key. Key {key!r} has {self.values[key]} and trying to add "
                    f"value {value}"
                )
        self.ready = True


def _looked_up(keys, default, *, entries, **_):
    return Spec(None if keys.shape is None else (*keys.shape, *entries.shape), entries.dtype)


@op(infer=_looked_up, host=True, gradient=None, type="LookupTableFindV2")
def lookup_table_find(keys: Free, default_value: Free, *, entries):
    """The value of each key; `default_value`, one for all or one for each, where there is none."""
    found, each = entries.checked(), np.ndim(default_value) > len(entries.shape)
    shape = (*np.shape(keys), *entries.shape)
    names = flat(keys)
    if entries.shape:
        defaults = np.broadcast_to(default_value, shape).reshape(-1, *entries.shape)
        out = [found.get(k, d) for k, d in zip(names, defaults)]
        return np.array(out, entries.dtype.numpy).reshape(shape)
    if each:
        return packed([found.get(k, d) for k, d in zip(names, flat(default_value))], entries.dtype.numpy, shape)
    default = default_value.item()
    return packed([found.get(k, default) for k in names], entries.dtype.numpy, shape)


@op(infer=lambda *, entries: Spec((), dtypes.int64), host=True, gradient=None, type="LookupTableSizeV2")
def lookup_table_size(*, entries):
    """Number of entries."""
    return np.int64(len(entries.checked()))


@op(
    infer=lambda *, entries, key_dtype: (Spec((None,), key_dtype), Spec((None, *entries.shape), entries.dtype)),
    host=True,
    gradient=None,
    type="LookupTableExportV2",
)
def lookup_table_export(*, entries, key_dtype):
    """All keys and their values."""
    found = entries.checked()
    values = np.array(list(found.values()), entries.dtype.numpy).reshape(len(found), *entries.shape)
    return packed(list(found), key_dtype.numpy, (len(found),)), values


@op(
    infer=lambda keys, values, *, entries: (),
    effect=True,
    host=True,
    gradient=None,
    type="LookupTableImportV2",
)
def lookup_table_import(keys: Free, values: Free, *, entries):
    """Make these the entries of a fixed table."""
    if entries.values and entries.ready:
        return ()
    if np.shape(keys) != np.shape(values):
        raise errors.InvalidArgumentError(
            f"Expected shape {list(np.shape(keys))} for value, got {list(np.shape(values))}"
        )
    entries.fill(flat(keys), flat(values))
    return ()


@op(
    infer=lambda keys, values, *, entries: (),
    effect=True,
    host=True,
    gradient=None,
    type="LookupTableInsertV2",
)
def lookup_table_insert(keys: Free, values: Free, *, entries):
    """Add entries, or change those that there are."""
    wanted = (*np.shape(keys), *entries.shape)
    if np.shape(values) != wanted:
        raise errors.InvalidArgumentError(f"Expected shape {list(wanted)} for value, got {list(np.shape(values))}")
    rows = values.reshape(-1, *entries.shape) if entries.shape else flat(values)
    entries.values.update(zip(flat(keys), rows))
    return ()


@op(
    infer=lambda keys, *, entries: (),
    effect=True,
    host=True,
    gradient=None,
    type="LookupTableRemoveV2",
)
def lookup_table_remove(keys: Free, *, entries):
    """Drop entries; keys that are not there are let be."""
    for key in flat(keys):
        entries.values.pop(key, None)
    return ()


def _done(result):
    """What an op without results gives the caller: None eagerly, its node in a graph."""
    return None if isinstance(result, tuple) else result


class LookupTable(Trackable):
    """What all tables have.

    Attributes:
      key_dtype, value_dtype: dtypes.
      default_value: what a missing key gives.
    """

    def __init__(self, key_dtype, value_dtype, name=None):
        if name is not None and not isinstance(name, str):
            raise TypeError(f"{type(self).__name__}: `name` must be a string; received {described(name)}.")
        self.key_dtype, self.value_dtype, self._name = dtypes.as_dtype(key_dtype), dtypes.as_dtype(value_dtype), name

    name = property(lambda self: self._name)

    def _keys(self, keys):
        keys = convert(keys, partner=self.key_dtype)
        if keys.dtype != self.key_dtype:
            raise TypeError(f"Dtype of argument `keys` must be {self.key_dtype!r}, received: {keys.dtype!r}")
        return keys

    def size(self, name=None):
        """Number of entries, int64."""
        return lookup_table_size(entries=self._entries, name=name)

    def lookup(self, keys, name=None):
        """The values of `keys`, in their shape: a tensor, a SparseTensor or a RaggedTensor.

        Raises:
          TypeError: keys of another dtype.
        """
        if isinstance(keys, RaggedTensor):
            return keys.with_flat_values(self.lookup(keys.flat_values, name))
        if isinstance(keys, SparseTensor):
            return keys.with_values(self.lookup(keys.values, name))
        return lookup_table_find(self._keys(keys), self._default, entries=self._entries, name=name)

    def __getitem__(self, keys):
        return self.lookup(keys)

    def export(self, name=None):
        """(keys, values) of all entries, in no promised order."""
        return lookup_table_export(entries=self._entries, key_dtype=self.key_dtype, name=name)


class StaticHashTable(LookupTable):
    """A table filled once, by an initializer.

    Args:
      initializer: a KeyValueTensorInitializer or TextFileInitializer.
      default_value: the value of keys that are not there.

    Raises:
      FailedPreconditionError: a key has two values; in a TensorFlow 1 graph, it is used before `table.initializer` ran.
    """

    def __init__(self, initializer, default_value, name=None, experimental_is_anonymous=False):
        _check_initializer(initializer)
        super().__init__(initializer.key_dtype, initializer.value_dtype, "hash_table" if name is None else name)
        self._default = convert(default_value, self.value_dtype)
        self._entries = Entries(self.value_dtype, ready=False)
        self._source = initializer
        self._initializer = initializer.initialize(self)

    def _trackable_children(self):
        return {"_initializer": self._source}

    default_value = property(lambda self: self._default)
    initializer = init = property(lambda self: self._initializer)


def _check_initializer(initializer):
    if not hasattr(initializer, "initialize") or isinstance(initializer, type):
        raise TypeError(
            "`initializer` must be a tf.lookup.KeyValueTensorInitializer or tf.lookup.TextFileInitializer; received "
            f"{described(initializer)}."
        )


class KeyValueTensorInitializer(Trackable):
    """Entries from two tensors (or lists) of equal length."""

    def __init__(self, keys, values, key_dtype=None, value_dtype=None, name=None):
        self._keys, self._values = convert(keys, key_dtype), convert(values, value_dtype)

    key_dtype = property(lambda self: self._keys.dtype)
    value_dtype = property(lambda self: self._values.dtype)

    def initialize(self, table):
        """Fill the table now; in a TensorFlow 1 graph, give the operation that does."""
        return _initialize(table, self._keys, self._values)


def _initialize(table, keys, values):
    if STATE.graph is not None and not isinstance(keys, SymbolicTensor) and STATE.graph.building_function:
        table._entries.fill(flat(keys._array), flat(values._array))
        return None
    done = _done(lookup_table_import(keys, values, entries=table._entries))
    if done is not None:
        STATE.graph.collections[INITIALIZERS].append(done)
    return done


class TextFileIndex:
    """What of a line is meant, besides the number of a column."""

    WHOLE_LINE = -2
    LINE_NUMBER = -1


@op(infer=lambda *, entries, **_: (), effect=True, host=True, gradient=None)
def lookup_table_read(*, entries, read):
    """Fill a fixed table with what `read()` gives: keys and values."""
    if not entries.ready:
        entries.fill(*read())
    return ()


class TextFileInitializer(Trackable):
    """Entries from the lines of a text file.

    Args:
      filename: its path.
      key_dtype, key_index: keys are column number `key_index` of each line, or TextFileIndex.WHOLE_LINE or LINE_NUMBER.
      value_dtype, value_index: the same for values.
      vocab_size: lines to read; all of them by default.
      delimiter: between columns.
      value_index_offset: added to values that are line numbers.
    """

    def __init__(
        self,
        filename,
        key_dtype,
        key_index,
        value_dtype,
        value_index,
        vocab_size=None,
        delimiter="\t",
        name=None,
        value_index_offset=0,
    ):
        self.key_dtype, self.value_dtype = dtypes.as_dtype(key_dtype), dtypes.as_dtype(value_dtype)
        for what, index, dtype in (("key", key_index, self.key_dtype), ("value", value_index, self.value_dtype)):
            if attrs.Axis.named(f"{what}_index")(index) < -2:
                raise ValueError(f"`{what}_index` should be >= -2, received: {index}.")
            if index == TextFileIndex.LINE_NUMBER and not dtype.is_integer:
                raise ValueError(
                    f"`{what}_dtype` must be int64 if `{what}_index` is LINE_NUMBER, received: {dtype.name}"
                )
            if index == TextFileIndex.WHOLE_LINE and dtype is not dtypes.string and not dtype.is_integer:
                raise ValueError(f"`{what}_dtype` should be string or integer for WHOLE_LINE, received: {dtype.name}")
        if vocab_size is not None:
            vocab_size = attrs.Size.named("vocab_size")(vocab_size)
        if not isinstance(filename, (str, bytes, os.PathLike, Tensor)):
            raise TypeError(f"`filename` must be a path; received {described(filename)}.")
        self._filename, self._columns = (
            filename,
            ((key_index, self.key_dtype, 0), (value_index, self.value_dtype, value_index_offset)),
        )
        self._size, self._delimiter = vocab_size, delimiter.encode() if isinstance(delimiter, str) else delimiter

    def initialize(self, table):
        """Read the file now; in a TensorFlow 1 graph, give the operation that does."""
        done = _done(lookup_table_read(entries=table._entries, read=self._read))
        if done is not None:
            STATE.graph.collections[INITIALIZERS].append(done)
        return done

    def _read(self):
        if isinstance(self._filename, SymbolicTensor):
            raise errors.InvalidArgumentError(
                f"`filename` must be known when the table is filled; received {described(self._filename)} of a graph."
            )
        path = getattr(self._filename, "numpy", lambda: self._filename)()
        path = path.decode() if isinstance(path, bytes) else path
        try:
            with open(path, "rb") as file:
                lines = [line.rstrip(b"\r\n") for line in file]
        except FileNotFoundError:
            raise errors.NotFoundError(f"{path}; No such file or directory") from None
        if self._size is not None and len(lines) < self._size:
            raise errors.InvalidArgumentError(
                f"Invalid vocab_size in {path}: expected {self._size} but got {len(lines)}"
            )
        return [
            [self._part(line, i, *column) for i, line in enumerate(lines[: self._size])] for column in self._columns
        ]

    def _part(self, line, number, index, dtype, offset):
        if index == TextFileIndex.LINE_NUMBER:
            return number + offset
        parts = line.split(self._delimiter)
        if index >= len(parts):
            shown = line.decode(errors="replace")
            raise errors.InvalidArgumentError(
                f"Invalid number of columns in {self._filename} line {number} ({shown}): expected at least {index + 1} "
                f"got {len(parts)}"
            )
        value = line if index == TextFileIndex.WHOLE_LINE else parts[index]
        return value if dtype is dtypes.string else dtype.numpy.type(value.decode()).item()


class StaticVocabularyTable(LookupTable):
    """Ids of words: those of the initializer, and `num_oov_buckets` more that all other words are hashed to.

    Args:
      initializer: gives int64 ids 0, 1, ...; None for hashing alone.
      num_oov_buckets: at least 1.
      lookup_key_dtype: dtype of keys in lookups, the initializer's by default.
    """

    def __init__(self, initializer, num_oov_buckets, lookup_key_dtype=None, name=None, experimental_is_anonymous=False):
        self._buckets, self._table = attrs.Size.named("num_oov_buckets")(num_oov_buckets), None
        if initializer is not None:
            _check_initializer(initializer)
            if initializer.value_dtype != dtypes.int64:
                raise TypeError(
                    f"Invalid `value_dtype`, expected {dtypes.int64!r} but got {initializer.value_dtype!r}."
                )
            self._table = StaticHashTable(initializer, -1, name)
        if lookup_key_dtype is None:
            lookup_key_dtype = initializer.key_dtype if initializer is not None else dtypes.string
        super().__init__(lookup_key_dtype, dtypes.int64, "string_to_index" if name is None else name)

    initializer = init = property(lambda self: None if self._table is None else self._table.initializer)

    @scoped("hash_table_Size", "add")
    def size(self, name=None):
        known = 0 if self._table is None else self._table.size()
        return convert(known, partner=dtypes.int64) + self._buckets

    def lookup(self, keys, name=None):
        if isinstance(keys, (RaggedTensor, SparseTensor)):
            return super().lookup(keys, name)
        keys = self._keys(keys)
        entries = Entries(dtypes.int64) if self._table is None else self._table._entries
        if keys.dtype is not dtypes.string and entries.values and isinstance(next(iter(entries.values)), bytes):
            keys = as_string(keys)
        return _vocabulary_find(keys, entries=entries, buckets=self._buckets, name=name)

    def _trackable_children(self):
        return {} if self._table is None else self._table._trackable_children()

    def export(self, name=None):
        raise NotImplementedError("StaticVocabularyTable has no export: words in its buckets are not kept.")


@op(infer=lambda keys, **_: Spec(keys.shape, dtypes.int64), host=True, gradient=None)
def _vocabulary_find(keys: Free, *, entries, buckets):
    found = entries.checked()
    start = len(found)

    def number(key):
        known = found.get(key)
        if known is not None:
            return known
        return start + fingerprint64(key if isinstance(key, bytes) else str(key).encode()) % buckets

    return packed([number(k) for k in flat(keys)], np.int64, np.shape(keys))


class MutableHashTable(LookupTable):
    """A table that grows and shrinks.

    Args:
      key_dtype, value_dtype: dtypes.
      default_value: a scalar or a vector, which every value then is; also what keys that are not there give.
    """

    def __init__(
        self,
        key_dtype,
        value_dtype,
        default_value,
        name="MutableHashTable",
        checkpoint=True,
        experimental_is_anonymous=False,
    ):
        super().__init__(key_dtype, value_dtype, name)
        self._default = convert(default_value, self.value_dtype)
        self._entries = Entries(self.value_dtype, self._default._dims)

    default_value = property(lambda self: self._default)

    def lookup(self, keys, dynamic_default_values=None, name=None):
        """The values of `keys`; `dynamic_default_values` gives a default for each."""
        if dynamic_default_values is None:
            return super().lookup(keys, name)
        defaults = convert(dynamic_default_values, self.value_dtype)
        return lookup_table_find(self._keys(keys), defaults, entries=self._entries, name=name)

    def insert(self, keys, values, name=None):
        """Add entries, or change those that there are."""
        values = convert(values, partner=self.value_dtype)
        if values.dtype != self.value_dtype:
            raise TypeError(f"Dtype of argument `values` must be {self.value_dtype!r}, received: {values.dtype!r}")
        return _done(lookup_table_insert(self._keys(keys), values, entries=self._entries, name=name))

    def remove(self, keys, name=None):
        """Drop entries; keys that are not there are let be."""
        return _done(lookup_table_remove(self._keys(keys), entries=self._entries, name=name))

    def _saved_values(self):
        return dict(zip((KEYS, VALUES), self.export()))

    def _restoring(self, values):
        return replacing(self, values[KEYS], values[VALUES])


@op(infer=lambda keys, **_: keys, host=True, gradient=None)
def _allowed(keys, empty_key, deleted_key):
    """The keys, checked to be none of the two that mark places in a dense table."""
    for key in flat(keys):
        for what, marker in (("empty_key", empty_key), ("deleted_key", deleted_key)):
            if key == marker.item():
                raise errors.InvalidArgumentError(f"Using the {what} as a table key is not allowed")
    return keys


class DenseHashTable(MutableHashTable):
    """A MutableHashTable that sets two keys aside: `empty_key` and `deleted_key` cannot be used."""

    def __init__(
        self,
        key_dtype,
        value_dtype,
        default_value,
        empty_key,
        deleted_key,
        initial_num_buckets=None,
        name="MutableDenseHashTable",
        checkpoint=True,
        experimental_is_anonymous=False,
    ):
        super().__init__(key_dtype, value_dtype, default_value, name)
        self._markers = convert(empty_key, self.key_dtype), convert(deleted_key, self.key_dtype)
        if np.array_equal(*[m.numpy() for m in self._markers]):
            raise errors.InvalidArgumentError("Empty and deleted keys cannot be equal")

    def _keys(self, keys):
        return _allowed(super()._keys(keys), *self._markers)

    def _restoring(self, values):
        return replacing(self, values[KEYS], values[VALUES], unused=[flat(m.numpy())[0] for m in self._markers])

    def insert_or_assign(self, keys, values, name=None):
        """`insert` by its other name."""
        return self.insert(keys, values, name)

    def erase(self, keys, name=None):
        """`remove` by its other name."""
        return self.remove(keys, name)
