"""What the case files cannot say of neural network ops: data formats, blocks, seeds, ties, unpooling, messages."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.conv import conv_ops as conv
from tenfold.ops.conv import pool_ops
from tenfold.ops.conv.pool_argmax import max_unpool2d
from tenfold.ops.nn.dropout import alpha_dropout

RNG = np.random.default_rng(0)


def random(*shape):
    return RNG.standard_normal(shape).astype("float32")


def gradients(function, *arrays):
    """The value of `function`, and the gradients of the sum of its squares."""
    tensors = [tf.constant(a) for a in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        y = function(*tensors)
        loss = tf.reduce_sum(y * y)
    return [y.numpy(), *(g.numpy() for g in tape.gradient(loss, tensors))]


def channels_second(x):
    return np.moveaxis(x, -1, 1)


@pytest.mark.parametrize(
    "last, second",
    [
        (lambda x: tf.nn.conv2d(x, KERNEL, 2, "SAME"), lambda x: tf.nn.conv2d(x, KERNEL, [1, 1, 2, 2], "SAME", "NCHW")),
        (
            lambda x: tf.nn.conv2d(x, KERNEL, 1, [[0, 0], [1, 2], [0, 1], [0, 0]]),
            lambda x: tf.nn.conv2d(x, KERNEL, 1, [[0, 0], [0, 0], [1, 2], [0, 1]], "NCHW"),
        ),
        (
            lambda x: tf.nn.depthwise_conv2d(x, KERNEL, [1, 1, 1, 1], "SAME"),
            lambda x: tf.nn.depthwise_conv2d(x, KERNEL, [1, 1, 1, 1], "SAME", "NCHW"),
        ),
        (
            lambda x: tf.nn.conv2d_transpose(x, tf.transpose(KERNEL, [0, 1, 3, 2]), [2, 10, 12, 4], 2),
            lambda x: tf.nn.conv2d_transpose(
                x, tf.transpose(KERNEL, [0, 1, 3, 2]), [2, 4, 10, 12], 2, data_format="NCHW"
            ),
        ),
        (
            lambda x: tf.nn.max_pool2d(x, [1, 2, 3, 1], [1, 2, 1, 1], "SAME"),
            lambda x: tf.nn.max_pool2d(x, [1, 1, 2, 3], [1, 1, 2, 1], "SAME", "NCHW"),
        ),
        (lambda x: tf.nn.avg_pool(x, 2, 2, "VALID"), lambda x: tf.nn.avg_pool(x, 2, 2, "VALID", "NCHW")),
    ],
)
def test_channels_second_is_channels_last_transposed(last, second):
    x = random(2, 5, 6, 3)
    wanted, found = gradients(last, x), gradients(second, channels_second(x))
    for w, f in zip(wanted, found):
        np.testing.assert_allclose(channels_second(w), f, 1e-5, 1e-5)


KERNEL = random(3, 3, 3, 4)


@pytest.mark.parametrize("columns", [1, 300, 3000])
def test_a_convolution_in_blocks_is_the_convolution(monkeypatch, columns):
    x, w = random(3, 9, 7, 2), random(3, 2, 2, 4)
    convolve = lambda x, w: tf.nn.conv2d(x, w, [2, 1], "SAME")
    whole = gradients(convolve, x, w)
    monkeypatch.setattr(conv, "COLUMNS", columns)
    for a, b in zip(whole, gradients(convolve, x, w)):
        np.testing.assert_allclose(a, b, 1e-4, 1e-4)


def test_the_first_of_equal_maxima_gets_the_gradient():
    x = np.ones((1, 2, 2, 1), "float32")
    _, grad = gradients(lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"), x)
    assert grad.ravel().tolist() == [2, 0, 0, 0]


LOWEST, INF = -np.inf, np.inf
# (input, ksize, stride, gradient of the output, what TensorFlow makes of it): `SAME` padding
STRANGE_POOLS = {
    "all of a window is as low as numbers go": (
        np.full((3, 3), LOWEST),
        3,
        1,
        np.ones((3, 3)),
        [4, 2, 0, 2, 1, 0, 0, 0, 0],
    ),
    "an infinite gradient": (
        np.arange(16.0).reshape(4, 4),
        2,
        2,
        [[INF, 1], [2, np.nan]],
        [0, 0, 0, 0, 0, INF, 0, 1, 0, 0, 0, 0, 0, 2, 0, np.nan],
    ),
    "infinite gradients of windows that overlap": (
        np.arange(9.0).reshape(3, 3),
        2,
        1,
        np.full((3, 3), INF),
        [0, 0, 0, 0, INF, INF, 0, INF, INF],
    ),
}


@pytest.mark.parametrize("gear", ["first", "second"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("case", STRANGE_POOLS)
def test_the_gradient_of_pooling_goes_to_the_maximum_and_nowhere_else(case, dtype, gear):
    x, k, stride, dy, wanted = STRANGE_POOLS[case]
    x, dy = [np.array(a, dtype)[None, ..., None] for a in (x, dy)]

    @tf.function
    def gradient(x, dy):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.nn.max_pool2d(x, k, stride, "SAME")
        return tape.gradient(y, x, dy)

    with using(gear=gear):
        assert np.array_equal(gradient(tf.constant(x), tf.constant(dy)).numpy().ravel(), wanted, equal_nan=True)
    eager, tensor = tf.GradientTape(persistent=True), tf.constant(x)
    with eager:
        eager.watch(tensor)
        y = tf.nn.max_pool2d(tensor, k, stride, "SAME")
    assert np.array_equal(eager.gradient(y, tensor, tf.constant(dy)).numpy().ravel(), wanted, equal_nan=True)


@pytest.mark.parametrize("gear", ["first", "second"])
def test_the_second_gradient_of_pooling_is_that_of_the_maximum(gear):
    x, dx = np.full((1, 3, 3, 1), LOWEST, "float32"), np.arange(1, 10, dtype="float32").reshape(1, 3, 3, 1)
    window = {"strides": (1, 1), "padding": "SAME"}
    second = tf.function(lambda x, y, d, k: pool_ops.max_pool_grad_grad(x, y, d, ksize=(k, k), **window))
    with using(gear=gear):
        assert second(x, x, dx, 3).numpy().ravel().tolist() == [1, 1, 2, 1, 1, 2, 4, 4, 5]
        x = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
        y = tf.nn.max_pool2d(x, 2, 1, "SAME")
        assert second(x, y, np.full_like(x, INF), 2).numpy().ravel().tolist() == [INF] * 9


@pytest.mark.parametrize("with_batch", [False, True])
def test_unpooling_puts_each_maximum_back(with_batch):
    x = random(2, 4, 6, 3)
    pooled, at = tf.nn.max_pool_with_argmax(x, 2, 2, "VALID", include_batch_in_index=with_batch)
    back = max_unpool2d(pooled, at, x.shape, with_batch).numpy()
    assert np.count_nonzero(back) == pooled.numpy().size
    np.testing.assert_array_equal(back[back != 0], x[back != 0])
    _, grad = gradients(lambda p: max_unpool2d(p, at, x.shape, with_batch), pooled.numpy())
    np.testing.assert_allclose(grad, 2 * pooled.numpy(), 1e-6)


def test_unpooling_outside_of_the_output_is_an_error():
    with pytest.raises(tf.errors.InvalidArgumentError, match="argmax must lie in"):
        max_unpool2d(np.ones((1, 1, 1, 1), "float32"), [[[[4]]]], [1, 2, 2, 1])


def test_dropout_draws_what_tensorflow_draws():
    tf.random.set_seed(42)
    assert tf.nn.dropout(tf.ones([2, 6]), 0.5, seed=7).numpy().tolist() == [[2, 2, 2, 2, 2, 0], [2, 0, 2, 0, 0, 0]]
    kept = tf.nn.dropout(tf.ones([2, 6]), tf.constant(0.3)).numpy() > 0
    assert kept.tolist() == [[1, 1, 1, 1, 0, 1], [1, 1, 0, 0, 1, 1]]


def test_dropout_gives_its_mask_to_the_gradient():
    x = random(4, 50)
    y, grad = gradients(lambda x: tf.nn.dropout(x, 0.4, noise_shape=[None, 1]), x)
    np.testing.assert_allclose(grad, 2 * y / 0.6, 1e-5)
    assert {len(set(row)) for row in (y == 0).tolist()} == {1}


def test_alpha_dropout_keeps_mean_and_variance():
    y = alpha_dropout(random(200, 500), 0.3).numpy()
    assert abs(y.mean()) < 0.02 and abs(y.var() - 1) < 0.03


def test_messages_say_what_was_expected():
    x = tf.ones([1, 4, 4, 3])
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="input depth must be evenly divisible by filter depth: 3 vs 2"
    ):
        tf.nn.conv2d(x, tf.ones([2, 2, 2, 5]), 1, "SAME")
    with pytest.raises(ValueError, match="data_format must be 'NHWC' or 'NCHW'"):
        tf.nn.conv2d(x, tf.ones([2, 2, 3, 5]), 1, "SAME", "NWHC")
    with pytest.raises(ValueError, match="padding must be"):
        tf.nn.max_pool2d(x, 2, 2, "same padding")
    with pytest.raises(ValueError, match="strides must be"):
        tf.nn.max_pool2d(x, 2, [1, 2, 3], "SAME")


@pytest.mark.parametrize("name", ["elu", "selu"])
def test_exponential_units_are_exact_below_zero(name):
    odd = np.float32([0, -0.0, -1e-45, -1e-38, 3e38, -3e38, np.inf, -np.inf, np.nan, 1, -1])
    x = np.concatenate([odd, -np.logspace(-30, 2, 5000, dtype=np.float32), np.linspace(-9, 9, 999, dtype=np.float32)])
    alpha, scale = (1, 1) if name == "elu" else (1.6732632423543772, 1.0507009873554805)
    with np.errstate(all="ignore"):
        wanted = (scale * np.where(x < 0, alpha * np.expm1(x.astype(np.float64)), x)).astype(np.float32)
    function = getattr(tf.nn, name)
    for given, expected in ((x, wanted), (x[::3], wanted[::3]), (x[4], wanted[4]), (x[-600], wanted[-600])):
        np.testing.assert_allclose(function(given), expected, rtol=6e-7, atol=3e-45)
        assert np.array_equal(np.signbit(function(given)), np.signbit(expected))
