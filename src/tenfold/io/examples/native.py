"""Examples parsed by the native library: `runtime/native/sources/examples.cc`.

It reads Python's bytes objects where they lie, on all threads and without Python's lock; strings become objects under
it. Where a bytes object keeps its length and content is tried out before it is relied on.
"""

import ctypes
import functools
import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import DType
from tenfold.io.examples.wording import HELD, Batch, features_of
from tenfold.ops.bytes.parsing.wanted import Wanted
from tenfold.runtime.native import library

_TYPE_AT = object.__basicsize__ - 8  # where an object says its type, the last word of what all objects have
_SIZE_AT = object.__basicsize__
_DATA_AT = bytes.__basicsize__ - 1  # a content ends in a zero, which is counted there
_LAYOUT = struct.pack("4q", id(bytes), _TYPE_AT, _SIZE_AT, _DATA_AT)
_MALFORMED, _MISSING, _OTHER_TYPE, _OTHER_COUNT, _NOT_BYTES, _NO_MEMORY = 1, 2, 3, 4, 5, 6
_FIELD = {dtype: number for number, dtype in HELD.items()}
_MOST = (1 << 63) - 1  # that a word holds
_word = ctypes.c_void_p


def here() -> bool:
    """Whether examples can be parsed so."""
    return library.functions() is not None and _as_expected()


@functools.cache
def _as_expected() -> bool:
    probe = b"bytes\0as they lie"
    word = ctypes.c_ssize_t.from_address
    return (
        word(id(probe) + _TYPE_AT).value == id(bytes)
        and word(id(probe) + _SIZE_AT).value == len(probe)
        and ctypes.string_at(id(probe) + _DATA_AT, len(probe)) == probe
    )


@functools.cache
def _makes_strings() -> tuple[Callable[..., int], int, int]:
    """The library's function that needs Python's lock, and the two of Python's that it calls."""
    address = lambda function: ctypes.cast(function, _word).value or 0
    prototype = ctypes.PYFUNCTYPE(ctypes.c_int64, *[_word] * 6)
    make, drop = ctypes.pythonapi.PyBytes_FromStringAndSize, ctypes.pythonapi.Py_DecRef
    return prototype(address(library.functions().tenfold_examples_strings)), address(make), address(drop)


class _Plan:
    """What the library is told of features that are wanted: the words of `struct Wanted`, but for the defaults."""

    def __init__(self, wanted: Wanted) -> None:
        self.features = features_of(wanted)
        self.keys = b"".join(key for key, *_ in self.features)
        self.words: list[int] = []
        self.dense = len(wanted.dense)
        at = 0
        for key, dtype, shape, _ in self.features:
            fixed = None not in shape
            size = min(math.prod(d for d in shape if d is not None), _MOST)  # of which no example has a multiple
            self.words += [at, len(key), _FIELD[dtype], size, fixed, 0]
            at += len(key)
        self.pack = struct.Struct(f"{len(self.words)}q").pack
        self.pack_outputs = struct.Struct(f"{len(self.features)}q").pack


_plan = functools.lru_cache(256)(_Plan)


def parsed(
    serialized: np.ndarray, names: np.ndarray, defaults: Sequence[np.ndarray], wanted: Wanted
) -> tuple[np.ndarray, ...]:
    """The arrays of what is wanted of serialised Examples, in the order of ParseExampleV2's results.

    Args:
      serialized: objects that are bytes, () or (n,).
      names: of the same shape, or empty.
      defaults: one for each dense feature: of its shape, or empty for none; of rows the padding.

    Raises:
      InvalidArgumentError, TypeError, MemoryError.
    """
    call = _Call(serialized, names, defaults, _plan(wanted))
    try:
        return call.columns(wanted)
    finally:
        call.end()


