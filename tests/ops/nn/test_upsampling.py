"""Blocks of equal elements, beds of nails, unpooling and adaptive windows against their definitions, in both gears."""

import itertools

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.conv.adaptive import adaptive_avg_pool, adaptive_max_pool, adaptive_windows_grad
from tenfold.ops.conv.pool_argmax import max_unpool2d
from tenfold.ops.conv.upsampling import bed_of_nails, block_corners, block_sums, upsample
from tenfold.testing import check_op
from tenfold.testing.cases import bf16, case, f16, f32, f64, ints

RANK = "windows stand at axes counted from the front"


def checked(op, wanted, x, **options):
    """The op against `wanted`, a function of the array."""
    asked = case("op(x)", op=op, x=x, **options)
    check_op(asked, [wanted(asked.tensors["x"])], quick=True)


@pytest.mark.parametrize("factors", [(1, 2, 3, 1), (1, 1, 2, 3), (1, 1, 4, 1)])
def test_upsampling_is_a_product_of_kronecker_with_ones(factors):
    def wanted(x):
        return np.kron(x, np.ones(factors, x.dtype))

    checked(lambda x: upsample(x, factors), wanted, f32(2, 3, 2, 2))


@pytest.mark.parametrize("x", [f16(2, 3, 2), bf16(2, 3, 2), f64(0, 3, 2), ints([[[1, 2]]])])
def test_upsampling_of_other_dtypes_and_of_nothing(x):
    checked(lambda x: upsample(x, (1, 2, 1)), lambda x: np.repeat(x, 2, 1), x)


@pytest.mark.parametrize("factors", [(1, 2, 3, 1), (1, 1, 2, 2), (1, 2, 2, 3, 1)])
def test_a_bed_of_nails_has_each_value_in_the_first_corner(factors):
    def wanted(x):
        y = np.zeros(np.multiply(x.shape, factors), x.dtype)
        for at in np.ndindex(*x.shape):
            y[tuple(np.multiply(at, factors))] = x[at]
        return y

    shape = (2, 3, 2, 2, 2)[: len(factors)]
    checked(lambda x: bed_of_nails(x, factors), wanted, f32(*shape))
    first = tuple(slice(None, None, f) for f in factors)
    checked(lambda x: block_corners(x, factors), lambda x: x[first], f32(*np.multiply(shape, factors)))


@pytest.mark.parametrize("factors", [(1, 2, 3, 1), (1, 2, 2, 1), (1, 1, 2, 2), (1, 1, 1, 1)])
def test_the_sum_of_each_block(factors):
    def wanted(x):
        apart = list(itertools.chain(*((n // f, f) for n, f in zip(x.shape, factors))))
        return x.reshape(apart).sum(axis=tuple(range(1, len(apart), 2)))

    checked(lambda x: block_sums(x, factors), wanted, f32(2, 6, 6, 4))
    checked(lambda x: block_sums(x, factors), wanted, f64(2, 6, 6, 4))


@pytest.mark.parametrize("infinite", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_stays_in_its_block(infinite):
    x = np.zeros((1, 2, 2, 1), "float32")
    x[0, 0, 1] = infinite
    assert np.isfinite(bed_of_nails(x, (1, 2, 2, 1)).numpy()).sum() == 15
    assert np.isfinite(upsample(x, (1, 2, 2, 1)).numpy()).sum() == 12
    assert np.isfinite(block_sums(x, (1, 1, 2, 1)).numpy()).sum() == 1


def test_repeating_and_resizing_by_whole_numbers_make_blocks():
    checked(lambda x: tf.repeat(x, 3, 1), lambda x: np.repeat(x, 3, 1), f32(2, 3, 2))
    wanted = lambda x: np.kron(x, np.ones((1, 2, 3, 1), x.dtype))
    checked(lambda x: tf.image.resize(x, (4, 9), "nearest"), wanted, f32(2, 2, 3, 2), unknown="dims", why=RANK)


def windows(n, m):
    """(begin, end) of each of m windows over n elements."""
    return [(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]


@pytest.mark.parametrize("sizes", [(3, 2), (4, 9), (7, 5), (1, 1)])
@pytest.mark.parametrize("op, reduce", [(adaptive_avg_pool, np.mean), (adaptive_max_pool, np.max)])
def test_adaptive_pooling(op, reduce, sizes):
    def wanted(x):
        rows = [[reduce(x[:, a:b, c:d], (1, 2)) for c, d in windows(5, sizes[1])] for a, b in windows(7, sizes[0])]
        return np.array(rows).transpose(2, 0, 1, 3)

    checked(lambda x: op(x, sizes), wanted, f32(2, 7, 5, 2), unknown="dims", why=RANK)


def test_the_gradient_of_adaptive_windows_adds_up_where_they_overlap():
    ones = np.ones((1, 3, 3, 1), "float32")
    assert adaptive_windows_grad(ones, (1, 7, 1), 1, 3).numpy().ravel().tolist() == [1, 1, 2, 1, 2, 1, 1]


@pytest.mark.parametrize("with_batch", [False, True])
def test_unpooling(with_batch):
    at = np.array([[[[5], [2]]], [[[0], [3]]]]) + (np.array([0, 6]).reshape(2, 1, 1, 1) if with_batch else 0)

    def wanted(x):
        y = np.zeros((2, 2, 3, 1), x.dtype)
        y[0, 1, 2], y[0, 0, 2], y[1, 0, 0], y[1, 1, 0] = x[0, 0, 0], x[0, 0, 1], x[1, 0, 0], x[1, 0, 1]
        return y

    checked(lambda x: max_unpool2d(x, at, (2, 2, 3, 1), with_batch), wanted, f32(2, 1, 2, 1))


def test_values_unpooled_to_one_place_add_up():
    at = np.zeros((1, 1, 2, 1), int)
    checked(lambda x: max_unpool2d(x, at, (1, 1, 1, 1)), lambda x: x.sum(2, keepdims=True), f32(1, 1, 2, 1))
