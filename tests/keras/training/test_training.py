"""compile, fit, evaluate, predict."""

import os
import threading

import numpy as np
import pytest
from programs import check_program, keras, tf

from tenfold.core.base.thread import using
from tenfold.runtime import xla
from tenfold.runtime.gears import shifting

from keras_training_programs import PROGRAMS  # isort: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_gives_what_tf_keras_gives(name):
    check_program(name, PROGRAMS[name])


pytestmark = pytest.mark.usefixtures("fresh_names")
GEARS = ["first", "second"] if xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0" else ["first"]


def data(rows=32, seed=0):
    r = np.random.RandomState(seed)
    return r.rand(rows, 4).astype("float32"), r.randint(0, 3, rows)


def mlp(loss="sparse_categorical_crossentropy", metrics=("accuracy",), optimizer="adam", **options):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(8, "relu", input_shape=(4,)), keras.layers.Dense(3, "softmax")])
    model.compile(optimizer, loss, list(metrics), **options)
    return model


def assert_same_weights(a, b, **tolerance):
    for x, y in zip(a, b, strict=True):
        np.testing.assert_allclose(x, y, **(tolerance or {"rtol": 0, "atol": 0}))


# gears


def test_a_step_gives_the_same_in_both_gears_and_as_python():
    found = {}
    for way in (*GEARS, "python"):
        model = mlp(run_eagerly=way == "python")
        with using(gear=None if way == "python" else way):
            model.fit(*data(), epochs=2, shuffle=False, verbose=0)
        found[way] = model.get_weights()
    for way in GEARS:
        assert_same_weights(found[way], found["python"], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("gear", GEARS)
def test_the_same_seed_gives_the_same_numbers(gear):
    def run():
        keras.utils.set_random_seed(7)
        model = keras.Sequential(
            [keras.layers.Dense(8, "relu"), keras.layers.Dropout(0.5), keras.layers.Dense(3, "softmax")]
        )
        model.compile("adam", "sparse_categorical_crossentropy")
        with using(gear=gear):
            return model.fit(*data(), epochs=2, verbose=0).history["loss"], model.get_weights()

    (loss, weights), (again, weights_again) = run(), run()
    assert loss == again
    assert_same_weights(weights, weights_again)


def test_weights_are_read_between_two_hot_runs():
    model = mlp(optimizer=keras.optimizers.SGD(0.1))
    x, y = data()
    seen = []
    with using(gear=GEARS[-1]):
        for _ in range(4):
            model.train_on_batch(x, y)
            seen.append(model.get_weights())
            seen[-1][0][:] = 99.0  # the caller's own copy
    kernels = [model.layers[0].kernel.numpy()]
    with using(gear=GEARS[-1]):
        model.layers[0].kernel.assign(kernels[0] * 0)
        model.train_on_batch(x, y)
    assert np.all(np.abs(kernels[0]) < 90) and np.abs(model.layers[0].kernel.numpy()).max() < 0.2
    assert not np.array_equal(seen[0][2], seen[1][2])


def test_a_learning_rate_that_is_set_counts_in_the_next_step():
    for gear in GEARS:
        model = mlp(optimizer=keras.optimizers.SGD(0.1))
        with using(gear=gear):
            model.train_on_batch(*data())
            before = model.get_weights()
            model.optimizer.learning_rate = 0.0
            model.train_on_batch(*data())
        assert_same_weights(before, model.get_weights())


def test_the_steps_ahead_take_a_fit_to_second_gear(monkeypatch):
    for cost in ("START_COST", "COMPILE_COST"):  # what a longer fit would make up for
        monkeypatch.setattr(shifting, cost, 0.0)
    model = mlp()
    x, y = data()
    model.fit(x, y, epochs=2, verbose=0)
    executable = next(iter(model._steps["train_step"][1]._traced.values())).executable
    programs = [s.program for s in executable._specializations.values()]
    assert (programs != [None]) == ("second" in GEARS)


# interruptions


class Interrupt(keras.callbacks.Callback):
    """Raises after a number of batches."""

    def __init__(self, batches, error):
        super().__init__()
        self.batches, self.error = batches, error

    def on_train_batch_end(self, batch, logs=None):
        if batch + 1 == self.batches:
            raise self.error


@pytest.mark.parametrize(
    "error", [RuntimeError("enough"), KeyboardInterrupt()], ids=["RuntimeError", "KeyboardInterrupt"]
)
@pytest.mark.parametrize("gear", GEARS)
def test_an_interrupted_fit_keeps_the_last_completed_step(gear, error):
    x, y = data(64)
    stopped, straight = mlp(), mlp()
    with using(gear=gear):
        with pytest.raises(type(error)):
            stopped.fit(x, y, batch_size=8, shuffle=False, verbose=0, callbacks=[Interrupt(3, error)])
        straight.fit(x[:24], y[:24], batch_size=8, shuffle=False, verbose=0)
        assert_same_weights(stopped.get_weights(), straight.get_weights())
        assert int(stopped.optimizer.iterations.numpy()) == 3
        stopped.fit(x, y, batch_size=8, verbose=0)  # and it goes on from there


@pytest.mark.parametrize("gear", GEARS)
def test_a_step_that_fails_on_data_changes_nothing(gear):
    def loss(y_true, y_pred):
        return tf.gather(y_pred, tf.cast(y_true, "int32"))

    model = mlp(loss=loss, metrics=[])
    x = data(4)[0]
    with using(gear=gear):
        model.train_on_batch(x, np.zeros((4, 1)))
        before = model.get_weights()
        with pytest.raises((tf.errors.InvalidArgumentError, ValueError, IndexError)):
            model.train_on_batch(x, np.full((4, 1), 1000))
        assert_same_weights(model.get_weights(), before)
        model.train_on_batch(x, np.zeros((4, 1)))


# what is refused before the first step


@pytest.mark.parametrize(
    "arguments, options, error, message",
    [
        ((np.ones((4, 4)), np.array([0, 1, 2, 3])), {}, ValueError, r"between 0 and 3, but its last layer has 3 units"),
        ((np.ones((4, 4)), np.array([0, 1, -1, 2])), {}, ValueError, r"between -1 and 2"),
        (
            (np.ones((4, 4)), np.eye(3)[[0, 1, 2, 0]]),
            {},
            ValueError,
            "For one-hot labels use loss='categorical_crossentropy'",
        ),
        (
            (np.ones((4, 4)), np.array([0, 1, 2])),
            {},
            ValueError,
            r"cardinality is ambiguous:\n  x sizes: 4\n  y sizes: 3",
        ),
        ((np.ones((4, 5)), np.zeros(4)), {}, ValueError, r"expected shape=\(None, 4\), found shape=\(None, 5\)"),
        ((np.ones((4, 4)),), {}, ValueError, "Target data is missing"),
        ((np.ones((0, 4)), np.zeros(0)), {}, ValueError, "non-empty"),
        ((np.ones((4, 4)), np.zeros(4)), {"batxh_size": 2}, TypeError, "batxh_size.*did you mean 'batch_size'"),
        ((np.ones((4, 4)), np.zeros(4)), {"batch_size": 0}, ValueError, "batch_size"),
        ((np.ones((4, 4)), np.zeros(4)), {"epochs": 0.5}, (TypeError, ValueError), "epochs"),
        ((np.ones((4, 4)), np.zeros(4)), {"validation_split": 1.5}, ValueError, "between 0 and 1"),
        ((np.ones((1, 4)), np.zeros(1)), {"validation_split": 0.1}, ValueError, "not sufficient to split"),
        ((np.ones((4, 4)), np.zeros(4)), {"validation_data": np.ones((4, 4))}, ValueError, "validation_data"),
        (
            (np.ones((4, 4)), np.zeros(4)),
            {"callbacks": [keras.callbacks.Callback]},
            TypeError,
            r"write Callback\(...\)",
        ),
        ((np.ones((4, 4)), np.zeros(4)), {"sample_weight": np.ones(3)}, ValueError, "sample_weight sizes: 3"),
        ((np.ones((4, 4)), np.zeros(4)), {"class_weight": {"a": 1.0}}, (ValueError, TypeError), "class_weight"),
        ((np.ones((4, 4)), np.zeros(4)), {"verbose": "loud"}, ValueError, "verbose"),
        (([[1, 2], [3]], np.zeros(2)), {}, ValueError, "(?i)ragged|inhomogeneous|pad"),
        ((np.array([["a"] * 4] * 2), np.zeros(2)), {}, (ValueError, TypeError), "."),
        ((iter([1, 2]),), {}, (ValueError, TypeError), "(?i)generator|iterator"),
    ],
)
def test_fit_says_what_is_wrong_before_it_changes_anything(arguments, options, error, message):
    model = mlp()
    before = model.get_weights()
    with pytest.raises(error, match=message):
        model.fit(*arguments, verbose=options.pop("verbose", 0), **options)
    assert_same_weights(before, model.get_weights())


def test_a_label_that_is_ignored_needs_no_unit():
    model = mlp(loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=255), metrics=[])
    x, y = data(8)
    y[:4] = 255
    assert model.evaluate(x, y, verbose=0) > 0


