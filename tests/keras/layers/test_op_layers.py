"""Ops and functions of ops on Keras tensors, outside of any layer. What files say of them: test_saving.py."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L = keras.layers
pytestmark = pytest.mark.usefixtures("fresh_names")
X = np.arange(12, dtype=np.float32).reshape(3, 4)


def names(model):
    return [layer.name for layer in model.layers[1:]]


def predicted(make, shape=None, **kwargs):
    x = keras.Input((4,), batch_size=shape and shape[0])
    model = keras.Model(x, make(x), **kwargs)
    return model, model.predict(X, verbose=0, batch_size=3)


def test_ops_without_tensor_inputs_are_layers_in_order_of_creation():
    model, found = predicted(lambda x: (x + tf.zeros(tf.shape(x))) + tf.ones(tf.shape(x)))
    wanted = "compat.v1.shape zeros compat.v1.shape_1 __operators__.add ones __operators__.add_1"  # TensorFlow's
    assert names(model) == [f"tf.{name}" for name in wanted.split()]
    np.testing.assert_array_equal(found, X + 1)


@pytest.mark.parametrize("batch", [None, 3])
@pytest.mark.parametrize(
    "draw",
    [
        lambda x: tf.random.normal(tf.shape(x)),
        lambda x: tf.random.uniform(shape=(tf.shape(x)[0], 4), maxval=2.0),
        lambda x: tf.random.truncated_normal([tf.shape(x)[0], 4], stddev=2.0),
        lambda x: tf.nn.dropout(tf.tile(tf.ones_like(x), [1, 16]), 0.5),  # so many coins never fall alike
        lambda x: tf.nn.dropout(tf.tile(tf.ones_like(x), [1, 16]), rate=0.5, noise_shape=[tf.shape(x)[0], 64]),
        lambda x: tf.random.gamma(tf.shape(x), 1.0),
        lambda x: tf.random.shuffle(tf.reshape(x, [-1])),
        lambda x: tf.random.categorical(tf.zeros_like(x), 64),
        lambda x: tf.image.random_brightness(tf.reshape(x, [-1, 2, 2, 1]), 9.0),
        lambda x: tf.compat.v1.nn.dropout(tf.tile(tf.ones_like(x), [1, 16]), keep_prob=0.5),
    ],
)
def test_what_draws_draws_anew_in_every_run_and_after_loading(draw, batch):
    """With shapes known beforehand too, where the numbers would be drawn once, as the model is built."""
    model, first = predicted(draw, batch and (batch, 4))
    again = keras.models.model_from_json(model.to_json())
    others = [m.predict(X, verbose=0, batch_size=3) for m in (model, again, again)]
    assert not any(np.array_equal(first, other) for other in others) and not np.array_equal(others[1], others[2])


def test_a_layer_on_positions_belongs_to_the_model_and_learns():
    """As in models with position embeddings: the number of positions is known, and yet they are no constant."""
    x = keras.Input((4,))
    places = L.Dense(1, use_bias=False, kernel_initializer="zeros")(tf.one_hot(tf.range(tf.shape(x)[1]), 4))
    model = keras.Model(x, x + tf.transpose(places))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    assert len(model.trainable_weights) == 1
    model.fit(X, X + np.float32([1, 2, 3, 4]), epochs=200, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0].ravel(), [1, 2, 3, 4], rtol=1e-3)


def test_they_are_saved_in_hdf5_and_cloned(tmp_path):
    def make(x):
        middle = x[:, 1 : tf.shape(x)[1] - 1]
        return tf.concat([tf.fill([tf.shape(x)[0], 2], 0.5), middle, tf.where(x > 3.0, x, tf.zeros_like(x))], 1)

    model, found = predicted(make)
    model.save(tmp_path / "m.h5")
    np.testing.assert_array_equal(found[1], [0.5, 0.5, 5, 6, 4, 5, 6, 7])
    for again in (keras.models.load_model(tmp_path / "m.h5"), keras.models.clone_model(model)):
        np.testing.assert_array_equal(again.predict(X, verbose=0), found)


@pytest.mark.parametrize("function", [lambda x: tf.map_fn(lambda row: row * 2.0, x), lambda x: x * tf.Variable(2.0)])
def test_an_argument_that_a_configuration_cannot_hold_is_named(function):
    model, found = predicted(function)
    np.testing.assert_array_equal(found, 2 * X)
    with pytest.raises(NotImplementedError, match="outside of any layer.*cannot hold"):
        model.to_json()


def test_functions_kept_whole_are_found_again_by_their_symbols():
    from tenfold.keras.layers.base.op_symbols import function_of
    from tenfold.ops.image import crops as image_crops
    from tenfold.ops.image import random as image_random
    from tenfold.ops.nn import candidates, dropout, sampled_losses
    from tenfold.ops.random import stateful as random

    for module in (candidates, dropout, image_crops, image_random, random, sampled_losses):
        for function in vars(module).values():
            symbol = getattr(function, "kept_as", None)
            if symbol is not None and function.__module__ == module.__name__:
                assert getattr(function_of(symbol), "kept_as", None) == symbol
    assert random.normal.kept_as == "random.normal"


IMAGES = np.linspace(0.0, 1.0, 2 * 4 * 4 * 2, dtype=np.float32).reshape(2, 4, 4, 2)
WRITTEN = [  # a call, and the function and arguments under which tf_keras 2.21 has it in a model's configuration
    (lambda x: tf.split(x, 2, -1)[1], "split", {"num_or_size_splits": 2, "axis": -1, "num": None, "name": "split"}),
    (lambda x: tf.sort(x, 1), "sort", {"axis": 1, "direction": "ASCENDING", "name": None}),
    (lambda x: tf.argsort(x, 1, "DESCENDING"), "argsort", {"axis": 1, "direction": "DESCENDING", "stable": False}),
    (
        lambda x: tf.pad(x, [[0, 0], [1, 1], [0, 2], [0, 0]], constant_values=3),
        "compat.v1.pad",
        {"paddings": [[0, 0], [1, 1], [0, 2], [0, 0]], "mode": "CONSTANT", "name": None, "constant_values": 3},
    ),
    (lambda x: tf.image.resize(x, (8, 2)), "image.resize", {"size": [8, 2]}),
    (lambda x: tf.norm(x, axis=-1), "compat.v1.norm", {"ord": "euclidean", "axis": -1, "keepdims": None, "name": None}),
    (lambda x: tf.image.flip_left_right(x), "image.flip_left_right", {}),
    (
        lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"),
        "nn.max_pool2d",
        {"ksize": 2, "strides": 2, "padding": "VALID", "data_format": "NHWC", "name": None},
    ),
    (lambda x: tf.nn.avg_pool2d(x, 2, 1, "SAME"), "nn.avg_pool2d", {"ksize": 2, "strides": 1, "padding": "SAME"}),
    (
        lambda x: tf.boolean_mask(x, [False, True, True, False], axis=1),
        "compat.v1.boolean_mask",
        {"mask": [False, True, True, False], "name": "boolean_mask", "axis": 1},
    ),
    (lambda x: tf.math.divide_no_nan(x, 2.0), "math.divide_no_nan", {"y": 2.0, "name": None}),
    (lambda x: tf.cast(tf.equal(x, 0.0), tf.float32), "math.equal", {"y": 0.0, "name": None}),
]


@pytest.mark.parametrize("call, symbol, given", WRITTEN, ids=[symbol for _, symbol, _ in WRITTEN])
def test_functions_stand_in_configurations_as_tf_keras_has_them(call, symbol, given):
    """A function of another op's arguments, or of several ops, too: each reads the other's files."""
    x = keras.Input((4, 4, 2))
    model = keras.Model(x, call(x))
    config = model.get_config()
    written = next(layer for layer in config["layers"] if layer["config"].get("function") == symbol)
    (node,) = written["inbound_nodes"]
    assert node[-1].keys() <= given.keys() and all(np.array_equal(v, given[k]) for k, v in node[-1].items())
    node[-1] = given
    again = keras.Model.from_config(config)
    np.testing.assert_allclose(again.predict(IMAGES, verbose=0), model.predict(IMAGES, verbose=0), rtol=1e-6)


def test_a_mask_is_among_the_slicing_layers_that_tf_keras_writes():
    x = keras.Input((4, 4, 2))
    config = keras.Model(x, tf.boolean_mask(x, [False, True, True, False], axis=1)).get_config()
    config["layers"][1]["class_name"] = "SlicingOpLambda"
    np.testing.assert_array_equal(keras.Model.from_config(config).predict(IMAGES, verbose=0), IMAGES[:, 1:3])