class _Call:
    def __init__(self, serialized: np.ndarray, names: np.ndarray, defaults: Sequence[np.ndarray], plan: _Plan) -> None:
        self.batch, self.plan, self.defaults = Batch(serialized.shape, names), plan, defaults
        self.strings = np.ascontiguousarray(serialized.reshape(-1))
        self.shape = serialized.shape
        self.numbers = [self._room(*plan.features[i][1:3]) for i in range(plan.dense)]
        kept: list[Any] = []  # what pointers lead to
        words = plan.pack(*self._words(kept))
        outputs = plan.pack_outputs(
            *[0 if a is None else a.ctypes.data for a in self.numbers], *[0] * (len(plan.features) - plan.dense)
        )
        self.results = np.empty(5 + 2 * len(plan.features), np.int64)
        self.lib = library.functions()
        self.handle = self.lib.tenfold_examples(
            self.strings.ctypes.data,
            len(self.strings),
            _LAYOUT,
            words,
            len(plan.features),
            plan.keys,
            outputs,
            self.results.ctypes.data,
        )
        if self.handle is None:
            raise self._complaint(*self.results[:5].tolist())

    def _room(self, dtype: DType, shape: tuple[int | None, ...]) -> np.ndarray | None:
        """Where numbers of a fixed shape are written."""
        if dtype is dtypes.string or None in shape:
            return None
        return np.empty((*self.shape, *shape), dtype.numpy)  # type: ignore[arg-type]  # no dimension is None

    def _words(self, kept: list[Any]) -> list[int]:
        words = self.plan.words.copy()
        for i, default in enumerate(self.defaults):
            size, fixed = words[6 * i + 3 : 6 * i + 5]
            if not fixed or not default.size or default.size != size:
                continue
            if default.dtype == object:
                strings = default.reshape(-1).tolist()
                ends = [(start := id(s) + _DATA_AT, start + len(s)) for s in strings]
                kept += [strings, default := np.array(ends, np.int64)]
            else:
                kept.append(default := np.ascontiguousarray(default))
            words[6 * i + 5] = default.ctypes.data
        return words

    def _complaint(self, code: int, example: int, feature: int, told: int, offset: int) -> Exception:
        if code == _NO_MEMORY:
            return MemoryError(f"no memory for the features of {len(self.strings)} examples")
        data = self.strings[example]
        if code == _NOT_BYTES:
            return TypeError(f"serialized examples are bytes; received {type(data).__name__} for example {example}")
        if code == _MALFORMED:
            return self.batch.unreadable(example, data, offset)
        key, dtype, shape, dense = self.plan.features[feature]
        if code == _MISSING:
            return self.batch.absent(example, key, dtype)
        if code == _OTHER_TYPE:
            return self.batch.other_type(example, key, dtype, dense, HELD[told])
        return self.batch.other_count(example, key, dtype, told, shape)

    def end(self) -> None:
        self.lib.tenfold_examples_end(self.handle)

    def columns(self, wanted: Wanted) -> tuple[np.ndarray, ...]:
        first = self.plan.dense
        ragged = first + len(wanted.sparse)
        sparse = [self._sparse(i) for i in range(first, ragged)]
        rows = [(self._values(i), self._splits(i, s)) for i, (_, _, s) in enumerate(wanted.ragged, ragged)]
        return (
            *[part[0] for part in sparse],
            *[part[1] for part in sparse],
            *[part[2] for part in sparse],
            *[self._dense(i) for i in range(first)],
            *[part[0] for part in rows],
            *[part[1] for part in rows],
        )

    def _measures(self, i: int) -> list[int]:
        """How many values feature i has in all, and the most of an example."""
        return self.results[5 + 2 * i : 7 + 2 * i].tolist()

    def _dense(self, i: int) -> np.ndarray:
        _, dtype, shape, _ = self.plan.features[i]
        if None not in shape:
            numbers = self.numbers[i]
            if numbers is not None:
                return numbers
            strings = np.empty((*self.shape, *shape), object)  # type: ignore[arg-type]  # no dimension is None
            return self._fill(i, strings, -1)
        row = self.plan.words[6 * i + 3]
        steps = self._measures(i)[1] // max(row, 1)
        padded = np.empty((*self.shape, steps, *shape[1:]), dtype.numpy)  # type: ignore[arg-type]
        padded[...] = self.defaults[i].reshape(-1)[0] if dtype is not dtypes.string else self.defaults[i].item()
        return self._fill(i, padded, steps * row)

    def _values(self, i: int) -> np.ndarray:
        return self._fill(i, np.empty(self._measures(i)[0], self.plan.features[i][1].numpy), -1)

    def _fill(self, i: int, array: np.ndarray, width: int) -> np.ndarray:
        """The values of feature i into an array: one after the other, or each example's from the start of its row."""
        if not array.size:
            return array
        if array.dtype == object:
            function, make, drop = _makes_strings()
            function(self.handle, i, array.ctypes.data, width, make, drop)
        else:
            self.lib.tenfold_examples_numbers(self.handle, i, array.ctypes.data, width)
        return array

    def _sparse(self, i: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        total, longest = self._measures(i)
        values = self._values(i)
        if self.batch.one:
            return np.arange(total, dtype=np.int64)[:, None], values, np.array([total], np.int64)
        indices = np.empty((total, 2), np.int64)
        self.lib.tenfold_examples_indices(self.handle, i, indices.ctypes.data)
        return indices, values, np.array([len(self.strings), longest], np.int64)

    def _splits(self, i: int, dtype: DType) -> np.ndarray:
        if self.batch.one:
            return np.zeros(1, dtype.numpy)
        self.check_splits(self._measures(i)[0], dtype)
        splits = np.empty(len(self.strings) + 1, dtype.numpy)
        self.lib.tenfold_examples_splits(self.handle, i, splits.ctypes.data, splits.itemsize)
        return splits

    @staticmethod
    def check_splits(total: int, dtype: DType) -> None:
        if total > dtype.max:
            raise ValueError(f"{total} values are more than row_splits_dtype={dtype.name} can count; take tf.int64")
