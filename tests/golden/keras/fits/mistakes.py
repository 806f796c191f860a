"""The classic mistakes: functions that are to fail, and what both tf_keras's message and ours must say.

`MISTAKES` is {what: (function of keras, regular expression)}.
"""

import re

import numpy as np

X = np.ones((4, 4), "float32")
ONE_HOT = np.eye(3, dtype="float32")[[0, 1, 2, 0]]
NUMBERS = np.array([0, 1, 2, 0])


def _model(k, loss=None, units=3, activation="softmax", **options):
    model = k.Sequential([k.layers.Dense(units, activation, input_shape=(4,))])
    if loss is not None:
        model.compile("sgd", loss, **options)
    return model


def _fit(loss, x, y=None, units=3, activation="softmax", compiled=None, **options):
    return lambda k: _model(k, loss, units, activation, **(compiled or {})).fit(
        x, y, verbose=0, shuffle=False, **options
    )


def _two(y=None, **compiled):
    def run(k):
        x = k.Input((4,))
        model = k.Model(x, [k.layers.Dense(2, name="a")(x), k.layers.Dense(1, name="b")(x)])
        model.compile("sgd", **{"loss": "mse", **compiled})
        model.fit(X, [np.ones((4, 2)), np.ones((4, 1))] if y is None else y, verbose=0)

    return run


def _predict(layers, x):
    return lambda k: k.Sequential(layers(k.layers)).predict(x, verbose=0)


def _two_inputs(x):
    def run(k):
        a, b = k.Input((4,)), k.Input((4,))
        k.Model([a, b], k.layers.Add()([a, b])).predict(x, verbose=0)

    return run


SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"
MISTAKES = {
    "class numbers, categorical loss": (
        _fit(CATEGORICAL, X, NUMBERS),
        r"Shapes \(.*\) and \(None, 3\) are incompatible",
    ),
    "a column of them": (_fit(CATEGORICAL, X, NUMBERS[:, None]), r"Shapes \(.*, 1\) and \(None, 3\) are incompatible"),
    "one-hot of another width": (_fit(CATEGORICAL, X, np.eye(5)[:4]), r"Shapes \(.*, 5\) and \(None, 3\) are incomp"),
    "one-hot labels, sparse loss": (_fit(SPARSE, X, ONE_HOT), r"(?i)labels.*shape"),
    "a class too many": (_fit(SPARSE, X, np.arange(4)), r"3.*\[0, 3\)"),
    "targets of another width": (_fit("mse", X, np.ones((4, 2))), r"3.*2"),
    "two units for one label": (_fit("binary_crossentropy", X, np.ones(4), 2), r"\(None, 2\) vs \(None, 1\)"),
    "an input of another shape": (
        _fit("mse", np.ones((4, 28, 28)), np.ones((4, 3))),
        r'Input 0 of layer "sequential.*" is incompatible with the layer: expected shape=\(None, 4\), '
        r"found shape=\(None, 28, 28\)",
    ),
    "one feature too many": (
        _fit("mse", np.ones((4, 5)), ONE_HOT),
        r"expected shape=\(None, 4\), found shape=\(None, 5\)",
    ),
    "an image without a batch": (
        _predict(lambda L: [L.Conv2D(2, 3, input_shape=(8, 8, 3))], np.ones((8, 8, 3))),
        r"expected shape=\(None, 8, 8, 3\), found shape=\(None, 8, 3\)",
    ),
    "a row without a batch": (lambda k: _model(k)(np.ones(4)), r"is incompatible with the layer: expected .*\(4,\)"),
    "steps without features": (
        _predict(lambda L: [L.LSTM(2, input_shape=(3, 2))], np.ones((2, 3))),
        r"is incompatible with the layer: expected .*\(None, 3\)",
    ),
    "one of two inputs": (_two_inputs(X), r'Layer "model" expects 2 input\(s\), but it received 1 input tensors'),
    "three for two inputs": (_two_inputs([X] * 3), r'Layer "model" expects 2 input\(s\), but it received 3'),
    "fit before compile": (lambda k: _model(k).fit(X, ONE_HOT), "You must compile your model before training/testing"),
    "evaluate before compile": (lambda k: _model(k).evaluate(X, ONE_HOT), "You must compile your model before"),
    "train_on_batch before compile": (lambda k: _model(k).train_on_batch(X, ONE_HOT), "You must compile your model"),
    "no targets": (_fit("mse", X), r"Target data is missing. Your model was compiled with loss=mse"),
    "no loss": (lambda k: (m := _model(k)).compile("sgd") or m.fit(X, ONE_HOT, verbose=0), "No loss found"),
    "lengths": (_fit("mse", X, ONE_HOT[:3]), r"Data cardinality is ambiguous:\s+x sizes: 4\s+y sizes: 3"),
    "lengths of weights": (_fit("mse", X, ONE_HOT, sample_weight=np.ones(5)), "sample_weight sizes: 5"),
    "missing values": (_fit("mse", np.array([[None] * 4] * 4), ONE_HOT), r"Unsupported object type NoneType"),
    "rows of two lengths": (
        _fit("mse", np.array([[1], [1, 2]], dtype=object), ONE_HOT[:2]),
        "Failed to convert a NumPy array to a Tensor",
    ),
    "an unknown optimizer": (lambda k: _model(k).compile("adma", "mse"), "Unknown optimizer: 'adma'"),
    "an unknown loss": (_fit("msee", X, ONE_HOT), "Unknown loss function: 'msee'"),
    "an unknown argument": (lambda k: _model(k).compile("sgd", "mse", foo=1), r"keyword argument.*'?foo'?"),
    "an unknown argument of fit": (_fit("mse", X, ONE_HOT, foo=2), r"unexpected keyword argument 'foo'"),
    "target_tensors": (
        lambda k: _model(k).compile("sgd", "mse", target_tensors=[1]),
        r"`target_tensors` argument is not supported when executing eagerly. Received: \[1\]",
    ),
    "a loss for no output": (_two(loss={"c": "mse"}), r"do(es)? not correspond to any Model output.*'c'.*'a', 'b'"),
    "a weight for no output": (_two(loss_weights={"c": 1.0}), r"not correspond to any Model output.*'c'.*'a', 'b'"),
    "a metric for no output": (_two(metrics={"c": ["mse"]}), r"not correspond to any Model output.*'c'.*'a', 'b'"),
    "metrics for one of two": (_two(metrics=[["mse"]]), r"1.*2|2.*1"),
    "one metric twice": (
        _fit("mse", X, ONE_HOT, compiled={"metrics": ["mae", "mae"]}),
        "Found two metrics with the same name: mae",
    ),
    "class weights for two": (
        lambda k: _weighted_two(k),
        "`class_weight` is only supported for Models with a single output",
    ),
    "a class without a weight": (_fit(SPARSE, X, NUMBERS, class_weight={0: 1.0, 1: 2.0}), r"2"),
    "a gap among class weights": (
        _fit(SPARSE, X, NUMBERS, class_weight={0: 1.0, 2: 2.0}),
        r"Expected `class_weight` to be a dict with keys from 0 to one less than the number of classes, found",
    ),
    "no batches": (_fit("mse", X, ONE_HOT, batch_size=0), r"batch_size.*0"),
    "no epochs": (_fit("mse", X, ONE_HOT, epochs=0), r"epochs.*0"),
    "all for validation": (_fit("mse", X, ONE_HOT, validation_split=1.0), r"`validation_split=?.*1.0"),
}


def _weighted_two(k):
    x = k.Input((4,))
    model = k.Model(x, [k.layers.Dense(2)(x), k.layers.Dense(1)(x)])
    model.compile("sgd", "mse")
    model.fit(X, [np.ones((4, 2)), np.ones((4, 1))], class_weight={0: 1.0}, verbose=0)


def outcome(k, function):
    """[class of the error, its message]; None where nothing was raised."""
    k.backend.clear_session()
    try:
        function(k)
    except Exception as error:
        return [type(error).__name__, str(error)]
    return None


def _without_places(text):
    """A message without what differs between runs and machines: places in files, nodes, numbers of datasets."""
    traced, _, last = text.rpartition('.py"')
    text = last.partition("\n\n")[2] if traced else text
    return re.sub(r"MapDataset:\d+", "MapDataset", text.partition("\n\t [[")[0]).strip()


def mistakes(tf, k):
    """What the functions raise: {what: [class, message]}."""
    found = {name: outcome(k, function) for name, (function, _) in MISTAKES.items()}
    return {name: said and [said[0], _without_places(said[1])] for name, said in found.items()}


PROGRAMS = {"mistakes": mistakes}
