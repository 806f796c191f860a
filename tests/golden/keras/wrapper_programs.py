"""Keras 3's estimators for scikit-learn on small data. The recorder runs them on Keras 3, the tests run them here."""

import numpy as np

X = np.linspace(-1, 1, 36, dtype="float32").reshape(12, 3)
LETTERS = np.array(list("abcabcabcabc"))
NUMBERS = X.sum(axis=1)


def maker(keras, seen):
    """A function that makes a model for X and y, and notes their shapes and dtypes."""

    def make(X, y, loss="categorical_crossentropy", units=None, activation=None):
        seen.append([list(X.shape), str(X.dtype), list(y.shape), str(y.dtype)])
        units = units or (y.shape[1] if y.ndim > 1 else 1)
        model = keras.Sequential([keras.Input((X.shape[1],)), keras.layers.Dense(units, activation=activation)])
        model.set_weights([np.linspace(-1, 1, 3 * units).reshape(3, -1), np.zeros(units)])
        model.compile(keras.optimizers.SGD(0.1), loss)
        return model

    return make


def classifier(keras, wrappers):
    seen, found = [], {}
    for name, labels in (("letters", LETTERS), ("numbers", np.arange(12) % 3), ("two", np.arange(12) % 2 == 0)):
        made = wrappers.SKLearnClassifier(
            maker(keras, seen), model_kwargs={"activation": "softmax"}, fit_kwargs={"epochs": 2, "verbose": 0}
        )
        made.fit(X, labels, shuffle=False)
        found[name] = {
            "classes": made.classes_.tolist(),
            "predict": made.predict(X).tolist(),
            "decision": made.decision_function(X).tolist(),
            "score": made.score(X, labels),
            "history": {key: [float(v) for v in values] for key, values in made.history_.history.items()},
            "features": made.n_features_in_,
        }
    return {**found, "seen": seen}


def regressor(keras, wrappers):
    seen = []
    made = wrappers.SKLearnRegressor(maker(keras, seen), model_kwargs={"loss": "mse"}, fit_kwargs={"verbose": 0})
    made.fit(X, NUMBERS, epochs=3, shuffle=False)
    return {"predict": made.predict(X).tolist(), "score": made.score(X, NUMBERS), "seen": seen}


def transformer(keras, wrappers):
    seen = []
    made = wrappers.SKLearnTransformer(
        maker(keras, seen), model_kwargs={"loss": "mse", "units": 2}, fit_kwargs={"verbose": 0, "shuffle": False}
    )
    return {"transform": made.fit(X, NUMBERS).transform(X).tolist(), "seen": seen}


def refusals(keras, wrappers):
    """{what was wrong: [class, text] of the error}."""
    make = maker(keras, [])
    fitted = wrappers.SKLearnClassifier(make, model_kwargs={"activation": "softmax"}, fit_kwargs={"verbose": 0})
    fitted.fit(X, LETTERS)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    calls = {
        "not fitted": lambda: wrappers.SKLearnClassifier(make).predict(X),
        "one class": lambda: wrappers.SKLearnClassifier(make).fit(X, np.zeros(12)),
        "not compiled": lambda: wrappers.SKLearnClassifier(model).fit(X, LETTERS),
        "features": lambda: fitted.predict(X[:, :2]),
        "lengths": lambda: wrappers.SKLearnRegressor(make).fit(X[:5], NUMBERS),
        "no classes": lambda: wrappers.SKLearnClassifier(make).fit(X, NUMBERS),
    }
    found = {}
    for name, call in calls.items():
        try:
            call()
        except Exception as error:
            found[name] = [type(error).__name__, str(error)]
    return found


PROGRAMS = {f.__name__: f for f in (classifier, regressor, transformer, refusals)}
