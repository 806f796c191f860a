"""Rows of a gradient, summed where they name the same."""

import numpy as np
import pytest

from tenfold.core.base.thread import STATE, using
from tenfold.ops.arrays.gathering import check_indices
from tenfold.ops.training.optimizer_steps import moved, moved_square
from tenfold.ops.training.steps import Spread, rows_of, summed
from tenfold.runtime import xla
from tenfold.runtime.gears.lowering import any_failed


@pytest.mark.parametrize("shape", [(), (2,), (2, 3), (0,)])
@pytest.mark.parametrize("indices", [[], [3], [3, 0, 3, 3, 1], [2, 1, 0]])
def test_rows_are_summed_by_their_number(indices, shape):
    values = np.random.default_rng(0).normal(size=(len(indices), *shape)).astype(np.float32)
    rows, index = summed(values, np.array(indices, np.int64), 4)
    wanted, found = np.zeros((2, 4, *shape), np.float32)
    np.add.at(wanted, np.array(indices, int), values)
    found[index] = rows
    np.testing.assert_allclose(found, wanted, rtol=1e-6)
    assert sorted(index) == sorted(set(indices))
    if xla.available():  # which is told no more than shapes
        with xla.wide():
            rows, index = xla.jax().eval_shape(lambda v, i: summed(v, i, 4), values, np.array(indices, np.int64))
        assert rows.shape == values.shape
        assert index.shape == (len(indices),)


@pytest.mark.skipif(not xla.available(), reason="JAX counts in the dtype of the indices")
def test_numbers_of_rows_are_compared_with_more_rows_than_their_dtype_can_count():
    def forward(values, indices):
        with using(checks=[]):
            check_indices(indices, 300)
            check_indices(indices, 100)
            return summed(values, indices, 300)[1], any_failed(STATE.checks[:1]), any_failed(STATE.checks)

    with xla.wide():
        index, failed, failed_too = xla.jax().jit(forward)(np.ones((3, 1)), np.array([100, 1, 100], np.uint8))
    assert (sorted(index.tolist()), bool(failed), bool(failed_too)) == ([1, 100, 300], False, True)


@pytest.mark.parametrize("average", [moved, moved_square])
def test_an_average_of_a_spread_gradient_is_that_of_the_dense_one(average):
    rng = np.random.default_rng(0)
    old, rows, index = rng.normal(size=(5, 2)).astype(np.float32), np.float32([[1, 2], [3, 4]]), np.array([4, 1])
    dense = np.zeros_like(old)
    dense[index] = rows
    before = old.copy()
    np.testing.assert_array_equal(
        average(old, Spread(rows, index), np.float32(0.1)), average(old, dense, np.float32(0.1))
    )
    np.testing.assert_array_equal(old, before)
    np.testing.assert_array_equal(rows_of(dense, index), rows)
