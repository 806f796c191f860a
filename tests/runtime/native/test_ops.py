"""Ops with a native kernel, in both gears: the library is called for what it takes, and gives what the ops do."""

import itertools
import os
import subprocess
import sys

import ml_dtypes
import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.ops.conv import conv_ops, depthwise, pool_ops, upsampling
from tenfold.ops.nn import activations, bias  # noqa: F401  (ops that others are put together of)
from tenfold.runtime import xla
from tenfold.runtime.gears import fused
from tenfold.runtime.kernels.when_wanted import NAMES
from tenfold.runtime.native import library
from tenfold.testing.quick import compiled_call

pytestmark = pytest.mark.skipif(not library.available(), reason="the native library is not here")
GEARS = [
    "first",
    pytest.param("second", marks=pytest.mark.skipif(not xla.available(), reason="JAX is not installed")),
]
RNG = np.random.default_rng(11)


def array(*shape, dtype=np.float32):
    return RNG.normal(size=shape).astype(dtype)


@pytest.fixture
def asked(monkeypatch):
    """Names of the kernels that the library is asked for."""
    names = []
    for door in ("run", "xla_call"):
        real = getattr(library, door)
        monkeypatch.setattr(library, door, lambda *a, _real=real: names.append(a[0]) or _real(*a))
    return names


def result_of(operation, arrays, attrs, gear):
    """What the op gives in a gear, a tuple of arrays."""
    if gear == "first":
        found = operation.numpy(*arrays, **attrs)
    else:
        with xla.wide():
            found = compiled_call(lambda *a: operation.xla(*a, **attrs), *arrays)
    return found if isinstance(found, tuple) else (found,)


