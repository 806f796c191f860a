"""Every form in which `compile`, `evaluate` and their kind take and give things, as programs of plain data."""

import numpy as np
from keras_model_programs import numbered, numbers
from whole_fits import classes, mlp, one_hot, plain, two_outputs


def _two(tf, k, **compiled):
    x = k.Input((4,))
    model = numbered(k.Model(x, [k.layers.Dense(2, name="a")(x), k.layers.Dense(1, name="b")(x)]))
    model.compile("sgd", **{"loss": "mse", **compiled})
    return model


def forms_of_losses(tf, k):
    y = [numbers(8, 2), numbers(8, 1, seed=2)]
    forms = {
        "one for both": "mae",
        "list": ["mse", "mae"],
        "tuple": ("mae", k.losses.Huber()),
        "dict": {"b": k.losses.mean_absolute_error, "a": "MSE"},
        "partial dict": {"b": "mse"},
        "None in a list": ["mse", None],
        "None in a dict": {"a": None, "b": "mae"},
        "function": [lambda t, p: tf.reduce_mean(tf.abs(t - p), -1), "mse"],
    }
    found = {}
    for name, loss in forms.items():
        model = _two(tf, k, loss=loss)
        history = model.fit(numbers(8, 4), y, batch_size=4, epochs=1, shuffle=False, verbose=0).history
        found[name] = {"history": history, "names": model.metrics_names}
    for name, weights in {"list": [0.5, 2.0], "dict": {"b": 2.0, "a": 0.25}, "partial": {"b": 3.0}}.items():
        model = _two(tf, k, loss_weights=weights)
        found[f"weights: {name}"] = model.evaluate(numbers(8, 4), y, verbose=0)
    return plain(found)


def forms_of_metrics(tf, k):
    y = [numbers(8, 2), numbers(8, 1, seed=2)]
    m = k.metrics

    def largest(y_true, y_pred):
        return tf.reduce_max(y_pred, -1)

    forms = {
        "flat": {"metrics": ["mse", "mae"]},
        "nested": {"metrics": [["mse"], ["mae", largest]]},
        "mixed": {"metrics": ["mse", ["mae"]]},
        "None entry": {"metrics": [None, "mae"]},
        "empty entry": {"metrics": [[], ["mae"]]},
        "dict": {"metrics": {"b": "mae", "a": ["mse", "mae"]}},
        "partial dict": {"metrics": {"b": ["mae"]}},
        "weighted": {"metrics": {"a": "mse"}, "weighted_metrics": {"a": "mse", "b": ["mae"]}},
        "objects": {"metrics": [[m.MeanSquaredError()], [m.MeanAbsoluteError(name="off")]]},
        "accuracy": {"metrics": ["accuracy"]},
    }
    found = {}
    for name, form in forms.items():
        model = _two(tf, k, **form)
        before = model.metrics_names
        weight = {"a": np.linspace(0, 1, 8), "b": np.linspace(1, 2, 8)}
        logs = model.evaluate(numbers(8, 4), y, sample_weight=weight, verbose=0, return_dict=True)
        found[name] = {"before": before, "logs": logs, "names": model.metrics_names}
    single = {
        "text": {"metrics": "mae"},
        "tuple": {"metrics": ("mae", "mse")},
        "lambda": {"metrics": [lambda y_true, y_pred: tf.reduce_mean(y_pred)]},
        "losses": {"metrics": [k.losses.MeanSquaredError(), k.losses.Huber()]},
        "both accuracies": {"metrics": ["acc", "accuracy"], "weighted_metrics": ["accuracy"]},
        "upper case": {"metrics": ["MSE", "MAE", "mean_absolute_error"]},
    }
    for name, form in single.items():
        model = mlp(k)
        model.compile("sgd", "categorical_crossentropy", **form)
        found[name] = model.evaluate(numbers(8, 4), one_hot(8, 3), verbose=0, return_dict=True)
    return plain(found)


def kind(value):
    return type(value).__name__ if np.ndim(value) == 0 else [kind(one) for one in value]


