"""Graph passes: the same results in fewer steps."""

import ml_dtypes
import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import OPS, op
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.plan import plan
from tenfold.core.graphs.spec import Spec
from tenfold.ops.infer import same_as
from tenfold.ops.training.optimizer_steps import adam_step
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.threads.cells import Buffered


def written(function, *arrays, dims=None):
    """The Executable of a function, traced for arrays like these."""
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(dims or a.shape, tf.as_dtype(a.dtype)) for a in arrays]
        outputs = function(*inputs)
        outputs = [graph.capture(t) for t in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]
    return Executable(graph, graph.inputs, outputs)


def check(function, *arrays, dims=None, exact=True):
    """Run with and without the passes. Returns the names of the ops that are left."""
    executable = written(function, *arrays, dims=dims)
    with using(graph=None, tapes=()):
        plainly = plan(executable.nodes, executable.inputs, executable.outputs)(Buffered(executable.cells), *arrays)
    before = [a.copy() for a in arrays]
    for _ in range(2):
        for found, wanted in zip(executable.run_first(arrays), plainly, strict=True):
            assert found.dtype == wanted.dtype and found.shape == wanted.shape
            np.testing.assert_allclose(found, wanted, rtol=0 if exact else 1e-6)
    for array, old in zip(arrays, before):
        np.testing.assert_array_equal(array, old)
    return [s.operation.name for s in executable.instructions]


X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)
W = np.linspace(2, -1, 20, dtype=np.float32).reshape(4, 5)
B = np.arange(5, dtype=np.float32) - 2


@pytest.fixture
def entered():
    """A decorator like `op` whose ops leave the table after the test."""
    before = dict(OPS)
    yield op
    OPS.clear()
    OPS.update(before)


# constant folding


def test_what_depends_on_constants_only_is_computed_once():
    assert check(lambda x: x * tf.reduce_sum(tf.exp(tf.constant([1.0, 2.0]))), X) == ["const", "multiply"]
    assert check(lambda x: tf.constant(2.0) + tf.constant(3.0), X) == ["const"]


def test_a_large_result_is_not_kept_nor_computed_in_vain(entered):
    calls = []

    @entered(infer=lambda x, **_: Spec((1000, 1000), x.dtype))
    def enlarged(x):
        calls.append(1)
        return np.full((1000, 1000), x)

    executable = written(lambda x: enlarged(tf.constant(2.0)) + x, np.float32(1.0))
    assert not calls and "enlarged" in [s.operation.name for s in executable.instructions]
    assert executable.run_first([np.float32(1.0)])[0].shape == (1000, 1000)