def test_categorical_labels_are_checked():
    model = mlp(loss="categorical_crossentropy")
    with pytest.raises(ValueError, match="to_categorical"):
        model.fit(data()[0], data()[1], verbose=0)


@pytest.mark.parametrize(
    "use, error, message",
    [
        (
            lambda m: keras.Sequential([keras.layers.Dense(1)]).fit(np.ones((2, 2)), np.ones(2)),
            RuntimeError,
            "must compile your model",
        ),
        (lambda m: m.evaluate(*data(), epochs=10), TypeError, "evaluate.*epochs"),
        (lambda m: m.evaluate(*data(), btch_size=10), TypeError, "did you mean 'batch_size'"),
        (lambda m: m.compile("adm"), ValueError, "adam"),
        (lambda m: m.compile("adam", "spare_categorical_crossentropy"), ValueError, "sparse_categorical_crossentropy"),
        (lambda m: m.compile("adam", "mse", metrics=["acuracy"]) or m.fit(*data(), verbose=0), ValueError, "accuracy"),
        (lambda m: m.compile("adam", los="mse"), (TypeError, ValueError), "los"),
        (lambda m: m.compile("adam", ["mse", "mse"]) or m.fit(*data(), verbose=0), ValueError, "1 outputs"),
        (lambda m: m.compile("adam", {"dens": "mse"}) or m.fit(*data(), verbose=0), ValueError, "dens"),
        (lambda m: m.compile("adam") or m.fit(*data(), verbose=0), ValueError, "No loss found"),
        (lambda m: m.compile("adam", "mse", steps_per_execution=0), ValueError, "steps_per_execution"),
        (lambda m: m.predict(np.ones((2, 7)), verbose=0), ValueError, "found shape"),
        (lambda m: m.predict(), TypeError, "x"),
    ],
)
def test_other_mistakes_are_named(use, error, message):
    with pytest.raises(error, match=message):
        use(mlp())


