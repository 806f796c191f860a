"""Estimators around a model: `keras.wrappers` of Keras 3. This module needs scikit-learn."""

import numpy as np

from tenfold.core.base import nest
from tenfold.keras.metrics.metric import Metric
from tenfold.keras.models.cloning import clone_model
from tenfold.keras.models.model import Model

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin
    from sklearn.utils.multiclass import type_of_target
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError as error:
    raise ImportError(
        "keras.wrappers.SKLearnClassifier, SKLearnRegressor and SKLearnTransformer need scikit-learn 1.6 or newer: "
        "pip install scikit-learn"
    ) from error


class SKLBase(BaseEstimator):
    """What the three share.

    Args:
        model: a compiled model, or a function of `X` and `y` that gives one, of n samples as they are trained on.
        warm_start: whether a model that is given is trained itself, or its last fit goes on; otherwise a clone of it.
        model_kwargs: further arguments of the function.
        fit_kwargs: arguments of the model's `fit`; those given to this `fit` go before.

    Attributes:
        model_: the trained model.
        history_: the History of its training.
        n_features_in_: the number of features.
    """

    def __init__(self, model, warm_start=False, model_kwargs=None, fit_kwargs=None):
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    def fit(self, X, y, **kwargs):
        """Train a model on samples `X` [n, features] and targets `y` [n].

        Raises:
            ValueError: data that scikit-learn refuses. RuntimeError: the model is not compiled.
        """
        X, y = validate_data(self, X, y)
        y = self._encoded(y)
        model = self._model_for(X, y)
        if getattr(model, "loss", None) is None or model.optimizer is None:
            raise RuntimeError("Given model needs to be compiled, and have a loss and an optimizer.")
        self.history_ = model.fit(X, y, **{**(self.fit_kwargs or {}), **kwargs})
        self.model_ = model
        return self

    def predict(self, X):
        """What the model says of samples, in the form that `fit` had targets in."""
        return self._decoded(self._outputs(X))

    def _outputs(self, X):
        check_is_fitted(self, "model_")
        return self.model_.predict(validate_data(self, X, reset=False))

    def _model_for(self, X, y):
        if self.warm_start and hasattr(self, "model_"):
            return self.model_
        if not isinstance(self.model, Model):
            return self.model(X=X, y=y, **(self.model_kwargs or {}))
        return self.model if self.warm_start else _clone(self.model)

    def _encoded(self, y):
        return y.reshape(-1, 1) if y.ndim == 1 else y

    def _decoded(self, outputs):
        return outputs.reshape(-1) if outputs.ndim == 2 and outputs.shape[1] == 1 else outputs

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True
        return tags


class SKLearnClassifier(ClassifierMixin, SKLBase):
    """A classifier: the model has an output for each class and is trained on one-hot targets.

    Attributes:
        classes_: the labels, sorted.

    Raises:
        ValueError: in `fit`, a single class, or targets that are no classes.
    """

    def decision_function(self, X):
        """The model's outputs [n, classes]."""
        return self._outputs(X)

    def _encoded(self, y):
        kind = type_of_target(y)
        if kind not in ("binary", "multiclass"):
            raise ValueError(f"Only binary and multiclass target types are supported. Target type: {kind}")
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) == 1:
            raise ValueError("Classifier can't train when only one class is present.")
        return np.eye(len(self.classes_))[numbers]

    def _decoded(self, outputs):
        return self.classes_[outputs.argmax(axis=-1)]

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags


class SKLearnRegressor(RegressorMixin, SKLBase):
    """A regressor: the model has one output, [n, 1] of `fit`'s targets."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags


class SKLearnTransformer(TransformerMixin, SKLBase):
    """A transformer: the model's outputs are what samples become."""

    def transform(self, X):
        """The model's outputs for samples."""
        return self._outputs(X)


def _own_metric(given):
    """A Metric like it that has counted nothing; names and functions as they are."""
    return type(given).from_config(given.get_config()) if isinstance(given, Metric) else given


def _clone(model):
    """A model like it with weights of its own, compiled likewise with an optimizer of its own."""
    if model.optimizer is None or model.loss is None:
        return model  # which is refused
    clone, given = clone_model(model), model.compiled_metrics
    metrics, weighted = nest.map_structure(_own_metric, (given.given, given.weighted_given))
    clone.compile(
        type(model.optimizer).from_config(model.optimizer.get_config()),
        model.loss,
        metrics=metrics,
        weighted_metrics=weighted,
        loss_weights=model._loss_weights,
        run_eagerly=model.run_eagerly,
        steps_per_execution=model._steps_per_execution,
        jit_compile=model.jit_compile,
    )
    return clone
