"""Arguments that make no sense are refused by name, before anything is trained; odd ones that Keras takes are taken."""

import threading

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.arange(40, dtype="float32").reshape(10, 4) / 40, np.arange(10) % 3
M, L, C = keras.metrics, keras.losses, keras.callbacks


def classifier():
    model = keras.Sequential([keras.layers.Dense(3, "softmax", input_shape=(4,))])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


@pytest.mark.parametrize(
    "method, arguments, error, message",
    [
        (
            "fit",
            {"steps_per_epoch": float("inf")},
            ValueError,
            "`steps_per_epoch` must be positive or None. Received inf",
        ),
        (
            "fit",
            {"validation_data": (X, Y), "validation_steps": float("nan")},
            ValueError,
            "`validation_steps` must be",
        ),
        ("predict", {"y": None, "steps": float("inf")}, ValueError, "`steps` must be positive"),
        ("fit", {"verbose": np.array([2])}, ValueError, r"received array\(\[2\]\)"),
        ("fit", {"workers": "many"}, ValueError, "`workers` must be a whole number.*'many'"),
        ("predict", {"y": None, "max_queue_size": -1}, ValueError, "`max_queue_size` must be a whole number"),
        ("fit", {"y": {}}, ValueError, "Target data is missing"),
        ("evaluate", {"y": {}}, ValueError, "Target data is missing"),
        ("test_on_batch", {"y": []}, ValueError, "Target data is missing"),
        ("fit", {"callbacks": {}}, TypeError, "callbacks must be instances"),
    ],
)
def test_methods(method, arguments, error, message):
    model, given = classifier(), {"x": X, "y": Y, **arguments}
    before = model.get_weights()
    if method == "predict":
        del given["y"]
    with pytest.raises(error, match=message):
        getattr(model, method)(**given)
    assert all(map(np.array_equal, before, model.get_weights()))


@pytest.mark.parametrize(
    "make, error, message",
    [
        (
            lambda: C.CSVLogger("log.csv", separator=", "),
            TypeError,
            "`separator` .* must be one character; received ', '",
        ),
        (lambda: C.CSVLogger("log.csv", separator=None), TypeError, "received None"),
        (lambda: C.CSVLogger(1), TypeError, "must be a path; received 1"),
        (lambda: L.MeanSquaredError(name=3), TypeError, "Expected `name` argument to be a string, but got: 3"),
        (lambda: M.AUC(label_weights=2), ValueError, "one per label. Received: 2"),
        (lambda: M.AUC(label_weights=[1, -1]), tf.errors.InvalidArgumentError, "must be non-negative"),
        (lambda: M.AUC(label_weights=[1, float("nan")]), tf.errors.InvalidArgumentError, "must be non-negative"),
        (lambda: M.AUC(label_weights=[1, 2])([[1, 0, 1]], [[0.5, 0.5, 0.1]]), ValueError, "has 2 values"),
        (lambda: M.Precision(thresholds={}), TypeError, "received {} of type dict"),
        (lambda: M.R2Score(num_regressors=1.5), TypeError, "whole number; received 1.5"),
    ],
)
def test_objects(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("odd", [{"verbose": None}, {"callbacks": False}, {"steps_per_epoch": 10**30}])
def test_odd_ones_that_keras_takes(odd, capsys):
    history = classifier().fit(X, Y, **{"verbose": 0, **odd})
    assert len(history.history["loss"]) == 1 and capsys.readouterr().out == ""


def test_a_model_that_is_compiled_while_another_thread_traces_its_step_trains_on():
    class Slow(keras.Model):
        def train_step(self, data):
            if compiling.ident is None:
                compiling.start()
                compiling.join(0.05)  # which waits for the trace
            return super().train_step(data)

    inputs = keras.Input((4,))
    model = Slow(inputs, keras.layers.Dense(3, "softmax")(inputs))
    model.compile("adam", "sparse_categorical_crossentropy")
    compiling = threading.Thread(target=model.compile, args=["sgd", "sparse_categorical_crossentropy"])
    assert len(model.fit(X, Y, verbose=0).history["loss"]) == 1
    compiling.join()
    assert type(model.optimizer) is keras.optimizers.SGD
    assert len(model.fit(X, Y, verbose=0).history["loss"]) == 1
