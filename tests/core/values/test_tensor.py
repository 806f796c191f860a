"""What a user sees of an eager tensor."""

import copy
import pickle

import numpy as np
import pytest

import tenfold as tf

T = tf.constant([1.0, 2.0, 3.0])
M = tf.constant([[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("sliced", "wanted"),
    [
        (lambda: T[0], 1.0),
        (lambda: T[-1], 3.0),
        (lambda: T[::-1], [3.0, 2.0, 1.0]),
        (lambda: T[5:], []),
        (lambda: T[2:0:-1], [3.0, 2.0]),
        (lambda: T[tf.constant(1) :], [2.0, 3.0]),
        (lambda: T[np.int64(1)], 2.0),
        (lambda: T[tf.constant([True, False, True])], [1.0, 3.0]),
        (lambda: T[np.array([True, False, True])], [1.0, 3.0]),
        (lambda: T[None, 1], [2.0]),
        (lambda: M[..., 0], [1, 3]),
        (lambda: M[:, tf.newaxis], [[[1, 2]], [[3, 4]]]),
        (lambda: M[1][0], 3),
        (lambda: M[1, ::-1], [4, 3]),
        (lambda: M[tf.constant(1)], [3, 4]),
        (lambda: M[tf.constant([True, False])], [[1, 2]]),
        (lambda: M[tf.Variable(0), 1], 2),
    ],
)
def test_slices(sliced, wanted):
    found = sliced()
    np.testing.assert_array_equal(found.numpy(), wanted)
    assert found.numpy().shape == np.shape(wanted)


@pytest.mark.parametrize("index", [3, -4, (1, 1)])
def test_a_slice_out_of_bounds(index):
    with pytest.raises(tf.errors.InvalidArgumentError):
        T[index]


@pytest.mark.parametrize("index", ["a", 1.0])
def test_what_is_no_index(index):
    with pytest.raises(TypeError):
        T[index]


def test_items_cannot_be_assigned():
    with pytest.raises(TypeError, match=r"tf\.Variable.*tensor_scatter_nd_update"):
        T[0] = 1.0


def test_arrays_handed_out_are_the_callers_own():
    for taken in (T.numpy(), np.asarray(T), np.array(T), T.__array__(), tf.Variable(T).numpy()):
        assert taken.flags.writeable
        taken[:] = 7
    np.testing.assert_array_equal(T, [1, 2, 3])


def test_numpy_of_a_scalar_is_a_scalar():
    assert type(tf.constant(1.5).numpy()) is np.float32
    assert type(tf.constant("a").numpy()) is bytes


def test_conversion_to_python():
    assert (float(tf.constant(2)), int(tf.constant(2.7)), complex(tf.constant(1 + 2j))) == (2.0, 2, 1 + 2j)
    assert [1, 2, 3][tf.constant(1)] == 2 and list(range(tf.constant(3))) == [0, 1, 2]
    assert bool(tf.constant([True])) and not tf.constant(0)
    with pytest.raises(TypeError):
        range(tf.constant(3.0))
    with pytest.raises(ValueError, match="tf.reduce_any"):
        bool(tf.constant([True, False]))
    with pytest.raises(TypeError, match=r"shape \(3,\)"):
        float(T)


def test_iteration_and_length():
    assert [float(v) for v in T] == [1.0, 2.0, 3.0] and len(T) == 3
    assert [row.shape.as_list() for row in M] == [[2], [2]]
    a, b = M
    assert b[0] == 3 and a[1] == 2
    for wrong in (lambda: list(tf.constant(1)), lambda: len(tf.constant(1))):
        with pytest.raises(TypeError, match="(?i)scalar"):
            wrong()


def test_formats():
    assert f"{tf.constant(1.23456):.2f}" == "1.23"
    assert f"{tf.constant(3):04d}" == "0003"
    assert f"{tf.constant([1.5])}" == "[1.5]"
    with pytest.raises(TypeError, match="scalar"):
        f"{T:.2f}"


def test_equality_and_hash():
    assert (T == [1.0, 5.0, 3.0]).numpy().tolist() == [True, False, True]
    assert (T == None) is False and (T != None) is True  # noqa: E711
    assert tf.constant([1, 2]) not in [tf.constant([3, 4, 5])]
    with pytest.raises(TypeError, match="Cannot convert 1.0"):
        assert tf.constant(1) == 1.0
    with pytest.raises(TypeError, match=r"tensor\.ref\(\)"):
        hash(T)


def test_references():
    assert T.ref() == T.ref() and T.ref() != tf.identity(T).ref()
    assert {T.ref(): 1}[T.ref()] == 1 and T.ref().deref() is T


def test_copies_and_pickles():
    assert copy.deepcopy([T])[0] is T
    again = pickle.loads(pickle.dumps(T))
    np.testing.assert_array_equal(again, T)
    assert again.dtype == T.dtype


def test_what_only_a_graph_has():
    for attribute in ("op", "graph", "name"):
        with pytest.raises(AttributeError, match="eager execution"):
            getattr(T, attribute)
    with pytest.raises(NotImplementedError, match="numpy"):
        T.eval()


def test_set_shape_checks():
    T.set_shape([None])
    with pytest.raises(ValueError, match="not compatible"):
        T.set_shape([2])


@pytest.mark.parametrize("dtype", [tf.float32, tf.int32, tf.string, tf.bool, tf.complex64, tf.bfloat16])
def test_tensors_with_nothing_in_them(dtype):
    empty = tf.zeros([0, 3], dtype)
    assert empty.shape == (0, 3) and len(empty) == 0 and list(empty) == []
    assert tf.concat([empty, empty], 0).shape == (0, 3) and empty[:, 1:].shape == (0, 2)


def test_nan_is_not_itself():
    nan = tf.constant(float("nan"))
    assert not bool(nan == nan) and bool(nan != nan)
    assert np.isnan(tf.reduce_max(tf.stack([nan, 1.0])))
