"""A traced step is never that of a model that has changed; `compile` decides what is trained, as in tf_keras."""

import collections
import threading

import numpy as np
import pytest
from programs import keras, tf

from tenfold.keras.layers.base import changes

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.ones((8, 3), np.float32), np.full((8, 1), 5, np.float32)
Dense = keras.layers.Dense


def two_layers(**options):
    model = keras.Sequential([Dense(2, input_shape=(3,)), Dense(1)])
    model.compile("sgd", "mse", **options)
    return model


def moved(model, train):
    """Per weight, whether `train` changed it."""
    before = model.get_weights()
    train()
    return [not np.array_equal(a, b) for a, b in zip(before, model.get_weights())]


class Branches(keras.Model):
    """Layers in attributes of every kind."""

    def __init__(self):
        super().__init__()
        self.factor, self.last, self.many, self.by_name = 2.0, Dense(2), [Dense(3)], {"a": [Dense(3)]}
        self.epsilon, self.memory = 1.0, []

    def call(self, x):
        for layer in (*self.many, *self.by_name["a"]):
            x = layer(x)
        return self.last(x) * self.factor


# what is trained


@pytest.mark.parametrize("eagerly", [False, True])
def test_trainable_is_what_it_was_at_compile(eagerly):
    model = two_layers(run_eagerly=eagerly)
    model.trainable = False
    assert moved(model, lambda: model.train_on_batch(X, Y)) == [True] * 4
    assert model.trainable is False and model.trainable_weights == []
    model.trainable, model.layers[0].trainable = True, False
    model.compile("sgd", "mse", run_eagerly=eagerly)
    model.layers[0].trainable = True
    assert moved(model, lambda: model.fit(X, Y, verbose=0)) == [False, False, True, True]
    assert [layer.trainable for layer in model.layers] == [True, True]


@pytest.mark.parametrize("toggles", [False, True])
def test_a_gan_trains_its_discriminator_alone_and_its_generator_through_it(toggles):
    generator = keras.Sequential([Dense(3, input_shape=(2,))])
    critic = keras.Sequential([Dense(4, "relu", input_shape=(3,)), Dense(1, "sigmoid")])
    critic.compile("rmsprop", "binary_crossentropy")
    critic.trainable = False
    gan = keras.Sequential([generator, critic])
    gan.compile("rmsprop", "binary_crossentropy")
    noise = np.random.RandomState(0).randn(8, 2).astype("float32")
    for _ in range(2):
        critic.trainable = toggles
        assert any(moved(critic, lambda: critic.train_on_batch(X, Y * 0)))
        critic.trainable = False
        before = critic.get_weights()
        assert all(moved(generator, lambda: gan.train_on_batch(noise, Y * 0 + 1)))
        assert all(map(np.array_equal, before, critic.get_weights()))
    assert [m._steps["train_step"][1]._restarts for m in (critic, gan)] == [0, 0]  # `compile` decides, nothing is stale


def test_batch_normalization_frozen_after_compile_still_trains():
    model = keras.Sequential([keras.layers.BatchNormalization(input_shape=(3,)), Dense(1)])
    model.compile("sgd", "mse")
    model.layers[0].trainable = False
    x = np.random.RandomState(0).randn(8, 3) * 2 + 3
    assert moved(model, lambda: model.fit(x, Y, verbose=0)) == [True] * 6
    model.compile("sgd", "mse")
    assert moved(model, lambda: model.fit(x, Y, verbose=0)) == [False] * 4 + [True] * 2


def test_layers_that_came_after_compile_are_as_they_are():
    model = two_layers()
    model.add(Dense(1, trainable=False))
    model.layers[0].trainable = False
    assert moved(model, lambda: model.fit(X, Y, verbose=0)) == [True, True, True, True, False, False]


def test_averages_become_the_variables_that_were_trained():
    model = keras.Sequential([Dense(1, use_bias=False, input_shape=(3,))])
    model.compile(keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5), "mse")
    model.trainable = False
    model.fit(X, Y, verbose=0)
    slots = model.optimizer.variables[1]
    np.testing.assert_array_equal(model.get_weights()[0], slots.numpy())


# what has changed


def test_pop_and_add_make_a_new_step():
    model = keras.Sequential([Dense(4, input_shape=(3,)), Dense(1)])
    assert model.predict(X, verbose=0).shape == (8, 1)
    model.pop()
    assert model.predict(X, verbose=0).shape == (8, 4)
    model.add(Dense(7))
    assert model.predict(X, verbose=0).shape == (8, 7)
    model.compile("sgd", "mse")
    model.fit(X, np.zeros((8, 7)), verbose=0)
    model.add(Dense(2))
    assert moved(model, lambda: model.fit(X, np.ones((8, 2)), verbose=0)) == [True] * 6
    assert model.predict_on_batch(X).shape == (8, 2)


