"""How Python and NumPy values become tensors. Dtypes, values and error classes are TensorFlow 2.21's."""

import numpy as np
import pytest

import tenfold as tf

CONVERTED = [  # value, dtype asked for -> dtype of the tensor
    (1.5, None, "float32"),
    (1, None, "int32"),
    (2**40, None, "int64"),
    (True, None, "bool"),
    (1 + 2j, None, "complex128"),
    ("a", None, "string"),
    ([1, 2.5], None, "float32"),
    ([1, 2**40], None, "int64"),
    (range(3), None, "int32"),
    ([], None, "float32"),
    ([], "int32", "int32"),
    ([[]], None, "float32"),
    (np.array([1.5]), None, "float64"),
    (np.array([1], np.uint8), None, "uint8"),
    (np.float64(1.5), None, "float64"),
    (np.array([1.0], ">f4"), None, "float32"),
    ([np.float64(1), 2.0], None, "float64"),
    ([1.0, np.float64(2)], None, "float32"),
    ([np.float32(1), np.float64(1)], None, "float32"),
    ([np.int64(1), np.int64(2)], None, "int32"),
    ([np.int64(2**40)], None, "int64"),
    ([np.array([1, 2]), [3, 4]], None, "int32"),
    ([np.array([1], np.uint8)], None, "int32"),
    ([np.bool_(True), False], None, "bool"),
    (True, "float32", "float32"),
    ([True, False], "int64", "int64"),
    ([1, 2], "bfloat16", "bfloat16"),
    (1, "complex64", "complex64"),
    (np.array([1.5]), "int32", "int32"),  # what NumPy holds is cast on demand
    (np.array([True]), "float32", "float32"),
]


@pytest.mark.parametrize(("value", "dtype", "found"), CONVERTED, ids=str)
def test_dtypes(value, dtype, found):
    tensor = tf.constant(value, dtype)
    assert tensor.dtype == found and tensor._array.dtype == tensor.dtype.numpy
    if found != "string":
        np.testing.assert_array_equal(tensor.numpy(), np.asarray(value).astype(tensor.dtype.numpy))


REFUSED = [
    (1.5, "int32", TypeError, "Cannot convert 1.5"),
    ([1.5], "int32", TypeError, r"Cannot convert \[1.5\]"),
    (1, "bool", TypeError, "Cannot convert 1"),
    (1j, "float32", TypeError, "Cannot convert 1j"),
    (True, "complex64", TypeError, "Cannot convert True"),
    ("a", "float32", TypeError, "Cannot convert 'a'"),
    (2**63, None, ValueError, "out of range"),
    ([2**63], None, ValueError, "out-of-range integer"),
    ([[1], [2, 3]], None, ValueError, "non-rectangular"),
    ([1, "a"], None, ValueError, "mixed types.*int and str"),
    ([None, 1], None, ValueError, "mixed types.*NoneType and int"),
    (np.array(["a", None], object), None, ValueError, "Unsupported object type NoneType"),
    (None, None, ValueError, "None"),
    ({1}, None, ValueError, "set"),
    (np.array([1.0], np.longdouble), None, ValueError, "Unsupported numpy type"),
    (np.array(["2020-01-01"], "M8[D]"), None, ValueError, "Unsupported numpy type"),
]


@pytest.mark.parametrize(("value", "dtype", "error", "message"), REFUSED, ids=str)
def test_what_is_refused(value, dtype, error, message):
    with pytest.raises(error, match=message):
        tf.constant(value, dtype)


def test_a_tensor_is_never_cast():
    with pytest.raises(ValueError, match=r"tf\.cast\(x, tf\.int32\)"):
        tf.convert_to_tensor(tf.constant(1.0), tf.int32)
    with pytest.raises(ValueError, match=r"tf\.cast\(x, tf\.float32\)"):
        tf.convert_to_tensor(tf.Variable(1), tf.float32)


def test_a_hint_is_taken_where_it_fits():
    assert tf.convert_to_tensor(1, dtype_hint=tf.float32).dtype == tf.float32
    assert tf.convert_to_tensor(1.5, dtype_hint=tf.int32).dtype == tf.float32


def test_lists_of_tensors_are_stacked():
    np.testing.assert_array_equal(tf.convert_to_tensor([tf.constant(1.0), 2]), np.float32([1, 2]))
    np.testing.assert_array_equal(tf.stack([tf.constant(1), np.int64(2)]), np.int32([1, 2]))


