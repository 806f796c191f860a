"""`Layer` as users derive from it."""

import gc
import json
import weakref

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.testing import check_layer

pytestmark = pytest.mark.usefixtures("fresh_names")


class Scale(keras.layers.Layer):
    """One weight, a training flag, a configuration."""

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(input_shape[-1],), initializer="ones", regularizer="l2")
        super().build(input_shape)

    def call(self, inputs, training=None):
        return inputs * self.scale * (self.factor if training else 1.0)

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


def ones(*shape):
    return np.ones(shape, "float32")


def test_a_layer_of_one_s_own_keeps_the_promises():
    check_layer(lambda: Scale(3.0), ones(2, 3), unknown="batch", custom_objects={"Scale": Scale})


def test_build_happens_once_on_first_call():
    built = []

    class Spy(Scale):
        def build(self, input_shape):
            built.append(input_shape)
            super().build(input_shape)

    layer = Spy()
    assert not layer.built and layer.weights == []
    layer(ones(2, 3)), layer(ones(5, 3))
    assert built == [tf.TensorShape([2, 3])] and isinstance(built[0], tf.TensorShape)
    assert layer.built and [w.name for w in layer.weights] == ["spy/scale:0"]


def test_training_comes_from_the_call_around():
    class Outer(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Scale()

        def call(self, x):
            return self.inner(x)

    layer = Outer()
    assert layer(ones(1, 1)).numpy() == 1.0
    assert layer(ones(1, 1), training=True).numpy() == 2.0
    model = keras.Sequential([layer])
    assert model(ones(1, 1), training=True).numpy() == 2.0
    assert model(ones(1, 1)).numpy() == 1.0


def test_a_call_with_any_keywords_gets_the_training_flag():
    class Any(keras.layers.Layer):
        def call(self, inputs, **kwargs):
            return inputs * (2.0 if kwargs["training"] else 1.0)

    model = keras.Sequential([Any(input_shape=(1,))])
    assert model(ones(1, 1), training=True).numpy() == 2.0 and model(ones(1, 1)).numpy() == 1.0


def test_weights_of_every_kind_are_found():
    class Many(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.own = tf.Variable([1.0])
            self.fixed = tf.Variable(2.0, trainable=False)
            self.parts = {"a": Scale(), "b": [Scale(), Scale()]}

        def call(self, x):
            return self.parts["b"][1](self.parts["b"][0](self.parts["a"](x))) + self.own

    layer = Many()
    layer(ones(1, 2))
    assert len(layer.trainable_weights) == 4 and len(layer.non_trainable_weights) == 1
    assert len(layer.losses) == 3
    layer.trainable = False
    assert layer.trainable_weights == [] and len(layer.non_trainable_weights) == 5
    assert not layer.parts["a"].trainable


def test_regularization_is_a_loss_even_uncalled():
    layer = Scale()
    layer.build((None, 3))
    assert [float(v) for v in layer.losses] == pytest.approx([0.03])


def test_added_losses_are_those_of_the_last_call():
    class Penalty(keras.layers.Layer):
        def call(self, x):
            self.add_loss(tf.reduce_sum(x))
            return x

    layer = Penalty()
    layer(ones(1, 2)), layer(ones(1, 3))
    assert [float(v) for v in layer.losses] == [3.0]
    layer.add_loss(lambda: tf.constant(5.0))
    assert [float(v) for v in layer.losses] == [3.0, 5.0]
    model = keras.Sequential([layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(ones(4, 3), ones(4, 1), verbose=0)
    model(ones(2, 3))
    assert [float(v) for v in model.losses] == [6.0, 5.0]  # tf_keras's order: of the call, then functions


def test_set_weights_checks_before_it_changes_anything():
    layer = keras.layers.Dense(2)
    layer(ones(1, 3))
    before = layer.get_weights()
    with pytest.raises(ValueError, match="weight list of length 1.*expecting 2 weights"):
        layer.set_weights([ones(3, 2)])
    with pytest.raises(ValueError, match=r"shape \(2,\) is not compatible with provided weight shape \(3,\)"):
        layer.set_weights([5 * ones(3, 2), ones(3)])
    assert all(np.array_equal(a, b) for a, b in zip(before, layer.get_weights()))
    layer.get_weights()[0][:] = 7  # what is given out is the caller's own
    assert np.array_equal(layer.get_weights()[0], before[0])


def test_compute_output_shape_without_one_s_own():
    assert Scale().compute_output_shape((None, 3)).as_list() == [None, 3]
    assert keras.layers.Concatenate().compute_output_shape([(None, 3), (None, 4)]).as_list() == [None, 7]


def test_inputs_and_outputs_of_calls():
    layer, x = keras.layers.Dense(2), keras.Input((3,))
    with pytest.raises(AttributeError, match="never been called"):
        _ = layer.output
    y = layer(x)
    assert layer.input is x and layer.output is y and layer.input_shape == (None, 3) and layer.output_shape == (None, 2)
    other = layer(keras.Input((3,)))
    assert layer.output is y and layer.get_output_at(0) is y and layer.get_output_at(1) is other
    with pytest.raises(ValueError, match="output at node 2, but the layer has only 2 inbound nodes"):
        layer.get_output_at(2)


def test_first_argument_by_name_several_arguments_and_none():
    class Mix(keras.layers.Layer):
        def call(self, inputs, other, factor=1.0):
            return inputs + other * factor

    a = Mix()(ones(1, 2), ones(1, 2), factor=3.0)
    assert a.numpy().tolist() == [[4.0, 4.0]]
    x, y = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([x, y], Mix()(inputs=x, other=y, factor=2.0))
    assert model([ones(1, 2), ones(1, 2)]).numpy().tolist() == [[3.0, 3.0]]
    with pytest.raises(ValueError, match="first argument to `Layer.call`"):
        Mix()()


def test_dtypes():
    assert keras.layers.Dense(1)(np.ones((1, 2))).dtype == tf.float32
    layer = keras.layers.Dense(1, dtype="float64")
    assert layer(ones(1, 2)).dtype == tf.float64 and layer.kernel.dtype == tf.float64
    keras.backend.set_floatx("float64")
    try:
        assert keras.layers.Dense(1)(ones(1, 2)).dtype == tf.float64
    finally:
        keras.backend.set_floatx("float32")


def test_a_configuration_is_json():
    text = json.dumps(keras.layers.Conv2D(3, 3, kernel_regularizer="l2", kernel_constraint="max_norm").get_config())
    again = keras.layers.Conv2D.from_config(json.loads(text))
    assert json.dumps(again.get_config()) == text


def test_metrics_of_layers():
    class Watch(keras.layers.Layer):
        def call(self, x):
            self.add_metric(tf.reduce_mean(x), name="level")
            return x

    layer = Watch()
    layer(ones(2, 2)), layer(3 * ones(2, 2))
    assert [m.name for m in layer.metrics] == ["level"] and float(layer.metrics[0].result()) == 2.0
    tracker = keras.metrics.Mean(name="tracker")
    layer.add_metric(tracker(tf.constant(3.0)))
    assert [m.name for m in layer.metrics] == ["level", "tracker"] and float(tracker.result()) == 3.0
    with pytest.raises(ValueError, match="add_metric needs a name"):
        layer.add_metric(tf.constant(1.0))


NUMBERS = ("int32", "int64", "uint8", "int8", "bool", "float64", "float16")


@pytest.mark.parametrize("dtype", NUMBERS)
def test_layers_with_weights_compute_on_numbers_of_any_dtype_in_their_own(dtype):
    x = (np.arange(12).reshape(3, 4) % 3).astype(dtype)
    for make in (lambda: keras.layers.Dense(2, kernel_initializer="ones"), keras.layers.BatchNormalization):
        wanted = make()(x.astype(np.float32)).numpy()
        given = keras.Input((4,), dtype=dtype)
        for outputs in (
            make()(x),
            make()(tf.constant(x)),
            keras.Model(given, make()(given)).predict(x, verbose=0),
            keras.Sequential([make()]).predict(x, verbose=0),
        ):
            assert outputs.dtype == "float32"
            np.testing.assert_array_equal(outputs, wanted)
        wide = keras.layers.Dense(1, dtype="float64", autocast=False)(x)
        assert wide.dtype == "float64"
    training = keras.layers.BatchNormalization()
    np.testing.assert_array_equal(training(x, training=True), training(x.astype(np.float32), training=True))


def test_convolutions_do_not_convert_integers_but_say_how():
    image = np.ones((1, 4, 4, 1), np.uint8)
    conv = keras.layers.Conv2D(2, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"cast the uint8 tensor: tf.cast\(x, tf.float32\)"):
        conv(image)
    with pytest.raises(TypeError, match=r"received uint8, float32.*cast the uint8 tensor: tf.cast\(x, tf.float32\)"):
        conv(keras.Input((4, 4, 1), dtype="uint8"))


def test_xor_of_integers_trains():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    keras.utils.set_random_seed(3)
    for declared in ({"input_dim": 2}, {}):
        model = keras.Sequential([keras.layers.Dense(8, "tanh", **declared), keras.layers.Dense(1, "sigmoid")])
        model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy", metrics=["accuracy"])
        assert model.fit(x, y, epochs=60, verbose=0).history["accuracy"][-1] == 1.0


def test_inputs_of_several_dtypes_become_what_was_declared():
    a, b = keras.Input((2,), name="a"), keras.Input((2,), dtype="int32", name="b")
    model = keras.Model([a, b], [a * 1.0, b * 1])
    x = np.array([[1.7, 2.2]])
    found = model.predict({"a": x.astype(np.uint8), "b": x}, verbose=0)
    assert [v.dtype.name for v in found] == ["float32", "int32"] and found[1].tolist() == [[1, 2]]
    with pytest.raises(TypeError, match=r"cast the int32 tensor: tf.cast\(x, tf.float32\)"):
        keras.layers.Concatenate()([a, b])


def test_a_last_axis_of_one_is_added_or_removed_as_declared():
    flat, column = keras.Input((4,)), keras.Input((4, 1))
    for given, other in ((flat, ones(3, 4, 1)), (column, ones(3, 4))):
        model = keras.Model(given, given * 2.0)
        model.compile("sgd", "mse")
        assert model.predict(other, verbose=0).shape[1:] == tuple(given.shape[1:]) == tuple(model(other).shape[1:])
        model.evaluate(other, np.ones((3, *given.shape[1:])), verbose=0)
    with pytest.raises(ValueError, match=r"expected shape=\(None, 4\), found shape=\(None, 5, 1\)"):
        keras.Model(flat, flat * 2.0).predict(ones(3, 5, 1), verbose=0)


def test_a_layer_whose_build_fails_is_as_it_was():
    class Failing(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.parts, self.fails = [], True

        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", input_shape[-1:])
            self.parts.append(self.kernel)
            if self.fails:
                raise KeyboardInterrupt

        def call(self, x):
            return x * self.kernel

    layer = Failing()
    with pytest.raises(KeyboardInterrupt):
        layer(np.ones((1, 2), "float32"))
    assert layer.weights == [] and layer.parts == [] and not hasattr(layer, "kernel") and not layer.built
    layer.fails = False
    assert layer(np.ones((1, 2), "float32")).shape == (1, 2) and len(layer.weights) == 1


class Measured(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.seen = [keras.metrics.Mean(name="seen")]

    def call(self, x):
        self.seen[0].update_state(x)
        return x


def test_a_layer_s_metrics_are_none_of_its_weights_and_a_model_s_are():
    class Whole(keras.Model):
        def __init__(self):
            super().__init__()
            self.part, self.own = Measured(), keras.metrics.Mean(name="own")

    layer, model = Measured(), Whole()
    assert layer.weights == [] and [m.name for m in layer.metrics] == ["seen"]
    assert len(model.weights) == 2 and [m.name for m in model.metrics] == ["own", "seen"]  # as tf_keras counts them


def test_layers_in_dicts_are_listed_in_the_order_of_their_keys():
    class Whole(keras.Model):
        def __init__(self, layers):
            super().__init__()
            self.parts = layers

    dense = keras.layers.Dense
    for layers in ({"b": dense(2), "a": dense(1)}, [{10: dense(3), 9: dense(2), 1: {"z": dense(1)}}]):
        units = [layer.units for layer in Whole(layers).layers]
        assert units == sorted(units)  # as in tf_keras, whatever the order of insertion


def test_nothing_keeps_the_classes_of_layers_and_models_alive():
    def used():
        class Mine(keras.layers.Layer):
            def __init__(self, factor):
                super().__init__()
                self.factor = factor

            def call(self, x):
                return x * self.factor

        class Whole(keras.Model):
            def __init__(self, factor):
                x = keras.Input((2,))
                super().__init__(x, Mine(factor)(x))

        model = Whole(2.0)
        model.predict(np.ones((1, 2), "float32"), verbose=0)
        model.get_config(), model.layers[1].get_config()
        return weakref.ref(Mine), weakref.ref(Whole)

    classes = used()
    gc.collect()
    assert [cls() for cls in classes] == [None, None]


def test_variables_made_in_build_are_named_as_weights_are():
    """The names that tf_keras gives."""

    class Inner(keras.layers.Layer):
        def build(self, input_shape):
            self.v = tf.Variable(tf.ones((2,)), name="v")
            self.w = self.add_weight("w", (2,))
            self.dense = keras.layers.Dense(2, name="d")
            self.dense(tf.ones((1, 2)))

        def call(self, x):
            return self.dense(x * self.v * self.w)

    class Outer(keras.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.before, self.inner = tf.Variable(1.0, name="before"), Inner(name="i")

        def build(self, input_shape):
            self.unnamed = tf.Variable(1.0)

        def call(self, x):
            return self.inner(x) * self.unnamed * self.before

    with tf.name_scope("outer"):
        layer = Inner(name="l")
        layer(tf.ones((1, 2)))
    assert [w.name for w in layer.weights] == ["outer/l/v:0", "outer/l/w:0", "outer/l/d/kernel:0", "outer/l/d/bias:0"]
    wanted = ["before:0", "o/Variable:0", "o/i/v:0", "o/i/w:0", "o/i/d/kernel:0", "o/i/d/bias:0"]
    for use in (
        lambda o: o(tf.ones((1, 2))),
        lambda o: o(keras.Input((2,))),
        lambda o: tf.function(o)(tf.ones((1, 2))),
    ):
        layer = Outer(name="o")
        use(layer)
        assert [w.name for w in layer.weights] == wanted
    layer = Inner(name="direct")
    layer.build((None, 2))
    assert [w.name for w in layer.weights] == ["v:0", "w:0", "d/kernel:0", "d/bias:0"]


def test_metrics_of_a_layer_are_means():
    layer = keras.layers.Layer()
    layer.add_metric(tf.constant(2.0), name="a", aggregation="mean")
    with pytest.raises(ValueError, match="aggregation is None or 'mean'; received 'sum'. .*keras.metrics.Sum"):
        layer.add_metric(tf.constant(2.0), name="b", aggregation="sum")
    assert [m.name for m in layer.metrics] == ["a"]
