"""Models as estimators of scikit-learn: alone, in searches, in pipelines; Keras 3's against recorded values."""

import json
import sys

import numpy as np
import pytest
from programs import GOLDEN, compare

from tenfold import keras

pytest.importorskip("sklearn")
from sklearn.base import clone, is_classifier, is_regressor  # noqa: E402
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

sys.path.insert(0, str(GOLDEN))

from wrapper_programs import PROGRAMS  # noqa: E402

L = keras.layers
KerasClassifier, KerasRegressor = (
    keras.wrappers.scikit_learn.KerasClassifier,
    keras.wrappers.scikit_learn.KerasRegressor,
)
RECORDED = json.loads((GOLDEN / "wrappers.json").read_text())
X = np.random.RandomState(1).normal(size=(60, 3)).astype("float32")
CLASSES = np.argmax(X, axis=1)
WORDS = np.array(["apple", "pear", "plum"])[CLASSES]
TARGETS = X @ np.array([1.0, -2.0, 0.5], "float32")


@pytest.mark.parametrize("name", PROGRAMS)
def test_keras_3_s_estimators(name):
    compare(name, RECORDED[name], json.loads(json.dumps(PROGRAMS[name](keras, keras.wrappers))))


def several(units=3, rate=0.5, loss="sparse_categorical_crossentropy"):
    model = keras.Sequential([L.Dense(units, activation="softmax", input_shape=(3,))])
    model.set_weights([np.zeros((3, units)), np.zeros(units)])
    model.compile(keras.optimizers.SGD(rate), loss, metrics=["accuracy"])
    return model


def two(rate=0.5):
    model = keras.Sequential([L.Dense(1, activation="sigmoid", input_shape=(3,))])
    model.compile(keras.optimizers.SGD(rate), "binary_crossentropy", metrics=["accuracy"])
    return model


def line(rate=0.1):
    model = keras.Sequential([L.Dense(1, input_shape=(3,))])
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


@pytest.mark.parametrize("labels", [WORDS, CLASSES, CLASSES + 5, WORDS[:, None], np.eye(3)[CLASSES]])
@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "categorical_crossentropy"])
def test_classifier(labels, loss):
    one_hot = labels.ndim == 2 and labels.shape[1] == 3
    if one_hot and loss.startswith("sparse"):
        return
    made = KerasClassifier(several, loss=loss, epochs=8, batch_size=10, verbose=0)
    history = made.fit(X, labels, shuffle=False)
    assert history.epoch == list(range(8))
    flat = CLASSES if one_hot else labels.reshape(-1)
    assert made.classes_.tolist() == np.unique(flat).tolist() and made.n_classes_ == 3
    probabilities, predicted = made.predict_proba(X), made.predict(X)
    np.testing.assert_array_equal(predicted, made.classes_[probabilities.argmax(1)])
    accuracy = made.score(X, labels, verbose=0)
    assert accuracy == pytest.approx(np.mean(predicted == flat)) and accuracy > 0.8
    other = KerasClassifier(several, loss=loss, epochs=8, batch_size=10, verbose=0)
    other.fit(X, labels, shuffle=False)
    np.testing.assert_array_equal(other.predict_proba(X), probabilities)


def test_classifier_of_two_classes_with_one_output():
    made = KerasClassifier(build_fn=two, epochs=5, verbose=0)
    made.fit(X, np.where(X[:, 0] > 0, "yes", "no"), sample_weight=np.ones(60))
    probabilities = made.predict_proba(X)
    assert probabilities.shape == (60, 2)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-6)
    predicted = made.predict(X)
    assert predicted.shape == (60, 1)  # as Keras has it
    np.testing.assert_array_equal(predicted[:, 0] == "yes", probabilities[:, 1] > 0.5)
    with pytest.raises(ValueError, match="The label 'maybe' is none of the classes that were fitted"):
        made.score(X[:1], ["maybe"])


def test_regressor():
    made = KerasRegressor(line, nb_epoch=20, verbose=0)
    assert made.fit(X, TARGETS, batch_size=10).epoch == list(range(20))
    assert made.predict(X).shape == (60,) and made.predict(X[:1]).shape == ()
    np.testing.assert_allclose(made.predict(X), TARGETS, atol=0.1)
    assert made.score(X, TARGETS) == pytest.approx(-np.mean((made.predict(X) - TARGETS) ** 2), rel=1e-3)


class Own(KerasRegressor):
    def __call__(self, rate=0.1):
        return line(rate)


class Builder:
    def __call__(self, rate=0.2):
        return line(rate)


