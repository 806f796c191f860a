"""Core layers as users meet them: what they refuse, and what the recorded numbers do not show."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.testing import check_layer

pytestmark = pytest.mark.usefixtures("fresh_names")
layers = keras.layers
IDS = np.array([[1, 2], [2, 0]])


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda: layers.Embedding(0, 3), ValueError, "`input_dim` of Embedding, expected a positive integer"),
        (lambda: layers.Embedding(5, -1), ValueError, "`output_dim` of Embedding, expected a positive integer"),
        (lambda: layers.Embedding(5, None), ValueError, "`output_dim` of Embedding"),
        (lambda: layers.Embedding(5, 3, mask_zeros=True), TypeError, "did you mean 'mask_zero'"),
        (lambda: layers.Permute((1, 3)), ValueError, r"must be consecutive and start from 1. Received dims=\(1, 3\)"),
        (lambda: layers.RepeatVector(3.0), TypeError, "Expected an integer value for `n`, got <class 'float'>"),
        (lambda: layers.RepeatVector(-1), ValueError, "must not be negative"),
        (lambda: layers.Wrapper(3), ValueError, "Layer 3 supplied to wrapper is not a supported layer type"),
        (lambda: layers.EinsumDense("abc->ab", (1,)), ValueError, "Invalid einsum equation 'abc->ab'"),
        (lambda: layers.EinsumDense("...abc,cd->abd...", (1,)), ValueError, "Invalid einsum equation"),
        (lambda: layers.EinsumDense("abc,cd->abd", 5), ValueError, "an entry for each of the axes 'bd'"),
        (lambda: layers.EinsumDense("abc,cd->abe", (None, 5)), ValueError, "Dimension 'e' was specified in the output"),
        (lambda: layers.Lambda(3), TypeError, "must be callable"),
        (lambda: layers.Lambda(abs, arguments=[1]), TypeError, "`arguments` of a Lambda layer must be a dictionary"),
        (lambda: layers.Reshape((-1, -1)), ValueError, "of which one may be -1"),
        (lambda: layers.Reshape((None, 3)), ValueError, r"holds whole numbers.*Received: target_shape=\(None, 3\)"),
        (lambda: keras.Input((3,), type_spec=tf.TensorSpec((None, 3))), ValueError, "all other args except `name`"),
        (lambda: keras.Input(type_spec=(None, 3)), ValueError, "Input takes a TensorSpec, RaggedTensorSpec"),
        (lambda: keras.Input((3,), sparse=True, ragged=True), ValueError, "Cannot set both `sparse` and `ragged`"),
    ],
)
def test_arguments_that_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    "layer, shape, message",
    [
        (lambda: layers.Permute((2, 1)), (2, 3), "expected ndim=3, found ndim=2"),
        (lambda: layers.RepeatVector(2), (2, 3, 4), "expected ndim=2, found ndim=3"),
        (lambda: layers.EinsumDense("abc,cd->abd", (4, 5)), (2, 3, 4), "do not match at shared dimension 'b'"),
        (lambda: layers.EinsumDense("abcd,cd->abd", (4, 5)), (2, 3, 4), "do not fit the axes 'abcd'"),
        (lambda: layers.EinsumDense("abc,cd->abd", (None, None)), (2, 3, 4), "the axes 'cd' of the kernel"),
        (lambda: layers.EinsumDense("ab,bc->ac", 5, bias_axes="d"), (2, 3), "Bias dimension 'd' was requested"),
    ],
)
def test_inputs_that_are_refused(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer()(np.zeros(shape, "float32"))


@pytest.mark.parametrize("number", [7, -1])
def test_an_embedding_refuses_numbers_that_it_has_no_row_for(number):
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"{number} is not in \[0, 5\)"):
        layers.Embedding(5, 3)(np.array([[1, number]]))


@pytest.mark.parametrize(
    "options, shape, output",
    [
        ({}, (None, None), (None, None, 3)),
        ({"input_length": 4}, (None, 4), (None, 4, 3)),
        ({"input_length": (4, None)}, (None, 4, None), (None, 4, None, 3)),
        ({"batch_input_shape": (2, 7)}, (2, 7), (2, 7, 3)),
        ({"input_shape": (7,)}, (None, 7), (None, 7, 3)),
    ],
)
def test_a_model_that_begins_with_an_embedding_knows_its_shapes(options, shape, output):
    model = keras.Sequential([layers.Embedding(5, 3, **options)])
    assert model.built and model.input_shape == shape and model.output_shape == output
    assert model.inputs[0].dtype == tf.float32 and model.count_params() == 15


def test_lengths_of_an_embedding_s_inputs():
    layer = layers.Embedding(5, 3, input_length=4)
    assert tuple(layer.compute_output_shape((2, None))) == (2, 4, 3)
    with pytest.raises(ValueError, match='"input_length" is 4, but received input has shape'):
        layer.compute_output_shape((None, 6))


def test_an_embedding_s_weights_can_be_given():
    table = np.arange(15, dtype="float32").reshape(5, 3)
    layer = layers.Embedding(5, 3, weights=[table], trainable=False)
    np.testing.assert_array_equal(layer(IDS), table[IDS])
    assert layer.trainable_weights == [] and layer.weights[0].name == "embedding/embeddings:0"


def test_the_gradient_of_an_embedding_is_rows_of_it():
    layer = layers.Embedding(5, 3)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(IDS))
    gradient = tape.gradient(loss, layer.embeddings)
    assert isinstance(gradient, tf.IndexedSlices)
    before, optimizer = layer.get_weights()[0], keras.optimizers.SGD(1.0)
    optimizer.apply_gradients([(gradient, layer.embeddings)])
    np.testing.assert_allclose(before - layer.get_weights()[0], [[1] * 3, [1] * 3, [2] * 3, [0] * 3, [0] * 3], 1e-6)


def test_an_embedding_of_sparse_and_ragged_numbers():
    table = np.arange(10, dtype="float32").reshape(5, 2) + 1
    dense = np.array([[1, 0], [0, 3]])
    found = layers.Embedding(5, 2, weights=[table])(tf.sparse.from_dense(dense))
    np.testing.assert_array_equal(found, table[dense])
    layer = layers.Embedding(5, 2, weights=[table], sparse=True)
    found = layer(tf.sparse.from_dense(dense))
    np.testing.assert_array_equal(found.indices, [[0, 0, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]])
    np.testing.assert_array_equal(found.values, [3, 4, 7, 8])
    np.testing.assert_array_equal(found.dense_shape, [2, 2, 2])
    np.testing.assert_array_equal(tf.sparse.to_dense(layer(dense)), table[dense])
    assert layers.Embedding.from_config(layer.get_config()).sparse
    ragged = layers.Embedding(5, 2, weights=[table])(tf.ragged.constant([[1, 2], [3]]))
    np.testing.assert_array_equal(ragged.flat_values, table[[1, 2, 3]])
    np.testing.assert_array_equal(ragged.row_lengths(), [2, 1])


def test_what_an_einsum_penalizes():
    layer = layers.EinsumDense("ab,bc->ac", 2, activity_regularizer="l2", kernel_initializer="ones")
    layer(np.ones((2, 3), "float32"))
    np.testing.assert_allclose(layer.losses, [0.01 * 4 * 9 / 2], rtol=1e-6)


def test_an_einsum_over_unknown_lengths():
    layer = layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d")
    assert layer(keras.Input((None, 4))).shape == (None, None, 5)
    with pytest.raises(ValueError, match="the axes 'cd' of the kernel of 'abc,cd->abd' must be known"):
        layers.EinsumDense("abc,cd->abd", (None, 5))(keras.Input((3, None)))


def test_a_wrapper_has_the_layer_s_weights():
    inner = layers.Dense(3, activity_regularizer="l2")
    wrapper = layers.Wrapper(inner)
    np.testing.assert_array_equal(wrapper(np.ones((2, 4))), np.ones((2, 4)))
    assert [w.name for w in wrapper.weights] == ["wrapper/kernel:0", "wrapper/bias:0"] and wrapper.layer is inner
    assert wrapper.activity_regularizer is inner.activity_regularizer and not wrapper.losses
    again = layers.Wrapper.from_config(wrapper.get_config())
    assert isinstance(again.layer, layers.Dense) and again.layer.units == 3 and again.layer is not inner


class Twice(layers.Wrapper):
    def call(self, inputs):
        return self.layer(inputs) * 2


def test_a_wrapper_of_one_s_own():
    wrapper = Twice(layers.Dense(3, use_bias=False, activity_regularizer="l2"), activity_regularizer="l1")
    outputs = wrapper(np.ones((1, 4), "float32")).numpy()
    np.testing.assert_allclose(outputs, 2 * np.ones((1, 4)) @ wrapper.get_weights()[0], rtol=1e-6)
    np.testing.assert_allclose(
        sorted(wrapper.losses), sorted([0.01 * (outputs**2).sum() / 4, 0.01 * abs(outputs).sum()]), 1e-5
    )


def test_what_masking_hides():
    found = layers.Masking(1)(np.array([[[1.0, 1.0], [1.0, 0.0]]]))
    np.testing.assert_array_equal(found, [[[0, 0], [1, 0]]])
    np.testing.assert_array_equal(found._keras_mask, [[False, True]])


def test_an_input_of_a_spec():
    end = keras.Input(type_spec=tf.TensorSpec((None, 3), tf.int32), name="numbers")
    assert end.shape == (None, 3) and end.dtype == tf.int32 and end._keras_history.layer.name == "numbers"
    assert layers.InputLayer(type_spec=tf.TensorSpec((2, 3))).output.shape == (2, 3)


def test_dense_of_sparse_and_ragged_tensors():
    x = np.array([[0, 1.0, 2.0], [3.0, 0, 0]], "float32")
    layer = layers.Dense(2, "relu", kernel_initializer="ones", bias_initializer="ones")
    sparse = tf.sparse.from_dense(x)
    with tf.GradientTape() as tape:
        outputs = layer(sparse)
        loss = tf.reduce_sum(outputs)
    np.testing.assert_array_equal(outputs, [[4, 4], [4, 4]])
    np.testing.assert_array_equal(tape.gradient(loss, layer.kernel), [[3, 3], [1, 1], [2, 2]])
    rows = tf.RaggedTensor.from_row_lengths(np.ones((3, 2), "float32"), [1, 2])
    found = layers.Dense(4, kernel_initializer="ones")(rows)
    assert isinstance(found, tf.RaggedTensor) and found.shape.as_list() == [2, None, 4]
    np.testing.assert_array_equal(found.flat_values, np.full((3, 4), 2))


def _highway(x, weights):
    kernel, bias, carry, carry_bias = weights
    share = 1 / (1 + np.exp(-(x @ carry + carry_bias)))
    return share * np.tanh(x @ kernel + bias) + (1 - share) * x


KERAS_1 = {  # name -> (layer as programs of Keras 1 write it, inputs, the formula of its documentation, weights)
    "Highway": (
        lambda: layers.Highway(activation="tanh", init="normal", W_regularizer="l2", input_dim=3),
        (2, 3),
        _highway,
        [(3, 3), (3,), (3, 3), (3,)],
    ),
    "MaxoutDense": (
        lambda: layers.MaxoutDense(output_dim=4, nb_feature=3, b_constraint="nonneg", input_dim=2),
        (5, 2),
        lambda x, w: np.max(np.einsum("bi,fio->fbo", x, w[0]) + w[1][:, None], axis=0),
        [(3, 2, 4), (3, 4)],
    ),
    "MaxoutDense without bias": (
        lambda: layers.MaxoutDense(4, bias=False, input_dim=2),
        (5, 2),
        lambda x, w: np.max(np.einsum("bi,fio->fbo", x, w[0]), axis=0),
        [(4, 2, 4)],
    ),
    "TimeDistributedDense": (
        lambda: layers.TimeDistributedDense(output_dim=4, init="uniform", activation="tanh", input_shape=(3, 2)),
        (5, 3, 2),
        lambda x, w: np.tanh(x @ w[0] + w[1]),
        [(2, 4), (4,)],
    ),
}


@pytest.mark.parametrize("make, dims, formula, shapes", KERAS_1.values(), ids=KERAS_1)
def test_layers_of_keras_1_compute_what_was_documented(make, dims, formula, shapes):
    x = np.random.RandomState(0).uniform(-1, 1, dims).astype("float32")
    model = keras.Sequential([make()])
    layer = model.layers[0]
    weights = [np.random.RandomState(i).uniform(0, 1, shape).astype("float32") for i, shape in enumerate(shapes)]
    model.set_weights(weights)
    np.testing.assert_allclose(model.predict(x, verbose=0), formula(x, weights), 1e-5, 1e-6)
    again = keras.Sequential.from_config(model.get_config())
    again.set_weights(weights)
    np.testing.assert_allclose(again(x), model(x), 1e-6)
    assert layer.compute_output_shape(x.shape) == model(x).shape and model.output_shape == (None, *model(x).shape[1:])
    check_layer(make, x, trains=True, second_gear=False, unknown="batch", mask="kept")


def test_a_highway_carries_its_input_at_first():
    layer = layers.Highway(transform_bias=-3)
    layer.build((None, 2))
    assert [w.name for w in layer.weights] == ["kernel:0", "bias:0", "kernel_carry:0", "bias_carry:0"]
    assert layer.get_weights()[3].tolist() == [-3, -3] and layers.Highway().transform_bias == -2
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        layers.TimeDistributedDense(3)(np.ones((2, 2)))