def test_tensors_in_a_list_are_cast_to_a_dtype_that_is_demanded_or_met():
    n, x = tf.constant(3), tf.constant([1.0, 2.0])
    for run in (lambda f: f(n), lambda f: tf.function(f)(n)):
        for made, expected in (
            (lambda n: tf.SparseTensor([[0, n]], [1.0], [2, 4]).indices, np.array([[0, 3]], np.int64)),
            (lambda n: tf.convert_to_tensor([[1, n], [n, 2.5]], tf.float64), np.array([[1, 3], [3, 2.5]])),
            (lambda n: tf.convert_to_tensor([x[0], n], tf.int64), np.array([1, 3], np.int64)),
            (lambda n: x + [1, n], np.array([2, 5], np.float32)),
            (lambda n: x * [n, n], np.array([3, 6], np.float32)),
        ):
            np.testing.assert_array_equal(run(made), expected, strict=True)
    for odd in ([1.0, n], [[1.5], [n]], ["a", n]):
        with pytest.raises(TypeError, match="to EagerTensor of dtype int32"):
            tf.convert_to_tensor(odd)
    with pytest.raises(TypeError, match="to EagerTensor of dtype int32"):
        tf.convert_to_tensor([n, 1.5], tf.int32)


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (lambda: tf.constant([1.0]) + 1, "float32"),
        (lambda: tf.constant([1.0]) * [True], "float32"),
        (lambda: tf.constant([1]) - True, "int32"),
        (lambda: tf.constant([1.0]) + np.array([2.0]), "float32"),
        (lambda: np.array([2.0]) * tf.constant([1.0]), "float32"),
        (lambda: tf.constant([1.0]) + np.array([2.0], ">f8"), "float32"),
        (lambda: tf.constant([1.0]) + np.float64(2), "float32"),
        (lambda: tf.constant([1.0]) + np.array([True]), "float32"),
        (lambda: tf.constant([1], tf.uint8) + 1, "uint8"),
        (lambda: tf.constant([1.0], tf.float16) + 0.5, "float16"),
        (lambda: tf.constant([7]) / 2, "float64"),
        (lambda: tf.exp(np.array([1.0], ">f4")), "float32"),
    ],
)
def test_a_number_takes_the_dtype_of_the_tensor_that_it_meets(function, found):
    assert function().dtype == found


def test_a_tensor_shares_no_memory_with_the_array_it_was_made_of():
    array = np.zeros(4, np.float32)
    made = [
        tf.constant(array),
        tf.convert_to_tensor(array),
        tf.Variable(array),
        tf.constant(array) + 0.0,
        tf.identity(array),
    ]
    array[:] = 7
    for one in made:
        np.testing.assert_array_equal(one.numpy(), np.zeros(4, np.float32))


def test_strings():
    tensor = tf.constant(["é", b"b"])
    assert tensor.numpy().tolist() == ["é".encode(), b"b"]
    assert tf.constant(np.array(["ab", "c"])).numpy().tolist() == [b"ab", b"c"]
    assert tf.constant("a").numpy() == b"a"
    (found,) = tf.constant(np.array([np.bytes_(b"a\0")], object)).numpy()
    assert type(found) is bytes and found == b"a\0"


def test_what_becomes_a_tensor_of_a_graph_has_the_name_that_is_asked_for():
    with tf.Graph().as_default():
        one = tf.constant(1.0)
        assert tf.convert_to_tensor([1.0, 2.0], name="list").name == "list:0"
        assert tf.convert_to_tensor(1, dtype_hint=tf.float32, name="hint").name == "hint:0"
        assert tf.compat.v1.convert_to_tensor(np.ones(2), name="array").name == "array:0"
        assert tf.convert_to_tensor([one, 2.0], name="packed").name == "packed:0"
        assert tf.convert_to_tensor(one, name="other") is one
    np.testing.assert_array_equal(tf.convert_to_tensor([tf.constant(1.0), 2.0], name="packed"), [1.0, 2.0])


def test_a_list_that_holds_itself_is_refused():
    endless = [1.0]
    endless.append(endless)
    with pytest.raises(ValueError, match="holds itself, or is nested too deeply"):
        tf.constant(endless)
