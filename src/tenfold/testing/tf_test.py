"""`tf.test`: TestCase with assertions about tensors, and gradients checked by differences."""

import contextlib
import math
import random
import re
import shutil
import tempfile
import unittest

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE
from tenfold.core.calls.tape import GradientTape
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.random.seeds import set_seed
from tenfold.runtime.sessions import modes
from tenfold.runtime.sessions.open_sessions import get_default_session
from tenfold.runtime.sessions.session import Session

_SEED = 87654321


class TestCase(unittest.TestCase):
    """unittest's TestCase with assertions that take tensors, arrays, variables and structures of them."""

    def setUp(self):
        """Every test starts from the same random seeds and, in TensorFlow 1, an empty graph."""
        super().setUp()
        random.seed(_SEED)
        np.random.seed(_SEED)
        if STATE.graph is not None:
            modes.reset_default_graph()
        set_seed(_SEED)

    # values

    def evaluate(self, tensors):
        """NumPy values of tensors: at once, or in the default session."""
        leaves = nest.flatten(tensors, expand_composites=True)
        if any(isinstance(t, SymbolicTensor) or hasattr(t, "operation") for t in leaves):
            session = get_default_session()
            if session is None:
                raise ValueError("evaluate needs a session for tensors of a graph: use `with self.session():`.")
            return session.run(tensors)
        return nest.map_structure(lambda t: t.numpy() if hasattr(t, "numpy") else t, tensors)

    def _GetNdArray(self, value):
        """`value` as an array."""
        if isinstance(value, (np.ndarray, np.generic)):
            return np.asarray(value)
        if hasattr(value, "dtype") or isinstance(value, Tensor):
            value = self.evaluate(value)
        elif isinstance(value, (list, tuple)) and any(hasattr(v, "dtype") for v in nest.flatten(value)):
            value = self.evaluate(value)
        return np.asarray(value)

    @contextlib.contextmanager
    def session(self, graph=None, config=None, use_gpu=True, force_gpu=False):
        """A session on `graph`, or on the graph that is being written; None in eager code."""
        if STATE.graph is None and graph is None:
            yield None
            return
        with Session(graph=graph, config=config) as found:
            yield found

    cached_session = session

    def test_session(self, graph=None, config=None, use_gpu=True, force_gpu=False):
        """`session` by its oldest name, which test runners take for a test."""
        if self.id().endswith(".test_session"):
            self.skipTest("Not a test.")
        return self.session(graph, config, use_gpu, force_gpu)

    def get_temp_dir(self):
        """A folder of this test's own, deleted after it."""
        if not hasattr(self, "_folder"):
            self._folder = tempfile.mkdtemp()
            self.addCleanup(shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    # closeness

    def assertAllClose(self, a, b, rtol=1e-6, atol=1e-6, msg=None):
        """Structures of arrays with equal shapes and |a - b| <= atol + rtol * |b|; NaN equals NaN."""
        self._close(a, b, rtol, atol, "", msg)

    def _close(self, a, b, rtol, atol, path, msg):
        if hasattr(a, "_asdict"):
            a = a._asdict()
        if hasattr(b, "_asdict"):
            b = b._asdict()
        if isinstance(a, dict):
            self.assertIsInstance(b, dict, f"{msg or ''} a is a dict{path}, b is a {type(b).__name__}")
            self.assertCountEqual(a, b, f"{msg or ''} different keys{path}")
            for key in a:
                self._close(a[key], b[key], rtol, atol, f"{path}[{key!r}]", msg)
            return
        if isinstance(a, (list, tuple)) and _is_ragged(a):
            self.assertEqual(len(a), len(b), f"{msg or ''} different lengths{path}")
            for i, (x, y) in enumerate(zip(a, b)):
                self._close(x, y, rtol, atol, f"{path}[{i}]", msg)
            return
        self._arrays_close(a, b, rtol, atol, path, msg)

    def _arrays_close(self, a, b, rtol, atol, path, msg):
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        self.assertEqual(a.shape, b.shape, f"{msg or ''} Shape mismatch{path}: expected {a.shape}, got {b.shape}.")
        wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
        x, y = a.astype(wide), b.astype(wide)
        if not np.allclose(x, y, rtol, atol, equal_nan=True):
            far = ~np.isclose(x, y, rtol, atol, equal_nan=True)
            self.fail(
                f"{msg or ''} not close{path} (rtol {rtol}, atol {atol}) at {np.argwhere(far)[:5].tolist()}: "
                f"lhs = {x[far][:5]}, rhs = {y[far][:5]}, {int(far.sum())} of {far.size} differ"
            )

    def assertAllCloseAccordingToType(
        self,
        a,
        b,
        rtol=1e-6,
        atol=1e-6,
        float_rtol=1e-6,
        float_atol=1e-6,
        half_rtol=1e-3,
        half_atol=1e-3,
        bfloat16_rtol=1e-2,
        bfloat16_atol=1e-2,
        msg=None,
    ):
        """`assertAllClose` with the tolerance of the coarser dtype."""
        a, b = self._GetNdArray(a), self._GetNdArray(b)
        for names, r, t in ((("float32", "complex64"), float_rtol, float_atol), (("float16",), half_rtol, half_atol),
                            (("bfloat16",), bfloat16_rtol, bfloat16_atol)):  # fmt: skip
            if a.dtype.name in names or b.dtype.name in names:
                rtol, atol = max(rtol, r), max(atol, t)
        self.assertAllClose(a, b, rtol, atol, msg)

    def assertNotAllClose(self, a, b, rtol=1e-6, atol=1e-6, msg=None):
        """Some element of the two is not close."""
        try:
            self.assertAllClose(a, b, rtol, atol)
        except AssertionError:
            return
        raise self.failureException(f"{msg or ''} The two values are close at all elements")

    def assertNear(self, f1, f2, err, msg=None):
        """|f1 - f2| <= err."""
        self.assertTrue(
            f1 == f2 or math.fabs(f1 - f2) <= err, f"{f1:.6f} != {f2:.6f} +/- {err:.6f}{f' ({msg})' if msg else ''}"
        )

    def assertArrayNear(self, farray1, farray2, err, msg=None):
        """Two flat sequences with every pair within `err`."""
        self.assertEqual(len(farray1), len(farray2), msg)
        for a, b in zip(farray1, farray2):
            self.assertNear(float(a), float(b), err, msg)

    def assertNDArrayNear(self, ndarray1, ndarray2, err, msg=None):
        """Two arrays whose difference has a norm below `err`."""
        distance = np.linalg.norm(self._GetNdArray(ndarray1) - self._GetNdArray(ndarray2))
        self.assertTrue(distance < err, msg or f"distance {distance} is not below {err}")

    # equality and order

    def assertAllEqual(self, a, b, msg=None):
        """Equal shapes and elements; NaN equals NaN."""
        a, b = self._comparable(a), self._comparable(b)
        self.assertEqual(a.shape, b.shape, f"{msg or ''} Shape mismatch: expected {a.shape}, got {b.shape}.")
        same = a == b
        if a.dtype.kind in "fc" and b.dtype.kind in "fc":
            same = np.logical_or(same, np.logical_and(np.isnan(a), np.isnan(b)))
        if not np.all(same):
            where = np.logical_not(same)
            self.fail(
                f"{msg or ''} not equal at {np.argwhere(where)[:5].tolist()}: lhs = {a[where][:5]}, "
                f"rhs = {b[where][:5]}"
            )

    def _comparable(self, value):
        if hasattr(value, "to_list"):
            value = value.to_list()
        array = self._GetNdArray(value) if not _is_ragged(value) else np.array([repr(v) for v in value], object)
        if array.dtype.kind in "US":
            array = array.astype(object)
        if array.dtype == object:
            return (
                np.vectorize(lambda v: v.encode() if isinstance(v, str) else v, otypes=[object])(array)
                if array.size
                else array
            )
        return array

    def assertNotAllEqual(self, a, b, msg=None):
        """Some element of the two differs."""
        try:
            self.assertAllEqual(a, b)
        except AssertionError:
            return
        raise self.failureException(f"{msg or ''} The two values are equal at all elements.")

    def assertAllGreater(self, a, comparison_target):
        """Every element is greater than the target."""
        self._all(a, lambda x: x > comparison_target, f"> {comparison_target}")

    def assertAllLess(self, a, comparison_target):
        """Every element is less than the target."""
        self._all(a, lambda x: x < comparison_target, f"< {comparison_target}")

    def assertAllGreaterEqual(self, a, comparison_target):
        """No element is less than the target."""
        self._all(a, lambda x: x >= comparison_target, f">= {comparison_target}")

    def assertAllLessEqual(self, a, comparison_target):
        """No element is greater than the target."""
        self._all(a, lambda x: x <= comparison_target, f"<= {comparison_target}")

    def assertAllInRange(self, target, lower_bound, upper_bound, open_lower_bound=False, open_upper_bound=False):
        """Every element lies within the bounds, which count as inside unless they are open. NaN does not."""
        low = np.greater if open_lower_bound else np.greater_equal
        high = np.less if open_upper_bound else np.less_equal
        shown = f"in {'(' if open_lower_bound else '['}{lower_bound}, {upper_bound}{')' if open_upper_bound else ']'}"
        self._all(target, lambda x: low(x, lower_bound) & high(x, upper_bound), shown)

    def assertAllInSet(self, target, expected_set):
        """Every element is one of these."""
        array = self._GetNdArray(target)
        self.assertFalse(
            set(array.flatten().tolist()) - set(expected_set), f"unexpected elements; expected {expected_set}"
        )

    def _all(self, value, holds, shown):
        array = self._GetNdArray(value)
        bad = array[~np.asarray(holds(array))]
        self.assertFalse(bad.size, f"{bad.size} of {array.size} elements are not {shown}: {bad[:5]}")

    # shapes, dtypes, errors

    def assertShapeEqual(self, input_a, input_b, msg=None):
        """Equal (static) shapes."""
        a, b = (list(x.shape) for x in (input_a, input_b))
        self.assertEqual(a, b, msg)

    def assertDTypeEqual(self, target, expected_dtype):
        """The dtype is that."""
        found = target.dtype if hasattr(target, "dtype") else self._GetNdArray(target).dtype
        self.assertEqual(dtypes.as_dtype(found), dtypes.as_dtype(expected_dtype))

    @contextlib.contextmanager
    def assertRaisesWithPredicateMatch(self, exception_type, expected_err_re_or_predicate):
        """The block raises that class, with a message that the regular expression (or function of the error) fits."""
        check = expected_err_re_or_predicate
        if not callable(check):
            check = lambda e: re.search(expected_err_re_or_predicate, str(e)) is not None
        with self.assertRaises(exception_type) as caught:
            yield caught
        self.assertTrue(check(caught.exception), f"the {type(caught.exception).__name__} says: {caught.exception}")

    def assertRaisesOpError(self, expected_err_re_or_predicate):
        """The block raises one of `tf.errors`, see `assertRaisesWithPredicateMatch`."""
        return self.assertRaisesWithPredicateMatch(errors.OpError, expected_err_re_or_predicate)

    # what Google's own TestCase adds

    def assertLen(self, container, expected_len, msg=None):
        self.assertEqual(len(container), expected_len, msg)

    def assertEmpty(self, container, msg=None):
        self.assertFalse(len(container), msg or f"{container!r} is not empty")

    def assertNotEmpty(self, container, msg=None):
        self.assertTrue(len(container), msg or f"{container!r} is empty")

    def assertBetween(self, value, minv, maxv, msg=None):
        self.assertTrue(minv <= value <= maxv, msg or f"{value!r} is not between {minv!r} and {maxv!r}")

    def assertStartsWith(self, actual, expected_start, msg=None):
        self.assertTrue(actual.startswith(expected_start), msg or f"{actual!r} does not start with {expected_start!r}")

    def assertEndsWith(self, actual, expected_end, msg=None):
        self.assertTrue(actual.endswith(expected_end), msg or f"{actual!r} does not end with {expected_end!r}")

    def assertSameElements(self, expected_seq, actual_seq, msg=None):
        self.assertEqual(set(expected_seq), set(actual_seq), msg)

    def assertContainsSubset(self, expected_subset, actual_set, msg=None):
        self.assertFalse(set(expected_subset) - set(actual_set), msg)

    assertItemsEqual = unittest.TestCase.assertCountEqual
    assertRaisesRegexp = unittest.TestCase.assertRaisesRegex


def _is_ragged(value):
    """Whether a list holds structures, or rows of different lengths."""
    if not isinstance(value, (list, tuple)):
        return False
    if any(isinstance(v, dict) for v in value):
        return True
    shapes = {np.shape(v) if not isinstance(v, (list, tuple)) else ("list", len(v), _is_ragged(v)) for v in value}
    return len(shapes) > 1


def main(argv=None):
    """Run the tests of the program."""
    unittest.main(module="__main__", argv=argv)


# gradients


def compute_gradient(f, x, delta=None):
    """Jacobians of `f` with respect to each of its arguments: from its gradients, and from central differences.

    Args:
      f: function of tensors that gives one.
      x: list of its arguments.
      delta: step of the differences; 1/1024 by default.

    Returns:
      (theoretical, numerical): lists of arrays [size of f(*x), size of x[i]].
    """
    arguments, delta = [convert(v) for v in x], 1.0 / 1024 if delta is None else delta
    return [_analytic(f, arguments, i) for i in range(len(x))], [
        _numeric(f, arguments, i, delta) for i in range(len(x))
    ]


def _analytic(f, arguments, i):
    with GradientTape(persistent=True) as tape:
        tape.watch(arguments[i])
        y = f(*arguments)
        parts = [reduce_sum(y * convert(np.eye(1, int(np.size(y.numpy())), k).reshape(y.shape).astype(y.dtype.numpy)))
                 for k in range(int(np.size(y.numpy())))]  # fmt: skip
    rows = [tape.gradient(p, arguments[i]) for p in parts]
    size = int(np.size(arguments[i].numpy()))
    return np.stack([np.zeros(size) if r is None else convert(r).numpy().reshape(-1) for r in rows])


def _numeric(f, arguments, i, delta):
    base, columns = arguments[i].numpy(), []
    for k in range(base.size):
        step = np.zeros(base.size, base.dtype)
        step[k] = delta
        ends = [
            f(*arguments[:i], convert(base + s * step.reshape(base.shape)), *arguments[i + 1 :]).numpy()
            for s in (1, -1)
        ]
        columns.append(((ends[0] - ends[1]) / (2 * delta)).reshape(-1))
    return np.stack(columns, -1)
