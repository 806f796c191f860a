"""Which values and dtypes an op takes, as TensorFlow takes them; the values here are TensorFlow's."""

import numpy as np
import pytest

import tenfold as tf

F = tf.constant([1.0, 2.0, 3.0])


def same(result, expected, dtype=None):
    np.testing.assert_array_equal(result, expected)
    assert dtype is None or result.dtype is dtype


@pytest.mark.parametrize("dtype", [tf.bool, tf.string])
def test_one_hot_has_no_default_values_of_other_kinds(dtype):
    with pytest.raises(TypeError, match="Cannot convert"):
        tf.one_hot([0, 1], 3, dtype=dtype)  # it was made of int32, whatever was asked for
    same(tf.one_hot([0], 2, True, False), [[True, False]], tf.bool)


def test_masks_and_identities_are_of_numbers():
    with pytest.raises(TypeError, match="string"):
        tf.sequence_mask([1, 2], dtype=tf.string)
    with pytest.raises(TypeError, match="string"):
        tf.eye(2, dtype=tf.string)
    same(tf.sequence_mask([1.5, 2]), [[True, True], [True, True]])


def test_empty_lists():
    assert tf.one_hot([], 3).shape == (0, 3)
    assert tf.sequence_mask([]).shape == (0, 0)
    assert tf.stack([]).shape == tf.math.bincount([]).shape == (0,)
    assert not tf.constant([])  # the truth value of nothing


def test_truth_values_are_padded_and_counted():
    same(tf.pad([True], [[1, 1]]), [False, True, False])
    same(tf.math.bincount([True, False, True]), [1, 2])
    same(tf.math.bincount(tf.constant([1, 2], tf.uint8)), [0, 1, 1], tf.int32)


def test_arrays_and_numbers_take_the_dtype_of_the_tensors_beside_them():
    doubles = np.array([1.0, 2.0, 3.0])
    same(tf.einsum("i,i->", F, doubles), 14.0, tf.float32)
    same(tf.einsum("i,i->", doubles, F), 14.0, tf.float32)
    same(tf.convert_to_tensor([F, [1, 2, 3]]), [[1, 2, 3], [1, 2, 3]], tf.float32)
    same(tf.convert_to_tensor([[1, 2.5], [F[0], 3]]), [[1, 2.5], [1, 3]], tf.float32)
    with pytest.raises(TypeError, match="Cannot convert"):
        tf.convert_to_tensor([tf.constant(1), 2.5])
    assert tf.convert_to_tensor(tf.TensorShape([1, 2])).dtype is tf.int32


def test_values_at_the_edge():
    same(tf.unique([np.nan, np.nan]).idx, [0, 1])
    same(tf.clip_by_norm(F, -1.0), [0.0, 0.0, 0.0])
    same(tf.saturate_cast(F, tf.complex64), [1, 2, 3], tf.complex64)
    same(tf.math.divide_no_nan(tf.constant([1, 1], tf.int8), tf.constant([2, 0], tf.int8)), [0.5, 0.0], tf.float32)


@pytest.mark.parametrize(
    "function",
    [
        lambda: tf.abs(["a"]),
        lambda: tf.reduce_mean(["a"]),
        lambda: tf.nn.relu(["a"]),
        lambda: tf.sign([True]),
        lambda: -tf.constant([True]),
        lambda: tf.math.ceil([1j]),
        lambda: tf.range(float("inf")),
    ],
)
def test_what_numpy_has_no_meaning_for_is_an_invalid_argument(function):
    with pytest.raises(tf.errors.InvalidArgumentError):
        function()


def test_axes_that_are_not_there():
    for values, axis in ((F, 2), (F, -2), (tf.constant(1), 0)):
        with pytest.raises(ValueError, match="axis"):
            tf.unstack(values, axis=axis)
    for name in "sum mean max min prod logsumexp std variance euclidean_norm".split():
        with pytest.raises(tf.errors.InvalidArgumentError, match="axis"):  # NumPy lets a scalar have one
            getattr(tf.math, f"reduce_{name}")(tf.constant(1.0), 0)
    for name in (tf.reduce_all, tf.reduce_any, tf.squeeze):
        with pytest.raises(tf.errors.InvalidArgumentError, match="axis"):
            name(tf.constant(True), -1)
    assert tf.reduce_sum(tf.constant(2.0), []).numpy() == 2.0


