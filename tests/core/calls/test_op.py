"""The op table: how calls are bound, what they refuse, and that the short way gives what the long way gives."""

import contextlib
import inspect
import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.calls.attrs import Axis, Bool, Int, Shape
from tenfold.core.calls.op import OPS, Op, op
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.infer import same_as
from tenfold.ops.math import arithmetic
from tenfold.ops.math.reduce import reduce_mean, reduce_sum

THREE = tf.Variable(3)


@pytest.fixture
def entered():
    """A decorator like `op` whose ops leave the table after the test."""
    before = dict(OPS)
    yield op
    OPS.clear()
    OPS.update(before)


@pytest.fixture
def weighted(entered):
    @entered(infer=same_as(0))
    def weighted(x, y, *, axis: Axis = 0, size: Int, flag: Bool = False):
        return (x + y) * x.dtype.type(size + axis + 10 * flag)

    return weighted


@pytest.mark.parametrize(
    "call",
    [
        lambda f: f(1.0, 2.0, 1, 3),
        lambda f: f(1.0, 2.0, axis=1, size=3),
        lambda f: f(x=1.0, y=2.0, axis=1, size=3),
        lambda f: f(1.0, y=2.0, size=3, axis=1),
        lambda f: f(1.0, 2.0, 1, size=3, name="n"),
        lambda f: f(1.0, 2.0, 1, 3, False, "n"),
        lambda f: f(1.0, 2.0, np.int64(1), tf.constant(3)),
        lambda f: f(1.0, 2.0, dim=1, size=THREE),
    ],
)
def test_ways_to_write_a_call(weighted, call):
    assert call(weighted) == 12.0
    assert tf.function(lambda: call(weighted))() == 12.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f(1.0), "missing argument 'y'"),
        (lambda f: f(1.0, 2.0), "missing argument 'size'"),
        (lambda f: f(1.0, 2.0, 1, 3, False, "n", 5), "at most 6 positional"),
        (lambda f: f(1.0, 2.0, 1, 3, axis=2), "multiple values"),
        (lambda f: f(1.0, 2.0, size=1, depth=2), "unexpected keyword argument 'depth'"),
        (lambda f: f(1.0, 2.0, size=1, axis=1, dim=2), "which mean the same"),
        (lambda f: f(1.0, 2.0, size=1, axis=0, dim=2), "which mean the same"),  # 0 is the default, but it was written
        (lambda f: f(1.0, 2.0, size=1.5), "must be an integer"),
    ],
)
def test_calls_that_are_wrong(weighted, call, message):
    with pytest.raises(TypeError, match=message):
        call(weighted)


def test_optional_and_variadic_inputs():
    clipped = tf.clip_by_value([1.0, 5.0], 2.0, 3.0)
    np.testing.assert_array_equal(clipped, [2.0, 3.0])
    np.testing.assert_array_equal(tf.concat([[1.0], tf.constant([2.0])], axis=0), [1.0, 2.0])


def test_the_short_way_gives_what_the_long_way_gives():
    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])
    for a, b in ((x, y), (x, 2.0), (2.0, x), (x, np.float32([5, 6])), (tf.Variable(x), y), (x, [1, 2])):
        short, long = arithmetic.multiply(a, b), arithmetic.multiply.general((a, b), {})
        np.testing.assert_array_equal(short, long)
        assert short.dtype == long.dtype == tf.float32


X = tf.constant([[1.0, 2.0], [3.0, 4.0]])
SHORT = [
    lambda: X + X,
    lambda: X * 2.0,
    lambda: 2 * X,
    lambda: THREE + THREE,
    lambda: X + np.ones((2, 2), np.float32),
    lambda: tf.reduce_mean(X),
    lambda: tf.reduce_mean(X, 1),
    lambda: tf.reduce_mean(X, axis=1, keepdims=True, name="mean"),
    lambda: tf.reduce_sum(input_tensor=X, axis=-1),
    lambda: reshape(X, [4]),
    lambda: reshape(X, (-1, 1)),
    lambda: broadcast_to(tf.constant(1.0), ()),
]


@pytest.mark.parametrize("call", SHORT)
def test_calls_that_need_no_detour(call, monkeypatch):
    long = []
    with monkeypatch.context() as patch:
        for o in (arithmetic.add, arithmetic.multiply, reduce_sum, reduce_mean, reshape, broadcast_to):
            patch.setattr(o, "__call__", lambda *a, o=o, **k: long.append(o.general(*bound(o, a, k))) or long[-1])
        call()
        patch.undo()
        patch.setattr(Op, "general", None)
        short = call()
    np.testing.assert_array_equal(short, long[-1])
    assert short.dtype == long[-1].dtype


def bound(operation, args, kwargs):
    """Inputs and attributes of a call, as `Op.general` takes them."""
    given = inspect.signature(operation).bind(*args, **kwargs)
    given.apply_defaults()
    return [given.arguments[p] for p in operation.inputs], {k: given.arguments[k] for k in operation.attrs}


def test_the_signature_is_for_all_to_see(weighted):
    assert str(inspect.signature(weighted)) == "(x, y, axis=0, size, flag=False, name=None, **spellings)"
    assert str(inspect.signature(OPS["concat"])).startswith("(*values, axis, name=None")


