"""Training on a tf.data.Dataset: tf_keras's numbers, epoch by epoch (golden/data/fit_programs.py), and messages."""

import json
import logging
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf

FOLDER = Path(__file__).parents[3] / "golden" / "data"
sys.path.insert(0, str(FOLDER))
import fit_programs  # noqa: E402

RECORDED = json.loads((FOLDER / "fits.json").read_text())


@pytest.fixture(scope="module")
def found():
    return fit_programs.outcomes(tf, tf.keras)


@pytest.mark.parametrize("run", RECORDED)
def test_epochs_are_keras_2s(found, run):
    wanted, mine = RECORDED[run], found[run]
    assert type(mine) is type(wanted)
    if isinstance(wanted, dict):
        assert mine.keys() == wanted.keys()
        mine, wanted = [*mine.values()], [*wanted.values()]
    np.testing.assert_allclose(mine, wanted, rtol=1e-4)


def dataset(rows=8):
    return tf.data.Dataset.from_tensor_slices((np.ones((rows, 4), "float32"), np.ones(rows, "int32"))).batch(2)


def test_what_cannot_be_an_epoch_is_refused():
    model = fit_programs.model(tf.keras)
    with pytest.raises(ValueError, match="infinitely repeating dataset, please specify a `steps_per_epoch`"):
        model.fit(dataset().repeat(), verbose=0)
    with pytest.raises(ValueError, match="`y` argument is not supported when using dataset as input"):
        model.fit(dataset(), np.ones(8), verbose=0)
    with pytest.raises(ValueError, match=r"non-empty: the dataset has no batches|non-empty: there was no batch"):
        model.fit(dataset().take(0), verbose=0)
    with pytest.raises(ValueError, match="`validation_split` is only supported for"):
        model.fit(dataset(), validation_split=0.5, verbose=0)


def test_a_dataset_that_runs_out_says_how_many_steps_it_had(caplog):
    with caplog.at_level(logging.WARNING, "tenfold"):
        history = fit_programs.model(tf.keras).fit(dataset(), epochs=3, steps_per_epoch=3, verbose=0)
    assert len(history.history["loss"]) == 2
    assert "in this case, 9 batches): it ran out after 1 of 3 steps. You may need to use the repeat()" in caplog.text


def test_an_error_in_an_element_names_the_batch():
    failing = dataset().map(lambda x, y: (tf.debugging.check_numerics(x / tf.cast(y - 1, "float32"), "no"), y))
    with pytest.raises(tf.errors.InvalidArgumentError, match="no") as error:
        fit_programs.model(tf.keras).fit(failing, verbose=0)
    assert "batch 1 of the dataset" in error.value.__notes__[-1]


def test_dictionaries_ragged_and_float64_batches():
    inputs = {"a": tf.keras.Input((1,), name="a"), "b": tf.keras.Input((1,), name="b")}
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(1)(inputs["a"] + inputs["b"]))
    model.compile("sgd", "mse")
    rows = {"a": np.ones((6, 1)), "b": np.ones((6, 1), "float32")}
    batches = tf.data.Dataset.from_tensor_slices((rows, np.ones((6, 1)))).batch(4)
    assert len(model.fit(batches, epochs=2, verbose=0).history["loss"]) == 2


def test_layers_adapt_to_datasets():
    layer = tf.keras.layers.Normalization()
    layer.adapt(tf.data.Dataset.from_tensor_slices(np.arange(12.0).reshape(6, 2)).batch(4))
    np.testing.assert_allclose(layer.mean.numpy().reshape(-1), [5.0, 6.0])
    words = tf.keras.layers.TextVectorization()
    words.adapt(tf.data.Dataset.from_tensor_slices(["b a", "a"]).batch(1))
    assert words.get_vocabulary() == ["", "[UNK]", "a", "b"]


def ragged_model():
    inputs = tf.keras.Input([None], ragged=True)
    sums = tf.keras.layers.Lambda(lambda x: tf.reduce_sum(x, 1, keepdims=True))(inputs)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, kernel_initializer="ones")(sums))
    model.compile(tf.keras.optimizers.SGD(0.0), "mse")
    return model


def test_ragged_batches_of_a_dataset():
    """The first is looked at before the first step, as it is: its values and splits are of other lengths."""
    rows = tf.ragged.constant([[1.0, 2.0], [3.0], [3.0, 4.0, 5.0]])
    ds = tf.data.Dataset.from_tensor_slices((rows, np.array([1, 0, 1]))).batch(2)
    for data in (ds, ds.repeat()):
        history = ragged_model().fit(data, steps_per_epoch=2, verbose=0).history["loss"]
        np.testing.assert_allclose(history, [(4 + 9 + 121) / 3], rtol=1e-5)
    weighted = ragged_model().fit(ds, verbose=0, class_weight={0: 3.0, 1: 1.0}).history["loss"]
    np.testing.assert_allclose(weighted, [(4 + 27 + 121) / 3], rtol=1e-5)
