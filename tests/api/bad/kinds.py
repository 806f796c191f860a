"""Kinds of bad argument: what stands in place of one argument of a good call.

A kind is a function of `tf` and of the good argument (a tensor, a number, a list...). It gives the bad argument, or
raises `Unfit` where the good one has nothing that could be spoilt so. Needs NumPy and the module handed over as `tf`:
what TensorFlow says of the same calls is recorded where nothing else is.
"""

import collections
import datetime
import functools

import numpy as np

TEXT = "SUO"


class Unfit(Exception):
    """The good argument cannot be spoilt this way."""


class Odd:
    """An object that is nothing to anybody."""

    def __repr__(self):
        return "<odd>"


def returns_none(*args, **kwargs):
    """A function that takes anything."""


def itself():
    """A list that holds itself."""
    out = []
    out.append(out)
    return out


def deep():
    """A list 80 lists deep: NumPy's arrays end at 64."""
    out = 1
    for _ in range(80):
        out = [out]
    return out


def objects(*values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


@functools.cache
def elsewhere(tf):
    """A tensor of another graph."""
    with tf.Graph().as_default():
        return tf.compat.v1.placeholder(tf.float32, [2, 3])


@functools.cache
def keras_tensor(tf):
    return tf.keras.Input((3,))


def ragged(tf):
    return tf.ragged.constant([[1.0], [2.0, 3.0]])


def sparse(tf):
    return tf.sparse.SparseTensor([[0, 1]], [1.0], [2, 3])


def slices(tf):
    return tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([1]), tf.constant([3, 2]))


def tensor_array(tf):
    return tf.TensorArray(tf.float32, 2, element_shape=[]).unstack([1.0, 2.0])


def struct():
    return np.array([(1, 2.0)], [("a", "i4"), ("b", "f4")])


# Those that do not look at the good argument. Nothing here is asked to be cheap: it is made anew for each call, so that
# what a call does to it (a variable, a generator) is not met by the next.
PLAIN = {
    "None": lambda tf: None,
    "True": lambda tf: True,
    "0": lambda tf: 0,
    "-1": lambda tf: -1,
    "-7": lambda tf: -7,
    "99": lambda tf: 99,
    "2**31": lambda tf: 2**31,
    "-2**31-1": lambda tf: -(2**31) - 1,
    "2**63": lambda tf: 2**63,
    "10**30": lambda tf: 10**30,
    "1.5": lambda tf: 1.5,
    "nan": lambda tf: float("nan"),
    "inf": lambda tf: float("inf"),
    "1e300": lambda tf: 1e300,
    "1j": lambda tf: 1j,
    "np.float64": lambda tf: np.float64(1.5),
    "np.int64": lambda tf: np.int64(-3),
    "''": lambda tf: "",
    "'abc'": lambda tf: "abc",
    "b'abc'": lambda tf: b"\xff\x00",
    "[]": lambda tf: [],
    "()": lambda tf: (),
    "[[]]": lambda tf: [[]],
    "[[1],[2,3]]": lambda tf: [[1.0], [2.0, 3.0]],
    "[1,[2]]": lambda tf: [1, [2]],
    "[None]": lambda tf: [None],
    "[1,None]": lambda tf: [1, None],
    "[1,'a']": lambda tf: [1, "a"],
    "['a','b']": lambda tf: ["a", "b"],
    "[-1,-2]": lambda tf: [-1, -2],
    "[0,0]": lambda tf: [0, 0],
    "[1,1,1]": lambda tf: [1, 1, 1],
    "[0,1,2,3,4,5,6]": lambda tf: [0, 1, 2, 3, 4, 5, 6],
    "[10**12]": lambda tf: [10**12],
    "[10**6,10**6]": lambda tf: [10**6, 10**6],
    "[2**63]": lambda tf: [2**63],
    "[2**40]*4": lambda tf: [2**40] * 4,
    "[1.5]": lambda tf: [1.5],
    "[nan]": lambda tf: [float("nan")],
    "{}": lambda tf: {},
    "{'a':1}": lambda tf: {"a": 1},
    "set": lambda tf: {1, 2},
    "range": lambda tf: range(3),
    "slice": lambda tf: slice(1, 2),
    "...": lambda tf: ...,
    "function": lambda tf: returns_none,
    "class": lambda tf: Odd,
    "object": lambda tf: Odd(),
    "module": lambda tf: collections,
    "generator": lambda tf: (i for i in range(2)),
    "date": lambda tf: datetime.date(2020, 1, 1),
    "itself": lambda tf: itself(),
    "deep": lambda tf: deep(),
    "objects": lambda tf: objects(1, "a", None),
    "object array of lists": lambda tf: objects([1], [2, 3]),
    "datetime64": lambda tf: np.array(["2020-01-01"], "datetime64[D]"),
    "struct": lambda tf: struct(),
    "array 0x3": lambda tf: np.zeros((0, 3), np.float32),
    "array of rank 9": lambda tf: np.ones((1,) * 9, np.float32),
    "scalar": lambda tf: tf.constant(1.5),
    "vector": lambda tf: tf.constant([1.5, -2.5]),
    "matrix": lambda tf: tf.constant([[1.5, -2.5, 0.5], [1.0, 2.0, 3.0]]),
    "rank 3": lambda tf: tf.ones([2, 3, 5]),
    "rank 4": lambda tf: tf.ones([1, 2, 3, 2]),
    "rank 5": lambda tf: tf.ones([1, 2, 1, 3, 2]),
    "empty": lambda tf: tf.zeros([0]),
    "empty 2x0x3": lambda tf: tf.zeros([2, 0, 3]),
    "int scalar": lambda tf: tf.constant(-2),
    "int vector": lambda tf: tf.constant([5, -1, 2]),
    "int matrix": lambda tf: tf.constant([[1, 0], [0, -9]]),
    "int64 huge": lambda tf: tf.constant([2**40, -(2**63)], tf.int64),
    "uint64": lambda tf: tf.constant([2**64 - 1, 1], tf.uint64),
    "int8": lambda tf: tf.constant([-128, 127], tf.int8),
    "string tensor": lambda tf: tf.constant("abc"),
    "strings": lambda tf: tf.constant(["a", "bc"]),
    "bool": lambda tf: tf.constant(True),
    "bools": lambda tf: tf.constant([True, False]),
    "complex": lambda tf: tf.constant([1j, 2 + 1j], tf.complex64),
    "half": lambda tf: tf.constant([1.0, float("nan")], tf.float16),
    "bfloat16": lambda tf: tf.constant([1.0, 2.0], tf.bfloat16),
    "float64": lambda tf: tf.constant([1.0, float("inf")], tf.float64),
    "variable": lambda tf: tf.Variable([1.5, -2.5]),
    "int variable": lambda tf: tf.Variable([3, -1]),
    "RaggedTensor": ragged,
    "SparseTensor": sparse,
    "IndexedSlices": slices,
    "TensorArray": tensor_array,
    "TensorSpec": lambda tf: tf.TensorSpec([None, 3]),
    "TensorShape": lambda tf: tf.TensorShape([None, 3]),
    "TensorShape(None)": lambda tf: tf.TensorShape(None),
    "dtype": lambda tf: tf.float32,
    "tensor elsewhere": elsewhere,
    "KerasTensor": keras_tensor,
    "[tensor elsewhere]": lambda tf: [elsewhere(tf)],
    "[RaggedTensor]": lambda tf: [ragged(tf), ragged(tf)],
    "[scalar,vector]": lambda tf: [tf.constant(1.0), tf.constant([1.0, 2.0])],
    "[int,float]": lambda tf: [tf.constant(1), tf.constant(1.0)],
}