def test_parameters_may_be_called_what_the_written_call_uses(entered):
    @entered(infer=same_as(0))
    def odd(x0, type, *, min: Int = 1, options: Int = 2, out: Shape = (1,)):
        return x0 + type * min * options + out[0]

    assert odd(tf.constant(1), tf.constant(2), min=3, options=4, out=[5]) == 1 + 2 * 3 * 4 + 5


def test_a_rule_may_come_after_the_first_call(entered):
    @entered(infer=same_as(0))
    def late(x):
        return x * 2

    v = tf.Variable(1.0)
    late(v)

    @late.gradient
    def _(dy):
        return dy * 7.0

    with tf.GradientTape() as tape:
        y = late(v)
    assert tape.gradient(y, v) == 7.0


def test_errors_name_the_op_what_it_received_and_the_cure():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[Op:add\] received float32\[2\], float32\[3\]"):
        tf.constant([1.0, 2.0]) + tf.constant([1.0, 2.0, 3.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"float32, float64.*tf\.cast\(x, tf\.float32\)"):
        tf.constant([1.0]) + tf.constant([1.0], tf.float64)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"int32, float32.*cast the int32 tensor"):
        tf.where([True], tf.constant([1]), tf.constant([1.0]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="matrices"):
        tf.constant([1.0]) @ tf.constant([1.0])


def test_strings_where_numbers_are_due_are_refused_eagerly_and_in_functions():
    text = tf.constant([["a"]])
    for function in (tf.square, tf.reduce_sum, tf.reduce_mean, tf.linalg.trace, lambda x: tf.matmul(x, x)):
        for run in (function, tf.function(function)):
            with pytest.raises(tf.errors.InvalidArgumentError, match=r"dtype string, expected numbers.*to_number"):
                run(text)
    with pytest.raises(TypeError, match="not among strings"):
        tf.eye(2, dtype=tf.string)
    with pytest.raises(TypeError, match=r"dtype float32.*tf\.strings\.to_number"):
        tf.matmul([[1.0]], [["a"]])
    with pytest.raises(ValueError, match=r"requested dtype int32.*tf\.strings\.to_number"):
        tf.convert_to_tensor(tf.constant("1"), tf.int32)


def test_a_type_error_of_the_programs_own_stays_one():
    def complain(x):
        raise TypeError("mine")

    with pytest.raises(TypeError, match="^mine$"):
        tf.numpy_function(complain, [tf.constant("a")], tf.float32)


def test_attributes_that_are_tensors_are_known_when_the_graph_runs():
    @tf.function(input_signature=[tf.TensorSpec([None, None]), tf.TensorSpec([], tf.int32)])
    def total(x, axis):
        return reduce_sum(x, axis)

    np.testing.assert_array_equal(total([[1.0, 2.0], [3.0, 4.0]], 0), [4.0, 6.0])
    np.testing.assert_array_equal(total([[1.0, 2.0], [3.0, 4.0]], 1), [3.0, 7.0])


def test_numpy_scalars_and_empty_arrays(entered):
    @entered(infer=same_as(0))
    def shaped_like(x, *, shape: Shape):
        return np.broadcast_to(x, shape)

    assert shaped_like(1.0, [np.int64(0), tf.constant(3)]).shape == (0, 3)
    assert shaped_like(1.0, tf.TensorShape([2])).shape == (2,)


def test_first_calls_from_many_threads(entered):
    @entered(infer=same_as(0))
    def tripled(x):
        return x * x.dtype.type(3)

    start, found = threading.Barrier(8), []

    def work():
        start.wait()
        found.extend(float(tripled(tf.constant(float(i)))) for i in range(50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(found) == sorted([3.0 * i for i in range(50)] * 8) and isinstance(tripled, Op)


def test_an_op_without_a_rule_says_so(entered):
    @entered(infer=same_as(0))
    def opaque(x):
        return x * 2

    v = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = opaque(v)
    with pytest.raises(LookupError, match="No gradient defined for operation 'opaque'"):
        tape.gradient(y, v)


def test_a_rule_that_asks_for_what_is_not_there(entered):
    @entered(infer=same_as(0))
    def doubled(x):
        return x * 2

    @doubled.gradient
    def _(dy, z):
        return dy

    with tf.GradientTape() as tape, pytest.raises(TypeError, match="'z' is neither an input"):
        x = tf.constant(1.0)
        tape.watch(x)
        doubled(x)


@pytest.mark.parametrize("graph", [False, True])
def test_an_argument_given_twice_is_refused_at_the_first_call_too(entered, graph):
    @entered(infer=same_as(0))
    def scaled(x, *, by):
        return x * by

    with tf.Graph().as_default() if graph else contextlib.nullcontext():
        with pytest.raises(TypeError, match="multiple values for argument 'x'"):
            scaled(1.0, 2, x=3.0)


def test_numpys_truth_is_that_of_an_attribute():
    assert tf.reduce_sum([[1.0, 2.0]], axis=1, keepdims=np.True_).shape == (1, 1)
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="`keepdims` must be True or False; rec"):
        reduce_sum(tf.ones([2]), keepdims=[1, 2])