def test_parameters():
    made = KerasClassifier(several, rate=0.1, epochs=2)
    assert made.get_params() == {"build_fn": several, "rate": 0.1, "epochs": 2}
    assert made.set_params(rate=0.2, batch_size=5) is made and made.get_params()["rate"] == 0.2
    for wrong in (lambda: KerasClassifier(several, size=3), lambda: made.set_params(size=3)):
        with pytest.raises(ValueError, match="^size is not a legal parameter$"):
            wrong()
    assert made.get_params()["batch_size"] == 5 and "size" not in made.get_params()
    assert clone(made).get_params() == made.get_params()
    assert is_classifier(made) and is_regressor(KerasRegressor(line)) and not is_regressor(made)
    stops = keras.callbacks.EarlyStopping("loss", patience=1)
    watched = KerasRegressor(line, callbacks=[stops], verbose=0)
    watched.fit(X, TARGETS)
    assert stops.model is None  # a copy watches each training
    for own in (Own(rate=0.3, verbose=0), KerasRegressor(Builder(), rate=0.3, verbose=0)):
        own.fit(X, TARGETS)
        assert float(own.model.optimizer.learning_rate.numpy()) == pytest.approx(0.3)
    with pytest.raises(AttributeError, match="KerasRegressor has not been fitted yet"):
        KerasRegressor(line).predict(X)
    with pytest.raises(ValueError, match="Invalid shape for y"):
        made.fit(X, np.zeros((60, 1, 1)))
    silent = KerasClassifier(lambda: _without_metrics(), verbose=0)
    silent.fit(X, CLASSES)
    with pytest.raises(
        ValueError, match=r'not configured to compute accuracy. You should pass `metrics=\["accuracy"\]`'
    ):
        silent.score(X, CLASSES)


def _without_metrics():
    model = several()
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def test_searches_and_pipelines():
    search = GridSearchCV(KerasClassifier(several, verbose=0), {"rate": [1e-6, 0.5], "epochs": [1, 4]}, cv=2)
    search.fit(X, WORDS)
    assert search.best_params_ == {"rate": 0.5, "epochs": 4} and search.score(X, WORDS) > 0.7
    assert set(search.predict(X)) <= set(WORDS)
    assert cross_val_score(KerasRegressor(line, epochs=3, verbose=0), X, TARGETS, cv=3).shape == (3,)
    pipe = make_pipeline(StandardScaler(), KerasClassifier(several, epochs=4, verbose=0))
    pipe.set_params(kerasclassifier__rate=0.25).fit(X, WORDS, kerasclassifier__batch_size=10)
    assert pipe.score(X, WORDS) > 0.7 and pipe.predict_proba(X).shape == (60, 3)
    found = RandomizedSearchCV(pipe, {"kerasclassifier__rate": [0.1, 0.5]}, n_iter=2, cv=2, random_state=0).fit(
        X, WORDS
    )
    assert found.best_score_ > 0.5


def make(X, y, rate=0.5):
    return several(y.shape[1], rate, "categorical_crossentropy")


def test_keras_3_s_estimators_in_searches():
    made = keras.wrappers.SKLearnClassifier(make, fit_kwargs={"verbose": 0, "epochs": 3})
    copy = clone(made)
    assert copy.get_params() == made.get_params()
    pipe = make_pipeline(StandardScaler(), made)
    search = GridSearchCV(pipe, {"sklearnclassifier__model_kwargs": [{"rate": 1e-6}, {"rate": 0.5}]}, cv=2).fit(
        X, WORDS
    )
    assert search.best_params_["sklearnclassifier__model_kwargs"] == {"rate": 0.5}
    made.fit(X, WORDS, epochs=1)
    assert made.history_.epoch == [0] and made.fit_kwargs == {"verbose": 0, "epochs": 3}


def test_models_that_are_given_are_cloned_unless_they_start_warm():
    model = several(loss="categorical_crossentropy")
    before = model.get_weights()
    made = keras.wrappers.SKLearnClassifier(model, fit_kwargs={"verbose": 0}).fit(X, WORDS)
    assert made.model_ is not model and made.model_.optimizer is not model.optimizer
    assert "accuracy" in made.history_.history
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    warm = keras.wrappers.SKLearnClassifier(model, warm_start=True, fit_kwargs={"verbose": 0}).fit(X, WORDS)
    assert warm.model_ is model and warm.fit(X, WORDS).model_ is model


def test_a_clone_counts_into_metrics_of_its_own_and_takes_as_many_steps_at_once():
    model, metric = several(loss="categorical_crossentropy"), keras.metrics.CategoricalAccuracy(name="right")
    model.compile("sgd", "categorical_crossentropy", metrics=[metric], steps_per_execution=2)
    made = keras.wrappers.SKLearnClassifier(model, fit_kwargs={"verbose": 0}).fit(X, WORDS)
    assert made.model_._steps_per_execution == 2 and [*made.history_.history] == ["loss", "right"]
    assert metric not in made.model_.metrics and float(metric.result()) == 0
