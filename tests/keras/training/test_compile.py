"""`compile`: the classic mistakes and what is said of them, arguments of older versions, configurations."""

import importlib
import json
import re
import sys

import numpy as np
import pytest
from programs import GOLDEN, keras

from tenfold.api import era

FITS = GOLDEN / "fits"
sys.path[:0] = [str(FITS)]
mistakes = importlib.import_module("mistakes")
RECORDED = json.loads((FITS / "fits.json").read_text())["mistakes"]
BEFORE_THE_FIRST_STEP = ("one-hot labels, sparse loss", "a class too many")  # ValueError here, as of other bad labels
pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.arange(24, dtype="float32").reshape(6, 4) / 24, np.array([0, 1, 2, 0, 1, 2])


def classifier(loss="sparse_categorical_crossentropy", **compiled):
    ones = keras.initializers.Constant(np.arange(12).reshape(4, 3) / 20.0)
    model = keras.Sequential([keras.layers.Dense(3, "softmax", input_shape=(4,), kernel_initializer=ones)])
    model.compile("sgd", loss, **compiled)
    return model


@pytest.fixture
def in_era():
    yield era.set_era
    era.set_era(None)


@pytest.mark.parametrize("name", mistakes.MISTAKES)
def test_a_mistake_raises_what_tf_keras_raises_and_says_its_gist(name):
    function, gist = mistakes.MISTAKES[name]
    (wanted, its_text), (raised, text) = RECORDED[name], mistakes.outcome(keras, function)
    assert raised == wanted or name in BEFORE_THE_FIRST_STEP and raised == "ValueError"
    for said in (its_text, text):
        assert re.search(gist, said, re.DOTALL), said


@pytest.mark.parametrize("version, says", [("1.15", True), ("keras-2.3.1", True), ("2.15", False), ("3", False)])
def test_class_numbers_for_a_categorical_loss_are_named_in_the_era_s_words(version, says, in_era):
    in_era(version)
    with pytest.raises(ValueError, match="to_categorical") as raised:
        classifier("categorical_crossentropy").fit(X, Y, verbose=0)
    text = "You are passing a target array of shape (6, 1) while using as loss `categorical_crossentropy`"
    assert (text in str(raised.value)) is says


@pytest.mark.parametrize("version, times", [("keras-2.3.1", 1), ("2.15", 0)])
def test_trainable_that_changed_after_compile_is_said_once_where_keras_said_so(version, times, in_era, caplog):
    in_era(version)
    model = classifier()
    model.layers[0].trainable = False
    before = model.get_weights()
    for _ in range(2):
        model.train_on_batch(X, Y)
    assert [r.message.startswith("Discrepancy between trainable weights") for r in caplog.records] == [True] * times
    assert not np.array_equal(before[0], model.get_weights()[0])  # as of compile
    model.compile("sgd", "sparse_categorical_crossentropy")
    before = model.get_weights()
    model.train_on_batch(X, Y)
    assert np.array_equal(before[0], model.get_weights()[0]) and len(caplog.records) == times


@pytest.mark.parametrize("version, trains", [("2.3", True), ("keras-2.3.1", True), ("2.15", False)])
def test_no_epochs_are_taken_where_keras_took_them(version, trains, in_era):
    in_era(version)
    model = classifier()
    if trains:
        assert model.fit(X, Y, epochs=0, verbose=0).history == {}
    else:
        with pytest.raises(ValueError, match="epochs"):
            model.fit(X, Y, epochs=0, verbose=0)


@pytest.mark.parametrize("version, error", [("2.15", RuntimeError), ("3", ValueError)])
def test_a_model_that_was_not_compiled_raises_the_era_s_class(version, error, in_era):
    in_era(version)
    with pytest.raises(error, match="You must compile your model before training/testing.*before fit"):
        keras.Sequential([keras.layers.Dense(3, input_shape=(4,))]).fit(X, Y)