@pytest.mark.parametrize("jit", [False, True])
def test_a_first_pivot_of_nan_is_no_inverse(jit):
    refused, taken = tf.constant([[np.nan, 1.0], [1.0, 2.0]]), tf.constant([[1.0, 2.0], [np.nan, 1.0]])
    for function in (tf.linalg.inv, lambda m: tf.linalg.solve(m, tf.ones([2, 1]))):
        call = tf.function(function, jit_compile=jit)
        with pytest.raises(tf.errors.InvalidArgumentError, match="not invertible"):
            call(refused)
        assert np.isnan(call(taken)).all()


def test_an_index_that_is_not_there_is_refused_in_second_gear_too():
    signature = [tf.TensorSpec([None, None])]
    for index in (5, -3, np.s_[:, 3], np.s_[2, 1:0]):
        for jit in (False, True):  # JAX takes the nearest index that is there
            function = tf.function(lambda x, index=index: x[index], signature, jit_compile=jit)
            with pytest.raises(tf.errors.InvalidArgumentError, match="out of bounds"):
                function(tf.ones([2, 3]))
            assert function(tf.ones([6, 4])).shape == np.ones([6, 4])[index].shape


def test_what_is_no_tensor_reaches_a_custom_gradients_function_as_it_is():
    @tf.custom_gradient
    def scaled(x, times, how):
        return (x * times if how == "up" else x), lambda dy: (dy * times * 10, None, None)

    with tf.GradientTape() as tape:
        tape.watch(F)
        y = scaled(F, 3, "up")
    same(y, [3.0, 6.0, 9.0])
    same(tape.gradient(y, F), [30.0, 30.0, 30.0])


@pytest.mark.parametrize("jit", [False, True])
def test_an_array_where_one_value_is_due_is_not_broadcast(jit):
    for function in (
        lambda v: tf.fill([2], v),
        lambda v: tf.pad([1], [[0, 1]], constant_values=v),
        lambda v: tf.one_hot([0], 2, v, 0),
        lambda v: tf.one_hot([0], 2, 1, v),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match="must be a scalar"):
            tf.function(function, jit_compile=jit)(tf.constant([1, 2]))
        function(tf.constant(1))


def test_a_single_scalar_is_concatenated():
    assert tf.concat([F[0]], 0).shape == tf.concat(2.0, 0).shape == ()


def test_separators_may_be_tensors_and_must_be_strings():
    words = tf.constant(["a b", "c"])
    for separator in ("a", b"a", tf.constant("a"), np.array("a")):  # a tensor was taken for no separator at all
        assert tf.strings.split(words, separator).to_list() == [[b"", b" b"], [b"c"]]
        assert tf.strings.join([words, words], separator).numpy().tolist() == [b"a baa b", b"cac"]
        assert tf.strings.reduce_join(words, separator=separator).numpy() == b"a bac"
    for separator in (1, ["a"], tf.constant(["a"]), 1.5):
        for function in (tf.strings.split, lambda s, sep: tf.strings.join([s, s], sep)):
            with pytest.raises(TypeError, match="must be a string"):
                function(words, separator)


def test_one_logit_for_all_classes_counts_for_each_of_them():
    loss = tf.nn.softmax_cross_entropy_with_logits(F, tf.constant([1.5]))
    np.testing.assert_allclose(loss, 6.5916737, rtol=1e-6)


def test_python_strings_and_objects_become_no_numbers():
    for dtype in (tf.float32, tf.int32, tf.bool):
        for make in (tf.constant, tf.convert_to_tensor, tf.Variable):
            with pytest.raises(TypeError, match="Cannot convert"):
                make(["1"], dtype=dtype)
            for values in ([None], [1, None], object(), [object()]):
                with pytest.raises(ValueError, match="unsupported type"):
                    make(values, dtype=dtype)
    same(tf.constant(np.array(["1.5"]), tf.float32), [1.5])  # an array is cast as NumPy casts
    same(tf.constant([2**70, 1], tf.float32), [np.float32(2**70), 1.0])