def check(operation, arrays, attrs, gear, tolerance=1e-4):
    operation.bring_kernels()
    wanted = operation.forward(*arrays, **attrs)
    found = result_of(operation, arrays, attrs, gear)
    for a, b in zip(found, wanted if isinstance(wanted, tuple) else (wanted,), strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(np.asarray(a, np.float64), b, rtol=tolerance, atol=tolerance)


# (input, filters, strides, dilations, padding)
CONVOLUTIONS = {
    "1d": ((2, 9, 3), (3, 3, 4), (2,), (1,), "SAME"),
    "2d": ((2, 8, 7, 3), (3, 3, 3, 5), (1, 1), (1, 1), "VALID"),
    "same": ((1, 9, 6, 4), (3, 2, 4, 16), (2, 2), (1, 1), "SAME"),
    "dilated": ((2, 11, 9, 3), (3, 3, 3, 4), (1, 1), (2, 3), "SAME"),
    "pairs": ((2, 6, 6, 2), (3, 3, 2, 3), (1, 2), (1, 1), ((0, 2), (3, 1))),
    "groups": ((2, 7, 7, 6), (3, 3, 2, 9), (1, 1), (1, 1), "SAME"),
    "pointwise": ((2, 5, 5, 7), (1, 1, 7, 4), (1, 1), (1, 1), "VALID"),
    "one": ((1, 1, 1, 1), (1, 1, 1, 1), (1, 1), (1, 1), "SAME"),
    "few outputs": ((2, 9, 8, 40), (3, 3, 40, 2), (1, 1), (1, 1), "SAME"),
    "few, dilated": ((1, 12, 9, 33), (3, 5, 33, 3), (1, 1), (2, 1), ((3, 2), (0, 9))),
    "few, in bands": ((1, 70, 64, 33), (3, 3, 33, 1), (1, 1), (1, 1), "SAME"),
    "few, 1d": ((2, 30, 24), (5, 24, 4), (1,), (1,), "SAME"),
    "few inputs": ((2, 11, 8, 1), (5, 4, 1, 40), (2, 3), (1, 1), "SAME"),
    "3d": ((1, 5, 6, 4, 2), (2, 3, 2, 2, 3), (1, 2, 1), (1, 1, 2), "SAME"),
}


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_convolutions(asked, case, gear):
    x, w, strides, dilations, padding = CONVOLUTIONS[case]
    window = {"strides": strides, "dilations": dilations, "padding": padding}
    x, w = array(*x), array(*w)
    dy = array(*conv_ops.conv.forward(x, w, **window).shape)
    check(conv_ops.conv, [x, w], window, gear)
    check(conv_ops.conv_backprop_input, [w, dy], {**window, "input_sizes": x.shape}, gear)
    check(conv_ops.conv_backprop_filter, [x, dy], {**window, "filter_sizes": w.shape}, gear)
    for relu in (False, True):
        check(fused.conv_bias, [x, w, array(w.shape[-1])], {**window, "relu": relu}, gear)
        attrs = {**window, "input_sizes": x.shape, "relu": relu}
        check(fused.conv_backprop_input_bias, [w, dy, array(x.shape[-1])], attrs, gear)
    check(fused.conv_backprop_filter_bias, [x, dy], {**window, "filter_sizes": w.shape}, gear)
    assert set(asked) == {"conv", "conv_backprop_input", "conv_backprop_filter"}


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize(("channels", "kernel"), [(3, 3), (2, 5), (40, 3)])  # the last after Winograd
@pytest.mark.parametrize(
    "pool", [((2, 2), (2, 2), "VALID"), ((3, 3), (2, 2), "SAME"), ((2, 3), (1, 2), ((0, 1), (1, 1)))]
)
def test_the_gradient_of_a_pooled_convolution(asked, channels, kernel, pool, gear):
    window = {"strides": (1, 1), "dilations": (1, 1), "padding": "SAME"}
    x, w = array(3, 27, 22, channels), array(kernel, kernel, channels, 21)
    pooling = dict(zip(("ksize", "strides", "padding"), pool))
    y = np.maximum(conv_ops.conv.forward(x, w, **window), 0)
    pooled = pool_ops.max_pool.forward(y, **pooling)
    attrs = {**window, "filter_sizes": w.shape, "ksize": pool[0], "pool_strides": pool[1], "pool_padding": pool[2]}
    check(fused.conv_backprop_filter_pooled, [x, y, pooled, array(*pooled.shape)], attrs, gear)
    assert "conv_backprop_filter_pooled" in asked


DEPTHWISE = {
    "one": ((2, 7, 6, 5), (3, 3, 5, 1), (1, 1), (1, 1), "SAME"),
    "two": ((1, 7, 6, 3), (3, 2, 3, 2), (2, 2), (1, 1), "VALID"),
    "dilated": ((2, 9, 9, 4), (3, 3, 4, 3), (1, 1), (2, 2), "SAME"),
}


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize("case", DEPTHWISE)
def test_depthwise_convolutions(asked, case, gear):
    x, w, strides, dilations, padding = DEPTHWISE[case]
    window = {"strides": strides, "dilations": dilations, "padding": padding}
    x, w = array(*x), array(*w)
    dy = array(*depthwise.depthwise_conv2d_native.forward(x, w, **window).shape)
    check(depthwise.depthwise_conv2d_native, [x, w], window, gear)
    backprop = depthwise.depthwise_conv2d_native_backprop_input, depthwise.depthwise_conv2d_native_backprop_filter
    check(backprop[0], [w, dy], {**window, "input_sizes": x.shape}, gear)
    check(backprop[1], [x, dy], {**window, "filter_sizes": w.shape}, gear)
    check(fused.depthwise_bias, [x, w, array(dy.shape[-1])], {**window, "relu": True}, gear)
    check(fused.depthwise_backprop_filter_bias, [x, dy], {**window, "filter_sizes": w.shape}, gear)
    assert set(asked) == {"conv", "conv_backprop_input", "conv_backprop_filter"}


POOLS = [
    *itertools.product([(2, 8, 7, 3)], [(2, 2), (3, 2)], [(1, 1), (2, 2), (3, 1)], ["SAME", "VALID"]),
    ((2, 9, 4), (3,), (2,), "SAME"),
    ((1, 4, 5, 6, 2), (2, 3, 2), (2, 2, 1), "SAME"),
    ((1, 1, 1, 1), (1, 1), (1, 1), "VALID"),
]


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize(("shape", "ksize", "strides", "padding"), POOLS)
def test_pooling(asked, shape, ksize, strides, padding, gear):
    window = {"ksize": ksize, "strides": strides, "padding": padding}
    x = np.round(array(*shape) * 2)  # with ties
    y = pool_ops.max_pool.forward(x, **window)
    dy = array(*y.shape)
    check(pool_ops.max_pool, [x], window, gear)
    check(pool_ops.max_pool_grad, [x, y, dy], window, gear)
    check(fused.max_pool_relu_grad, [x, y, dy], window, gear)
    check(pool_ops.avg_pool, [x], window, gear)
    check(pool_ops.avg_pool_grad, [dy], {**window, "input_shape": x.shape}, gear)
    assert set(asked) == {"max_pool", "max_pool_grad", "avg_pool", "avg_pool_grad"}


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize("factors", [(1, 2, 1), (1, 2, 2, 1), (1, 3, 1, 1), (1, 1, 2, 3, 1)])
def test_sums_of_blocks(asked, factors, gear):
    d = np.round(array(*np.multiply((2, 4, 3, 2, 5)[: len(factors)], factors)) * 4)
    check(upsampling.block_sums, [d], {"factors": factors}, gear)
    assert set(asked) == ({"avg_pool"} if gear == "first" else set())


@pytest.mark.parametrize("gear", GEARS)
def test_strange_numbers_come_through(asked, gear):
    x, w = array(2, 8, 8, 3), array(3, 3, 3, 4)
    x[0, 1, 1], x[0, 5, 5, 0], x[1, 2, 3, 1] = np.nan, np.inf, -np.inf
    window = {"strides": (1, 1), "dilations": (1, 1), "padding": "SAME"}
    check(conv_ops.conv, [x, w], window, gear)
    check(fused.conv_bias, [x, w, np.float32([0, np.nan, -np.inf, 1])], {**window, "relu": True}, gear)
    check(fused.conv_bias, [x.repeat(16, 3), array(3, 3, 48, 1), np.float32([-1])], {**window, "relu": True}, gear)
    pooled = {"ksize": (3, 3), "strides": (2, 2), "padding": "SAME"}
    check(pool_ops.max_pool, [x], pooled, gear)
    check(pool_ops.avg_pool, [x], pooled, gear)
    y = pool_ops.max_pool.forward(x, **pooled)
    check(pool_ops.max_pool_grad, [x, y, array(*y.shape)], pooled, gear)
    check(fused.max_pool_relu_grad, [x, y, array(*y.shape)], pooled, gear)
    x[0], dy = -np.inf, array(*y.shape)
    dy[0, 1], dy[1, 0] = np.inf, np.nan
    y = pool_ops.max_pool.forward(x, **pooled)
    check(pool_ops.max_pool_grad, [x, y, dy], pooled, gear)
    check(pool_ops.avg_pool_grad, [dy], {**pooled, "input_shape": x.shape}, gear)
    assert set(asked) == {"conv", "max_pool", "avg_pool", "max_pool_grad", "avg_pool_grad"}


def test_strides_beyond_the_input_cost_nothing(asked):
    window = {"strides": (2**20, 2**20), "dilations": (1, 1), "padding": "SAME"}
    x, w, dy = array(2, 5, 4, 3), array(3, 3, 3, 2), array(2, 1, 1, 2)
    check(conv_ops.conv, [x, w], window, "first")
    check(conv_ops.conv_backprop_input, [w, dy], {**window, "input_sizes": x.shape}, "first")
    check(conv_ops.conv_backprop_filter, [x, dy], {**window, "filter_sizes": w.shape}, "first")
    assert len(asked) == 3


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize("pool", [(2, 2), (3, 2)], ids=str)
def test_a_gradient_that_is_no_number_is_not_hidden_by_relu(pool, gear):
    x = np.maximum(array(2, 6, 6, 3) - 1, 0)
    window = {"ksize": (pool[0],) * 2, "strides": (pool[1],) * 2, "padding": "SAME"}
    y = pool_ops.max_pool.forward(x, **window)
    dy = array(*y.shape)
    dy[0, 0], dy[0, 1], dy[1, 2] = np.nan, np.inf, -np.inf
    (d,) = result_of(pool_ops.max_pool_grad, [x, y, dy], window, gear)
    (found,) = result_of(fused.max_pool_relu_grad, [x, y, dy], window, gear)
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(found, np.asarray(d) * (x > 0))
    assert np.isnan(found).sum() > 3


WINDOW = {"strides": (1, 1), "dilations": (1, 1), "padding": "VALID"}


@pytest.mark.parametrize("gear", GEARS)
@pytest.mark.parametrize("dtype", [np.float64, np.float16, ml_dtypes.bfloat16], ids=lambda d: np.dtype(d).name)
def test_other_dtypes_are_left_to_others(asked, dtype, gear):
    tolerance = 0.2 if np.dtype(dtype).itemsize == 2 else 1e-6
    x, w = array(2, 6, 6, 3, dtype=dtype), array(3, 3, 3, 4, dtype=dtype)
    check(conv_ops.conv, [x, w], WINDOW, gear, tolerance)
    check(pool_ops.max_pool, [x], {"ksize": (2, 2), "strides": (2, 2), "padding": "SAME"}, gear, tolerance)
    assert not asked


def test_integers_are_left_to_others(asked):
    x, w = RNG.integers(-3, 4, (2, 6, 6, 3)), RNG.integers(-3, 4, (3, 3, 3, 4))
    check(conv_ops.conv, [x, w], WINDOW, "first")
    check(conv_ops.conv, [x.astype(">f4"), w.astype(">f4")], WINDOW, "first")
    assert not asked


@pytest.mark.parametrize("gear", GEARS)
def test_where_nothing_is_to_be_done_the_library_is_not_asked(asked, gear):
    check(conv_ops.conv, [array(0, 6, 6, 3), array(3, 3, 3, 4)], WINDOW, gear)
    check(pool_ops.max_pool, [array(2, 6, 6, 0)], {"ksize": (2, 2), "strides": (2, 2), "padding": "SAME"}, gear)
    assert not asked


def test_arrays_that_lie_anyhow(asked):
    x = array(3, 6, 6, 4)
    lying = np.frombuffer(bytearray(1) + bytearray(x.tobytes()), np.uint8)[1:].view(np.float32).reshape(x.shape)
    assert not lying.flags.aligned
    for a in (np.asfortranarray(x), x[::-1, :, ::2], np.broadcast_to(x[:, :1], x.shape), lying):
        check(conv_ops.conv, [a, array(3, 3, 4, 2)], WINDOW, "first")
    assert asked == ["conv"] * 4


MISFITS = [
    (conv_ops.conv, [(2, 6, 6, 3), (3, 3, 4, 4)], WINDOW),
    (conv_ops.conv, [(2, 6, 6, 3), (3, 3, 3)], WINDOW),
    (conv_ops.conv, [(2, 2, 6, 3), (3, 3, 3, 4)], WINDOW),
    (conv_ops.conv_backprop_input, [(3, 3, 3, 4), (2, 5, 4, 4)], {**WINDOW, "input_sizes": (2, 6, 6, 3)}),
    (conv_ops.conv_backprop_filter, [(2, 6, 6, 3), (2, 4, 4, 5)], {**WINDOW, "filter_sizes": (3, 3, 3, 4)}),
    (depthwise.depthwise_conv2d_native, [(2, 6, 6, 3), (3, 3, 2, 1)], WINDOW),
    (fused.conv_bias, [(2, 6, 6, 3), (3, 3, 3, 4), (3,)], WINDOW),
    (
        fused.conv_backprop_input_bias,
        [(3, 3, 3, 4), (2, 4, 4, 4), (4,)],
        {**WINDOW, "input_sizes": (2, 6, 6, 3)},
    ),
    (pool_ops.max_pool, [(2, 2, 2, 3)], {"ksize": (3, 3), "strides": (1, 1), "padding": "VALID"}),
]


@pytest.mark.parametrize(("operation", "shapes", "attrs"), MISFITS)
def test_what_does_not_fit_is_refused_in_the_same_words(asked, operation, shapes, attrs):
    operation.bring_kernels()
    arrays = [array(*s) for s in shapes]
    with pytest.raises(ValueError) as wanted:
        operation.forward(*arrays, **attrs)
    asked.clear()
    with pytest.raises(type(wanted.value)) as found:
        operation.numpy(*arrays, **attrs)
    assert str(found.value) == str(wanted.value)
    assert asked in ([], ["conv"], ["conv_backprop_input"])  # the convolution before a bias that does not fit


@pytest.mark.parametrize("gear", GEARS)
def test_derivatives_of_maps(gear):
    """Second derivatives, a persistent tape and `vectorized_map`, against the ops' own forwards in float64."""

    def function(x, w):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch([x, w])
            with tf.GradientTape(persistent=True) as tape:
                tape.watch([x, w])
                y = tf.vectorized_map(lambda a: tf.nn.relu(tf.nn.conv2d(a[None], w, 1, "SAME"))[0], x)
                loss = tf.reduce_sum(tf.nn.avg_pool2d(tf.nn.max_pool2d(y, 2, 1, "SAME"), 3, 2, "SAME") ** 2)
            first = tape.gradient(loss, x), tape.gradient(loss, w)
            total = tf.reduce_sum(first[0] ** 2) + tf.reduce_sum(first[1] ** 2)
        return [loss, *first, outer.gradient(total, x), outer.gradient(total, w)]

    x, w = array(2, 5, 6, 3), array(3, 2, 3, 4)
    wanted = function(tf.constant(x, tf.float64), tf.constant(w, tf.float64))
    with using(gear=gear):
        found = tf.function(function)(tf.constant(x), tf.constant(w))
    for a, b in zip(found, wanted):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-3 * np.abs(b).max())