def results_of_one_batch(tf, k):
    x, y = numbers(6, 4), {"kind": classes(6, 3), "size": numbers(6, 1)}
    model, found = two_outputs(tf, k), {}
    found["train"] = model.train_on_batch(x, y)
    found["train dict"] = model.train_on_batch(x, y, return_dict=True)
    found["kept"] = model.train_on_batch(x[:2], {n: v[:2] for n, v in y.items()}, reset_metrics=False)
    found["weights"] = model.train_on_batch(x, y, sample_weight={"kind": np.arange(6.0), "size": np.ones(6)})
    found["test"] = model.test_on_batch(x, [y["kind"], y["size"]], sample_weight=[np.arange(6.0), np.arange(6.0)])
    found["test dict"] = model.test_on_batch(x, y, return_dict=True)
    found["one of two"] = model.evaluate(x, {"size": y["size"]}, verbose=0, return_dict=True)
    found["predict"] = model.predict_on_batch(x)
    model.reset_metrics()
    found["reset"] = [float(m.result()) for m in model.metrics]
    plainly = mlp(k)
    plainly.compile("sgd", "sparse_categorical_crossentropy")
    alone = [plainly.train_on_batch(x, y["kind"]), plainly.test_on_batch(x, y["kind"])]
    found["alone"] = alone + [plainly.evaluate(x, y["kind"], verbose=0)]
    found["kinds"] = [kind(plainly.evaluate(x, y["kind"], verbose=0)), kind(model.evaluate(x, y, verbose=0))]
    return plain(found)


def compiled_again(tf, k):
    """Weights stay, the optimizer and the metrics start afresh; one that is handed on keeps its count."""
    model, x, y = mlp(k), numbers(8, 4), classes(8, 3)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, verbose=0, shuffle=False)
    first, weights = model.optimizer, model.get_weights()
    model.compile("adam", "sparse_categorical_crossentropy")
    found = {
        "same optimizer": model.optimizer is first,
        "count": int(model.optimizer.iterations.numpy()),
        "same weights": all(np.array_equal(a, b) for a, b in zip(weights, model.get_weights())),
        "names": model.metrics_names,
    }
    found["history"] = model.fit(x, y, verbose=0, shuffle=False).history
    kept = model.optimizer
    model.compile(kept, "sparse_categorical_crossentropy")
    found["again"] = model.fit(x, y, verbose=0, shuffle=False, epochs=2).history
    model.optimizer.lr = 0.25
    found |= {"kept count": int(kept.iterations.numpy()), "lr": float(model.optimizer.lr)}
    config = model.get_compile_config()
    found["config"] = {name: value for name, value in config.items() if name != "optimizer"}
    other = mlp(k)
    other.compile_from_config(config)
    found["from config"] = [type(other.optimizer).__name__, float(other.optimizer.lr), other.loss]
    found["its history"] = other.fit(x, y, verbose=0, shuffle=False).history
    return plain(found)


def outputs_of_every_structure(tf, k):
    L, found = k.layers, {}
    x = numbers(7, 4)

    class Gives(k.Model):
        def __init__(self, structure):
            super().__init__()
            self.dense, self.structure = L.Dense(2, kernel_initializer="ones"), structure

        def call(self, x):
            return self.structure(self.dense(x[0] if isinstance(x, (list, tuple)) else x))

    for name, structure in {
        "list": lambda h: [h, h * 2.0],
        "tuple": lambda h: (h, h[:, 0]),
        "dict": lambda h: {"b": h, "a": h + 1.0},
        "nested": lambda h: {"b": [h, (h * 2.0, h[:, :1])]},
        "scalar rows": lambda h: tf.reduce_sum(h, -1),
    }.items():
        found[name] = Gives(structure).predict(x, batch_size=3, verbose=0)
    model = Gives(lambda h: h)
    found["steps"] = model.predict(x, steps=3, verbose=0)
    found["of a generator"] = model.predict((x[i : i + 3] for i in range(0, 7, 3)), verbose=0)
    return plain(found)


PROGRAMS = {
    f.__name__: f
    for f in (
        forms_of_losses,
        forms_of_metrics,
        results_of_one_batch,
        compiled_again,
        outputs_of_every_structure,
    )
}
