"""Models: how they are put together, what they say of themselves, what they refuse."""

import json

import numpy as np
import pytest
from programs import GOLDEN, check_program, keras, tf

from keras_model_programs import PROGRAMS  # isort: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_gives_what_tf_keras_gives(name):
    check_program(name, PROGRAMS[name])


pytestmark = pytest.mark.usefixtures("fresh_names")
layers = keras.layers


def ones(*shape):
    return np.ones(shape, "float32")


def printed(model, **options):
    lines = []
    model.summary(print_fn=lines.append, **options)
    return "\n".join(lines).rstrip("\n")


MNIST_MODEL = """\
Model: "mnist_model"
_________________________________________________________________
Layer (type)                 Output Shape              Param #   
=================================================================
input_1 (InputLayer)         [(None, 784)]             0         
_________________________________________________________________
dense (Dense)                (None, 64)                50240     
_________________________________________________________________
dense_1 (Dense)              (None, 64)                4160      
_________________________________________________________________
dense_2 (Dense)              (None, 10)                650       
=================================================================
Total params: 55,050
Trainable params: 55,050
Non-trainable params: 0
_________________________________________________________________"""  # noqa: W291


def test_summary_of_a_functional_model():
    inputs = keras.Input(shape=(784,))
    x = layers.Dense(64, activation="relu")(inputs)
    x = layers.Dense(64, activation="relu")(x)
    model = keras.Model(inputs=inputs, outputs=layers.Dense(10)(x), name="mnist_model")
    assert printed(model) == MNIST_MODEL


def test_summary_of_a_sequential_model_leaves_the_input_out():
    model = keras.Sequential([layers.Dense(64, input_shape=(784,)), layers.Dense(64), layers.Dense(10)])
    body = MNIST_MODEL.split("\n")
    body[0] = 'Model: "sequential"'
    assert printed(model) == "\n".join(body[:4] + body[6:])


SUMMARIES = json.loads((GOLDEN / "keras_text.json").read_text())["summaries"]


def recorded_model(kind):
    """The models whose summaries were recorded, see record_keras_text.py."""
    x = inputs = keras.Input((28, 28, 1), name="layer_in")
    if kind == "graph":
        a = layers.Flatten(name="a")(x)
        b = layers.GlobalAveragePooling2D(name="b_with_a_long_name_that_fills_its_column")(x)
        merged = layers.Concatenate(name="merged")([a, b, layers.Dense(3, name="c")(b)])
        return keras.Model(inputs, [layers.Dense(2, name="last")(merged), a], name="graph")
    x = layers.MaxPooling2D(name="max_pooling2d_1")(layers.Conv2D(4, 3, name="conv")(x))
    x = layers.Flatten(name="flat")(x)
    if kind == "nested":
        z = keras.Input((676,), name="z")
        core = keras.Sequential([layers.Dense(5, name="d1"), layers.Dropout(0.5, name="drop")], name="core")
        block = keras.Model(
            z, [core(z), layers.Dense(2, name="two")(z), layers.Dense(2, name="three")(z)], name="block"
        )
        block.layers[1].trainable = False
        x = block(x)[0]
    return keras.Model(inputs, layers.Dense(10, name="last")(x), name=kind)


@pytest.mark.parametrize("saved", SUMMARIES, ids=lambda s: f"{s['layout']}-{s['name']}")
def test_summary_of_real_models_is_keras_s(saved):
    model = recorded_model(saved["name"])
    for shown in saved["prints"]:
        assert printed(model, layout=saved["layout"], **shown["options"]) == shown["text"], shown["options"]


def test_summary_of_a_subclassed_model():
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = layers.Dense(3), layers.Dense(2)

        def call(self, x):
            return self.b(self.a(x))

    model = Net()
    with pytest.raises(ValueError, match="not yet been built"):
        model.summary()
    model(ones(1, 4))
    lines = printed(model).split("\n")
    assert lines[4:7:2] == [
        "dense (Dense)                multiple                  15        ",
        "dense_1 (Dense)              multiple                  8         ",
    ]


def test_summary_of_what_is_no_chain_and_of_what_is_not_used():
    x = keras.Input((4,))
    a, b = layers.Lambda(lambda t: (t, t * 2))(x)
    branched = printed(keras.Model(x, [layers.Dense(1)(a), layers.Dense(1)(b)]))
    assert "Connected to" in branched and "lambda[0][1]" in branched

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.used, self.unused = layers.Dense(1), layers.Dense(1)

        def call(self, x):
            return self.used(x)

    net = Net()
    net(ones(1, 2))
    assert "dense_3 (Dense)              multiple                  0 (unused)" in printed(net)


