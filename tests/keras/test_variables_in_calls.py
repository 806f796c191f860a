"""Variables made while a layer is called: trained where they are made once, refused where each call makes them.

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
