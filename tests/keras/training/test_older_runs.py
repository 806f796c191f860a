"""What the eras before TensorFlow 2.2 and Keras 2.4 had: sizes in batches' logs, Keras 1's metrics, HDF5Matrix."""

import re

import h5py
import numpy as np
import pytest
from programs import keras, tf

from tenfold.api import era

X, Y = np.arange(14.0).reshape(7, 2) / 14, np.array([0, 1, 1, 0, 1, 0, 1.0])


@pytest.fixture
def in_era():
    yield era.set_era
    era.set_era(None)


def _model(**options):
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,))])
    model.compile("sgd", "mse", **options)
    return model


class _Told(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.begins, self.ends = [], []

    def on_batch_begin(self, batch, logs=None):
        self.begins.append(dict(logs))

    def on_batch_end(self, batch, logs=None):
        self.ends.append(dict(logs))


@pytest.mark.parametrize(("name", "says"), [("keras-2.2", True), ("1.15", True), ("keras-2.4", False), ("2.15", False)])
def test_batch_logs_say_number_and_size(in_era, name, says):
    in_era(name)
    told = _Told()
    _model().fit(X, Y, batch_size=3, epochs=1, verbose=0, callbacks=[told])
    sizes = [{"batch": i, "size": n} if says else {} for i, n in enumerate((3, 3, 1))]
    assert told.begins == sizes
    assert [{k: v for k, v in logs.items() if k != "loss"} for logs in told.ends] == sizes
    assert all("loss" in logs for logs in told.ends)


def test_a_bar_of_samples_and_averages_by_size(in_era, capsys):
    in_era("keras-2.2")
    base, bar, model = keras.callbacks.BaseLogger(), keras.callbacks.ProgbarLogger("samples"), _model()
    bar.set_params({"verbose": 1, "epochs": 1, "samples": 7, "metrics": ["loss"]})
    model.fit(X, Y, batch_size=3, verbose=1, callbacks=[base])
    assert base.seen == 7
    shown = capsys.readouterr().out
    assert "size" not in shown and "loss" in shown
    bar.set_model(model)
    bar.on_train_begin()
    bar.on_epoch_begin(0)
    for i, n in enumerate((3, 3, 1)):
        bar.on_batch_end(i, {"batch": i, "size": n, "loss": 0.5})
    bar.on_epoch_end(0, {"loss": 0.5})
    assert re.search(r"7/7.*loss: 0\.5", capsys.readouterr().out)


LABELS, FOUND = np.array([1, 1, 0, 0, 1, 0], "float32"), np.array([0.9, 0.2, 0.6, 0.1, 0.7, 0.4], "float32")
OF_KERAS_1 = {  # 2 true positives, 1 false, 1 missed, 2 true negatives
    "precision": 2 / 3,
    "recall": 2 / 3,
    "fmeasure": 2 / 3,
    "fbeta_score": 2 / 3,
    "matthews_correlation": (2 * 2 - 1 * 1) / np.sqrt(3 * 3 * 3 * 3),
}


@pytest.mark.parametrize("name", OF_KERAS_1)
def test_metrics_of_keras_1(in_era, name):
    assert float(getattr(keras.metrics, name)(tf.constant(LABELS), tf.constant(FOUND))) == pytest.approx(
        OF_KERAS_1[name]
    )
    with pytest.raises(ValueError, match="Unknown metric function"):
        _model(metrics=[name])
    in_era("keras-1.2")
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", use_bias=False, input_shape=(1,))])
    model.compile("sgd", "mse", metrics=[name])
    found = model.evaluate(FOUND[:, None], LABELS[:, None], verbose=0)
    assert model.metrics_names[1] == name and found[1] == pytest.approx(OF_KERAS_1[name])


def test_a_beta_of_keras_1():
    t, p = tf.constant(LABELS), tf.constant([0.9, 0.2, 0.1, 0.1, 0.3, 0.4])  # precision 1, recall 1/3
    assert float(keras.metrics.fbeta_score(t, p, beta=2)) == pytest.approx(5 * (1 / 3) / (4 + 1 / 3))
    assert float(keras.metrics.fbeta_score(tf.zeros(6), p)) == 0
    with pytest.raises(ValueError, match="lowest choosable beta"):
        keras.metrics.fbeta_score(t, p, beta=-1)


def test_hdf5_matrix(tmp_path):
    path, rows = str(tmp_path / "rows.h5"), np.arange(30, dtype=np.uint8).reshape(10, 3)
    with h5py.File(path, "w") as file:
        file["rows"], file["y"] = rows, np.arange(10) % 2
    x = keras.utils.HDF5Matrix(path, "rows", start=2, end=8, normalizer=lambda a: a / 30)
    y = keras.utils.HDF5Matrix(path, "y", 2, 8)
    assert len(x) == 6 and x.shape == (6, 3) and x.ndim == 2 and x.size == 18 and y.dtype.kind == "i"
    for key in (0, slice(1, 4), slice(-2, None), [3, 0, 5], np.array([1, 2])):
        if not isinstance(key, list):
            np.testing.assert_array_equal(x[key], rows[2:8][key] / 30)
    for key in (6, [0, 6], -1):
        with pytest.raises(IndexError, match="has 6 rows"):
            x[key]
    with pytest.raises(IndexError, match="has 10"):
        keras.utils.HDF5Matrix(path, "y", 0, 11)
    results = []
    for data in ((x, y), (rows[2:8] / 30, np.arange(2, 8) % 2)):
        model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", input_shape=(3,))])
        model.compile("sgd", "mse")
        keras.utils.set_random_seed(1)
        model.fit(*data, batch_size=4, epochs=2, shuffle="batch", verbose=0)
        model.fit(*data, batch_size=4, epochs=1, verbose=0)
        results.append(model.get_weights()[0])
    np.testing.assert_allclose(*results, rtol=1e-6)


def test_a_list_is_several_inputs_of_predict_generator():
    a, b = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([a, b], keras.layers.Subtract()([a, b]))
    found = model.predict_generator(([X[i : i + 2], X[:2]] for i in (0, 2)), steps=2)
    np.testing.assert_allclose(found, X[:4] - np.tile(X[:2], (2, 1)), rtol=1e-6)
    one = _model()
    np.testing.assert_allclose(one.predict_generator(([X, Y] for _ in range(1)), steps=1), one.predict(X, verbose=0))
