"""Cases for `check_op`: an expression, its inputs, and what is to be checked of it.

    case("tf.nn.softmax(x, axis=1)", x=f32(3, 4))

Needs NumPy and nothing else of tenfold, so that the script that records expected values can load the same cases where
only the other implementation is installed. Inputs are made from the expression and their names: the same everywhere.
"""

import hashlib
import zlib
from dataclasses import dataclass, field

import ml_dtypes
import numpy as np


@dataclass(frozen=True)
class Maker:
    """An input that becomes a tensor: `make(rng)` gives its array."""

    make: object


@dataclass(frozen=True)
class Case:
    """One line of a case file; see `case`."""

    expression: str
    tensors: dict  # name -> array, given to the expression as a tensor
    plain: dict  # name -> any other value, given as it is
    grad: bool = True
    second: bool = True
    xla: bool = True
    unknown: object = True
    rtol: float | None = None
    atol: float | None = None
    v1: bool = False
    key: str = field(default="", compare=False)

    def evaluate(self, tf, tensors):
        """The expression's value with `tf` as that module and the inputs as given."""
        return eval(self.expression, {"tf": tf, "np": np, **self.plain, **tensors})  # noqa: S307  the test's own


def case(expression, grad=True, second=True, xla=True, unknown=True, rtol=None, atol=None, v1=False, why="", **inputs):
    """A case: `expression` in terms of `tf`, `np` and the inputs.

    Args:
      expression: Python source. If it raises where expected values are recorded, it must raise the same class here.
      grad: whether gradients are compared with finite differences; `second`: to second order.
      xla: whether the expression must run in second gear (taken back by itself where an op is `host=True`).
      unknown: whether it must build with unknown dimensions and unknown rank; "dims" for dimensions only.
      rtol, atol: tolerances, by default those of the result's dtype.
      v1: `tf` is `tf.compat.v1`.
      why: the reason, demanded where a check is switched off.
      **inputs: makers (`f32(3, 4)`) become tensors; anything else is handed over as it is.
    """
    if not (grad and second and xla and unknown is True) and not why:
        raise ValueError(f"case({expression!r}): a check is switched off; say why=.")
    tensors = {n: v.make(_rng(expression, n)) for n, v in inputs.items() if isinstance(v, Maker)}
    plain = {n: v for n, v in inputs.items() if n not in tensors}
    key = _key(expression, tensors, plain, v1)
    return Case(expression, tensors, plain, grad, second and grad, xla, unknown, rtol, atol, v1, key)


def _rng(expression, name):
    return np.random.default_rng(zlib.crc32(f"{expression} {name}".encode()))


def _key(expression, tensors, plain, v1):
    """Names the case in the file of expected values: other inputs make another key."""
    arrays = {n: v for n, v in plain.items() if isinstance(v, np.ndarray)}
    said = [(n, v) for n, v in plain.items() if n not in arrays and not callable(v)]
    digest = hashlib.sha1(f"{expression}|{v1}|{said!r}".encode(), usedforsecurity=False)
    for name, array in {**arrays, **tensors}.items():
        text = array.tolist() if array.dtype == object else array.tobytes()
        digest.update(f"|{name} {array.dtype} {array.shape} {text!r}".encode())
    return digest.hexdigest()[:16]


def _floats(dtype, low, high):
    dtype = np.dtype(dtype)

    def maker(*shape, low=low, high=high):
        """Uniform numbers in [low, high) of the shape given, or the values given as one list."""
        if shape and isinstance(shape[0], (list, np.ndarray)):
            return Maker(lambda rng: np.array(shape[0], dtype))
        return Maker(lambda rng: _uniform(rng, shape, low, high, dtype))

    return maker


def _uniform(rng, shape, low, high, dtype):
    values = rng.uniform(low, high, shape)
    return np.asarray(values + 1j * rng.uniform(low, high, shape) if dtype.kind == "c" else values).astype(dtype)


f32, f64 = _floats(np.float32, -2, 2), _floats(np.float64, -2, 2)
f16, bf16 = _floats(np.float16, -2, 2), _floats(ml_dtypes.bfloat16, -2, 2)
c64, c128 = _floats(np.complex64, -2, 2), _floats(np.complex128, -2, 2)
pos = _floats(np.float32, 0.5, 2.5)  # positive, away from zero
unit = _floats(np.float32, -0.95, 0.95)  # inside (-1, 1)


def ints(values, dtype=np.int32):
    """These integers."""
    return Maker(lambda rng: np.array(values, dtype))


def randint(*shape, low=0, high=10, dtype=np.int32):
    """Random integers in [low, high)."""
    return Maker(lambda rng: rng.integers(low, high, shape).astype(dtype))


def bools(*shape):
    """Random truth values of the shape given, or the values given as one list."""
    if shape and isinstance(shape[0], list):
        return Maker(lambda rng: np.array(shape[0], bool))
    return Maker(lambda rng: np.asarray(rng.random(shape) < 0.5))


def strs(values):
    """These strings, as an array of bytes objects: a (nested) list, or one string for a scalar."""
    return Maker(lambda rng: _encoded(np.array(values, object)))


def _encoded(array):
    out = np.empty(array.shape, object)
    for i, v in np.ndenumerate(array):
        out[i] = v.encode() if isinstance(v, str) else v
    return out
