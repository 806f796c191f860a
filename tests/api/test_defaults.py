"""Defaults that differ between eras: what the libraries of the day documented, and what they do here."""

import numpy as np
import pytest

from tenfold import keras
from tenfold.api import era
from tenfold.api.defaults import DEFAULTS, by_era

V1, V2, V3, KERAS_1, KERAS_2 = "1.12", "2.15", "3", "keras-1.2.2", "keras-2.2.5"


@pytest.fixture
def in_era():
    yield era.set_era
    era.set_era(None)
    keras.backend.clear_session()


@pytest.mark.parametrize("name", DEFAULTS)
def test_rows_stand_in_order_and_start_at_the_beginning(name):
    versions = [since for since in DEFAULTS[name] if since != "unchosen"]
    for kind in (False, True):
        of_kind = [era.version_of(since) for since in versions if since.startswith("keras-") is kind]
        assert of_kind == sorted(of_kind)
    assert versions[0] == "0"


@pytest.mark.parametrize("version", ["0.12", "1.15", V2, V3, "keras-0.3.3", KERAS_1, "keras-2.4", "keras-3"])
def test_every_era_has_every_default(in_era, version):
    in_era(version)
    for name in DEFAULTS:
        by_era(name)


# the values that the documentation of each version gives
@pytest.mark.parametrize(
    "name, values",
    [
        ("KerasTensor.input_suffix", {V1: ":0", "2.3": ":0", "2.4": "", V3: "", KERAS_1: ":0", "keras-2.4": ""}),
        ("Embedding.implies_input", {V1: True, V2: True, V3: False, KERAS_1: True}),
        ("GRU.reset_after", {V1: False, "1.15": False, "2.0": True, "keras-2.3.1": False}),
        ("hard_sigmoid.slope", {"2.15": 0.2, "3": 1 / 6, "keras-2.2": 0.2, "keras-2.4": 0.2, "keras-3.15": 1 / 6}),
        ("outputs.logged_by_key", {V1: False, V2: False, V3: True, KERAS_1: False, "keras-3.15": True}),
        ("RNN.implementation", {V1: 1, "2.3": 2, "keras-2.2": 1, "keras-2.3": 2}),
        ("RNN.drops_each_step", {V1: False, V2: True, V3: False, KERAS_1: False, "keras-2.4": True}),
        ("RNN.masks_per_gate", {V1: True, V2: True, V3: False, KERAS_1: True}),
        ("RNN.recurrent_activation", {V1: "hard_sigmoid", V2: "sigmoid", KERAS_1: "hard_sigmoid"}),
        (
            "summary.layout",
            {V1: "classic", "2.7": "classic", "2.8": "keras2", V2: "keras2", V3: "keras3", "2.16": "keras3"},
        ),
    ],
)
def test_documented_values(in_era, name, values):
    for version, value in values.items():
        in_era(version)
        assert by_era(name) == value, version


def test_where_no_era_was_chosen_summaries_are_those_of_the_notes(in_era):
    assert era.current() == "2.15" and by_era("summary.layout") == "classic"
    in_era("2.15")
    assert by_era("summary.layout") == "keras2"


@pytest.mark.parametrize(
    "name, old, new",
    [("Adadelta", 1.0, 0.001), ("Adagrad", 0.01, 0.001), ("Adamax", 0.002, 0.001), ("Nadam", 0.002, 0.001)],
)
def test_learning_rates(in_era, name, old, new):
    for version, rate in {V1: old, KERAS_2: old, "keras-2.3.1": old, "1.15": new, V2: new, V3: new}.items():
        in_era(version)
        assert float(getattr(keras.optimizers, name)().learning_rate) == pytest.approx(rate), version


def test_adagrad_used_to_start_at_zero(in_era):
    assert keras.optimizers.Adagrad().initial_accumulator_value == 0.1
    in_era(KERAS_2)
    assert keras.optimizers.Adagrad().initial_accumulator_value == 0.0


@pytest.mark.parametrize(
    "version, names",
    [(V1, ["loss", "acc"]), ("1.15", ["loss", "acc"]), (V2, ["loss", "accuracy"]), ("keras-2.3", ["loss", "accuracy"])],
)
def test_the_key_of_accuracy(in_era, version, names):
    in_era(version)
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse", metrics=["accuracy"])
    history = model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    assert list(history.history) == names


