"""Requests that cannot be met and values an op has no meaning for are refused at once, in TensorFlow's classes."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops import memory

HUGE = 2**40
REQUESTS = {
    "zeros": lambda n: tf.zeros([n]),
    "ones": lambda n: tf.ones([n, n]),
    "fill": lambda n: tf.fill([n], 1.0),
    "eye": lambda n: tf.eye(n),
    "range": lambda n: tf.range(n),
    "linspace": lambda n: tf.linspace(0.0, 1.0, n),
    "one_hot": lambda n: tf.one_hot([1, 2], n),
    "sequence_mask": lambda n: tf.sequence_mask([1, 2], n),
    "tile": lambda n: tf.tile([1.0, 2.0], [n]),
    "repeat": lambda n: tf.repeat([1.0], n),
    "broadcast_to": lambda n: tf.broadcast_to(1.0, [n]),
    "pad": lambda n: tf.pad([1.0], [[0, n]]),
    "constant": lambda n: tf.constant(1.0, shape=[n]),
    "resize": lambda n: tf.image.resize(tf.zeros([1, 1, 1]), [2**20, 2**20]),
    "normal": lambda n: tf.random.normal([n]),
    "uniform": lambda n: tf.random.uniform([n]),
    "integers": lambda n: tf.random.uniform([n], 0, 5, tf.int32),
    "truncated_normal": lambda n: tf.random.truncated_normal([n]),
    "stateless": lambda n: tf.random.stateless_normal([n], [1, 2]),
    "categorical": lambda n: tf.random.categorical([[0.0, 1.0]], n),
    "Generator": lambda n: tf.random.Generator.from_seed(1).normal([n]),
    "unsorted_segment_join": lambda n: tf.strings.unsorted_segment_join(["a"], [0], n),
    "Dense": lambda n: tf.keras.layers.Dense(n)(tf.ones([1, 2])),
    "Dense of zeros": lambda n: tf.keras.layers.Dense(n, kernel_initializer="zeros")(tf.ones([1, 2])),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_no_memory_can_hold_is_refused_before_it_is_begun(request_):
    with pytest.raises(tf.errors.ResourceExhaustedError, match=r"OOM.*GiB"):
        request_(HUGE)


def test_second_gear_refuses_it_too():
    function = tf.function(lambda x: x + tf.random.normal([HUGE]))
    for gear in ("first", "second"):
        with using(gear=gear), pytest.raises(tf.errors.ResourceExhaustedError, match="OOM"):
            function(1.0)


def test_an_allocation_that_the_system_refuses_is_tensorflows_error(monkeypatch):
    monkeypatch.setattr(memory, "at_hand", lambda: None)  # nobody knows how much there is: NumPy is asked
    column, row = (tf.constant(np.broadcast_to(np.float32(1), s)[:]) for s in ((2**10, 1), (1, 2**10)))
    broken = tf.math.add.forward
    monkeypatch.setattr(tf.math.add, "numpy", lambda x, y: np.empty((2**62,), np.int8) if x.ndim else broken(x, y))
    with pytest.raises(tf.errors.ResourceExhaustedError, match="add"):
        tf.math.add(column, row)


def test_sizes_that_fit_are_not_refused():
    assert memory.reserve((2**20,), np.dtype(np.float32)) == 2**20
    assert tf.zeros([0, HUGE]).shape == (0, HUGE)


STRINGS, TRUTHS, COMPLEX = tf.constant(["a", "b"]), tf.constant([True, False]), tf.constant([1j, 2j], tf.complex64)
WITHOUT_ORDER = [
    lambda x: tf.math.top_k(x, 1),
    tf.sort,
    tf.argsort,
    lambda x: tf.maximum(x, x),
    lambda x: tf.minimum(x, x),
    lambda x: tf.clip_by_value(x, x[0], x[1]),
    lambda x: tf.math.segment_max(x, [0, 0]),
    lambda x: tf.nn.max_pool1d(x[None, :, None], 1, 1, "VALID"),
    tf.nn.relu,
    tf.nn.relu6,
]


@pytest.mark.parametrize("values", [STRINGS, TRUTHS, COMPLEX], ids=["strings", "bools", "complex"])
def test_what_has_no_order_is_not_ordered(values):
    for function in WITHOUT_ORDER:
        with pytest.raises(tf.errors.InvalidArgumentError, match="cannot order"):
            function(values)
    if values is not TRUTHS:  # of which TensorFlow takes the first largest
        with pytest.raises(tf.errors.InvalidArgumentError, match="cannot order"):
            tf.argmax(values)


@pytest.mark.parametrize(
    "function",
    [
        tf.cumsum,
        lambda x: tf.add_n([x, x]),
        lambda x: tf.nn.bias_add(x[None], x),
        lambda x: tf.math.segment_sum(x, [0, 0]),
        lambda x: tf.math.unsorted_segment_sum(x, [0, 0], 1),
        lambda x: tf.tensor_scatter_nd_add(x, [[0]], x[:1]),
        tf.linalg.diag,
        lambda x: tf.linalg.band_part(x[None], 0, 0),
    ],
)
def test_strings_are_no_numbers(function):
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"string.*expected numbers"):
        function(STRINGS)


def test_sets_hold_integers_and_strings():
    for name in ("intersection", "union", "difference"):
        with pytest.raises(TypeError, match="integers or strings; received float32"):
            getattr(tf.sets, name)([[1.0, 2.0]], [[1.0]])
        with pytest.raises(TypeError, match="uint32"):
            getattr(tf.sets, name)(tf.constant([[1]], tf.uint32), tf.constant([[1]], tf.uint32))
    with pytest.raises(TypeError, match="float32"):
        tf.sets.size(tf.sparse.from_dense([[1.0]]))
    assert tf.sets.union([["a"]], [["b"]]).values.numpy().tolist() == [b"a", b"b"]


@pytest.mark.parametrize("number", [2**70, 2**31, 201, 1000, -1, -99, 0, None])
def test_a_number_that_is_no_dtype(number):
    with pytest.raises(TypeError, match="Cannot convert"):
        tf.as_dtype(number)


def test_numbers_of_dtypes():
    assert tf.as_dtype(1) is tf.as_dtype(np.int64(1)) is tf.as_dtype(101) is tf.float32  # 101 is a reference to one


def test_products_of_mixed_dtypes():
    floats, ints = tf.constant([[1.0, 2.0], [3.0, 5.0]]), tf.constant([[1, 2], [3, 4]])
    for matrix, vector in [
        (floats, ints[0]),
        (ints, floats[0]),
        (floats, [1, 2]),
        ([[1, 2], [3, 4]], floats[0]),
        (floats, np.ones(2)),
        (np.eye(2), floats[0]),
    ]:
        with pytest.raises(tf.errors.InvalidArgumentError, match="different dtypes"):
            tf.linalg.matvec(matrix, vector)
    with pytest.raises(tf.errors.InvalidArgumentError, match="different dtypes"):
        tf.matmul(np.eye(2), floats)
    np.testing.assert_array_equal(tf.matmul(floats, np.eye(2)), floats)  # what comes second meets the first
    np.testing.assert_array_equal(tf.matmul(floats, [[1, 0], [0, 1]]), floats)
    np.testing.assert_allclose(tf.linalg.lstsq(floats, [[1], [2]]), [[-1.0], [1.0]], atol=1e-4)


def test_matrices_are_of_floating_point_or_complex_numbers():
    for values in ([[2, 1], [1, 2]], [[True, False], [False, True]], [["a", "b"], ["c", "d"]]):
        for name in "inv det cholesky qr lu svd eigh eigvalsh".split():
            with pytest.raises(tf.errors.InvalidArgumentError, match="expected floating point or complex"):
                getattr(tf.linalg, name)(tf.constant(values))


def test_truth_values_are_no_indices():
    x, truths = tf.constant([1, 2, 3]), tf.constant([[True]])
    for index in (
        lambda: tf.gather(x, [True]),
        lambda: tf.gather_nd(x, truths),
        lambda: tf.scatter_nd(truths, [1], [3]),
    ):
        with pytest.raises((tf.errors.InvalidArgumentError, TypeError)):
            index()
    with pytest.raises(ValueError, match="mask cannot be scalar"):
        x[True]
    assert x[tf.constant([True, False, True])].numpy().tolist() == [1, 3]
    assert tf.one_hot([True, False], 2).numpy().tolist() == [[0, 1], [1, 0]]  # as TensorFlow


def test_concat_promotes_nothing():
    for values in ([[1], [2.0]], [[True], [1]], [["a"], [1]]):
        with pytest.raises(TypeError, match="Cannot convert"):
            tf.concat(values, 0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="different dtypes"):
        tf.concat([tf.ones(1), tf.ones(1, tf.float16)], 0)
    assert tf.concat([[1.0], [2]], 0).dtype is tf.float32


@pytest.mark.parametrize("function", [lambda x: x + x, lambda x: x - x, lambda x: -x, lambda x: tf.add_n([x, x])])
def test_truth_values_are_not_added(function):
    for call in (function, tf.function(function)):
        with pytest.raises(tf.errors.InvalidArgumentError, match="truth values have no sum"):
            call(TRUTHS)
    assert (TRUTHS * TRUTHS).numpy().tolist() == TRUTHS.numpy().tolist()  # as TensorFlow does


@pytest.mark.parametrize("perm, missing", [([0, 0], 1), ([0, 2], 1), ([-3, 1], 0)])
def test_an_order_of_axes_holds_each_of_them(perm, missing):
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"{missing} is missing from perm"):
        tf.transpose(tf.ones([2, 3]), perm)
    with pytest.raises(ValueError, match=f"{missing} is missing from perm"), tf.Graph().as_default():
        tf.transpose(tf.ones([2, 3]), perm)
    assert tf.transpose(tf.ones([2, 3]), [-1, 0]).shape == [3, 2]
