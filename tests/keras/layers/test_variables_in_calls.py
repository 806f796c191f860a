"""Variables of a model: those made while a layer is called, trained if made once, refused if each call makes them.

What is refused and what is not, and how many weights there are, are tf_keras's answers.
"""

import numpy as np
import pytest
from programs import keras, tf

from tenfold.keras.training.step import Step

pytestmark = pytest.mark.usefixtures("fresh_names")
X = np.ones((4, 3), np.float32)
ONCE = "created on the first call"


class Inside(keras.layers.Layer):
    def call(self, x):
        return keras.layers.Dense(3)(x)


class InsideStack(keras.layers.Layer):
    def call(self, x):
        return keras.Sequential([keras.layers.Dense(3)])(x)


class InsideVariable(keras.layers.Layer):
    def call(self, x):
        return x * tf.Variable(1.0)


class InsideWeight(keras.layers.Layer):
    def call(self, x):
        return tf.matmul(x, self.add_weight("k", (3, 3)))


class Lazy(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = self.scale = None

    def call(self, x):
        if self.dense is None:
            self.dense, self.scale = keras.layers.Dense(3), self.add_weight("scale", (3,), initializer="ones")
        return self.dense(x) * self.scale


class Subclassed(keras.Model):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def call(self, x):
        return self.layer(x)


def functional(layer):
    inputs = keras.Input((3,))
    return keras.Model(inputs, layer(inputs))


MODELS = [lambda layer: keras.Sequential([layer]), functional, Subclassed]


def compiled(model, **kwargs):
    model.compile("adam", "mse", metrics=["mae"], **kwargs)
    return model


@pytest.mark.parametrize("layer", [Inside, InsideStack, InsideVariable, InsideWeight])
@pytest.mark.parametrize("make", MODELS)
def test_what_each_call_makes_anew_is_refused_in_every_step(layer, make):
    model = compiled(make(layer()))
    for step in (lambda: model.predict(X, verbose=0), lambda: model.evaluate(X, X), lambda: model.fit(X, X, verbose=0)):
        with pytest.raises(ValueError, match=ONCE):
            step()


@pytest.mark.parametrize("layer", [Inside, InsideVariable])
def test_run_eagerly_and_called_eagerly_it_is_accepted(layer):
    model = compiled(functional(layer()), run_eagerly=True)
    assert model(X).shape == (4, 3) and model.predict(X, verbose=0).shape == (4, 3)
    assert model.weights == []


@pytest.mark.parametrize("make", MODELS)
def test_what_is_made_once_in_call_is_kept_and_trained(make):
    model = compiled(make(Lazy()))
    model.fit(X, 0 * X, verbose=0)
    assert [w.shape.as_list() for w in model.trainable_weights] == [[3], [3, 3], [3]]
    before = model.get_weights()
    model.fit(X, 0 * X, verbose=0)
    assert all((a != b).any() for a, b in zip(before, model.get_weights()))


def test_models_that_make_variables_only_by_building_are_traced_once(monkeypatch):
    traces, write = [], Step._write
    monkeypatch.setattr(Step, "_write", lambda self, *a, **k: traces.append(self) or write(self, *a, **k))
    layers = [keras.layers.Dense(3), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    compiled(keras.Sequential(layers)).fit(X, X, verbose=0, validation_data=(X, X))
    assert len(traces) == 2


def test_a_step_of_the_users_own_that_makes_layers_is_refused():
    class Model(Subclassed):
        def train_step(self, data):
            return {"loss": tf.reduce_mean(keras.layers.Dense(2)(data[0]))}

    with pytest.raises(ValueError, match=ONCE):
        compiled(Model(keras.layers.Dense(3))).fit(X, X, verbose=0)


OUTER = keras.layers.Dense(2)


@pytest.mark.parametrize(
    "function", [lambda x: keras.layers.Dense(2)(x), lambda x: x * tf.Variable(1.0), lambda x: OUTER(x)]
)
def test_lambda_refuses_variables_that_its_function_makes(function):
    for call in (lambda layer: layer(X), lambda layer: layer(keras.Input((3,)))):
        OUTER.built = False
        with pytest.raises(ValueError, match="created within a Lambda layer"):
            call(keras.layers.Lambda(function))


def test_lambda_takes_a_layer_that_is_built_already():
    dense = keras.layers.Dense(2)
    dense.build((None, 3))
    assert keras.layers.Lambda(lambda x: dense(x))(X).shape == (4, 2)


@pytest.mark.parametrize(
    "make",
    [
        lambda x: keras.layers.Dense(2)(x),
        lambda x: keras.metrics.Mean()(x),
        lambda x: x * in_init_scope(lambda: tf.Variable(1.0)),
    ],
)
def test_functions_refuse_what_each_trace_makes_in_an_init_scope_too(make):
    with pytest.raises(ValueError, match=ONCE):
        tf.function(make)(tf.constant(X))


def in_init_scope(make):
    with tf.init_scope():
        return make()


def test_functions_refuse_layers_that_are_built_after_the_first_call():
    @tf.function
    def call(x, layer):
        return layer(x)

    assert call(tf.constant(X), keras.layers.Dense(2)).shape == (4, 2)
    with pytest.raises(ValueError, match=ONCE):
        call(tf.constant(X), keras.layers.Dense(2))


class WithHead(keras.Model):
    """A functional model with more than its graph, which its step uses."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.head, self.mean = keras.layers.Dense(2, name="head"), keras.metrics.Mean(name="mean")
        self.scale = tf.Variable(1.0, name="scale")

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(self.head(self(data[0])) ** 2) * self.scale
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        self.mean.update_state(loss)
        return {"loss": self.mean.result()}


def test_layers_metrics_and_variables_that_a_functional_model_has_beside_its_graph_are_its_own():
    x = keras.Input((3,), name="x")
    model = WithHead(x, keras.layers.Dense(4, name="d")(x))
    model.compile("sgd")
    model.fit(X, X, verbose=0)
    before = model.get_weights()
    model.fit(X, X, verbose=0)
    trained = ["d/kernel:0", "d/bias:0", "head/kernel:0", "head/bias:0", "scale:0"]  # tf_keras's names and order
    assert [w.name for w in model.trainable_weights] == trained
    assert [w.name for w in model.weights] == [*trained[:4], "total:0", "count:0", "scale:0"]
    assert all((a != b).any() for a, b in zip(before[:4], model.get_weights()))
    assert [layer.name for layer in model.layers] == ["x", "d", "head"] and model.metrics == [model.mean]
    model.trainable = False
    assert not model.head.trainable and model.trainable_weights == []


def test_metrics_that_a_sequential_has_as_attributes_are_found():
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    model.mean, model.other = keras.metrics.Mean(name="mean"), keras.layers.Dense(2)
    assert model.metrics == [model.mean] and len(model.layers) == 1 and len(model.weights) == 2  # as in tf_keras


def test_a_model_s_own_variables_follow_those_of_its_layers():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.v, self.n = tf.Variable(1.0, name="v"), tf.Variable(1.0, name="n", trainable=False)
            self.norm = keras.layers.BatchNormalization(name="norm")

        def call(self, x):
            return self.norm(x) * self.v

    model, name = Model(), lambda weights: [w.name.split("/")[-1][:-2] for w in weights]
    model(X)
    moving = ["moving_mean", "moving_variance"]
    assert name(model.trainable_weights) == ["gamma", "beta", "v"]  # tf_keras's order
    assert name(model.non_trainable_weights) == [*moving, "n"]
    model.trainable = False
    assert name(model.non_trainable_weights) == ["v", "gamma", "beta", *moving, "n"]
