"""What graphs know of shapes before they run, and what the cases cannot say."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import Graph
from tenfold.ops.arrays import gathering, sorting
from tenfold.ops.state.sources import placeholder
from tenfold.v1.ops import arrays as v1_array

KNOWN_BEFOREHAND = [  # expression of x, float32 (None, 784) -> its static shape
    ("tf.reshape(x, tf.concat([tf.shape(x)[:1], [28, 28, 1]], 0))", [None, 28, 28, 1]),
    ("tf.reshape(x, [tf.shape(x)[0] // 2, -1, 784])", [None, None, 784]),
    ("tf.reshape(x, tf.stack([-1, 28 * 28]))", [None, 784]),
    ("tf.reshape(x, tf.gather(tf.shape(x), [1, 0]))", [784, None]),
    ("tf.zeros([tf.shape(x)[0], 3])", [None, 3]),
    ("tf.fill(tf.shape(x)[1:], 1.0)", [784]),
    ("tf.zeros(tf.tile(tf.shape(x)[1:], [2]))", [784, 784]),
    ("tf.tile(x, [1, tf.shape(x)[0]])", [None, None]),
    ("tf.range(tf.shape(x)[0])", [None]),
    ("tf.range(tf.shape(x)[1])", [784]),
    ("tf.zeros(tf.range(2, 4))", [2, 3]),
    ("tf.one_hot(tf.cast(x, tf.int32), tf.shape(x)[0])", [None, 784, None]),
    ("tf.slice(x, [0, 0], [tf.shape(x)[0], 10])", [None, 10]),
    ("tf.slice(x, [0, 5], [-1, -1])", [None, 779]),
    ("tf.pad(x, [[1, 0], [0, tf.shape(x)[0]]])", [None, None]),
    ("tf.math.top_k(x, tf.shape(x)[0]).values", [None, None]),
    ("tf.eye(tf.shape(x)[0], 3)", [None, 3]),
    ("tf.repeat(x, [2] * 784, axis=1)", [None, 1568]),
    ("tf.ensure_shape(x, [5, None])", [5, 784]),
    ("tf.gather(x, tf.where([True, False, True])[:, 0])", [2, 784]),
    ("tf.meshgrid(tf.range(3), tf.shape(x)[1] + tf.range(4))[0]", [4, 3]),
    ("tf.sequence_mask([1, 2], tf.shape(x)[1])", [2, 784]),
    ("tf.unique(tf.shape(x)).y", [None]),
]


@pytest.mark.parametrize("expression, dims", KNOWN_BEFOREHAND)
def test_static_shape(expression, dims):
    with Graph().as_default():
        x = placeholder(shape=(None, 784), dtype=tf.float32)
        assert eval(expression, {"tf": tf, "x": x}).shape.as_list() == dims


def test_static_value():
    with Graph().as_default():
        x = placeholder(shape=(None, 784), dtype=tf.float32)
        assert tf.get_static_value(tf.shape(x)) is None
        assert tf.get_static_value(tf.shape(x), partial=True).tolist() == [None, 784]
        assert tf.get_static_value(tf.shape(x)[1]) == 784
        assert tf.get_static_value(tf.rank(x)) == 2
        assert tf.get_static_value(tf.constant([1.5])).tolist() == [1.5]
        assert tf.get_static_value(x) is None
    assert tf.get_static_value(tf.constant([1, 2])).tolist() == [1, 2]


@pytest.mark.parametrize(
    "expression", ["tf.reshape(x, [3])", "tf.concat([x, x[0]], 0)", "tf.tile(x, [1])", "tf.one_hot(x, 3)"]
)
def test_wrong_before_it_runs(expression):
    with Graph().as_default():
        x = placeholder(shape=(2, 2), dtype=tf.float32)
        with pytest.raises((ValueError, TypeError), match="while building"):
            eval(expression, {"tf": tf, "x": x})


def test_large_constants_are_not_computed_while_a_graph_is_written():
    with Graph().as_default():
        assert tf.zeros([10**6, 10**6]).shape == [10**6, 10**6]
        assert tf.range(10**12 // 10**3).shape == [10**9]


def test_messages():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[1,0\] = 7 is not in \[0, 3\)"):
        tf.gather([1, 2, 3], [[0], [7]])
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"indices\[0\] = \[0, 5\] does not index into shape \[2, 2\]"
    ):
        tf.gather_nd([[1, 2], [3, 4]], [[0, 5]])
    with pytest.raises(TypeError, match="the condition must be bool.*tf.cast"):
        tf.where([1, 0], [1, 2], [3, 4])
    with pytest.raises(ValueError, match="bad_indices_policy"):
        tf.scatter_nd([[0]], [1], [2], bad_indices_policy="IGNORE")
    with pytest.raises(tf.errors.InvalidArgumentError, match="strings are neither true nor false"):
        tf.where(["", "a"])
    with pytest.raises(ValueError, match="updates of shape .2. do not fit"):
        gathering.check_updates(np.zeros((1, 1)), np.zeros(2), (3,), 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, "bfloat16"])
@pytest.mark.parametrize("columns", [1, 3])
def test_add_rows_adds_what_is_repeated(dtype, columns):
    rng = np.random.default_rng(0)
    index, rows = rng.integers(0, 5, 40), rng.integers(-8, 8, (40, columns)).astype(tf.as_dtype(dtype).numpy)
    wanted = np.zeros((7, columns), int)
    np.add.at(wanted, index, rows.astype(int))
    found = gathering.add_rows(np.zeros((7, columns), rows.dtype), index, rows)
    assert found.dtype == rows.dtype
    assert found.astype(int).tolist() == wanted.tolist()


def test_top_k_of_many_prefers_the_lower_number():
    rng = np.random.default_rng(1)
    for high in (3, 10**6):  # many ties, and none
        x = rng.integers(0, high, (20, 100)).astype(np.float32)
        order = np.argsort(-x, 1, kind="stable")[:, :5]
        assert sorting._few(x, 5).tolist() == order.tolist()


def test_space_to_depth_with_channels_first():
    x = np.arange(48, dtype=np.float32).reshape(1, 4, 4, 3)
    wanted = tf.transpose(tf.nn.space_to_depth(x, 2), [0, 3, 1, 2])
    found = tf.nn.space_to_depth(x.transpose(0, 3, 1, 2), 2, data_format="NCHW")
    assert found.numpy().tolist() == wanted.numpy().tolist()
    back = tf.nn.depth_to_space(found, 2, data_format="NCHW")
    assert back.numpy().tolist() == x.transpose(0, 3, 1, 2).tolist()


def test_orders_of_arguments_before_tensorflow_1():
    x = tf.constant([[1, 2], [3, 4]])
    assert v1_array.concat(1, [x, x]).shape == [2, 4]
    assert [t.shape.as_list() for t in v1_array.split(1, 2, x)] == [[2, 1], [2, 1]]
    assert v1_array.reverse(x, [True, False]).numpy().tolist() == [[3, 4], [1, 2]]
    assert tf.compat.v1.pack([x, x]).shape == [2, 2, 2]
    with Graph().as_default():
        assert tf.get_static_value(tf.compat.v1.constant([1, 2], shape=[4])).tolist() == [1, 2, 2, 2]


def test_every_array_op_is_documented():
    modules = "shaping joining creation gathering scattering selecting sorting padding repeating turning ranges".split()
    for op in OPS.values():
        if op.__module__.rpartition(".")[2] in modules and not op.forward.__name__.startswith("_"):
            assert op.__doc__, op.name