def array_of(good):
    if isinstance(good, (str, bytes, bool)) or good is None or callable(good):
        raise Unfit
    try:
        array = np.asarray(good.numpy() if hasattr(good, "numpy") else good)
    except Exception:  # a ragged tensor, a structure
        raise Unfit from None
    if array.dtype == object and not all(isinstance(v, bytes) for v in array.reshape(-1)):
        raise Unfit
    return array


def _alike(function):
    """The kind that gives an array made of the good one's, as what the good one was: a tensor, or Python's values."""

    def kind(tf, good):
        array = function(array_of(good))
        array = np.asarray(array, object if array.dtype.kind in "SU" else None)
        return tf.constant(array) if hasattr(good, "numpy") else array.tolist()

    return kind


def _numbers(function):
    """As `_alike`, of numbers only."""

    def spoilt(array):
        if array.dtype.kind in TEXT:
            raise Unfit
        return function(array)

    return _alike(spoilt)


def _filled(value):
    def filled(array):
        if array.dtype.kind not in "fV":
            raise Unfit
        return np.full_like(array, value)

    return _numbers(filled)


def _some(function):
    def spoilt(array):
        if not array.ndim or not array.size:
            raise Unfit
        return function(array)

    return _alike(spoilt)


# Those made of the good argument.
SPOILT = {
    "rank+1": _alike(lambda a: a[None]),
    "rank+2": _alike(lambda a: a[None, None]),
    "[0]": _some(lambda a: np.asarray(a[0])),
    "[:0]": _some(lambda a: a[:0]),
    "[:-1]": _some(lambda a: a[:-1]),
    "twice": _some(lambda a: np.concatenate([a, a])),
    "last twice": _some(lambda a: np.concatenate([a, a], -1)),
    "flat": _some(lambda a: a.reshape(-1)),
    "negated": _numbers(lambda a: -a.astype(np.int32) if a.dtype.kind == "b" else -a),
    "zeroed": _numbers(np.zeros_like),
    "huge": _numbers(lambda a: np.full(a.shape, 100, np.int8) if a.dtype.kind == "b" else a + np.asarray(100, a.dtype)),
    "all nan": _filled(np.nan),
    "all inf": _filled(np.inf),
    "as float32": _numbers(lambda a: a.real.astype(np.float32)),
    "as float64": _numbers(lambda a: a.real.astype(np.float64)),
    "as int32": _numbers(lambda a: a.real.astype(np.int32)),
    "as int64": _numbers(lambda a: a.real.astype(np.int64)),
    "as uint8": _numbers(lambda a: np.abs(a.real).astype(np.uint8)),
    "as bool": _numbers(lambda a: a.astype(bool)),
    "as complex": _numbers(lambda a: a.astype(np.complex64)),
    "as text": _numbers(lambda a: a.astype(str)),
    "as numbers": _alike(lambda a: np.zeros(a.shape, np.float32)),
    "[good,good]": lambda tf, good: [good, good],
    "{a:good}": lambda tf, good: {"a": good},
    "as array": lambda tf, good: array_of(good),
    "as objects": lambda tf, good: array_of(good).astype(object),
}

KINDS = {**{name: lambda tf, good, make=make: make(tf) for name, make in PLAIN.items()}, **SPOILT}
