"""A beginner's slips in training: each is said at once, with the cure."""

import logging

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.arange(32, dtype="float32").reshape(8, 4) / 32, np.arange(8, dtype="float32").reshape(8, 1) / 8
callbacks, optimizers, schedules = keras.callbacks, keras.optimizers, keras.optimizers.schedules


def regressor(optimizer="sgd", **options):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(4,))])
    model.compile(optimizer, "mse", **options)
    return model


@pytest.mark.parametrize(
    "slip, error, message",
    [
        (lambda m: m.fit(X, Y, batxh_size=100), TypeError, "'batxh_size'; did you mean 'batch_size'"),
        (lambda m: m.evaluate(X, Y, epochs=10), TypeError, "'epochs': evaluate.. makes one pass; drop it"),
        (lambda m: m.compile("adam", los="mse"), TypeError, "'los'; did you mean 'loss'"),
        (lambda m: m.compile("adam", "catergorical_crossentropy"), ValueError, "'categorical_crossentropy'"),
        (lambda m: m.compile("adam", "mse", ["acuracy"]), ValueError, "Did you mean 'accuracy'"),
        (
            lambda m: m.compile("adam", "mse", weighted_metrics=["mae", "mean_square_error"]),
            ValueError,
            "squared_error",
        ),
        (lambda m: m.compile("addam", "mse"), ValueError, "Did you mean 'adam'"),
        (lambda m: keras.layers.Dense(2, kernel_initializer="gloror_uniform"), ValueError, "'glorot_uniform'"),
        (lambda m: keras.layers.Dense(2, "sofmax"), ValueError, "'softmax'"),
        (lambda m: keras.callbacks.ModelCheckPoint("x.h5"), AttributeError, "did you mean 'ModelCheckpoint'"),
        (lambda m: optimizers.Adam(learnin_rate=0.1), TypeError, "'learnin_rate'; did you mean 'learning_rate'"),
        (lambda m: optimizers.SGD(clip_norm=1.0), TypeError, "did you mean 'clipnorm'"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_right_one_and_changes_nothing(slip, error, message):
    model = regressor()
    before = model.optimizer, model.loss, model.compiled_metrics
    with pytest.raises(error, match=message):
        slip(model)
    assert before == (model.optimizer, model.loss, model.compiled_metrics)


@pytest.mark.parametrize(
    "callback",
    [
        callbacks.EarlyStopping(monitor="vla_loss"),
        callbacks.ReduceLROnPlateau(monitor="vla_loss"),
        callbacks.ModelCheckpoint("never_written.h5", monitor="vla_loss", save_best_only=True),
    ],
    ids=lambda c: type(c).__name__,
)
def test_a_misspelt_monitor_is_answered_with_the_right_one(callback, caplog):
    regressor().fit(X, Y, validation_data=(X, Y), verbose=0, callbacks=[callback])
    assert "vla_loss" in caplog.text and "Did you mean `val_loss`?" in caplog.text


def steps_before(callback, error, message):
    """How many batches were trained before `error`."""
    model, seen = regressor(), []
    count = callbacks.LambdaCallback(on_batch_end=lambda batch, logs: seen.append(batch))
    with pytest.raises(error, match=message):
        model.fit(X, Y, verbose=0, callbacks=[count, callback])
    return len(seen)


@pytest.mark.parametrize(
    "name, error, message",
    [
        ("a_file/model.h5", NotADirectoryError, "a_file is a file"),
        ("a_file/{epoch:02d}/model.h5", NotADirectoryError, "a_file is a file"),
        ("a_folder.h5", OSError, "existing directory"),
        ("model_{epoch", ValueError, "Failed to format this callback filepath"),
        ("model.pickle", NotImplementedError, "ends in .h5"),
    ],
)
def test_a_checkpoint_that_cannot_be_written_is_found_before_training(name, error, message, tmp_path):
    (tmp_path / "a_file").write_text("")
    (tmp_path / "a_folder.h5").mkdir()
    callback = callbacks.ModelCheckpoint(str(tmp_path / name))
    assert steps_before(callback, error, message) == 0


def test_a_checkpoint_in_a_folder_without_permission_is_found_before_training(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)  # root may write everywhere
    callback = callbacks.ModelCheckpoint(str(tmp_path / "new" / "model.h5"))
    assert steps_before(callback, PermissionError, "may not be written to") == 0


def test_a_model_that_saves_in_its_own_way_saves_where_it_likes(tmp_path):
    class Own(keras.Sequential):
        def save(self, filepath, **options):
            np.savez(filepath, *self.get_weights())

    model = Own([keras.layers.Dense(1, input_shape=(4,))])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0, callbacks=[callbacks.ModelCheckpoint(str(tmp_path / "new" / "w_{epoch}.npz"))])
    assert (tmp_path / "new" / "w_1.npz").exists()


def test_a_misspelt_log_in_a_checkpoint_s_name_is_answered_with_the_right_one(tmp_path):
    with pytest.raises(KeyError, match="Did you mean `val_loss`"):
        callback = callbacks.ModelCheckpoint(str(tmp_path / "{vla_loss:.2f}.h5"))
        regressor().fit(X, Y, validation_data=(X, Y), verbose=0, callbacks=[callback])


NUMBERS_AS_TEXT = {
    "learning_rate": lambda: optimizers.Adam("0.1"),
    "momentum": lambda: optimizers.SGD(0.1, momentum="0.9"),
    "weight_decay": lambda: optimizers.SGD(0.1, weight_decay="0.1"),
    "clipnorm": lambda: optimizers.SGD(0.1, clipnorm="1"),
    "ema_momentum": lambda: optimizers.SGD(0.1, ema_momentum="0.9"),
    "beta_1": lambda: optimizers.Adam(0.1, beta_1="0.9"),
    "beta_2": lambda: optimizers.Nadam(0.1, beta_2="0.9"),
    "epsilon": lambda: optimizers.Adamax(0.1, epsilon="0.1"),
    "rho": lambda: optimizers.RMSprop(0.1, rho="0.9"),
    "rho ": lambda: optimizers.Adadelta(0.1, rho="0.9"),
    "initial_accumulator_value": lambda: optimizers.Adagrad(0.1, initial_accumulator_value="0.1"),
    "beta": lambda: optimizers.Ftrl(0.1, beta="0.1"),
    "beta_1 ": lambda: optimizers.Lion(0.1, beta_1="0.9"),
    "decay_steps": lambda: schedules.ExponentialDecay(0.1, "10", 0.5),
    "values": lambda: schedules.PiecewiseConstantDecay([1], ["0.1", 0.2]),
    "rate": lambda: keras.layers.Dropout("0.5"),
    "momentum ": lambda: keras.layers.BatchNormalization(momentum="0.9"),
    "max_value": lambda: keras.constraints.MaxNorm("2"),
    "stddev": lambda: keras.initializers.RandomNormal(stddev="1"),
    "seed": lambda: keras.initializers.GlorotUniform(seed="1"),
    "gain": lambda: keras.initializers.Orthogonal(gain="1"),
    "patience": lambda: callbacks.EarlyStopping(patience="3"),
    "factor": lambda: callbacks.ReduceLROnPlateau(factor="0.1"),
    "loss_weights": lambda: regressor(loss_weights=["0.1"]),
}


@pytest.mark.parametrize("name", NUMBERS_AS_TEXT)
def test_text_in_place_of_a_number_is_refused_where_it_is_given(name):
    argument = name.strip()
    with pytest.raises(TypeError, match=f"`{argument}` must be a number; received '.*Write {argument}="):
        NUMBERS_AS_TEXT[name]()


def test_a_learning_rate_that_is_no_number_is_refused_and_the_old_one_stays():
    optimizer = optimizers.SGD(0.25)
    for value, error in (("0.1", TypeError), (None, ValueError), ({}, TypeError)):
        with pytest.raises(error, match="learning_rate"):
            optimizer.learning_rate = value
        with pytest.raises(error, match="learning_rate"):
            optimizers.Adam(value)
    assert float(optimizer.learning_rate) == 0.25


# the learning rate that callbacks see


def test_a_schedule_shows_the_rate_of_the_last_update():
    """tf_keras shows the same numbers."""
    seen = []

    class Look(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(float(self.model.optimizer.learning_rate))

        def on_epoch_end(self, epoch, logs=None):
            seen.append(float(self.model.optimizer.lr))

    model = regressor(optimizers.Adam(schedules.ExponentialDecay(0.1, 1, 0.5)))
    assert float(model.optimizer.learning_rate) == pytest.approx(0.1)
    plateau = callbacks.ReduceLROnPlateau("loss")
    history = model.fit(X, Y, batch_size=4, epochs=2, verbose=0, callbacks=[Look(), plateau]).history
    assert seen == pytest.approx([0.1, 0.05, 0.05, 0.025, 0.0125, 0.0125])
    assert history["lr"] == pytest.approx([0.05, 0.0125])


def test_a_schedule_stays_in_charge_and_a_callback_that_sets_the_rate_is_told(caplog):
    model = regressor(optimizers.SGD(schedules.ExponentialDecay(0.1, 1, 0.5)))
    halve = callbacks.LearningRateScheduler(lambda epoch, rate: 0.5 * rate)
    with caplog.at_level(logging.WARNING):
        history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[halve]).history
    assert history["lr"] == pytest.approx([0.1, 0.05, 0.025])  # as in tf_keras
    assert "the schedule ExponentialDecay, which stays in charge" in caplog.text


@pytest.mark.parametrize("make", [tf.Variable, float])
def test_callbacks_take_an_optimizer_that_has_only_lr(make):
    class Optimizer:
        def __init__(self):
            self.lr = make(0.1)

    class Own(keras.Model):
        def call(self, x):
            return x

        def train_step(self, data):
            return {"loss": tf.reduce_mean(data[0])}

    model = Own()
    model.compile("sgd", "mse")
    model.optimizer = Optimizer()
    halve = callbacks.LearningRateScheduler(lambda epoch, rate: 0.5 * rate)
    plateau = callbacks.ReduceLROnPlateau("loss", factor=0.1, patience=1, min_delta=100.0)
    history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[halve, plateau]).history
    assert history["lr"] == pytest.approx([0.05, 0.025, 0.00125])
    assert float(model.optimizer.lr) == pytest.approx(0.000125)


@pytest.mark.parametrize(("given", "said"), [(None, "None"), ([0.5, 1.0], "a list"), ((0.5,), "a tuple")])
@pytest.mark.parametrize("run_eagerly", [False, True])
def test_a_step_that_gives_no_logs_is_refused(given, said, run_eagerly):
    class Own(keras.Model):
        def call(self, x):
            return x

        def train_step(self, data):
            return given

        test_step = train_step

    model = Own()
    model.compile("sgd", "mse", run_eagerly=run_eagerly)
    for method in (model.fit, model.evaluate, model.train_on_batch, model.test_on_batch):
        with pytest.raises(TypeError, match=rf"Own\.train_step returned {said}.*Return a dict"):
            method(X, Y)


def test_a_wrong_key_among_inputs_is_named_with_the_one_it_is_near():
    inputs = [keras.Input((4,), name=name) for name in ("left", "right")]
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.concatenate(inputs)))
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match='Missing data for input "right".*Did you mean "right" by "rigth"'):
        model.fit({"left": X, "rigth": X}, Y, verbose=0)


@pytest.mark.parametrize("where", ["loss", "metric"])
@pytest.mark.parametrize("run_eagerly", [False, True])
def test_a_loss_or_metric_that_takes_a_keras_tensor_from_outside_is_refused(where, run_eagerly):
    """A VAE's loss as Keras 1 had it. Run eagerly it once reported 0 and trained nothing."""
    x = keras.Input((4,))
    code = keras.layers.Dense(1)(x)
    model = keras.Model(x, keras.layers.Dense(1)(code))

    def with_code(y_true, y_pred):
        return tf.reduce_mean(tf.square(y_true - y_pred)) + tf.reduce_mean(tf.square(code))

    loss, metrics = (with_code, None) if where == "loss" else ("mse", [with_code])
    model.compile("sgd", loss, metrics, run_eagerly=run_eagerly)
    with pytest.raises(TypeError, match=r"KerasTensor.*before|a value only while.*Cure: .*`?model\.add_loss"):
        model.fit(X, Y, verbose=0)


def test_a_metric_object_cannot_be_called_on_keras_tensors():
    x = keras.Input((4,))
    with pytest.raises(TypeError, match=r"metric.*cannot be changed by <KerasTensor: shape=\(None, 4\).*add_metric"):
        keras.metrics.Mean()(x)
