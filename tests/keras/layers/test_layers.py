"""What `Dense`, `Conv2D` and their like promise, and what they say to wrong use."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras


@pytest.fixture(autouse=True)
def fresh_names():
    keras.backend.clear_session()


def same(a, b, rtol=1e-5):
    np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=rtol, atol=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda **k: keras.layers.Conv2D(3, 3, padding="same", strides=2, **k),
        lambda **k: keras.layers.MaxPooling2D(2, padding="same", **k),
        lambda **k: keras.layers.GlobalAveragePooling2D(keepdims=True, **k),
    ],
    ids=["Conv2D", "MaxPooling2D", "GlobalAveragePooling2D"],
)
def test_channels_first_is_the_transpose_of_channels_last(make):
    x = np.random.RandomState(0).rand(2, 7, 6, 3).astype("float32")
    first, last = make(data_format="channels_first"), make(data_format="channels_last")
    moved = np.transpose(x, (0, 3, 1, 2))
    first(moved), last(x)
    first.set_weights(last.get_weights())
    same(np.transpose(first(moved), (0, 2, 3, 1)), last(x))


def test_dropout_draws_anew_in_every_step_of_a_traced_model():
    model = keras.Sequential([keras.layers.Dropout(0.5, input_shape=(50,))])
    model.compile("sgd", "mse")
    run = tf.function(lambda x: model(x, training=True))
    x = np.ones((2, 50), "float32")
    draws = [run(x).numpy() for _ in range(3)]
    assert not np.array_equal(draws[0], draws[1]) and not np.array_equal(draws[1], draws[2])
    assert set(np.unique(draws)) == {0.0, 2.0}
    same(model(x), x)


def test_batch_normalization_follows_the_training_flag_and_trainable():
    layer = keras.layers.BatchNormalization(momentum=0.5)
    x = np.random.RandomState(0).rand(8, 3).astype("float32") * 5
    same(layer(x), x / np.sqrt(1.001), rtol=1e-4)
    same(layer(x, training=True).numpy().mean(0), np.zeros(3))
    same(layer.moving_mean, x.mean(0) / 2)
    layer.trainable = False
    before = layer.get_weights()
    same(layer(x, training=True), layer(x))
    for a, b in zip(before, layer.get_weights()):
        same(a, b)


def test_masks_of_merged_inputs():
    a, b = tf.constant(np.ones((1, 3, 2), "float32")), tf.constant(np.ones((1, 3, 2), "float32"))
    a._keras_mask, b._keras_mask = tf.constant([[True, True, False]]), tf.constant([[True, False, False]])
    assert keras.layers.Add()([a, b])._keras_mask.numpy().tolist() == [[True, False, False]]
    assert keras.layers.Concatenate()([a, b])._keras_mask.numpy().tolist() == [[True, False, False]]
    joined = keras.layers.Concatenate(axis=1)([a, b])._keras_mask
    assert joined.numpy().tolist() == [[True, True, False, True, False, False]]
    assert getattr(keras.layers.Flatten()(a), "_keras_mask", None) is None


def test_lambda_gives_masks_and_reads_them():
    x = tf.constant(np.ones((1, 2, 2), "float32"))
    x._keras_mask = tf.constant([[True, False]])
    layer = keras.layers.Lambda(lambda t, mask=None: t * tf.cast(mask, "float32")[..., None], mask=lambda t, m: m)
    out = layer(x)
    assert out.numpy().tolist() == [[[1.0, 1.0], [0.0, 0.0]]]
    assert out._keras_mask.numpy().tolist() == [[True, False]]


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda k: k.layers.Dense(0), ValueError, "positive integer"),
        (lambda k: k.layers.Dense("2"), ValueError, "positive integer"),
        (lambda k: k.layers.Conv2D(2, 3.0), ValueError, "tuple of 2"),
        (lambda k: k.layers.MaxPooling2D(2.5), ValueError, "tuple of 2"),
        (
            lambda k: k.layers.Dense(2)(np.ones(3, "float32")),
            ValueError,
            'layer "dense" is incompatible.*min_ndim=2, found ndim=1',
        ),
        (lambda k: k.layers.Dense(2)(k.Input((None,))), ValueError, "should be defined"),
        (lambda k: k.layers.Dense(2, inputs_shape=(3,)), TypeError, "inputs_shape"),
        (lambda k: k.layers.Dropout(1.5), ValueError, "between 0 and 1"),
        (lambda k: k.layers.Conv2D(3, 3, padding="full"), ValueError, "padding"),
        (lambda k: k.layers.Conv2D(3, (3, 3, 3)), ValueError, "kernel_size"),
        (lambda k: k.layers.Conv2D(3, 3, groups=2), ValueError, "divisible"),
        (lambda k: k.layers.Conv2D(3, 3)(k.Input((2, 2, 1))), ValueError, "output size would be negative"),
        (
            lambda k: k.layers.Conv2D(3, 3)(np.ones((2, 2, 1), "float32")),
            ValueError,
            "expected min_ndim=4, found ndim=3",
        ),
        (lambda k: k.layers.MaxPooling2D(data_format="nhwc"), ValueError, "channels_first"),
        (lambda k: k.layers.Reshape((5, 2))(k.Input((3, 4))), ValueError, "total size of new array must be unchanged"),
        (
            lambda k: k.layers.Add()([k.Input((26, 26, 30)), k.Input((28, 28, 10))]),
            ValueError,
            r"Received shapes \(26, 26, 30\) and \(28, 28, 10\)",
        ),
        (lambda k: k.layers.Concatenate()([k.Input((3, 4)), k.Input((2, 4))]), ValueError, "matching shapes"),
        (lambda k: k.layers.Activation("rleu"), ValueError, "relu"),
        (lambda k: k.layers.Dense(2, activation="sofmax"), ValueError, "softmax"),
        (lambda k: k.layers.Dense(2, kernel_initializer="glorot_unifrom"), ValueError, "glorot_uniform"),
        (lambda k: k.Input(), ValueError, "shape"),
        (lambda k: k.layers.InputLayer(), ValueError, "input_shape"),
        (
            lambda k: k.layers.BatchNormalization(axis=5)(np.ones((2, 3))),
            ValueError,
            "Invalid value for `axis` argument of batch_normalization",
        ),
    ],
)
def test_wrong_use_is_refused_in_the_user_s_words(call, error, message):
    with pytest.raises(error, match=message):
        call(keras)


def test_input_takes_every_way_of_saying_a_shape():
    assert tuple(keras.Input(shape=(784)).shape) == (None, 784)
    assert tuple(keras.Input(batch_shape=(4, 3)).shape) == (4, 3)
    assert tuple(keras.Input((3,), batch_size=2).shape) == (2, 3)
    assert keras.Input((3,), dtype="int32").dtype == tf.int32
    assert tuple(keras.Input([None, 5]).shape) == (None, None, 5)
    layer = keras.layers.InputLayer(input_shape=(3,), name="mine")
    assert layer.output.shape.as_list() == [None, 3] and layer.get_config()["batch_input_shape"] == (None, 3)
    assert keras.layers.InputLayer.from_config(layer.get_config()).name == "mine"


def test_initial_weights_and_declared_shapes():
    weights = [np.full((3, 2), 2.0, "float32"), np.ones(2, "float32")]
    model = keras.Sequential([keras.layers.Dense(2, input_dim=3, weights=weights)])
    same(model(np.ones((1, 3), "float32")), [[7.0, 7.0]])


def test_uint8_images_are_rescaled_in_float32():
    out = keras.layers.Rescaling(1 / 255)(np.full((1, 2, 2, 1), 255, "uint8"))
    assert out.dtype == tf.float32
    same(out, np.ones((1, 2, 2, 1)))


@pytest.mark.parametrize(
    "make", [keras.layers.BatchNormalization, lambda: keras.layers.Dense(2), lambda: keras.layers.Conv2D(2, 3)]
)
def test_build_takes_a_tuple(make):
    layer = make()
    layer.build((None, 8, 8, 3))
    assert layer.built and layer(np.ones((1, 8, 8, 3), "float32")).shape[0] == 1


@pytest.mark.parametrize("make", [keras.layers.Add, keras.layers.Concatenate])
def test_merging_layers_build_from_tuples(make):
    layer = make()
    layer.build([(None, 3), (None, 3)])
    assert layer.built


def test_a_fraction_of_a_unit_is_cut_off_as_in_tf_keras():
    assert (keras.layers.Dense(3.0).units, keras.layers.Dense(3.5).units, keras.layers.Conv2D(3.5, 1).filters) == (
        3,
        3,
        3,
    )
