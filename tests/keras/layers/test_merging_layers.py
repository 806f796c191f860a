"""Merging layers and their functions as users meet them."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

pytestmark = pytest.mark.usefixtures("fresh_names")
layers = keras.layers
A = np.arange(6.0, dtype="float32").reshape(2, 3)
B = A[::-1] + 1
NUMBERS = {
    "add": A + B,
    "subtract": A - B,
    "multiply": A * B,
    "average": (A + B) / 2,
    "maximum": np.maximum(A, B),
    "minimum": np.minimum(A, B),
    "concatenate": np.concatenate([A, B], 1),
}
COSINES = [[0.86640024], [0.9827077]]
MODES = {
    "sum": NUMBERS["add"],
    "mul": NUMBERS["multiply"],
    "ave": NUMBERS["average"],
    "max": NUMBERS["maximum"],
    "concat": NUMBERS["concatenate"],
    "dot": [[17.0], [26.0]],
    "cos": COSINES,
}


@pytest.mark.parametrize("name", NUMBERS)
def test_functions(name):
    function = getattr(layers, name)
    np.testing.assert_allclose(function([A, B]), NUMBERS[name], rtol=1e-6)
    ends = [keras.Input((3,)), keras.Input((3,))]
    outputs = function(ends, name="merged")
    assert outputs._keras_history.layer.name == "merged"
    np.testing.assert_allclose(keras.Model(ends, outputs)([A, B]), NUMBERS[name], rtol=1e-6)


def test_functions_with_axes():
    np.testing.assert_allclose(layers.dot([A, B], axes=1), [[17], [26]])
    np.testing.assert_allclose(layers.dot([A, B], axes=1, normalize=True), COSINES, rtol=1e-6)
    np.testing.assert_array_equal(layers.concatenate([A, B], axis=0), np.concatenate([A, B]))


@pytest.mark.parametrize("mode", MODES)
def test_modes_of_keras_1(mode):
    np.testing.assert_allclose(layers.merge([A, B], mode=mode), MODES[mode], rtol=1e-6)
    np.testing.assert_allclose(layers.Merge(mode=mode, dot_axes=1)([A, B]), MODES[mode], rtol=1e-6)


def test_a_function_as_a_mode_of_keras_1():
    ends = [keras.Input((3,)), keras.Input((3,))]
    mode = lambda tensors, by: tensors[0] - by * tensors[1]  # noqa: E731
    layer = layers.Merge(mode=mode, output_shape=(3,), arguments={"by": 2}, name="less")
    merged = layer(ends)
    assert merged.shape == (None, 3) and merged._keras_history.layer.name == "less"
    np.testing.assert_array_equal(keras.Model(ends, merged)([A, B]), A - 2 * B)
    assert tuple(layers.Merge(mode=mode, output_shape=(3,)).compute_output_shape([(None, 3), (None, 3)])) == (None, 3)
    np.testing.assert_array_equal(layers.merge([A, B], mode=lambda t: t[0]), A)
    np.testing.assert_array_equal(layers.merge([A, B, A], mode="concat", concat_axis=0), np.concatenate([A, B, A]))


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda: layers.Subtract()([A, B, A]), ValueError, "should be called on exactly 2 inputs"),
        (lambda: layers.Add()(A), ValueError, "should be called on a list of at least 1 input"),
        (lambda: layers.Add()([]), ValueError, "should be called on a list of at least 1 input"),
        (lambda: layers.Add()([A, A[:, :2]]), ValueError, "incompatible shapes. Received shapes .3,. and .2,."),
        (lambda: layers.Add()([A, A[:1]]), ValueError, "Cannot merge tensors with different batch sizes"),
        (lambda: layers.Add().compute_mask([A, B], [None]), ValueError, "should have the same length"),
        (lambda: layers.Add().compute_mask([A, B], 3), ValueError, "`mask` should be a list"),
        (lambda: layers.Concatenate()(A), ValueError, "A `Concatenate` layer should be called on a list"),
        (
            lambda: layers.Concatenate(axis=1)([A, B[:1]]),
            ValueError,
            "matching shapes except for the concatenation axis",
        ),
        (lambda: layers.Concatenate(axis=None), TypeError, "`axis` of a Concatenate layer must be a whole number"),
        (lambda: layers.Concatenate(axis=3)([A, B]), ValueError, "3"),
        (lambda: layers.Dot(axes="x"), TypeError, "Invalid type for argument `axes`"),
        (lambda: layers.Dot(axes=(1, 2, 3)), ValueError, "it should contain two elements"),
        (lambda: layers.Dot(axes=(1, "x")), ValueError, "list elements should be integers"),
        (lambda: layers.Dot(axes=1)([A, B, A]), ValueError, "should be called on a list of 2 inputs"),
        (lambda: layers.Dot(axes=1)(A), ValueError, "should be called on a list of 2 inputs"),
        (lambda: layers.Dot(axes=0)([A, B]), ValueError, "cannot sum over axis 0 of an input of shape .2, 3."),
        (lambda: layers.Dot(axes=5)([A, B]), ValueError, "cannot sum over axis 5"),
        (lambda: layers.Dot(axes=1)([A, A[:, :2]]), ValueError, r"axis values 3 \(at axis 1\) != 2 \(at axis 1\)"),
        (lambda: layers.Merge(mode="avg"), ValueError, "Invalid merge mode 'avg'; expected a function or one of 'sum'"),
        (lambda: layers.Merge([layers.Dense(1)], "sum"), ValueError, "which is a functional model today"),
        (
            lambda: layers.Merge(mode="sum", output_shape=(3,)),
            ValueError,
            "output_shape belongs to a mode that is a func",
        ),
    ],
)
def test_what_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_dot_over_unknown_lengths():
    ends = [keras.Input((None, 4)), keras.Input((None, 4))]
    outputs = layers.Dot(axes=2)(ends)
    assert outputs.shape == (None, None, None)
    a, b = np.ones((2, 3, 4), "float32"), np.full((2, 5, 4), 2.0, "float32")
    np.testing.assert_array_equal(keras.Model(ends, outputs)([a, b]), np.full((2, 3, 5), 8))


def test_ragged_tensors_are_joined():
    joined = layers.Concatenate()([tf.ragged.constant([[1, 2], [3]]), tf.ragged.constant([[4], [5]])])
    assert joined.to_list() == [[1, 2, 4], [3, 5]]


def test_sparse_tensors_are_joined_as_such_and_with_dense_ones_as_dense_ones():
    sparse = tf.sparse.from_dense(A)
    for axis in (0, 1):
        joined = layers.Concatenate(axis)([sparse, sparse])
        assert isinstance(joined, tf.SparseTensor)
        np.testing.assert_array_equal(tf.sparse.to_dense(joined), np.concatenate([A, A], axis))
    np.testing.assert_array_equal(layers.Concatenate()([sparse, tf.constant(B)]), np.concatenate([A, B], 1))
    inputs = [keras.Input((3,), sparse=True) for _ in range(2)]
    model = keras.Model(inputs, layers.Dense(1, kernel_initializer="ones")(layers.Concatenate()(inputs)))
    np.testing.assert_array_equal(model.predict([sparse, sparse], verbose=0), 2 * A.sum(1, keepdims=True))
