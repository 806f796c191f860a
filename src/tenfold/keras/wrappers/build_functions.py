"""Estimators around a function that builds a model: `keras.wrappers.scikit_learn` of Keras 1 and 2."""

import copy
import inspect

import numpy as np

from tenfold.keras.models.sequential import Sequential
from tenfold.keras.utils.np_utils import to_categorical


class BaseWrapper:
    """What KerasClassifier and KerasRegressor share.

    Args:
        build_fn: function, or object with a `__call__`, that gives a compiled model; None for a subclass that has a
            `__call__` of its own.
        **sk_params: arguments of `build_fn`, and of the model's `fit`, `predict` and `evaluate`, by their names:
            scikit-learn's searches set them.

    Attributes:
        model: the model that `fit` made and trained.

    Raises:
        ValueError: a parameter that none of these functions has.
    """

    _kind = "estimator"

    def __init__(self, build_fn=None, **sk_params):
        self.build_fn = build_fn
        self.sk_params = sk_params
        self.check_params(sk_params)

    def check_params(self, params):
        """ValueError for the first of the names in `params` that nothing would be told of."""
        functions = [*_METHODS, self._building()]
        for name in params:
            if name != "nb_epoch" and not any(_takes(function, name) for function in functions):
                raise ValueError(f"{name} is not a legal parameter")

    def get_params(self, deep=True):
        """The arguments that a clone of this estimator is made with."""
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params):
        """Change parameters; `build_fn` may be one of them. Returns the estimator."""
        others = {name: value for name, value in params.items() if name != "build_fn"}
        before, self.build_fn = self.build_fn, params.get("build_fn", self.build_fn)
        try:
            self.check_params(others)
        except ValueError:
            self.build_fn = before
            raise
        self.sk_params.update(others)
        return self

    def fit(self, x, y, **kwargs):
        """Build a model and train it.

        Args:
            x, y: samples and targets; class numbers become one-hot where the loss is categorical_crossentropy.
            **kwargs: arguments of `Sequential.fit`, before those among the parameters.

        Returns: the History.
        """
        building = self._building()
        self.model = building(**self.filter_sk_params(building))
        arguments = copy.deepcopy(self.filter_sk_params(Sequential.fit))  # callbacks keep what they have seen
        if "nb_epoch" in self.sk_params:
            arguments["epochs"] = self.sk_params["nb_epoch"]
        return self.model.fit(x, self._for_loss(y), **{**arguments, **kwargs})

    def filter_sk_params(self, fn, override=None):
        """The parameters that `fn` takes, those of `override` before them."""
        return {**{name: v for name, v in self.sk_params.items() if _takes(fn, name)}, **(override or {})}

    def _building(self):
        if self.build_fn is None:
            return self.__call__
        is_function = inspect.isroutine(self.build_fn) or isinstance(self.build_fn, type)
        return self.build_fn if is_function else self.build_fn.__call__

    def _for_loss(self, y):
        loss = self.model.loss
        name = loss if isinstance(loss, str) else getattr(loss, "__name__", getattr(loss, "name", None))
        if name != "categorical_crossentropy" or np.ndim(y) == 2:
            return y
        return to_categorical(y, getattr(self, "n_classes_", None))  # a fold may lack the last of the classes

    def _results(self, x, y, kwargs):
        """{name: value} of an evaluation."""
        arguments = {**self.filter_sk_params(Sequential.evaluate, kwargs), "return_dict": True}
        return self.model.evaluate(x, self._for_loss(y), **arguments)

    def _predicted(self, x, kwargs):
        if "model" not in vars(self):
            raise AttributeError(f"This {type(self).__name__} has not been fitted yet: call `fit` before this.")
        return self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))

    def __sklearn_is_fitted__(self):
        return "model" in vars(self)

    def __sklearn_tags__(self):
        """What scikit-learn from 1.6 on asks an estimator."""
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        return Tags(
            estimator_type=self._kind,
            target_tags=TargetTags(required=True),
            transformer_tags=None,
            classifier_tags=ClassifierTags() if self._kind == "classifier" else None,
            regressor_tags=RegressorTags() if self._kind == "regressor" else None,
        )

    @property
    def _estimator_type(self):
        """The same for older ones."""
        return self._kind


_METHODS = (Sequential.fit, Sequential.predict, Sequential.evaluate)


def _takes(function, name):
    """Whether `function` has an argument of that name; what it swallows in **kwargs does not count."""
    found = inspect.signature(function).parameters.get(name)
    return found is not None and found.kind in (found.POSITIONAL_OR_KEYWORD, found.KEYWORD_ONLY)


class KerasClassifier(BaseWrapper):
    """A classifier of scikit-learn's; see `BaseWrapper`.

    Attributes:
        classes_: the labels, sorted: numbers, strings, or the columns' numbers where targets are one-hot.
        n_classes_: how many there are.
    """

    _kind = "classifier"

    def fit(self, x, y, **kwargs):
        """Train on labels of shape (n,), (n, 1) or one-hot (n, classes); see `BaseWrapper.fit`.

        Raises:
            ValueError: targets of another shape.
        """
        y = np.array(y)
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        elif y.ndim in (1, 2):
            self.classes_, y = np.unique(y, return_inverse=True)
        else:
            raise ValueError("Invalid shape for y: " + str(y.shape))
        self.n_classes_ = len(self.classes_)
        return super().fit(x, y if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1), **kwargs)

    def predict(self, x, **kwargs):
        """The label of each sample; of a model with one output the second where that is above 0.5."""
        probabilities = self._predicted(x, kwargs)
        if probabilities.shape[-1] > 1:
            return self.classes_[probabilities.argmax(axis=-1)]
        return self.classes_[(probabilities > 0.5).astype("int32")]

    def predict_proba(self, x, **kwargs):
        """The classes' probabilities [n, classes]; two where the model has one output."""
        found = self._predicted(x, kwargs)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def score(self, x, y, **kwargs):
        """The accuracy.

        Raises:
            ValueError: the model does not measure it, or a label was not there in `fit`.
        """
        results = self._results(x, self._numbers(y), kwargs)
        for name in ("accuracy", "acc"):
            if name in results:
                return results[name]
        raise ValueError(
            'The model is not configured to compute accuracy. You should pass `metrics=["accuracy"]` to the '
            "`model.compile()` method."
        )

    def _numbers(self, y):
        """Labels as class numbers; one-hot ones as they are."""
        y = np.array(y)
        if y.ndim == 2 and y.shape[1] > 1:
            return y
        y = y.reshape(-1)
        numbers = np.searchsorted(self.classes_, y)
        is_known = self.classes_[np.minimum(numbers, self.n_classes_ - 1)] == y
        if not is_known.all():
            raise ValueError(
                f"The label {y[~is_known].tolist()[0]!r} is none of the classes that were fitted: {self.classes_}."
            )
        return numbers


class KerasRegressor(BaseWrapper):
    """A regressor of scikit-learn's; see `BaseWrapper`."""

    _kind = "regressor"

    def predict(self, x, **kwargs):
        """The model's outputs, without axes of length 1."""
        return np.squeeze(self._predicted(x, kwargs))

    def score(self, x, y, **kwargs):
        """The negative loss: larger is better."""
        return -self._results(x, y, kwargs)["loss"]