TRAIN = """
import sys
import numpy as np
import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS

layers = tf.keras.layers
rng = np.random.default_rng(0)
x, y = rng.normal(size=(64, 12, 12, 2)).astype("float32"), rng.integers(0, 3, 64)
tf.keras.utils.set_random_seed(1)
model = tf.keras.Sequential([
    tf.keras.Input((12, 12, 2)),
    layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Conv2D(6, 3, padding="same", groups=2), layers.MaxPooling2D(3, 1, "same"),
    layers.Conv2D(4, 3, strides=2, padding="same"), layers.Flatten(), layers.Dense(3),
])
model.compile(tf.keras.optimizers.SGD(0.05, momentum=0.9), tf.keras.losses.SparseCategoricalCrossentropy(True))
with using(gear=sys.argv[1]):
    model.fit(x, y, batch_size=16, epochs=4, shuffle=False, verbose=0)
np.save(sys.argv[2], np.concatenate([w.ravel() for w in model.get_weights()]))
print(OPS["conv"].kernel_name("numpy"))
"""


def trained(tmp_path, gear, native):
    file = tmp_path / f"{gear}{native}.npy"
    env = {k: v for k, v in os.environ.items() if k != "TENFOLD_NATIVE"} | ({} if native else {"TENFOLD_NATIVE": "0"})
    arguments = [sys.executable, "-c", TRAIN, gear, str(file)]
    done = subprocess.run(arguments, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ("native" in done.stdout) == native
    return np.load(file)


@pytest.mark.parametrize("gear", GEARS)
def test_a_model_trains_alike_with_the_library_and_without(tmp_path, gear):
    wanted = trained(tmp_path, "first", native=False)
    np.testing.assert_allclose(trained(tmp_path, gear, native=True), wanted, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(trained(tmp_path, gear, native=False), wanted, rtol=1e-4, atol=1e-4)


LOADED = """
import sys
import tenfold as tf
tf.constant(1.0) + 2.0
assert "tenfold.runtime.native.library" not in sys.modules
from tenfold.core.calls.op import OPS
tf.nn.max_pool2d(tf.ones([1, 2, 2, 1]), 2, 2, "SAME")
assert "native" in OPS["max_pool"].kernel_name("numpy")
"""


def test_importing_loads_no_library():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


EARLIER = """
import tenfold as tf
from tenfold.ops.conv.pool_ops import max_pool
max_pool.kernel("numpy")(lambda x, **_: x * 0 + 7)
assert float(tf.nn.max_pool2d(tf.ones([1, 2, 2, 1]), 1, 1, "SAME")[0, 0, 0, 0]) == 7
"""


def test_a_kernel_registered_before_they_are_loaded_goes_before_them():
    done = subprocess.run([sys.executable, "-c", EARLIER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_names_that_wait_are_the_ops_with_kernels():
    conv_ops.conv.bring_kernels()
    of = lambda o: [o.kernel_name(gear) or "" for gear in ("numpy", "xla")]  # noqa: E731
    have = [n for n, o in OPS.items() if any("kernels.native" in name for name in of(o))]
    assert sorted(have) == sorted(NAMES)


@pytest.mark.parametrize("stride", [2**31 + 5, 2**40])
def test_what_is_beyond_the_library_s_numbers_is_the_op_s(asked, stride):
    image, filters = tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1])
    assert tf.nn.conv2d(image, filters, stride, "VALID").numpy().tolist() == [[[[9.0]]]]
    assert tf.nn.max_pool2d(image, 2, stride, "VALID").numpy().tolist() == [[[[1.0]]]]
    assert not asked
    with pytest.raises(ValueError, match="A geometry is integers of 64 bits"):
        library.run("conv", (2**70,) * 23, [], [])
