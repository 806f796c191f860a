"""tf.test.TestCase accepts what is equal and fails on what is not."""

import collections
import unittest

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat import v1


class Case(tf.test.TestCase):
    """Holds the assertions; has no tests of its own."""

    def runTest(self):
        """Needed to make one."""


@pytest.fixture
def case():
    made = Case()
    made.setUp()
    return made


Point = collections.namedtuple("Point", "x y")

HOLDS = {
    "close": lambda c: c.assertAllClose(tf.constant([1.0, 2.0]), [1.0, 2.0 + 1e-7]),
    "close nan": lambda c: c.assertAllClose([np.nan], tf.constant([np.nan])),
    "close tree": lambda c: c.assertAllClose(
        {"a": [tf.ones(2), 3.0], "b": Point(1, 2)}, {"a": [[1, 1], 3.0], "b": Point(1, 2)}
    ),
    "close half": lambda c: c.assertAllCloseAccordingToType(np.float16([1.0]), np.float16([1.0005])),
    "not close": lambda c: c.assertNotAllClose([1.0], [1.1]),
    "equal": lambda c: c.assertAllEqual(tf.constant([[1, 2]]), [[1, 2]]),
    "equal strings": lambda c: c.assertAllEqual(tf.constant(["a", "b"]), ["a", b"b"]),
    "equal ragged": lambda c: c.assertAllEqual(tf.ragged.constant([[1], [2, 3]]), [[1], [2, 3]]),
    "not equal": lambda c: c.assertNotAllEqual([1, 2], [1, 3]),
    "greater": lambda c: c.assertAllGreater(tf.constant([2, 3]), 1),
    "less equal": lambda c: c.assertAllLessEqual([1, 2], 2),
    "range": lambda c: c.assertAllInRange(tf.random.uniform([9]), 0, 1, open_upper_bound=True),
    "set": lambda c: c.assertAllInSet([1, 2, 1], (1, 2)),
    "near": lambda c: c.assertNear(1.0, 1.01, 0.02),
    "array near": lambda c: c.assertArrayNear([1.0, 2.0], tf.constant([1.0, 2.01]), 0.02),
    "shape": lambda c: c.assertShapeEqual(np.zeros((2, 3)), tf.zeros([2, 3])),
    "dtype": lambda c: c.assertDTypeEqual(tf.zeros([1]), np.float32),
    "length": lambda c: c.assertLen([1, 2], 2),
    "empty": lambda c: c.assertEmpty([]),
    "elements": lambda c: c.assertItemsEqual([2, 1], [1, 2]),
}

FAILS = {
    "close": lambda c: c.assertAllClose([1.0], [1.1]),
    "close shape": lambda c: c.assertAllClose([1.0], [[1.0]]),
    "close tree": lambda c: c.assertAllClose({"a": 1.0}, {"a": 2.0}),
    "close keys": lambda c: c.assertAllClose({"a": 1.0}, {"b": 1.0}),
    "not close": lambda c: c.assertNotAllClose([1.0], [1.0]),
    "equal": lambda c: c.assertAllEqual([1, 2], [1, 3]),
    "equal strings": lambda c: c.assertAllEqual(["a"], ["b"]),
    "equal ragged": lambda c: c.assertAllEqual(tf.ragged.constant([[1], [2, 3]]), [[1], [2, 4]]),
    "not equal": lambda c: c.assertNotAllEqual([1], [1]),
    "greater": lambda c: c.assertAllGreater([1, 2], 1),
    "range": lambda c: c.assertAllInRange([0.0, 1.0], 0, 1, open_upper_bound=True),
    "range nan": lambda c: c.assertAllInRange([np.nan], 0, 1),
    "set": lambda c: c.assertAllInSet([1, 3], (1, 2)),
    "near": lambda c: c.assertNear(1.0, 1.1, 0.02),
    "shape": lambda c: c.assertShapeEqual(np.zeros((2, 3)), tf.zeros([3, 2])),
    "dtype": lambda c: c.assertDTypeEqual(tf.zeros([1]), np.float64),
}


@pytest.mark.parametrize("name", HOLDS)
def test_holds(case, name):
    HOLDS[name](case)


@pytest.mark.parametrize("name", FAILS)
def test_fails(case, name):
    with pytest.raises(AssertionError):
        FAILS[name](case)


def test_errors(case):
    with case.assertRaisesOpError("not compatible|incompatible|Matrix|equal"):
        raise tf.errors.InvalidArgumentError("shapes are not compatible")
    with pytest.raises(AssertionError), case.assertRaisesWithPredicateMatch(ValueError, lambda e: "x" in str(e)):
        raise ValueError("y")


def test_session(case):
    with tf.Graph().as_default(), case.cached_session() as session:
        x = v1.placeholder(tf.float32)
        assert session.run(x * 2, {x: 3.0}) == 6.0
        case.assertAllClose(tf.constant([1.0]) + 1, [2.0])


def test_seeds_and_folder(case):
    first = tf.random.uniform([2]).numpy()
    case.setUp()
    np.testing.assert_array_equal(first, tf.random.uniform([2]).numpy())
    folder = case.get_temp_dir()
    assert tf.io.gfile.isdir(folder)
    case.doCleanups()
    assert not tf.io.gfile.isdir(folder)


def test_is_a_unittest():
    result = unittest.TestResult()
    Case().run(result)
    assert result.wasSuccessful() and result.testsRun == 1


def test_compute_gradient():
    x = tf.constant([[0.5, -1.0], [2.0, 0.25]], tf.float64)
    theoretical, numerical = tf.test.compute_gradient(lambda a: tf.matmul(a, a), [x])
    assert theoretical[0].shape == (4, 4)
    np.testing.assert_allclose(theoretical[0], numerical[0], 1e-6)


def test_benchmark(capsys):
    with tf.Graph().as_default(), v1.Session() as session:
        found = tf.test.Benchmark().run_op_benchmark(session, tf.constant(1.0), min_iters=3, name="constant")
    assert found["iters"] == 3 and found["wall_time"] > 0
    assert "constant: iters: 3" in capsys.readouterr().out