def test_shapes_of_layers():
    x, layer = keras.Input((4,)), layers.Dense(2)
    layer(x)
    layer(x)
    assert layer.output_shape == (None, 2) and layer.input_shape == (None, 4)
    assert x._keras_history.layer.output_shape == [(None, 4)]
    layer(keras.Input((3, 4)))
    with pytest.raises(AttributeError, match="get_output_shape_at"):
        _ = layer.output_shape
    assert layer.get_output_shape_at(2) == (None, 3, 2)


def test_get_layer_and_count_params():
    model = keras.Sequential([layers.Dense(3, input_shape=(2,), name="a"), layers.BatchNormalization(name="b")])
    assert model.get_layer("b") is model.layers[1] and model.get_layer(index=0).name == "a"
    with pytest.raises(ValueError, match=r"No such layer: c. Existing layers are: \['a', 'b'\]"):
        model.get_layer("c")
    with pytest.raises(ValueError, match="index 7 but model only has 2 layers"):
        model.get_layer(index=7)
    with pytest.raises(ValueError, match="name or layer index"):
        model.get_layer()
    assert model.count_params() == 21 and model.layers[1].count_params() == 12
    with pytest.raises(ValueError, match="isn't built"):
        layers.Dense(3).count_params()
    with pytest.raises(ValueError, match="isn't built"):
        keras.Sequential([layers.Dense(3)]).count_params()


@pytest.mark.parametrize(
    "build, error, message",
    [
        (lambda x: keras.Model(x, layers.Dense(1)(keras.Input((3,)))), ValueError, "Graph disconnected.*input_2"),
        (lambda x: keras.Model(ones(1, 3), layers.Dense(1)(x)), (ValueError, TypeError), "."),
        (lambda x: keras.Model(x, ones(1, 3)), ValueError, "`outputs` of a functional model must be Keras tensors"),
        (lambda x: keras.Model([x, x], layers.Dense(1)(x)), ValueError, "same input multiple times"),
        (
            lambda x: keras.Model(x, layers.Dense(1, name="d")(layers.Dense(3, name="d")(x))),
            ValueError,
            'name "d" is used 2 times',
        ),
        (
            lambda x: keras.Sequential([layers.Dense(1, name="d"), layers.Dense(1, name="d")]),
            ValueError,
            "unique names",
        ),
        (lambda x: keras.Sequential([layers.Dense]), TypeError, r"instance of class Layer.*Dense\(...\)"),
        (lambda x: keras.Sequential([lambda t: t]), TypeError, "Lambda"),
        (lambda x: keras.Sequential().pop(), TypeError, "no layers in the model"),
        (
            lambda x: keras.Model(x, layers.Dense(2)(x))(ones(1, 4)),
            ValueError,
            r"expected shape=\(None, 3\), found shape=\(1, 4\)",
        ),
        (
            lambda x: keras.Model(x, layers.Dense(2)(x))([ones(1, 3)] * 2),
            ValueError,
            r"expects 1 input\(s\), but it received 2",
        ),
        (lambda x: keras.Model()(ones(1, 3)), NotImplementedError, "overridden `call"),
        (lambda x: keras.Sequential([layers.Dense(2)]).input_shape, AttributeError, "declares no input shape"),
        (
            lambda x: keras.Model({"x": x}, layers.Dense(2)(x))({"y": ones(1, 3)}),
            ValueError,
            'Missing data for input "x"',
        ),
        (lambda x: np.asarray(layers.Dense(2)(x)), NotImplementedError, "symbolic"),
        (lambda x: 1 if layers.Dense(1)(x) else 0, TypeError, "symbolic|Python `bool`"),
    ],
)
def test_mistakes_are_named(build, error, message):
    with pytest.raises(error, match=message):
        build(keras.Input((3,)))


def test_arguments_of_calls_are_kept():
    class Gate(layers.Layer):
        def call(self, inputs, other=None, scale=1.0):
            return inputs * scale + (0.0 if other is None else other)

    a, b = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([a, b], Gate()(a, other=b, scale=3.0))
    assert model([ones(1, 2), ones(1, 2)]).numpy().tolist() == [[4.0, 4.0]]


def test_inputs_are_brought_to_the_declared_dtype_and_rank():
    model = keras.Sequential([layers.Flatten(input_shape=(1,)), layers.Dense(1, kernel_initializer="ones")])
    assert model(np.array([1, 2, 3])).numpy().ravel().tolist() == [1.0, 2.0, 3.0]
    assert model(np.array([[1.0], [2.0]])).dtype == tf.float32


def test_a_model_is_a_layer():
    encoder = keras.Sequential([layers.Dense(2, input_shape=(3,), kernel_initializer="ones")], name="encoder")
    x = keras.Input((3,))
    model = keras.Model(x, [encoder(x), encoder(x * 2.0)])
    one, two = model(ones(1, 3))
    assert one.numpy().tolist() == [[3.0, 3.0]] and two.numpy().tolist() == [[6.0, 6.0]]
    assert len(model.weights) == 2 and encoder in model.layers