@pytest.mark.parametrize(
    "version, names",
    [
        (V1, ["input_1", "dense", "dense_1", "model"]),
        (V2, ["input_1", "dense", "dense_1", "model"]),
        (KERAS_2, ["input_1", "dense_1", "dense_2", "model_1"]),
        (V3, ["input_layer", "dense", "dense_1", "functional"]),
    ],
)
def test_automatic_names(in_era, version, names):
    keras.backend.clear_session()
    in_era(version)
    x = keras.Input((2,))
    y = keras.layers.Dense(2)(x)
    model = keras.Model(x, keras.layers.Dense(2)(y))
    assert [layer.name for layer in model.layers] + [model.name] == names


def test_a_sequential_of_keras_3_takes_a_name_for_its_graph(in_era):
    """The names that Keras 3.15 gives."""
    in_era(V3)
    keras.backend.clear_session()
    x, dense = keras.Input((3,)), keras.layers.Dense
    keras.Sequential([keras.Input((3,)), dense(2), dense(3)])
    names = [keras.Model(x, dense(1)(x)).name]
    added = keras.Sequential([keras.Input((3,))])
    for _ in range(3):
        added.add(dense(2))
    names.append(keras.Model(x, dense(1)(x)).name)
    added.pop()
    names.append(keras.Model(x, dense(1)(x)).name)
    keras.Sequential([dense(2)])(np.ones((1, 3)))
    assert [*names, keras.Model(x, dense(1)(x)).name] == [
        "functional_1",
        "functional_5",
        "functional_7",
        "functional_9",
    ]


UNBUILT = """\
│ embedding (Embedding)    │ ?                  │          0 │
│                          │                    │  (unbuilt) │
├──────────────────────────┼────────────────────┼────────────┤
│ dense (Dense)            │ ?                  │          0 │"""


def test_keras_3_does_not_know_the_input_of_an_embedding(in_era):
    """What Keras 3.15 prints of this model."""
    in_era(V3)
    keras.backend.clear_session()
    model = keras.Sequential([keras.layers.Embedding(10, 3), keras.layers.Dense(2)])
    shown = []
    model.summary(print_fn=shown.append, line_length=62)
    assert not model.built and UNBUILT in shown[0]
    in_era(V2)
    assert keras.Sequential([keras.layers.Embedding(10, 3), keras.layers.Dense(2)]).output_shape == (None, None, 2)


@pytest.mark.parametrize("wrong", ["two", "", "4", "2.x", "keras", "keras-9", "2.3.4.5", None, 2.15j])
def test_what_is_no_version_is_refused(wrong):
    with pytest.raises(ValueError, match="expected a version of TensorFlow or Keras such as"):
        era.checked(wrong)


def test_versions_say_which_tensorflow_speaks():
    shown = {
        "1.15": "1.15.0",
        "2.3": "2.3.0",
        "2.15": "2.15.0",
        "2.4.1": "2.4.1",
        "3": "2.15.0",
        "keras-2.3.1": "1.15.0",
    }
    assert {version: era.api_version(version) for version in shown} == shown
    assert [era.is_v1(v) for v in ("0.12", "1.15", "2.0", "3", "keras-1", "keras-2.4")] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]


def test_the_moving_variance_of_keras_3_is_that_of_the_batch(in_era):
    recorded = {"3": [527.70105, 585.7446, 641.94367], "2.15": [603.0155, 669.3511, 733.57843]}  # Keras 3.15, tf_keras
    x = np.arange(24, dtype="float32").reshape(2, 2, 2, 3) ** 1.5
    for version, variance in recorded.items():
        in_era(version)
        layer = keras.layers.BatchNormalization(momentum=0.5)
        layer(x, training=True)
        np.testing.assert_allclose(layer.get_weights()[3], variance, rtol=1e-5)


@pytest.mark.parametrize("version, names", [(V2, ("a", "b")), (V3, ("first", "second"))])
def test_logs_of_a_dict_of_outputs(in_era, version, names):
    """What tf_keras 2.21 and Keras 3.15 report."""
    in_era(version)
    inputs = keras.Input((2,))
    ends = {"first": keras.layers.Dense(1, name="a")(inputs), "second": keras.layers.Dense(2, name="b")(inputs)}
    model = keras.Model(inputs, ends)
    model.compile("sgd", {"first": "mse", "second": "mae"}, metrics={"first": ["mae"]})
    targets = {"first": np.ones((4, 1)), "second": np.ones((4, 2))}
    history = model.fit(np.ones((4, 2)), targets, verbose=0).history
    assert set(history) == {"loss", f"{names[0]}_loss", f"{names[1]}_loss", f"{names[0]}_mae"}
    assert set(model.evaluate(np.ones((4, 2)), targets, verbose=0, return_dict=True)) == set(history)
    assert sorted(model.predict(np.ones((4, 2)), verbose=0)) == ["first", "second"]
