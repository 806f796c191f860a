"""Names of wrappers for scikit-learn."""

NAMES = {
    "keras.wrappers.build_functions": {
        "BaseWrapper": "keras.wrappers.scikit_learn.BaseWrapper",
        "KerasClassifier": "keras.wrappers.scikit_learn.KerasClassifier",
        "KerasRegressor": "keras.wrappers.scikit_learn.KerasRegressor",
    },
    "keras.wrappers.estimators": {
        "SKLearnClassifier": "keras.wrappers.SKLearnClassifier",
        "SKLearnRegressor": "keras.wrappers.SKLearnRegressor",
        "SKLearnTransformer": "keras.wrappers.SKLearnTransformer",
    },
}