# numbers and shapes


def test_predict_gives_writable_arrays_of_the_caller_s_own():
    model = mlp()
    x = data(70)[0]
    for gear in GEARS:
        with using(gear=gear):
            out = model.predict(x, verbose=0)
            assert out.shape == (70, 3) and type(out) is np.ndarray and out.dtype == np.float32
            out[:] = 0
            assert model.predict(x, verbose=0).min() > 0
            one = model.predict(x[:1], verbose=0)
            one[:] = 0
            assert model.predict(x[:1], verbose=0).min() > 0
            on_batch = model.predict_on_batch(x)
            on_batch[:] = 0


def test_predict_keeps_the_outputs_structure():
    x = keras.Input((4,))
    model = keras.Model(x, {"a": keras.layers.Dense(1)(x), "b": keras.layers.Dense(2)(x)})
    found = model.predict(data(5)[0], verbose=0)
    assert {k: v.shape for k, v in found.items()} == {"a": (5, 1), "b": (5, 2)}


def test_concurrent_predict_from_eight_threads():
    model = mlp()
    x = data(200)[0]
    wanted = model(x).numpy()
    found = [None] * 8

    def work(i):
        with using(gear=GEARS[i % len(GEARS)]):
            found[i] = [model.predict(x[: 20 * (i + 1)], batch_size=16, verbose=0) for _ in range(5)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for i, outs in enumerate(found):
        for out in outs:
            np.testing.assert_allclose(out, wanted[: 20 * (i + 1)], rtol=1e-5, atol=1e-6)


def test_a_step_gets_inputs_alone_as_they_are():
    seen = []

    class Net(keras.Model):
        def train_step(self, batch):
            seen.append(batch)
            return {"loss": tf.reduce_sum(batch if not isinstance(batch, tuple) else batch[0][0])}

    model = Net()
    model.compile()
    x = data(4)[0]
    model.fit(x, verbose=0)
    model.fit([x, x], verbose=0)
    assert tuple(seen[0].shape) == (None, 4) and len(seen[1]) == 1 and len(seen[1][0]) == 2


def test_lists_frames_and_integers_are_data():
    model = mlp()
    x, y = data(10)
    model.fit(x.tolist(), y.tolist(), verbose=0)
    model.fit(tf.constant(x), tf.constant(y), verbose=0)
    model.fit(x.astype("float16"), y.astype("uint8"), verbose=0)
    assert model.predict(x.tolist(), verbose=0).shape == (10, 3)


def test_a_train_step_that_reads_values_runs_as_python():
    seen = []

    class Reads(keras.Model):
        def train_step(self, batch):
            x, y = batch
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
            seen.append(float(loss.numpy()))
            self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
            return {"loss": loss}

    x = keras.Input((4,))
    model = Reads(x, keras.layers.Dense(1)(x))
    model.compile("sgd")
    history = model.fit(data(12)[0], np.ones((12, 1)), batch_size=4, epochs=2, verbose=0, shuffle=False)
    assert len(seen) == 6 and history.history["loss"] == pytest.approx([seen[2], seen[5]])
    assert len(set(seen)) == 6


def test_run_eagerly_calls_python_each_time():
    calls = []

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            calls.append(type(x))
            return self.dense(x)

    for eager, wanted in ((True, 3), (False, 1)):
        calls.clear()
        model = Net()
        model.compile("sgd", "mse", run_eagerly=eager)
        model.fit(data(12)[0], np.ones((12, 1)), batch_size=4, verbose=0)
        assert len(calls) == wanted


def test_history_belongs_to_the_model_and_goes_on():
    model = mlp()
    history = model.fit(*data(), epochs=2, verbose=0)
    assert model.history is history and list(history.history) == ["loss", "accuracy"] and history.epoch == [0, 1]
    assert all(type(v) is float for v in history.history["loss"])
    assert len(model.fit(*data(), epochs=4, initial_epoch=2, verbose=0).history["loss"]) == 2


def test_compile_again_and_a_new_train_step_take_effect():
    model = mlp(optimizer=keras.optimizers.SGD(0.0))
    before = model.get_weights()
    model.fit(*data(), verbose=0)
    assert_same_weights(before, model.get_weights())
    model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
    assert list(model.fit(*data(), verbose=0).history) == ["loss"]
    assert not np.array_equal(before[0], model.get_weights()[0])


def test_shuffling_visits_every_sample_once():
    seen = []

    class Net(keras.Model):
        def train_step(self, batch):
            seen.append(batch[0].numpy().ravel())
            return {"loss": tf.constant(0.0)}

    model = Net()
    model.compile(run_eagerly=True)
    x = np.arange(20, dtype="float32")[:, None]
    model.fit(x, x, batch_size=6, epochs=2, verbose=0)
    one, two = np.concatenate(seen[:4]), np.concatenate(seen[4:])
    assert sorted(one) == sorted(two) == list(range(20)) and not np.array_equal(one, two)
    assert [len(s) for s in seen[:4]] == [6, 6, 6, 2]
    seen.clear()
    model.fit(x, x, batch_size=6, shuffle=False, verbose=0)
    assert np.array_equal(np.concatenate(seen), np.arange(20))


def test_old_names_of_arguments():
    model = mlp(optimizer=keras.optimizers.SGD(lr=0.5, decay=1e-3, momentum=0.9))
    assert float(model.optimizer.learning_rate.numpy()) == 0.5 and float(model.optimizer.lr.numpy()) == 0.5
    model.fit(*data(), verbose=0)


def test_constraints_hold_after_every_update():
    model = keras.Sequential([keras.layers.Dense(3, kernel_constraint=keras.constraints.NonNeg(), input_shape=(4,))])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    for gear in GEARS:
        with using(gear=gear):
            model.fit(data()[0], -np.ones((32, 3)), verbose=0, epochs=2)
        assert model.get_weights()[0].min() >= 0


def test_a_mask_of_the_predictions_leaves_out_what_it_masks():
    class Mask(keras.layers.Layer):
        def compute_mask(self, inputs, mask=None):
            return tf.not_equal(inputs[..., 0], 0.0)

    x = keras.Input((3, 1))
    model = keras.Model(x, Mask()(x))
    model.compile("sgd", "mse", metrics=["mae"], weighted_metrics=["mse"])
    values = np.array([[[1.0], [0.0], [3.0]]])
    assert model.evaluate(values, np.zeros((1, 3, 1)), verbose=0) == pytest.approx([5.0, 2.0, 5.0])


def test_sample_weight_counts_for_every_output():
    x = keras.Input((4,))
    model = keras.Model(x, [keras.layers.Dense(1, name="a")(x), keras.layers.Dense(1, name="b")(x)])
    model.compile("sgd", "mse")
    ones = np.ones((8, 1))
    assert model.evaluate(data(8)[0], [ones, ones], sample_weight=np.zeros(8), verbose=0) == [0.0, 0.0, 0.0]


def test_a_target_of_none_and_a_metric_object():
    x = keras.Input((4,))
    model = keras.Model(x, [keras.layers.Dense(1, name="a")(x), keras.layers.Dense(1, name="b")(x)])
    model.compile("sgd", {"a": "mse"}, metrics={"a": keras.metrics.MeanAbsoluteError(name="off")})
    found = model.evaluate(data(8)[0], {"a": np.ones((8, 1))}, verbose=0, return_dict=True)
    assert list(found) == ["loss", "a_loss", "a_off"]


def test_a_metric_may_report_a_dict():
    class Counts(keras.metrics.Metric):
        def __init__(self):
            super().__init__(name="counts")
            self.batches = self.add_weight("batches")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.batches.assign_add(1.0)

        def result(self):
            return {"twice": self.batches * 2, "once": self.batches * 1}

    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros", input_shape=(2,))])
    model.compile(keras.optimizers.SGD(0.0), "mse", metrics=[Counts(), "mae"])
    x, y = np.ones((4, 2)), np.zeros((4, 1))
    assert list(model.fit(x, y, verbose=0).history) == ["loss", "twice", "once", "mae"]
    assert model.evaluate(x, y, batch_size=1, verbose=0) == [
        0.0,
        0.0,
        4.0,
        8.0,
    ]  # tf_keras: metrics_names, then by name
    assert model.train_on_batch(x, y, return_dict=True) == {"loss": 0.0, "twice": 2.0, "once": 1.0, "mae": 0.0}


def test_lists_of_a_step_of_one_s_own_are_in_tf_keras_s_order():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.last = keras.metrics.Mean(name="z")

        def test_step(self, data):
            return {name: tf.constant(value) for name, value in zip("bza", (1.0, 2.0, 3.0))}

        train_step = test_step

    model = Own()
    model.compile("sgd")
    x = np.ones((4, 2))
    assert model.evaluate(x, x, verbose=0) == model.train_on_batch(x, x) == [2.0, 3.0, 1.0]
    assert list(model.fit(x, x, verbose=0).history) == ["b", "z", "a"]
