"""`fit_generator` and its kin, `predict_classes`, and Keras 1's ways of calling them and `fit`."""

import itertools

import numpy as np
import pytest
from programs import keras

from tenfold.api import era

from keras_generator_programs import batches, compiled  # isort: skip

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.ones((6, 4), "float32"), np.zeros(6, "int64")


@pytest.fixture
def keras_1():
    before = era.chosen()
    era.set_era("keras-1.2")
    yield
    era.set_era(before)


class Counts(keras.callbacks.Callback):
    """How many batches there were: of training and of each validation."""

    def on_train_begin(self, logs=None):
        self.trained, self.tested = 0, 0

    def on_train_batch_end(self, batch, logs=None):
        self.trained += 1

    def on_test_batch_end(self, batch, logs=None):
        self.tested += 1


def counted(*args, method="fit_generator", **kwargs):
    counts = Counts()
    history = getattr(compiled(keras), method)(*args, verbose=0, callbacks=[counts], **kwargs)
    return counts.trained, counts.tested, len(history.history["loss"])


@pytest.mark.parametrize(
    "options, found",
    [
        ({"samples_per_epoch": 9, "nb_epoch": 2}, (6, 0, 2)),
        ({"samples_per_epoch": 10, "nb_epoch": 1}, (4, 0, 1)),
        ({"samples_per_epoch": 6, "nb_epoch": 2, "validation_data": (X, Y), "nb_val_samples": 6}, (4, 2, 2)),
        ({"steps_per_epoch": 2, "epochs": 2, "nb_worker": 3, "pickle_safe": False, "max_q_size": 2}, (4, 0, 2)),
        ({"steps_per_epoch": 2, "epochs": 2, "class_weight": {}}, (4, 0, 2)),
    ],
)
def test_keras_1_s_names_are_taken(options, found):
    assert counted(batches(), **options) == found


def test_keras_1_counts_samples_in_validation_too():
    assert counted(batches(), 6, nb_epoch=2, validation_data=batches(), nb_val_samples=9) == (4, 6, 2)


def test_of_a_call_in_keras_1_s_words_the_second_argument_is_samples():
    assert counted(batches(), 6, nb_epoch=2) == (4, 0, 2)
    assert counted(batches(), 6, epochs=2) == (12, 0, 2)
    model = compiled(keras)
    assert model.predict_generator(batches(), 6, max_q_size=3).shape == (6, 3)
    assert model.predict_generator(batches(), 6).shape == (18, 3)
    assert model.evaluate_generator(batches(), val_samples=6) == model.evaluate_generator(batches(), 2)


def test_in_keras_1_s_era_all_calls_count_samples(keras_1):
    assert counted(batches(), 6, 2) == (4, 0, 2)
    model = compiled(keras)
    assert model.predict_generator(batches(), 6).shape == (6, 3)
    assert model.evaluate_generator(batches(), 6) == model.evaluate_generator(batches(), val_samples=6)
    assert counted(X, Y, method="fit")[2] == 10  # epochs


@pytest.mark.parametrize("options", [{"nb_epoch": 3}, {"epochs": 3}])
def test_fit_takes_both_names_of_epochs(options):
    assert counted(X, Y, method="fit", **options)[2] == 3
    assert counted(X, Y, method="fit")[2] == 1


@pytest.mark.parametrize(
    "options, error, message",
    [
        ({"nb_epoch": 2, "epochs": 2}, TypeError, "both 'nb_epoch' and 'epochs'"),
        ({"samples_per_epoch": 6, "steps_per_epoch": 2}, TypeError, "both a number of samples .6. and of steps .2."),
        ({"samples_per_epoch": 0}, ValueError, "a number of samples above 0; received 0"),
        ({"samples_per_epoch": "6"}, TypeError, "must be a number"),
        ({"step_per_epoch": 2}, TypeError, "did you mean 'steps_per_epoch'"),
    ],
)
def test_what_contradicts_itself_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        compiled(keras).fit_generator(batches(), verbose=0, **options)


def test_a_generator_that_was_looked_at_for_its_size_has_lost_nothing():
    source = batches()
    compiled(keras).fit_generator(source, samples_per_epoch=6, nb_epoch=1, verbose=0)
    np.testing.assert_array_equal(next(source)[0], next(itertools.islice(batches(), 2, None))[0])


def test_classes_are_predicted(caplog):
    model = compiled(keras)
    x = next(batches())[0]
    np.testing.assert_array_equal(model.predict_classes(x), model.predict(x, verbose=0).argmax(-1))
    np.testing.assert_array_equal(model.predict_proba(x, batch_size=2), model.predict(x, verbose=0))
    kernel = keras.initializers.Constant([[1.0], [-1.0]])
    one = keras.Sequential([keras.layers.Dense(1, "sigmoid", kernel_initializer=kernel, input_shape=(2,))])
    found = one.predict_classes(np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]))
    assert found.tolist() == [[1], [0], [0]] and found.dtype == "int32" and not caplog.text
    keras.Sequential([keras.layers.Dense(1, kernel_initializer=kernel)]).predict_proba(np.array([[2.0, 0.0]]))
    assert "invalid probability values" in caplog.text
