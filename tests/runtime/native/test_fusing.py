"""What stands beside a convolution joins it where a kernel does both, in either gear, and the results stay."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import FuncGraph
from tenfold.runtime import xla
from tenfold.runtime.gears import fused, fusing
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.gears.lowering import instructions_of
from tenfold.runtime.native import library

GEARS = [
    ("first", "numpy"),
    pytest.param(("second", "xla"), marks=pytest.mark.skipif(not xla.available(), reason="JAX is not installed")),
]
FUSED = [
    fused.conv_bias,
    fused.depthwise_bias,
    fused.conv_backprop_input_bias,
    fused.conv_backprop_filter_bias,
    fused.depthwise_backprop_filter_bias,
    fused.max_pool_relu_grad,
    fused.conv_backprop_filter_pooled,
]
RNG = np.random.default_rng(3)
X = RNG.normal(size=(2, 7, 6, 3)).astype(np.float32)
W = RNG.normal(size=(3, 3, 3, 4)).astype(np.float32)
D = RNG.normal(size=(3, 3, 3, 2)).astype(np.float32)
T = RNG.normal(size=(3, 3, 4, 3)).astype(np.float32)
B, C = np.float32([0.5, -1, 0, 2]), np.float32([1, -1, 0, 2, 0.5, -0.25])


@pytest.fixture(params=GEARS, ids=lambda p: p[0])
def gear(request):
    """(gear, kind of kernel), with a kernel for every fused op: its forward under another name."""
    gear, kind = request.param
    added = []
    for operation in FUSED:
        operation.bring_kernels()
        if operation.kernel_name(kind) is None:
            kernel = operation.kernel(kind)(lambda *arrays, _run=operation.forward, **attrs: _run(*arrays, **attrs))
            added.append((operation, kernel))
    yield gear, kind
    for operation, kernel in added:
        operation.withdraw(kind, kernel)


def executable_of(function, *arrays, dims=None):
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(dims or a.shape, tf.as_dtype(a.dtype)) for a in arrays]
        outputs = [graph.capture(t) for t in tf.nest.flatten(function(*inputs))]
    return Executable(graph, graph.inputs, outputs)


def ops_of(executable, kind):
    """Names of the ops that run."""
    if kind == "numpy":
        return [s.operation.name for s in executable.instructions]
    return [s.operation.name for s in instructions_of(executable.nodes, executable.outputs, executable.inputs)]


def check(function, *arrays, gear):
    """Results with fusing equal those without. Returns the names of what runs."""
    gear, kind = gear
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fusing, "_has_kernel", lambda *_: False)
        with using(gear=gear):
            plain = executable_of(function, *arrays)
            assert not set(ops_of(plain, kind)) & {operation.name for operation in FUSED}
            wanted = plain(arrays)
    with using(gear=gear):
        executable = executable_of(function, *arrays)
        found = executable(arrays)
    assert all(isinstance(a, np.ndarray) == (kind == "numpy") for a in found)
    for a, b in zip(found, wanted, strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape
        largest = np.max(np.abs(b), where=np.isfinite(b), initial=1)
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6 * largest)
    return ops_of(executable, kind)


def conv(x, w, b):
    return tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "SAME"), b)


def depthwise(x, w, b):
    return tf.nn.bias_add(tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME"), b)


def transposed(x, w, b):
    return tf.nn.bias_add(tf.nn.conv2d_transpose(x, w, (2, 14, 12, 4), 2), b)


@pytest.mark.parametrize(
    ("function", "arrays", "name"),
    [
        (conv, (X, W, B), "conv_bias"),
        (depthwise, (X, D, C), "depthwise_bias"),
        (transposed, (X, T, B), "conv_backprop_input_bias"),
    ],
    ids=["conv", "depthwise", "transposed"],
)
def test_bias_and_relu_join_the_convolution(gear, function, arrays, name):
    assert check(function, *arrays, gear=gear) == [name]
    assert check(lambda *a: tf.nn.relu(function(*a)), *arrays, gear=gear) == [name]
    strange = arrays[0].copy()
    strange[0, 2, 2], strange[1, 0, 0, 0] = np.nan, np.inf
    assert check(lambda *a: tf.nn.relu(function(*a)), strange, *arrays[1:], gear=gear) == [name]


@pytest.mark.parametrize(
    "function",
    [
        lambda x, w, b: (lambda y: [tf.nn.bias_add(y, b), y])(tf.nn.conv2d(x, w, 1, "SAME")),
        lambda x, w, b: (lambda y: tf.nn.bias_add(y, b) * y)(tf.nn.conv2d(x, w, 1, "SAME")),
    ],
)
def test_a_convolution_that_others_use_stays_itself(gear, function):
    names = check(function, X, W, B, gear=gear)
    assert "conv" in names and "bias_add" in names


@pytest.mark.parametrize(
    "function",
    [
        lambda x, w, b: (lambda y: [tf.nn.relu(y), y])(conv(x, w, b)),
        lambda x, w, b: (lambda y: tf.nn.relu(y) + y)(conv(x, w, b)),
    ],
)
def test_a_sum_that_others_use_stays_before_relu(gear, function):
    names = check(function, X, W, B, gear=gear)
    assert "conv_bias" in names and "relu" in names


def test_a_sum_with_a_vector_is_a_bias(gear):
    def plus(x, w, b):
        return tf.nn.relu(tf.nn.conv2d(x, w, 1, "SAME") + b)

    def turned(x, w, b):
        return b + tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME")

    assert check(plus, X, W, B, gear=gear) == ["conv_bias"]
    assert check(turned, X, D, C, gear=gear) == ["depthwise_bias"]
    names = check(lambda *a: gradients(plus, *a), X, W, B, gear=gear)
    assert "conv_backprop_filter_bias" in names and "sum_to" not in names
    assert "conv" in check(plus, X, W, B[:1], gear=gear)
    assert "conv" in check(plus, X, W, np.ones((2, 1, 1, 4), np.float32), gear=gear)


def test_channels_second_and_other_dtypes_stay_apart(gear):
    def second(x, w, b):
        return tf.nn.bias_add(tf.transpose(tf.nn.conv2d(x, w, 1, "SAME"), [0, 3, 1, 2]), b, "NCHW")

    assert "bias_add" in check(second, X, W, B, gear=gear)
    assert "conv" in check(conv, *[a.astype(np.float64) for a in (X, W, B)], gear=gear)


def gradients(function, *arrays):
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        y = function(*arrays)
        loss = tf.reduce_sum(y * y * 0.5)
    return [y, *tape.gradient(loss, list(arrays))]


@pytest.mark.parametrize(
    ("function", "arrays", "name"),
    [
        (conv, (X, W, B), "conv_backprop_filter_bias"),
        (lambda *a: tf.nn.relu(conv(*a)), (X, W, B), "conv_backprop_filter_bias"),
        (depthwise, (X, D, C), "depthwise_backprop_filter_bias"),
        (lambda *a: tf.nn.relu(depthwise(*a)), (X, D, C), "depthwise_backprop_filter_bias"),
    ],
)
def test_gradients_of_filters_and_bias_come_together(gear, function, arrays, name):
    names = check(lambda *a: gradients(function, *a), *arrays, gear=gear)
    assert name in names and "bias_add_grad" not in names


def test_two_biases_share_one_gradient_of_filters(gear):
    def function(x, w, b):
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            c = b * 2.0
            tape.watch(c)
            y = tf.nn.bias_add(tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "SAME"), b), c)
        return tape.gradient(y, [w, b, c], tf.cos(y))

    names = check(function, X, W, B, gear=gear)
    assert names.count("conv_backprop_filter_bias") == 1


def test_second_derivatives(gear):
    def twice(x, w, b):
        with tf.GradientTape() as tape:
            tape.watch([x, w, b])
            grads = gradients(lambda *a: tf.nn.max_pool2d(tf.nn.relu(conv(*a)), 2, 2, "SAME"), x, w, b)[1:]
            total = tf.add_n([tf.reduce_sum(g * g) for g in grads])
        return tape.gradient(total, [x, w, b])

    check(twice, X, W, B, gear=gear)


POOLS = [(2, 2, "VALID"), (2, 2, "SAME"), (3, 2, "SAME"), (3, 1, "VALID"), (2, 3, "SAME")]


@pytest.mark.parametrize("pool", POOLS, ids=str)
def test_relus_gradient_joins_that_of_pooling(gear, pool):
    def function(x, g):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.nn.max_pool2d(tf.nn.relu(x), *pool)
        return tape.gradient(y, x, g[:, : y.shape[1], : y.shape[2]])

    x = X.copy()
    x[0, :4, :4, 0] = 0.0  # ties, and maxima that relu has made
    x[0, 4:, :, 1] = -0.0
    x[1, 1, 1], x[1, 4, 4, 0] = np.nan, np.inf
    x[1, :3, 3:, 2] = -np.inf
    names = check(function, x, X, gear=gear)
    assert "max_pool_relu_grad" in names and "relu_grad" not in names


@pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")  # it is put together of kernels
@pytest.mark.parametrize("pool", POOLS, ids=str)
@pytest.mark.parametrize("size", [(3, 3), (19, 33)], ids=str)
def test_a_pooled_convolutions_gradient_is_made_band_by_band(gear, pool, size):
    x = RNG.normal(size=(2, *size, 3)).astype(np.float32)

    def function(x, w, b, whole):
        with tf.GradientTape() as tape:
            tape.watch([w, b, x] if whole else [w, b])
            y = tf.nn.max_pool2d(tf.nn.relu(conv(x, w, b)), *pool)
            loss = tf.reduce_sum(y * y)
        return tape.gradient(loss, [w, b, x] if whole else [w, b])

    assert "conv_backprop_filter_pooled" in check(lambda *a: function(*a, False), x, W, B, gear=gear)
    assert "conv_backprop_filter_pooled" not in check(lambda *a: function(*a, True), x, W, B, gear=gear)


def test_relu_of_what_was_not_pooled_stays(gear):
    def function(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.nn.relu(tf.nn.max_pool2d(x, 2, 2, "VALID"))
        return tape.gradient(y, x)

    assert "relu_grad" in check(function, X, gear=gear)


@pytest.mark.parametrize("name", ["conv", "bias_add", "relu"])
def test_somebody_elses_kernel_is_not_passed_by(gear, name):
    function = executable_of(lambda *a: tf.nn.relu(conv(*a)), X, W, B)
    run = lambda: np.asarray(function([X, W, B])[0])  # noqa: E731
    with using(gear=gear[0]):
        before = run()
        kernel = OPS[name].kernel(gear[1])(lambda x, w=B, **_: x[..., :1] * 0 + w.ravel()[:4] * 0 + 8)
        try:
            assert (run() >= 7).all()
        finally:
            OPS[name].withdraw(gear[1], kernel)
        np.testing.assert_array_equal(run(), before)


def test_without_a_kernel_nothing_is_fused(monkeypatch):
    for operation in FUSED:
        operation.bring_kernels()
        monkeypatch.setattr(operation, "kernels", {})
    assert ops_of(executable_of(conv, X, W, B), "numpy") == ["conv", "bias_add"]
    assert ops_of(executable_of(conv, X, W, B), "xla") == ["conv", "bias_add"]


def test_a_transposed_convolution_whose_size_is_computed_takes_bias_and_relu_too(gear):
    """As `Conv2DTranspose` has it in a model of any batch size."""
    gear, kind = gear
    layer = tf.keras.layers.Conv2DTranspose(4, 3, 2, "same", activation="relu")
    wanted = layer(X).numpy()
    with using(gear=gear):
        executable = executable_of(layer, X, dims=(None, 7, 6, 3))
        names = ops_of(executable, kind)
        assert "conv_backprop_input_bias" in names and not {"bias_add", "relu"} & set(names)
        np.testing.assert_allclose(executable([X])[0], wanted, 1e-5, 1e-5)
