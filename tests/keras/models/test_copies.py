"""Copies of models, layers and optimizers own everything they have, in both gears."""

import copy
import os
import pickle
import random
import threading

import numpy as np
import pytest
from programs import keras, tf

from tenfold.core.base.thread import using
from tenfold.runtime import xla

pytestmark = pytest.mark.usefixtures("fresh_names")
GEARS = ["first", "second"] if xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0" else ["first"]
X = np.random.RandomState(0).rand(8, 3).astype("float32")
Y = X.sum(-1, keepdims=True)
Dense = keras.layers.Dense


def pickled(value):
    return pickle.loads(pickle.dumps(value))


COPIES = {"deepcopy": copy.deepcopy, "pickle": pickled}
both_ways = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)


class Nested(keras.Model):
    """Layers, models and functions in attributes of every kind."""

    def __init__(self):
        super().__init__()
        self.stack = keras.Sequential([Dense(4, "relu"), keras.layers.Dropout(0.5, seed=3)])
        self.heads, self.by_name = [Dense(1), Dense(1)], {"last": (Dense(1),)}
        self.scale = tf.Variable(1.0)
        self.shift = self.add_weight("shift", ())
        self.seen = keras.metrics.Mean(name="seen")

    def call(self, x, training=None):
        x = self.stack(x, training=training)
        y = self.heads[0](x) + self.heads[1](x) + self.by_name["last"][0](x)
        self.latest = y * self.scale + self.shift
        return self.latest


def sequential():
    return keras.Sequential([keras.layers.BatchNormalization(input_shape=(3,)), Dense(4, "relu"), Dense(1)])


def undeclared():
    return keras.Sequential([Dense(4, "relu"), Dense(1)])


def functional():
    x = keras.Input((3,), name="x")
    shared, inner = Dense(3, "tanh", name="shared"), keras.Sequential([Dense(3, input_shape=(3,))], name="inner")
    h = keras.layers.Concatenate()([shared(x), shared(inner(x)) * 2.0 + x])
    return keras.Model(x, Dense(1, kernel_regularizer="l2", name="out")(h))


MODELS = {f.__name__: f for f in (sequential, undeclared, functional, Nested)}


def trained(make):
    keras.utils.set_random_seed(1)
    model = make()
    model.compile(keras.optimizers.Adam(0.01), "mse", ["mae"])
    model.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    return model


def everything(model):
    """Every number that a model has."""
    held = [*model.weights, *model.optimizer.variables, *[v for m in model.metrics for v in m.weights]]
    return [np.array(v.array()) for v in held]


def parts(model):
    """Ids of all that is to be a model's own."""
    layers = model._flatten_layers()
    nodes = [n for layer in layers for n in (getattr(layer, "_nodes", None) or ())]
    objects = [*layers, *nodes, *[t for n in nodes for t in n.flat_outputs], *model.metrics, model.optimizer]
    return {id(o) for o in [*objects, *model.weights, *model.optimizer.variables, *model._steps.values()]}