def test_training_flag_reaches_the_layers_inside():
    x = keras.Input((3,))
    inner = keras.Sequential([layers.Lambda(lambda t, training=None: t * (10.0 if training else 1.0))])
    model = keras.Model(x, inner(x))
    assert model(ones(1, 3)).numpy().max() == 1.0
    assert model(ones(1, 3), training=True).numpy().max() == 10.0
    always = keras.Model(x, inner(x, training=True))
    assert always(ones(1, 3), training=False).numpy().max() == 10.0


class WithExtra(keras.Model):
    """A functional model that makes a layer beside its graph."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra = layers.Dense(3)
        self.extra.build((None, 1))


def test_layers_beside_the_graph_are_in_the_file_where_the_class_makes_them_again(tmp_path):
    x = keras.Input((2,))
    model = WithExtra(x, layers.Dense(1)(x))
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5", custom_objects={"WithExtra": WithExtra})
    assert len(loaded.weights) == 4 and all(map(np.array_equal, loaded.get_weights(), model.get_weights()))


def test_what_a_plain_model_is_given_as_an_attribute_is_no_part_of_its_file(tmp_path):
    x = keras.Input((2,))
    model = keras.Model(x, layers.Dense(1)(x))
    model.extra = layers.Dense(3)
    model.extra.build((None, 1))
    model.save(tmp_path / "m.h5")
    assert len(keras.models.load_model(tmp_path / "m.h5").weights) == 2 and len(model.weights) == 4


class SeesMask(layers.Layer):
    """1 where the mask lets through, 0 where it does not or where there is none."""

    def call(self, x, mask=None):
        return x * 0 if mask is None else x * 0 + tf.cast(mask, x.dtype)


def test_a_mask_given_to_a_model_is_that_of_its_inputs():
    x, mask, none = ones(1, 2), tf.constant([[True, False]]), [[0, 0]]
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    two = keras.Model({"a": a, "b": b}, [SeesMask()(a), SeesMask()(b)])
    given = [two([x, x], mask=[mask, None]), two({"a": x, "b": x}, mask={"b": mask})]
    assert [[y.numpy().tolist() for y in pair] for pair in given] == [[[[1, 0]], none], [none, [[1, 0]]]]
    for model in (
        keras.Model(a, SeesMask()(a)),
        keras.Sequential([SeesMask()]),
        keras.Sequential([layers.Activation("linear"), SeesMask()]),
    ):
        assert model(x, mask=mask).numpy().tolist() == model(x, None, mask).numpy().tolist() == [[1, 0]]
        outer = keras.Model([a, b], model(a, mask=b > 0))
        assert outer([x, tf.constant([[0.0, 1.0]])]).numpy().tolist() == [[0, 1]]
    assert not hasattr(x, "_keras_mask")
    masked = layers.Lambda(lambda x: x, mask=tf.constant([[False, True]]))(x)
    one = keras.Model(a, SeesMask()(a))
    assert one(masked).numpy().tolist() == [[0, 1]] and one(masked, None, mask).numpy().tolist() == [[1, 0]]
    with pytest.raises(ValueError, match="has 2 inputs, but received 1 masks"):
        two([x, x], mask=mask)


def test_masks_travel_through_a_functional_model():
    class Mask(layers.Layer):
        def call(self, x):
            return x

        def compute_mask(self, inputs, mask=None):
            return tf.reduce_any(tf.not_equal(inputs, 0.0), axis=-1)

    class Count(layers.Layer):
        def call(self, x, mask=None):
            return tf.reduce_sum(tf.cast(mask, "float32"), axis=1, keepdims=True)

    x = keras.Input((3, 2))
    model = keras.Model(x, Count()(layers.Dense(4)(Mask()(x))))
    data = ones(2, 3, 2)
    data[0, 1:] = 0
    assert model(data).numpy().tolist() == [[1.0], [3.0]]
    assert model.predict(data, verbose=0).tolist() == [[1.0], [3.0]]


def test_variables_and_constants_in_bare_ops():
    v = tf.Variable([1.0, 2.0, 3.0])
    x = keras.Input((3,))
    model = keras.Model(x, tf.nn.relu(x * v - tf.constant([1.0, 1.0, 1.0])))
    assert model(ones(1, 3)).numpy().tolist() == [[0.0, 1.0, 2.0]]
    v.assign([2.0, 2.0, 2.0])
    assert model(ones(1, 3)).numpy().tolist() == [[1.0, 1.0, 1.0]]


def test_gradients_through_a_model():
    model = keras.Sequential([layers.Dense(1, input_shape=(2,), kernel_initializer="ones", use_bias=False)])
    x = tf.constant([[1.0, 2.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x) ** 2
    assert tape.gradient(y, [x, *model.trainable_variables])[0].numpy().tolist() == [[6.0, 6.0]]


def test_a_model_inside_tf_function():
    model = keras.Sequential([layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
    call = tf.function(lambda x: model(x, training=False))
    assert call(ones(3, 2)).numpy().tolist() == [[2.0]] * 3


def test_compute_output_shape_and_build():
    model = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
    model.build((None, 8, 8, 1))
    assert model.built and model.output_shape == (None, 2) and len(model.weights) == 4

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.d = layers.Dense(3)

        def call(self, x):
            return self.d(x)

    net = Net()
    net.build((None, 5))
    assert [tuple(w.shape) for w in net.weights] == [(5, 3), (3,)]
    assert tuple(net.compute_output_shape((7, 5))) == (7, 3)


def test_a_build_of_one_s_own_may_call_that_of_the_model():
    class Net(keras.Model):
        def build(self, input_shape):
            self.dense = layers.Dense(int(input_shape[-1]))
            super().build(input_shape)

        def call(self, x):
            return self.dense(x)

    called, built = Net(), Net()
    assert called(ones(2, 3)).shape == (2, 3) and len(called.weights) == 2
    built.build((None, 4))
    assert built.built and [tuple(w.shape) for w in built.weights] == [(4, 4), (4,)]


def test_layers_that_losses_need_come_last():
    x = keras.Input((4,))
    h = layers.Dense(3, name="h")(x)
    model = keras.Model(x, layers.Dense(1, name="out")(h))
    model.add_loss(tf.reduce_mean(tf.square(h)))
    assert [layer.name for layer in model.layers][:3] == ["input_1", "h", "out"]
    assert type(model.layers[-1]).__name__ == "AddLoss" and len(model.layers) == 6


def test_cloning():
    model = keras.Sequential([layers.Dense(3, input_shape=(2,)), layers.Dropout(0.5), layers.Dense(1)])
    again = keras.models.clone_model(model)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert again.layers[0] is not model.layers[0] and not np.array_equal(again.get_weights()[0], model.get_weights()[0])
    x = keras.Input((2,))
    functional = keras.Model(x, [model(x), layers.Dense(1)(x)])
    twin = keras.models.clone_model(functional)
    twin.set_weights(functional.get_weights())
    assert np.array_equal(twin(ones(1, 2))[0], functional(ones(1, 2))[0])


def test_subclass_that_mixes_both_ways():
    class Wrapped(keras.Model):
        def __init__(self, units):
            x = keras.Input((2,))
            super().__init__(inputs=x, outputs=layers.Dense(units)(x))
            self.units = units

    model = Wrapped(3)
    assert isinstance(model, Wrapped) and model.units == 3 and model(ones(1, 2)).shape == (1, 3)
    assert type(model).__name__ == "Wrapped"


def test_a_variable_in_a_functional_model_is_read_at_each_call_and_a_value_read_before_stays():
    variable, inputs = tf.Variable([2.0]), tf.keras.Input((1,))
    old = variable.value()
    live = [inputs * variable, tf.maximum(variable, inputs), tf.where(inputs > 0, variable, inputs)]
    kept = [inputs * old, inputs * tf.convert_to_tensor(variable), inputs * tf.constant(variable)]
    model = tf.keras.Model(inputs, live + kept)
    variable.assign([100.0])
    assert [float(y) for y in model(tf.ones([1, 1]))] == [100.0] * 3 + [2.0] * 3


def test_a_first_call_on_values_leaves_the_losses_of_these_values():
    model = keras.Sequential([keras.layers.Dense(2, kernel_initializer="ones", activity_regularizer="l2")])
    model(tf.ones([4, 3]))
    assert [round(float(loss), 4) for loss in model.losses] == [0.18]
    outer = keras.Sequential([keras.layers.Dense(1, activity_regularizer="l1")])
    inputs = keras.Input([3])
    assert len(keras.Model(inputs, outer(inputs)).losses) == 1


def test_a_model_that_hands_itself_to_init_is_as_without():
    """`super().__init__(self)`, as TensorFlow's tutorial of text generation has it, is no argument."""

    class Subclassed(keras.Model):
        def __init__(self, **kwargs):
            super().__init__(self, **kwargs)
            self.dense = layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

    model = Subclassed(name="mine")
    assert model(np.ones((2, 3), "float32")).shape == (2, 1)
    assert model.trainable is True and model.name == "mine" and len(model.trainable_weights) == 2
    with pytest.raises(TypeError, match="Expected `trainable` argument to be a boolean"):
        keras.Model(model)
