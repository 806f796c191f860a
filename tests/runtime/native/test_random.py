"""Uniform random numbers by the library in first gear: bit for bit the op's own, on every instruction set."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.values import dtypes
from tenfold.ops.random.distributions import random_uniform
from tenfold.runtime import xla
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
STREAMS = [(0, 0, 0), (5, 7, 42), (-3, 9, -1), (-1, -1, 2**40)]  # low, high, key: the third and fourth carry
SHAPES = [(0,), (1,), (), (3, 5), (4096,), (20011,), (9, 17, 61)]


@pytest.mark.parametrize("stream", STREAMS)
def test_bits_are_those_of_the_op(instruction_set, stream):
    random_uniform.bring_kernels()
    assert random_uniform.numpy is not random_uniform.forward
    for shape in SHAPES:
        found = random_uniform.numpy(np.array(stream), shape=shape, dtype=dtypes.float32)
        wanted = random_uniform.forward(np.array(stream), shape=shape, dtype=dtypes.float32)
        assert found.shape == shape and found.dtype == np.float32
        np.testing.assert_array_equal(found.view(np.uint32), wanted.view(np.uint32))


def test_threads_change_nothing():
    made = []
    for threads in (1, 2, 5):
        library.set_threads(threads)
        made.append(random_uniform.numpy(np.array([1, 2, 3]), shape=(70001,), dtype=dtypes.float32))
    library.set_threads(0)
    np.testing.assert_array_equal(made[0], made[1])
    np.testing.assert_array_equal(made[0], made[2])


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
@pytest.mark.parametrize("count", [10, 5000])
def test_both_gears_draw_the_same(count):
    seeds = tf.constant([[1, 2], [-5, 2**30]])
    draw = tf.function(lambda seed: (tf.random.stateless_uniform([count], seed), tf.random.uniform([count], seed=3)))
    with using(gear="first"):
        first = [[a.numpy() for a in draw(seed)] for seed in seeds]
    draw = tf.function(lambda seed: (tf.random.stateless_uniform([count], seed), tf.random.uniform([count], seed=3)))
    with using(gear="second"):
        second = [[a.numpy() for a in draw(seed)] for seed in seeds]
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("dtype", ["float16", "float64", "bfloat16"])
def test_other_dtypes_are_the_ops(dtype):
    drawn = tf.random.stateless_uniform([9], [1, 2], dtype=getattr(tf, dtype))
    assert drawn.dtype == dtype and len(set(drawn.numpy().tolist())) > 5


def test_what_does_not_fit_is_refused():
    stream, drawn = np.zeros(6, np.float32), np.empty(8, np.float32)
    for numbers, given, made in [((9,), [stream], [drawn]), ((8,), [stream[:5]], [drawn]), ((8,), [], [drawn])]:
        with pytest.raises(ValueError, match="as many numbers as its geometry says"):
            library.run("random_uniform", numbers, given, made)