def test_attributes_lists_and_dicts_that_call_reads_make_a_new_step():
    model = Branches()
    first = model.predict(X, verbose=0)
    model.factor = 4.0
    np.testing.assert_allclose(model.predict(X, verbose=0), 2 * first, rtol=1e-6)
    model.last = Dense(5)
    assert model.predict(X, verbose=0).shape == (8, 5)
    model.many.append(Dense(3, kernel_initializer="zeros", bias_initializer="ones"))
    model.by_name["a"].pop()
    np.testing.assert_allclose(model.predict(X, verbose=0), model(X), rtol=1e-6)
    model.by_name["a"] = [Dense(3, "relu")]
    np.testing.assert_allclose(model.predict(X, verbose=0), model(X), rtol=1e-6)
    model.many[0].activation = tf.nn.relu
    np.testing.assert_allclose(model.predict(X, verbose=0), model(X), rtol=1e-6)
    del model.many[1:]
    np.testing.assert_allclose(model.predict(X, verbose=0), model(X), rtol=1e-6)


def test_dicts_that_grow_and_layers_made_in_build_make_a_new_step():
    class Grows(keras.Model):
        def __init__(self):
            super().__init__()
            self.by_name, self.traces = collections.OrderedDict(), 0

        def build(self, shape):
            self.made = keras.Sequential([Dense(3, kernel_initializer="ones", input_shape=(3,))])

        def call(self, x):
            self.traces += 1
            x = self.made(x)
            for layer in self.by_name.values():
                x = layer(x)
            return x

    model = Grows()
    np.testing.assert_allclose(model.predict(X, verbose=0), 3 * X)
    model.predict(X, verbose=0)
    assert model.traces == 1
    model.made.layers[0].activation = tf.negative
    np.testing.assert_allclose(model.predict(X, verbose=0), -3 * X)
    model.by_name["b"] = Dense(2)
    assert model.predict(X, verbose=0).shape == (8, 2)


def test_the_rate_of_a_dropout_and_a_callback_in_the_middle_of_fit():
    model = keras.Sequential([keras.layers.Dropout(0.0, input_shape=(3,))])
    model.compile("sgd", "mse")

    class Drop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.layers[0].rate = 0.9 * epoch

    losses = model.fit(X, X, epochs=2, verbose=0, callbacks=[Drop()]).history["loss"]
    assert losses[0] == 0 and losses[1] > 0


def test_what_a_callback_changes_between_two_batches_counts_from_the_next_one():
    class Times(keras.layers.Layer):
        factor = 1.0

        def call(self, x):
            return x * self.factor

    class Change(keras.callbacks.Callback):
        def on_predict_batch_end(self, batch, logs=None):
            self.model.layers[0].factor = 2.0 + batch

    model = keras.Sequential([Times(input_shape=(3,))])
    assert model.predict(X, batch_size=2, verbose=0, callbacks=[Change()])[::2, 0].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "value"),
    [("momentum", 0.5), ("clipnorm", 1e-9), ("clipvalue", 1e-9), ("weight_decay", 0.5), ("learning_rate", None)],
)
def test_hyperparameters_of_the_optimizer_make_a_new_step(name, value):
    def trained(optimizer, change):
        model = keras.Sequential([Dense(1, use_bias=False, kernel_initializer="ones", input_shape=(3,))])
        model.compile(optimizer, "mse")
        model.train_on_batch(X, Y)
        change(model)
        for _ in range(2):
            model.train_on_batch(X, Y)
        return model.get_weights()[0]

    value = value or keras.optimizers.schedules.PiecewiseConstantDecay([9], [0.05, 0.0])
    changed = trained(keras.optimizers.SGD(0.01), lambda model: setattr(model.optimizer, name, value))
    assert not np.allclose(changed, trained(keras.optimizers.SGD(0.01), lambda model: None), rtol=1e-4)
    replaced = trained(
        keras.optimizers.SGD(0.01),
        lambda model: setattr(model, "optimizer", keras.optimizers.SGD(**{"learning_rate": 0.01, name: value})),
    )
    np.testing.assert_allclose(changed, replaced, rtol=1e-6)


def test_a_loss_added_to_a_layer_and_an_attribute_of_the_loss_make_a_new_step():
    class Scaled(keras.losses.Loss):
        scale = 1.0

        def call(self, y_true, y_pred):
            return self.scale * (y_pred - y_true) ** 2

    model, loss = Branches(), Scaled()
    model.compile("sgd", loss)
    before = model.evaluate(X, np.ones((8, 2)), verbose=0)
    loss.scale = 3.0
    assert model.evaluate(X, np.ones((8, 2)), verbose=0) == pytest.approx(3 * before)
    model.last.add_loss(lambda: tf.constant(100.0))
    assert model.evaluate(X, np.ones((8, 2)), verbose=0) == pytest.approx(3 * before + 100)


def test_what_replaces_an_attribute_replaces_it_among_weights_and_layers():
    """Orders are tf_keras's."""
    model = Branches()
    model(X)
    new = tf.Variable(np.ones((3, 2), "float32"))
    bias = model.last.bias
    model.last.kernel = new
    assert [w is v for w, v in zip(model.last.weights, (new, bias), strict=True)] == [True, True]
    del model.last.bias
    assert len(model.last.weights) == 1
    model.last = Dense(4)
    model(X)
    assert model.layers[-1] is model.last and len(model.weights) == 6