def test_arguments_of_older_versions_are_taken_where_they_change_nothing():
    model = classifier(class_mode="categorical", theano_mode=None, cloning=True, experimental_run_tf_function=False)
    assert model.evaluate(X, Y, verbose=0) > 0
    for wrong in ({"theano_mode": "FAST_RUN"}, {"class_mode": "sparse"}, {"distribute": object()}):
        with pytest.raises(ValueError, match=f"does not support {next(iter(wrong))}"):
            classifier(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"optimizer": "adm"}, {"loss": "msee"}, {"metrics": ["acuracy"]}, {"loss_weights": "2"}, {"foo": 1}]
)
def test_a_compile_that_fails_leaves_the_model_as_it_was_compiled(wrong):
    model = classifier(metrics=["accuracy"])
    straight = classifier(metrics=["accuracy"])
    with pytest.raises((ValueError, TypeError)):
        model.compile(**{"optimizer": "adam", "loss": "mse", **wrong})
    assert model.loss == straight.loss
    assert model.fit(X, Y, verbose=0, shuffle=False).history == straight.fit(X, Y, verbose=0, shuffle=False).history


def test_one_optimizer_serves_two_models():
    """tf_keras refuses the second; its legacy optimizers, and all before them, serve both."""
    optimizer, models = keras.optimizers.SGD(0.1, momentum=0.9), [classifier(), classifier()]
    apart = [classifier(), classifier()]
    for model, other in zip(models, apart):
        model.compile(optimizer, "sparse_categorical_crossentropy")
        other.compile(keras.optimizers.SGD(0.1, momentum=0.9), "sparse_categorical_crossentropy")
    for _ in range(2):
        for model, other in zip(models, apart):
            assert model.train_on_batch(X, Y) == pytest.approx(other.train_on_batch(X, Y), rel=1e-6)
    assert int(optimizer.iterations.numpy()) == 4


def test_weights_of_classes_are_the_same_for_numbers_columns_and_one_hot_labels():
    weights, losses = {0: 1, 1: 5.0, 2: 0.25}, []
    one_hot = np.eye(3, dtype="float32")[Y]
    for loss, y in (("sparse_", Y), ("sparse_", Y[:, None]), ("", one_hot)):
        model = classifier(f"{loss}categorical_crossentropy")
        losses.append(model.train_on_batch(X, y, class_weight=weights))
        losses.append(model.fit(X, y, class_weight=weights, sample_weight=np.ones(6), verbose=0).history["loss"][0])
    assert losses == pytest.approx(losses[:2] * 3, rel=1e-6)
    by_hand = classifier().train_on_batch(X, Y, sample_weight=np.array([1, 5, 0.25] * 2))
    assert losses[0] == pytest.approx(by_hand, rel=1e-6)


def test_a_configuration_of_compile_holds_objects():
    def own(y_true, y_pred):
        return y_pred

    model = classifier(keras.losses.SparseCategoricalCrossentropy(name="entropy"), metrics=["accuracy", own])
    model.compile(keras.optimizers.Adam(0.25, beta_1=0.5), model.loss, [keras.metrics.MeanSquaredError(name="off")])
    model.fit(X, Y, verbose=0)
    config = json.loads(json.dumps(model.get_compile_config()))
    assert [*map(config["loss"].get, ("module", "class_name"))] == ["keras.losses", "SparseCategoricalCrossentropy"]
    again = keras.models.clone_model(model)
    assert again.get_compile_config() is None
    again.compile_from_config(config)
    assert again.loss.name == "entropy" and again.optimizer.get_config()["beta_1"] == 0.5
    assert list(again.fit(X, Y, verbose=0).history) == ["loss", "off"]

    class Two(keras.Model):
        def compile(self, d_optimizer, g_optimizer):
            super().compile(d_optimizer)

    with pytest.raises(ValueError, match=r"Two.compile\(\) does not take .*'loss'"):
        Two().compile_from_config(config)