@pytest.mark.parametrize(
    ("make", "copied", "gear"),
    [(make, copied, "first") for make in MODELS.values() for copied in COPIES.values()]
    + [(undeclared, copy.deepcopy, g) for g in GEARS[1:]],
)
def test_a_copy_continues_alone_where_the_original_stands(make, copied, gear):
    with using(gear=gear):
        model = trained(make)
        twin = copied(model)
        assert type(twin) is type(model) and twin.name == model.name and not parts(model) & parts(twin)
        assert [w.name for w in twin.weights] == [w.name for w in model.weights]
        before = everything(model)
        list(map(np.testing.assert_array_equal, everything(twin), before))
        np.testing.assert_array_equal(twin.predict(X, verbose=0), model.predict(X, verbose=0))
        twin.fit(X, Y, epochs=2, verbose=0, shuffle=False)
        assert int(twin.optimizer.iterations) == 4 and len(twin.optimizer.variables) == len(model.optimizer.variables)
        list(map(np.testing.assert_array_equal, everything(model), before))
        if make is not Nested:  # whose Dropout draws other numbers when its step is traced once more
            model.fit(X, Y, epochs=2, verbose=0, shuffle=False)
            for a, b in zip(everything(model), everything(twin), strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@both_ways
def test_the_graph_of_a_copy_is_its_own(copied):
    model = functional()
    twin = copied(model)
    assert twin.get_config() == model.get_config()
    inner = keras.Model(twin.input, twin.get_layer("shared").get_output_at(1))
    twin.set_weights([w * 0 + 0.5 for w in twin.get_weights()])
    np.testing.assert_allclose(inner(X), np.tanh(np.tanh(X @ (0 * np.eye(3) + 0.5) + 0.5) * 0 + _shared_twice(X)), 1e-5)
    assert inner.get_layer("shared") is twin.get_layer("shared") is not model.get_layer("shared")
    assert len(model.get_layer("shared").inbound_nodes) == len(twin.get_layer("shared").inbound_nodes) == 2
    longer = keras.Sequential([twin, Dense(2)])
    assert longer(X).shape == (8, 2)


def _shared_twice(x):
    """inner, then shared, before its tanh, with every weight 0.5."""
    half = np.full((3, 3), 0.5)
    return (x @ half + 0.5) @ half + 0.5


@both_ways
def test_models_that_share_layers_share_them_in_the_copy(copied):
    x = keras.Input((3,))
    h = Dense(2, name="h")(x)
    encoder = keras.Model(x, h)
    whole = keras.Model(x, Dense(1)(h))
    encoder2, whole2 = copied((encoder, whole))
    assert encoder2.get_layer("h") is whole2.get_layer("h") is not encoder.get_layer("h")
    assert encoder2.input is whole2.input and len(whole2.get_layer("h").inbound_nodes) == 1


@both_ways
def test_masks_losses_and_metrics_of_the_graph_come_along(copied):
    x = keras.Input((4,))
    h = Dense(3)(Masked()(x))
    model = keras.Model(x, h)
    model.add_loss(tf.reduce_sum(h))
    model.add_metric(tf.reduce_mean(h), name="mean")
    twin = copied(model)
    model(np.ones((2, 4)))
    twin(np.ones((2, 4)))
    assert [m.name for m in twin.metrics] == [m.name for m in model.metrics] == ["mean"]
    assert twin.metrics[0] is not model.metrics[0]
    np.testing.assert_allclose(twin.losses, model.losses)
    mask = twin.layers[1].output._keras_mask
    assert mask is not model.layers[1].output._keras_mask and mask.dtype is tf.bool


class Masked(keras.layers.Layer):
    def call(self, x):
        return x * 1.0

    def compute_mask(self, x, mask=None):
        return x > 0


def test_calls_of_a_copied_layer_keep_their_order():
    a, b, layer = keras.Input((2,)), keras.Input((2,)), keras.layers.Dense(1, name="shared")
    first, second = layer(b), layer(a)
    twin = copy.deepcopy(keras.Model([a, b], [first, second]))  # a walk from the outputs meets them the other way round
    shared = twin.get_layer("shared")
    assert shared.get_output_at(0) is twin.outputs[0] and shared.get_output_at(1) is twin.outputs[1]


def test_a_graph_deeper_than_pythons_stack_is_copied():
    layer = Dense(1)
    x = h = keras.Input((1,))
    for _ in range(400):
        h = layer(h)
    twin = copy.deepcopy(keras.Model(x, h))
    assert len(twin.layers[1].inbound_nodes) == 400


@both_ways
def test_a_subclass_made_functional_by_its_constructor_is_copied(copied):
    model = Functionalised()
    twin = copied(model)
    assert type(twin) is type(model) and isinstance(twin, Functionalised) and twin.greet() == "hello"
    np.testing.assert_array_equal(twin(X), model(X))
    assert twin.layers[1] is not model.layers[1]
    assert twin.features[0] is twin.layers[1].output is twin.output
    assert twin.inner.layers[1] is twin.layers[1]


class Functionalised(keras.Model):
    def __init__(self):
        x = keras.Input((3,))
        self_made = Dense(1)(x)
        super().__init__(x, self_made)
        self.features, self.inner = [self_made], keras.Model(x, self_made)

    def greet(self):
        return "hello"


def test_functions_and_locks_among_the_attributes_are_the_copys():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense, factor = Dense(2), 3.0
            self.double = lambda x: self.dense(x) * factor
            self.steps = [lambda x: self.double(x)]
            self.traced, self.lock = tf.function(self.double), threading.Lock()
            self.method, self.plain = self.other, np.tanh
            self.add_loss(lambda: tf.reduce_sum(self.dense.kernel))

        def other(self, x):
            return self.dense(x)

        def call(self, x):
            with self.lock:
                return self.steps[0](x) + self.traced(x) + self.method(x)

    model = Model()
    before = model(X)
    with model.lock:
        twin = copy.deepcopy(model)
    assert twin.lock is not model.lock and twin.plain is np.tanh
    np.testing.assert_array_equal(twin(X), before)
    twin.dense.set_weights([w * 0 + 1 for w in twin.dense.get_weights()])
    np.testing.assert_allclose(twin(X), np.repeat(7 * (Y + 1), 2, 1), rtol=1e-6)
    np.testing.assert_allclose(twin.losses, [6.0])
    np.testing.assert_array_equal(model(X), before)


def test_what_cannot_be_copied_is_named():
    model = sequential()
    model.stream = random.SystemRandom  # a class is itself in a copy
    assert copy.deepcopy(model).stream is random.SystemRandom
    model.rows = (i for i in range(3))
    with pytest.raises(TypeError, match=r"Sequential\.rows, a generator, cannot be copied.*__getstate__"):
        copy.deepcopy(model)


def test_a_state_of_the_users_own_is_respected():
    class Model(keras.Sequential):
        def __getstate__(self):
            state = self.__dict__.copy()
            del state["rows"]
            return state

        def __setstate__(self, state):
            self.__dict__.update(state)
            self.rows = iter("again")

    class Layer(Dense):
        def __getstate__(self):
            return {k: v for k, v in super().__getstate__().items() if k != "rows"}

        __setstate__ = Model.__setstate__

    model = Model([Layer(2, input_shape=(3,))])
    model.rows, model.layers[0].rows = iter("first"), iter("second")
    model.predict(X, verbose=0)
    twin, layer = copy.deepcopy(model), copy.deepcopy(model.layers[0])
    twin.set_weights([w * 0 for w in twin.get_weights()])
    for copied in (twin, twin.layers[0], layer):
        assert list(copied.rows) == list("again") and len(copied.weights) == 2
    assert not twin.predict(X, verbose=0).any() and model.predict(X, verbose=0).any() and layer.inbound_nodes == []


@both_ways
def test_variables_keep_their_order_regularizer_and_constraint(copied):
    layer = Ordered()
    layer(X)
    twin = copied(layer)
    assert [w.shape for w in twin.weights] == [w.shape for w in layer.weights] == [(3, 1), (2,)]
    np.testing.assert_allclose(twin.losses, layer.losses)
    assert len(twin.losses) == 1 and twin.weights[1].constraint is not None
    assert twin.inbound_nodes == [] and twin.activation is layer.activation


class Ordered(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.activation = tf.nn.relu

    def build(self, shape):
        self.first = tf.Variable(np.ones((3, 1), "float32"))
        self.second = self.add_weight("second", (2,), regularizer="l2", constraint="non_neg")

    def call(self, x):
        self.latest = x @ self.first
        return self.latest


def test_a_copy_of_a_layer_shares_its_weights_and_one_of_a_model_does_not():
    model = trained(sequential)
    layer = copy.copy(model.layers[1])
    assert layer.kernel is model.layers[1].kernel and layer.inbound_nodes == []
    twin = copy.copy(model)
    assert not parts(model) & parts(twin)


def test_a_copied_optimizer_goes_on_with_the_variables_that_it_served():
    v = tf.Variable([1.0, 2.0])
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.exclude_from_weight_decay([v])
    optimizer.apply_gradients([(tf.constant([1.0, -1.0]), v)])
    alone = copy.deepcopy(optimizer)
    assert alone.get_slot(v, "m") is not optimizer.get_slot(v, "m")
    alone.apply_gradients([(tf.constant([1.0, -1.0]), v)])
    assert (int(alone.iterations), int(optimizer.iterations), len(alone.variables)) == (2, 1, 3)
    for way in (copy.deepcopy, pickled):
        for order in (lambda a, b: (a, b), lambda a, b: (b, a)):
            pair = way(order(optimizer, v))
            twin, w = order(*pair)
            np.testing.assert_array_equal(twin.get_slot(w, "m"), optimizer.get_slot(v, "m"))
            twin.apply_gradients([(tf.constant([1.0, -1.0]), w)])
            assert len(twin.variables) == 3 and not twin._use_weight_decay(w)
            assert (int(twin.iterations), int(optimizer.iterations)) == (2, 1)


@both_ways
def test_metrics_and_losses_with_state_are_copied(copied):
    metric = keras.metrics.Mean()
    metric.update_state([1.0, 3.0])
    twin = copied(metric)
    twin.update_state(8.0)
    assert float(metric.result()) == 2.0 and float(twin.result()) == 4.0
    loss = copied(keras.losses.Huber(0.5))
    np.testing.assert_allclose(loss([0.0], [2.0]), keras.losses.Huber(0.5)([0.0], [2.0]))


def test_a_loss_that_has_closed_over_its_model_uses_the_copy():
    model = undeclared()
    model(X)
    model.compile("sgd", lambda y_true, y_pred: tf.reduce_sum(model.layers[1].kernel) + 0 * y_pred)
    twin = copy.deepcopy(model)
    twin.set_weights([w * 0 + 1 for w in twin.get_weights()])
    assert twin.evaluate(X, Y, verbose=0) == pytest.approx(4.0)


def test_random_numbers_of_a_copy_are_its_own_and_copying_draws_none():
    def numbers(spoil):
        keras.utils.set_random_seed(5)
        model = keras.Sequential([keras.layers.Dropout(0.5, seed=7, input_shape=(3,)), Dense(3)])
        model.compile("sgd", "mse")
        found = [model.layers[0](X, training=True).numpy()]
        if spoil:
            twin = copy.deepcopy(model)
            twin.layers[0].seed = 9
            twin.layers[0](X, training=True)
        return [*found, model.layers[0](X, training=True).numpy(), tf.random.uniform([3]).numpy()]

    list(map(np.testing.assert_array_equal, numbers(False), numbers(True)))


def test_a_module_is_copied_with_its_traced_functions():
    class Module(tf.Module):
        def __init__(self):
            super().__init__()
            self.v = tf.Variable(1.0)
            self.g = tf.function(lambda x: x + self.v)

        @tf.function
        def f(self, x):
            return x * self.v

    module = Module()
    assert float(module.f(tf.constant(2.0))) == 2.0 and float(module.g(tf.constant(2.0))) == 3.0
    twin = copy.deepcopy(module)
    twin.v.assign(5.0)
    assert float(twin.f(tf.constant(2.0))) == 10.0 and float(twin.g(tf.constant(2.0))) == 7.0
    assert float(module.f(tf.constant(2.0))) == 2.0 and float(module.g(tf.constant(2.0))) == 3.0


# clone_model


def test_a_clone_owns_what_its_calls_and_configurations_hold():
    class Around(keras.layers.Layer):
        def __init__(self, inner, **kwargs):
            super().__init__(**kwargs)
            self.inner = inner

        def call(self, x):
            return self.inner(x)

        def get_config(self):
            return {**super().get_config(), "inner": self.inner}

    x, v = keras.Input((3,)), tf.Variable(2.0)
    model = keras.Model(x, Around(Dense(1))(x) * v)
    twin = keras.models.clone_model(model)
    assert not {id(layer) for layer in model._flatten_layers()} & {id(layer) for layer in twin._flatten_layers()}
    twin.set_weights([w * 0 + 1 for w in twin.get_weights()])
    v.assign(100.0)
    np.testing.assert_allclose(twin(X), 2 * (Y + 1), rtol=1e-6)


@pytest.mark.parametrize("make", [sequential, functional])
def test_a_clone_has_the_losses_and_metrics_of_the_graph(make):
    model = make()
    model.add_loss(tf.reduce_sum(model.layers[-1].output))
    model.add_metric(tf.reduce_sum(model.output), name="total")
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    model(X), twin(X)
    assert [m.name for m in twin.metrics] == ["total"] and twin.metrics[0] is not model.metrics[0]
    np.testing.assert_allclose(twin.losses, model.losses, rtol=1e-6)


# files


@pytest.mark.parametrize("frozen", [slice(None), slice(1)])
def test_a_file_of_a_model_frozen_after_compile_starts_the_optimizer_afresh(frozen, tmp_path, caplog):
    model = trained(sequential)
    model.save(tmp_path / "as_compiled.h5")
    for layer in model.layers[frozen]:
        layer.trainable = False
    model.save(tmp_path / "changed.h5")
    same = keras.models.load_model(tmp_path / "as_compiled.h5")
    assert int(same.optimizer.iterations) == 2 and not caplog.records
    changed = keras.models.load_model(tmp_path / "changed.h5")
    assert int(changed.optimizer.iterations) == 0 and "freshly initialized optimizer" in caplog.text
    list(map(np.testing.assert_array_equal, changed.get_weights(), model.get_weights()))
    assert [layer.trainable for layer in changed.layers] == [layer.trainable for layer in model.layers]