def test_run_eagerly_set_after_compile_counts_from_the_next_call():
    model, ran = Branches(), []
    model.predict(X, verbose=0)
    model.last.call = lambda x: ran.append(1) or x
    model.run_eagerly = True
    for _ in range(2):
        model.predict(X, verbose=0)
    assert len(ran) == 2


def test_a_step_that_is_traced_often_says_why(caplog):
    model = Branches()
    for i in range(12):
        model.factor = float(i)
        model.predict(X, verbose=0)
    assert len(caplog.records) == 1 and f"{model.name}.factor" in caplog.text and "tf.Variable" in caplog.text


# what has not


def test_what_the_step_does_not_read_leaves_it_alone(monkeypatch):
    model = Branches()
    model.compile("sgd", "mse")
    traces = []
    monkeypatch.setattr(Branches, "build", lambda self, shape: None)
    monkeypatch.setattr(Branches, "call", lambda self, x, call=Branches.call: traces.append(1) or call(self, x))
    model.predict(X, verbose=0)
    for i in range(3):
        model.epsilon *= 0.9
        model.memory.append(i)
        model.note, model.factor = f"episode {i}", 2.0
        model.stop_training, model.trainable = True, bool(i % 2)
        other = keras.Sequential([Dense(1, input_shape=(3,))])
        other.rate = i
        model.predict(X, verbose=0)
        model(X)
    assert len(traces) == 1 + 3


def test_results_that_layers_leave_in_attributes_are_no_changes():
    class Counting(keras.layers.Layer):
        calls, last = 0, None

        def call(self, x):
            self.calls, self.last = self.calls + 1, x * 1.0
            return self.last

    model = keras.Sequential([Counting(input_shape=(3,))])
    model.predict(X, verbose=0)
    traced = model.layers[0].calls
    for _ in range(3):
        model(X)
        model.predict(X, verbose=0)
    assert model.layers[0].calls == traced + 3


def test_a_trace_that_fails_watches_no_longer():
    class Failing(keras.layers.Layer):
        broken = True

        def call(self, x):
            if self.broken:
                raise ArithmeticError
            return x

    layer = Failing(input_shape=(3,))
    model = keras.Sequential([Dense(3, input_shape=(3,))])
    model.layers[0].call = lambda x: layer(x)
    with pytest.raises(ArithmeticError):
        model.predict(X, verbose=0)
    assert keras.layers.Layer.__getattribute__ is object.__getattribute__
    layer.broken = False
    assert model.predict(X, verbose=0).shape == (8, 3)


def test_a_traced_call_sees_layers_of_their_own_classes():
    class ByType(keras.Model):
        def __init__(self):
            super().__init__()
            self.many = [Dense(3), keras.layers.Activation("relu")]

        def call(self, x):
            for layer in self.many:
                kind = type(layer)
                ways = [kind is Dense, kind in {Dense: 1}, Dense == kind, layer.__class__ is Dense]
                x = x + float(sum(ways))
            return x

    model = ByType()
    model.compile("sgd", "mse")
    np.testing.assert_array_equal(model.predict(X, verbose=0), X + 4)
    assert model.many[0].__class__ is Dense


def test_a_class_that_reacts_to_subclasses_is_not_subclassed_to_watch_it():
    subclasses = []

    class Registered(keras.layers.Layer):
        scale = 1.0

        def __init_subclass__(cls, **kwargs):
            subclasses.append(cls)

        def call(self, x):
            return x * self.scale

    model = keras.Sequential([Registered(input_shape=(3,))])
    model.predict(X, verbose=0)
    model.layers[0].scale = 3.0
    np.testing.assert_array_equal(model.predict(X, verbose=0), 3 * X)
    assert subclasses == []


def test_a_class_with_a_hook_for_reads_of_its_own_makes_a_new_step_for_any_change():
    class Hooked(keras.layers.Layer):
        scale = 1.0

        def __getattribute__(self, name):
            return object.__getattribute__(self, name)  # which hides from the trace what is read

        def call(self, x):
            return x * self.scale

    model = keras.Sequential([Hooked(input_shape=(3,))])
    model.predict(X, verbose=0)
    model.layers[0].scale = 3.0
    np.testing.assert_array_equal(model.predict(X, verbose=0), 3 * X)


def test_traces_in_two_threads_share_the_watch_and_the_last_one_ends_it():
    models = [keras.Sequential([Dense(2, input_shape=(3,))]) for _ in range(2)]
    reads, both, one_is_through = [changes.Reads() for _ in models], threading.Barrier(2), threading.Event()

    def first():
        with reads[0].watching(models[0]._flatten_layers):
            both.wait(5)
        one_is_through.set()

    def second():
        with reads[1].watching(models[1]._flatten_layers):
            both.wait(5)
            one_is_through.wait(5)
            _ = models[1].layers[0].units, models[0].layers[0].use_bias

    threads = [threading.Thread(target=target) for target in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keras.layers.Layer.__getattribute__ is object.__getattribute__
    for units, model, read in zip((5, 6), models, reads):
        model.layers[0].units, model.layers[0].use_bias = units, False
        assert read.changed() is (model is models[1])