def test_what_fails_fails_when_it_runs():
    executable = written(lambda x: x + tf.cast(tf.constant([1]) // tf.constant([0]), tf.float32), X)
    with pytest.raises(tf.errors.InvalidArgumentError, match="division by zero"):
        executable.run_first([X])


def test_random_numbers_and_state_are_not_constants():
    v = tf.Variable(1.0)

    def step(x):
        v.assign_add(1.0)
        return x + tf.random.uniform([]) + tf.random.uniform([]), tf.identity(v)

    executable = written(step, X)
    (a, one), (b, two) = executable.run_first([X]), executable.run_first([X])
    assert not np.array_equal(a, b) and (one, two) == (2.0, 3.0)


# merging equal steps


def test_equal_steps_run_once():
    assert check(lambda x: tf.exp(x) + tf.exp(x) * tf.exp(x), X).count("exp") == 1
    assert check(lambda x: tf.reduce_sum(tf.exp(x), 1) + tf.reduce_sum(tf.exp(x), axis=[1]), X).count("exp") == 1
    assert check(lambda x: [tf.exp(x), tf.exp(x)], X) == ["exp", "exp"]  # both are asked for


def test_chains_and_several_results():
    names = check(
        lambda x: tf.split(x, 2, 1)[0] + tf.split(x, 2, 1)[1] + tf.sin(tf.cos(x))[:, :2] * tf.sin(tf.cos(x))[:, :2], X
    )
    assert names.count("cos") == names.count("sin") == 1 and sum("split" in n for n in names) == 1


DIFFERENT = [
    (0.0, -0.0),
    (1, True),
    (1, 1.0),
    ((0.0,), (-0.0,)),
    ((1,), (True,)),
    (1 + 0j, complex(1, -0.0)),
    (np.float32(0), np.float32(-0.0)),
    (np.float32([1, 2]), np.float32([[1, 2]])),
    (np.int32(0), np.float32(0)),
    (np.array(1, ml_dtypes.float8_e5m2), np.array(1, ml_dtypes.float8_e5m2).view(ml_dtypes.float8_e4m3fn)),
    ("a", b"a"),
]


@pytest.mark.parametrize(("a", "b"), DIFFERENT, ids=str)
def test_attributes_that_only_look_alike(entered, a, b):
    @entered(infer=same_as(0))
    def noted(x, *, value: Any = None):
        return x

    assert check(lambda x: noted(x, value=a) + noted(x, value=b), X).count("noted") == 2
    assert check(lambda x: noted(x, value=a) + noted(x, value=a), X).count("noted") == 1


def test_two_ops_of_one_name(entered):
    def make(factor):
        @op(infer=same_as(0))
        def scaled(x):
            return x * x.dtype.type(factor)

        return scaled

    twice, thrice = make(2), make(3)
    executable = written(lambda x: twice(x) + thrice(x), X)
    np.testing.assert_allclose(executable.run_first([X])[0], X * 5, rtol=1e-6)


# the product, its bias and its activation


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (lambda x, w, b: tf.nn.bias_add(tf.matmul(x, w), b), [(3, 4), (4, 5)]),
        (lambda x, w, b: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), b)), [(3, 4), (4, 5)]),
        (
            lambda x, w, b: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w, transpose_a=True, transpose_b=True), b)),
            [(4, 3), (5, 4)],
        ),
        (lambda x, w, b: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), b)), [(2, 3, 4), (4, 5)]),
        (lambda x, w, b: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), b)), [(0, 4), (4, 5)]),
        (lambda x, w, b: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), b)), [(3, 0), (0, 5)]),
    ],
)
@pytest.mark.parametrize(
    "dtype", [np.float32, np.float64, np.float16, ml_dtypes.bfloat16, np.int32], ids=lambda d: np.dtype(d).name
)
def test_bias_and_activation_join_the_product(function, shapes, dtype):
    rng = np.random.default_rng(0)
    arrays = [rng.integers(-3, 4, shape).astype(dtype) for shape in (*shapes, (5,))]
    assert check(function, *arrays) == ["affine"]


@pytest.mark.parametrize(
    "function",
    [
        lambda x, w, b: [tf.nn.bias_add(tf.matmul(x, w), b), tf.matmul(x, w)],
        lambda x, w, b: (lambda y: [tf.nn.bias_add(y, b), y])(tf.matmul(x, w)),
        lambda x, w, b: (lambda y: tf.nn.bias_add(y, b) + y)(tf.matmul(x, w)),
        lambda x, w, b: (lambda y: [tf.nn.relu(y), tf.exp(y)])(tf.nn.bias_add(tf.matmul(x, w), b)),
        lambda x, w, b: (lambda y: tf.nn.relu(y) * y)(tf.nn.bias_add(tf.matmul(x, w), b)),
        lambda x, w, b: tf.nn.bias_add(w, b),
    ],
)
def test_what_others_use_in_between_stays_itself(function):
    names = check(function, X, W, B)
    assert "affine" not in names or "relu" in names or names.count("matmul") == 1


@pytest.mark.parametrize("bias", [np.ones(1, np.float32), np.ones(4, np.float32), np.ones((1, 5), np.float32)])
def test_a_bias_that_does_not_fit_is_refused_as_before(bias):
    executable = written(lambda x, w, b: tf.nn.bias_add(tf.matmul(x, w), b), X, W, B)
    assert [s.operation.name for s in executable.instructions] == ["affine"]
    with pytest.raises(tf.errors.InvalidArgumentError, match="as many biases"):
        executable.run_first([X, W, bias])


# sizes