@pytest.mark.parametrize("version", ["2.15", "2.12"])
def test_a_configuration_of_compile_describes_functions_in_the_eras_form(version, in_era):
    in_era(version)
    name, is_newer = "mean_absolute_error", version == "2.15"
    newer = {"class_name": "function", "config": name, "module": "builtins", "registered_name": "function"}
    model = classifier(keras.losses.mae, metrics=[keras.metrics.mse])
    config = model.get_compile_config()
    assert config["loss"] == (newer if is_newer else name)  # recorded from tf_keras 2.21
    model.compile_from_config(config)
    assert callable(model.loss) is is_newer and model.get_compile_config() == config


@pytest.mark.parametrize("version", ["2.15", "3"])
def test_a_configuration_of_compile_keeps_names_and_says_in_keras_3_what_defaults_came_to(version, in_era):
    in_era(version)  # what tf_keras 2.21 and Keras 3.15 gave
    is_newer = version == "3"
    model = classifier("mse", metrics=["mae"])
    assert keras.models.clone_model(model).get_compile_config() == ({} if is_newer else None)
    model.compile("adam", "mse", metrics=["mae"], jit_compile="auto")
    config = model.get_compile_config()
    optimizer = config.pop("optimizer")
    no, one, yes = (False, 1, True) if is_newer else (None, None, None)
    assert config == {
        "loss": "mse",
        "metrics": ["mae"],
        "loss_weights": None,
        "weighted_metrics": None,
        "run_eagerly": no,
        "steps_per_execution": one,
        "jit_compile": yes,
    }
    if is_newer:
        values = optimizer["config"]
        assert re.fullmatch(r"adam(_\d+)?", values["name"]) and values["gradient_accumulation_steps"] is None
        assert not {"jit_compile", "is_legacy_optimizer"} & {*values}
    else:
        assert optimizer == "adam"
    model.compile_from_config({**config, "optimizer": optimizer})
    assert model.jit_compile is None and type(model.optimizer) is keras.optimizers.Adam
    assert model.get_compile_config() == {**config, "optimizer": optimizer}
    model.compile(keras.optimizers.SGD(0.5), "mse")
    assert model.get_compile_config()["optimizer"]["config"]["learning_rate"] == 0.5


@pytest.mark.parametrize("version, names", [("2.15", ["Adam", "Adam", "Adam"]), ("3", ["adam", "my_adam", "adam_1"])])
def test_an_optimizers_name_is_that_of_the_era(version, names, in_era):
    in_era(version)

    class MyAdam(keras.optimizers.Adam):
        pass

    made = [cls().name for cls in (keras.optimizers.Adam, MyAdam, keras.optimizers.Adam)]
    assert made == names and keras.optimizers.Adam(name="Adam").name == "Adam"


def test_making_the_predict_function_beforehand_works():
    model = classifier()
    model._make_predict_function()
    assert model.predict(X, verbose=0).shape == (6, 3)


def test_compute_loss_is_told_whether_it_trains_if_it_asks():
    seen = []

    class Asks(keras.Model):
        def compute_loss(self, x, y, y_pred, sample_weight, training):
            seen.append(training)
            return super().compute_loss(x, y, y_pred, sample_weight, training=training)

    x = keras.Input((4,))
    model = Asks(x, keras.layers.Dense(3, "softmax")(x))
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    model.train_on_batch(X, Y)
    model.test_on_batch(X, Y)
    assert seen == [True, False]


@pytest.mark.parametrize("eager", [False, True])
def test_what_is_trained_is_what_was_trainable_when_the_model_was_compiled(eager):
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=eager)
    model.layers[0].trainable = False
    before = [w.copy() for w in model.get_weights()]
    model.train_on_batch(np.ones((4, 3)), np.ones((4, 1)))
    assert [(a != b).any() for a, b in zip(before, model.get_weights())] == [True] * 4
    model.compile("sgd", "mse", run_eagerly=eager)
    before = [w.copy() for w in model.get_weights()]
    model.train_on_batch(np.ones((4, 3)), np.ones((4, 1)))
    assert [(a != b).any() for a, b in zip(before, model.get_weights())] == [False, False, True, True]