@pytest.mark.parametrize("out_type", [tf.int32, tf.int64])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_a_size_is_read_at_once(axis, out_type):
    names = check(lambda x: tf.cast(tf.shape(x, out_type=out_type)[axis], tf.float32), X, dims=(None, None))
    assert names == ["size_along", "cast"]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: tf.shape(x)[:1],
        lambda x: tf.shape(x)[tf.newaxis],
        lambda x: tf.shape(x)[...],
        lambda x: tf.shape(x)[tf.cast(x[0, 0], tf.int32)],
        lambda x: tf.shape(x),
    ],
)
def test_other_parts_of_a_shape_are_sliced(function):
    assert "size_along" not in check(lambda x: function(x) + 0, X, dims=(None, None))


def test_a_size_of_what_has_an_unknown_rank_is_asked_of_the_shape():
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        outputs = [tf.shape(graph.placeholder(None, tf.float32))[1]]
    executable = Executable(graph, graph.inputs, outputs)
    assert executable.run_first([X])[0] == 4
    with pytest.raises((tf.errors.InvalidArgumentError, ValueError, IndexError)):
        executable.run_first([X[0]])


# steps of Adam


def stepping(*calls):
    """The ops left of steps of Adam, each given by a variable's number, a rate, AMSGrad or not, and what takes it."""
    variables = [[tf.Variable([1.0, 2.0]) for _ in range(4)] for _ in range(3)]

    def function(x):
        rates, out = [x[0], x[1]], []
        for number, rate, amsgrad, use in calls:
            v = variables[number]
            named = {"variable": v[0], "m": v[1], "v": v[2], "v_hat": v[3] if amsgrad else None}
            out += use(adam_step(x, rates[rate], **named, beta_1=0.9, beta_2=0.99, epsilon=1e-7))
        return [*out, x + 1.0]

    arrays = [np.float32([0.5, -2.0])]
    found = []
    for make in (lambda e: e.nodes, lambda e: e.instructions):
        for v in (v for row in variables for v in row):
            v.assign([3.0, 4.0])
        executable = written(function, *arrays)
        env = Buffered(executable.cells)
        with using(graph=None, tapes=()):
            outs = plan(make(executable), executable.inputs, executable.outputs)(env, *arrays)
        env.commit()
        found.append([*outs, *[v.numpy() for row in variables for v in row]])
    np.testing.assert_array_equal(*found)
    return [s.operation.name for s in executable.instructions if s.operation.name.startswith("adam")]


UNUSED, WANTED, USED = (lambda new: []), (lambda new: [new]), (lambda new: [new + 1.0])


def test_steps_of_adam_come_together():
    one = (0, 0, False, UNUSED), (1, 0, False, UNUSED), (2, 0, False, UNUSED)
    assert stepping(*one) == ["adam_steps"]
    assert stepping(one[0]) == ["adam_steps"]


@pytest.mark.parametrize(
    ("calls", "left"),
    [
        ([(0, 0, False, UNUSED), (1, 1, False, UNUSED)], ["adam_steps", "adam_steps"]),  # two rates
        ([(0, 0, True, UNUSED), (1, 0, True, UNUSED)], ["adam_step", "adam_step"]),
        ([(0, 0, False, UNUSED), (0, 0, False, UNUSED)], ["adam_step", "adam_step"]),  # of one variable
        ([(0, 0, False, WANTED), (1, 0, False, UNUSED)], ["adam_step", "adam_steps"]),
        ([(0, 0, False, USED), (1, 0, False, UNUSED)], ["adam_step", "adam_steps"]),
    ],
)
def test_steps_of_adam_that_must_stand_alone(calls, left):
    assert stepping(*calls) == left


def test_a_kernel_of_somebody_else_s_for_adam_is_called():
    seen = []
    kernel = adam_step.op.kernel("numpy")(lambda env, gradient, rate, **attrs: seen.append(attrs) or gradient)
    try:
        assert stepping((0, 0, False, UNUSED), (1, 0, False, UNUSED)) == ["adam_step", "adam_step"]
    finally:
        adam_step.op.withdraw("numpy", kernel)
    assert len(seen) == 4
