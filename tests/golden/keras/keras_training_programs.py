"""compile, fit, evaluate, predict: programs of plain data, run on tf_keras by the recorder and here by the tests."""

import contextlib
import io
import re

import numpy as np
from keras_model_programs import numbered, numbers


def classes(n, count, seed=3):
    return np.random.RandomState(seed).randint(0, count, n)


def mlp(k, units=3, activation="softmax"):
    return numbered(
        k.Sequential(
            [k.layers.Dense(8, activation="relu", input_shape=(4,)), k.layers.Dense(units, activation=activation)]
        )
    )


def plain(history):
    return {name: [float(v) for v in values] for name, values in history.history.items()}


def trained(k, model, optimizer, loss, y, **options):
    """History and final weights of three epochs."""
    model.compile(optimizer, loss, options.pop("metrics", None))
    rows = len(y)
    history = model.fit(
        numbers(rows, 4), y, **{"epochs": 3, "batch_size": 8, "shuffle": False, "verbose": 0, **options}
    )
    return {"history": plain(history), "weights": [w.tolist() for w in model.get_weights()]}


def optimizers(tf, k):
    o = k.optimizers
    rules = {
        "sgd": o.SGD(0.1),
        "momentum": o.SGD(0.05, momentum=0.9),
        "nesterov": o.SGD(0.05, momentum=0.9, nesterov=True),
        "adam": o.Adam(0.01),
        "amsgrad": o.Adam(0.01, amsgrad=True),
        "rmsprop": o.RMSprop(0.01),
        "adagrad": o.Adagrad(0.1),
        "adadelta": o.Adadelta(1.0),
        "clipped": o.SGD(0.5, clipnorm=0.1),
        "by name": "adam",
    }
    return {
        name: trained(k, mlp(k), rule, "sparse_categorical_crossentropy", classes(20, 3))
        for name, rule in rules.items()
    }


def cnn(tf, k):
    layers = k.layers
    model = numbered(
        k.Sequential(
            [
                layers.Rescaling(1 / 255, input_shape=(8, 8, 1)),
                layers.Conv2D(4, 3, activation="relu", use_bias=False),  # before a normalisation its gradient is noise
                layers.BatchNormalization(),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dense(3, activation="softmax"),
            ]
        )
    )
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    images = np.random.RandomState(0).randint(0, 256, (20, 8, 8, 1)).astype("uint8")
    history = model.fit(images, classes(20, 3), epochs=3, batch_size=6, shuffle=False, verbose=0, validation_split=0.25)
    return {
        "history": plain(history),
        "evaluate": model.evaluate(images, classes(20, 3), verbose=0),
        "predict": model.predict(images[:3], verbose=0).tolist(),
        "moving": model.get_weights()[3].tolist(),
    }


def shared_normalization(tf, k):
    """A layer called twice in a step: its moving averages show in which order the calls run."""
    layer, x = k.layers.BatchNormalization(momentum=0.5), k.Input((3,))
    model = k.Model(x, [layer(x), layer(x * 2.0)])
    model.compile("sgd", "mse")
    model.fit(numbers(8, 3), [numbers(8, 3), numbers(8, 3)], verbose=0, shuffle=False)
    return {"weights": [w.tolist() for w in model.get_weights()]}


def losses_by_name(tf, k):
    onehot = np.eye(3, dtype="float32")[classes(20, 3)]
    binary = classes(20, 2)
    target = numbers(20, 3, seed=5)
    cases = {
        "mse": (mlp(k, 3, None), target),
        "mae": (mlp(k, 3, None), target),
        "huber": (mlp(k, 3, None), target),
        "categorical_crossentropy": (mlp(k), onehot),
        "binary_crossentropy": (mlp(k, 1, "sigmoid"), binary),
        "kl_divergence": (mlp(k), onehot),
        "hinge": (mlp(k, 1, "tanh"), 2 * binary - 1),
        "log_cosh": (mlp(k, 3, None), target),
    }
    return {name: trained(k, model, "sgd", name, y, metrics=["accuracy"]) for name, (model, y) in cases.items()}


def accuracy_names(tf, k):
    onehot = np.eye(3, dtype="float32")[classes(20, 3)]
    found = {}
    for metric in ("acc", "accuracy", "mae", "mse", "AUC", "categorical_accuracy"):
        if metric != "AUC":
            found[metric] = trained(
                k, mlp(k), "sgd", "categorical_crossentropy", onehot, metrics=[metric], validation_split=0.2
            )["history"]
    found["sparse"] = trained(k, mlp(k), "sgd", "sparse_categorical_crossentropy", classes(20, 3), metrics=["acc"])[
        "history"
    ]
    found["binary"] = trained(
        k, mlp(k, 1, "sigmoid"), "sgd", "binary_crossentropy", classes(20, 2), metrics=["accuracy"]
    )["history"]
    found["column"] = trained(
        k, mlp(k), "sgd", "sparse_categorical_crossentropy", classes(20, 3)[:, None], metrics=["accuracy"]
    )["history"]
    return found


def weights(tf, k):
    """class_weight, sample_weight, weighted metrics, validation data with weights."""
    y, weight = classes(20, 3), np.linspace(0.1, 2.0, 20).astype("float32")
    loss = "sparse_categorical_crossentropy"
    found = {
        "class_weight": trained(k, mlp(k), "sgd", loss, y, class_weight={0: 1.0, 1: 3.0, 2: 0.5}),
        "sample_weight": trained(k, mlp(k), "sgd", loss, y, sample_weight=weight),
        "split": trained(k, mlp(k), "sgd", loss, y, sample_weight=weight, validation_split=0.3),
        "validation": trained(k, mlp(k), "sgd", loss, y, validation_data=(numbers(7, 4), classes(7, 3), weight[:7])),
    }
    model = mlp(k)
    model.compile("sgd", loss, metrics=["acc"], weighted_metrics=["accuracy", "mae"])
    found["weighted"] = plain(
        model.fit(numbers(20, 4), y, sample_weight=weight, batch_size=8, shuffle=False, epochs=2, verbose=0)
    )
    found["evaluate"] = model.evaluate(numbers(20, 4), y, sample_weight=weight, batch_size=8, verbose=0)
    return found


def two_headed(k):
    x = k.Input((4,), name="x")
    h = k.layers.Dense(5, activation="relu")(x)
    return numbered(
        k.Model(x, [k.layers.Dense(3, activation="softmax", name="kind")(h), k.layers.Dense(1, name="size")(h)])
    )


def several_outputs(tf, k):
    forms = {
        "one loss": {"loss": "mse"},
        "list": {
            "loss": ["sparse_categorical_crossentropy", "mse"],
            "metrics": [["accuracy"], ["mae", "mse"]],
            "loss_weights": [1.0, 0.3],
        },
        "dict": {
            "loss": {"size": "mse", "kind": "sparse_categorical_crossentropy"},
            "metrics": {"kind": "acc", "size": ["mae"]},
            "loss_weights": {"kind": 0.5, "size": 2.0},
        },
        "one metric": {"loss": ["sparse_categorical_crossentropy", "mse"], "metrics": ["mae"]},
        "half": {"loss": {"size": "mse"}},
    }
    x, kind, size = numbers(20, 4), classes(20, 3), numbers(20, 1, seed=9)
    found = {}
    for name, form in forms.items():
        model = two_headed(k)
        model.compile("sgd", **form)
        y = (
            [np.eye(3, dtype="float32")[kind], size]
            if name == "one loss"
            else {"kind": kind, "size": size}
            if name == "dict"
            else [kind, size]
        )
        history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0, validation_split=0.2)
        found[name] = {
            "history": plain(history),
            "names": model.metrics_names,
            "evaluate": model.evaluate(x, y, verbose=0),
        }
    found["dict"]["as dict"] = model.evaluate(x, [kind, size], verbose=0, return_dict=True)
    found["predict"] = [p.shape[1] for p in two_headed(k).predict(x, verbose=0)]
    return found


def dict_outputs(tf, k):
    """Losses, metrics and targets by the keys of outputs that are a dict, whatever the layers are called."""

    class Net(k.Model):
        def __init__(self):
            super().__init__()
            self.dense = k.layers.Dense(2, kernel_initializer="ones")

        def call(self, x):
            return {"o": self.dense(x), "b": self.dense(x) * 2.0}

    def functional():
        x = k.Input((4,))
        first, second = [k.layers.Dense(2, name=name, kernel_initializer="ones") for name in ("zz", "aa")]
        return k.Model(x, {"o": first(x), "b": second(x)})

    found = {}
    targets = {"o": numbers(6, 2), "b": numbers(6, 2, seed=3)}
    for make in (Net, functional):
        for loss, metrics in (({"o": "mse"}, None), ({"o": "mse", "b": "mae"}, {"b": ["mae"]}), ("mse", ["mae"])):
            model = make()
            model.compile("sgd", loss, metrics)
            y = {n: targets[n] for n in loss} if isinstance(loss, dict) else targets
            history = model.fit(numbers(6, 4), y, verbose=0, shuffle=False, batch_size=4)
            found[f"{make.__name__} {sorted(loss)} {metrics}"] = plain(history)
    return found


def several_inputs(tf, k):
    a, b = k.Input((3,), name="a"), k.Input((2,), name="b")
    model = numbered(k.Model({"a": a, "b": b}, k.layers.Dense(1)(k.layers.Concatenate()([a, b]))))
    model.compile("sgd", "mse")
    x = {"b": numbers(10, 2), "a": numbers(10, 3)}
    history = model.fit(x, numbers(10, 1, seed=4), epochs=2, batch_size=4, shuffle=False, verbose=0)
    return {"history": plain(history), "predict": model.predict(x, verbose=0).tolist()}


def callback_order(tf, k):
    said = []

    class Spy(k.callbacks.Callback):
        pass

    def listen(hook):
        def told(self, *args, logs=None):
            said.append(
                [
                    hook,
                    *[a for a in args if not isinstance(a, dict)],
                    sorted(logs or (args[-1] if args and isinstance(args[-1], dict) else {})),
                ]
            )

        return told

    for event in ("train", "test", "predict"):
        for hook in (f"on_{event}_begin", f"on_{event}_end", f"on_{event}_batch_begin", f"on_{event}_batch_end"):
            setattr(Spy, hook, listen(hook))
    Spy.on_epoch_begin, Spy.on_epoch_end = listen("on_epoch_begin"), listen("on_epoch_end")
    model = mlp(k)
    model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
    x, y = numbers(10, 4), classes(10, 3)
    model.fit(x, y, batch_size=4, epochs=2, verbose=0, callbacks=[Spy()], validation_data=(x[:5], y[:5]))
    model.evaluate(x, y, verbose=0, callbacks=[Spy()])
    model.predict(x, batch_size=5, verbose=0, callbacks=[Spy()])
    return {"said": said, "params": None}


def printed(tf, k):
    """What fit, evaluate and predict print; times are blanked."""
    x, y = numbers(10, 4), classes(10, 3)
    found = {}
    for verbose in (0, 1, 2):
        model = mlp(k)
        model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            model.fit(x, y, batch_size=16, epochs=2, verbose=verbose, shuffle=False, validation_split=0.2)
            model.fit(x, y, batch_size=16, epochs=1, verbose=verbose, shuffle=False)
            model.evaluate(x, y, verbose=verbose)
            model.predict(x, verbose=verbose)
        lines = out.getvalue().replace("\b", "").split("\n")
        found[str(verbose)] = [re.sub(r"\d+(ms|us|s)\b", "T", line.split("\r")[-1]) for line in lines]
    return found


def one_batch(tf, k):
    model = mlp(k)
    model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
    x, y = numbers(6, 4), classes(6, 3)
    return {
        "train": [float(v) for v in model.train_on_batch(x, y)],
        "dict": {n: float(v) for n, v in model.train_on_batch(x, y, return_dict=True).items()},
        "weighted": [float(v) for v in model.train_on_batch(x, y, sample_weight=np.arange(6.0))],
        "class_weight": [float(v) for v in model.train_on_batch(x, y, class_weight={0: 1, 1: 2, 2: 3})],
        "test": [float(v) for v in model.test_on_batch(x, y)],
        "kept": [float(v) for v in model.test_on_batch(x[:2], y[:2], reset_metrics=False)],
        "predict": model.predict_on_batch(x).tolist(),
        "names": model.metrics_names,
    }


def custom_losses(tf, k):
    def per_sample(y_true, y_pred):
        return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)

    def scalar(y_true, y_pred):
        return tf.reduce_sum(tf.abs(y_true - y_pred))

    class Own(k.losses.Loss):
        def call(self, y_true, y_pred):
            return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1) * 2.0

    def my_metric(y_true, y_pred):
        return tf.reduce_max(y_pred, axis=-1)

    target, weight = numbers(20, 3, seed=5), np.linspace(0.0, 2.0, 20)
    unreduced = k.losses.SparseCategoricalCrossentropy(reduction="none")
    return {
        "per sample": trained(k, mlp(k, 3, None), "sgd", per_sample, target, metrics=[my_metric]),
        "scalar": trained(k, mlp(k, 3, None), "sgd", scalar, target),
        "class": trained(k, mlp(k, 3, None), "sgd", Own(), target, sample_weight=weight),
        "unreduced": trained(k, mlp(k), "sgd", unreduced, classes(20, 3)),
        "sum": trained(
            k, mlp(k), k.optimizers.SGD(0.001), k.losses.SparseCategoricalCrossentropy(reduction="sum"), classes(20, 3)
        ),
        "logits": trained(
            k, mlp(k, 3, None), "sgd", k.losses.SparseCategoricalCrossentropy(from_logits=True), classes(20, 3)
        ),
    }


def added_losses(tf, k):
    class Penalty(k.layers.Layer):
        def call(self, x):
            self.add_loss(0.1 * tf.reduce_mean(tf.square(x)))
            self.add_metric(tf.reduce_max(x), name="largest")
            return x

    x = k.Input((4,))
    h = Penalty()(k.layers.Dense(3, kernel_regularizer=k.regularizers.l2(0.1))(x))
    model = numbered(k.Model(x, h))
    found = {"in call": trained(k, model, "sgd", "mse", numbers(20, 3, seed=5))}
    model(numbers(2, 4))
    found["losses"] = [float(v) for v in model.losses]
    x = k.Input((4,))
    y = k.layers.Dense(3)(x)
    model = k.Model(x, y)
    model.add_loss(tf.reduce_mean(tf.abs(y)) * 0.5)
    numbered(model)
    model.add_metric(tf.reduce_sum(y), name="total")
    found["on a Keras tensor"] = trained(k, model, "sgd", "mse", numbers(20, 3, seed=5))
    x = k.Input((4,))
    y = k.layers.Dense(4)(x)
    model = k.Model(x, y)
    model.add_loss(k.losses.mean_squared_error(x, y))
    numbered(model)
    model.compile("sgd")
    found["no other loss"] = plain(model.fit(numbers(20, 4), epochs=2, batch_size=8, shuffle=False, verbose=0))
    return found


def trackers(tf, k):
    """Metrics that are attributes, as the VAE of the Keras guide has them."""

    class Net(k.Model):
        def __init__(self):
            super().__init__()
            self.dense, self.tracker = k.layers.Dense(3), k.metrics.Mean(name="tracked")

        def call(self, x):
            return self.dense(x)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(y - self(x)))
            self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
            self.tracker.update_state(loss)
            return {"loss": self.tracker.result()}

        @property
        def metrics(self):
            return [self.tracker]

    class Plain(Net):
        metrics = k.Model.metrics

    found = {}
    for cls in (Net, Plain):
        model = cls()
        model(numbers(2, 4))
        model.dense.set_weights([numbers(4, 3), numbers(3)])
        model.compile("sgd")
        history = model.fit(numbers(20, 4), numbers(20, 3, seed=5), epochs=2, batch_size=8, shuffle=False, verbose=0)
        found[cls.__name__] = {
            "history": plain(history),
            "layers": [layer.name for layer in model.layers],
            "weights": [len(model.weights), len(model.trainable_weights)],
            "metrics": model.metrics_names,
        }
    return found


def own_steps(tf, k):
    class Own(k.Model):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(y - self(x, training=True)))
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
            return {"my_loss": loss}

    class Compiled(k.Model):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
            self.compiled_metrics.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    found = {}
    for cls in (Own, Compiled):
        x = k.Input((4,))
        model = numbered(cls(x, k.layers.Dense(3)(x)))
        found[cls.__name__] = trained(k, model, "sgd", "mse", numbers(20, 3, seed=5), metrics=["mae"])
    return found


def frozen(tf, k):
    """What compile and trainable do together: a GAN's way of training."""
    d = numbered(k.Sequential([k.layers.Dense(3, input_shape=(4,)), k.layers.Dense(1, activation="sigmoid")], name="d"))
    g = numbered(k.Sequential([k.layers.Dense(4, input_shape=(2,))], name="g"))
    d.compile("sgd", "binary_crossentropy")
    d.trainable = False
    gan = k.Sequential([g, d])
    gan.compile("sgd", "binary_crossentropy")
    found, x, z, y = {}, numbers(6, 4), numbers(6, 2), np.ones((6, 1), "float32")
    for i in range(2):
        d.trainable = True
        found[f"d{i}"] = float(d.train_on_batch(x, y))
        d.trainable = False
        found[f"g{i}"] = float(gan.train_on_batch(z, y))
    return found | {"d": [w.tolist() for w in d.get_weights()], "g": [w.tolist() for w in g.get_weights()]}


def kinds_of_numbers(tf, k):
    """float64 data, integer targets, lists, tensors, a target of rank one for a last axis of one."""
    x, y = numbers(12, 4), numbers(12, 1, seed=2)
    found = {}
    for name, (a, b) in {
        "float64": (x.astype("float64"), y.astype("float64")),
        "ints": ((x * 5).astype("int32"), (y * 5).astype("int64")),
        "lists": (x.tolist(), y.tolist()),
        "tensors": (tf.constant(x), tf.constant(y)),
        "flat target": (x, y[:, 0]),
    }.items():
        model = mlp(k, 1, None)
        model.compile("sgd", "mse", ["mae"])
        if name == "lists":
            a, b = np.array(a), np.array(b)
        found[name] = plain(model.fit(a, b, batch_size=5, epochs=2, shuffle=False, verbose=0))
    return found


def options_of_fit(tf, k):
    def run(**options):
        model = mlp(k)
        model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
        history = model.fit(numbers(20, 4), classes(20, 3), batch_size=8, shuffle=False, verbose=0, **options)
        return {
            "history": plain(history),
            "epochs": history.epoch,
            "params": {n: history.params[n] for n in ("epochs", "steps")},
        }

    data = (numbers(9, 4), classes(9, 3))
    return {
        "initial_epoch": run(epochs=5, initial_epoch=3),
        "validation_freq": run(epochs=4, validation_data=data, validation_freq=2),
        "validation epochs": run(epochs=4, validation_data=data, validation_freq=[1, 4]),
        "validation_steps": run(epochs=2, validation_data=data, validation_steps=1, validation_batch_size=4),
        "early": run(epochs=9, callbacks=[k.callbacks.LambdaCallback(on_epoch_end=lambda e, logs: None), Stopper(k)()]),
    }


def Stopper(k):
    class Stop(k.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    return Stop


def seeded_initial_weights(tf, k):
    k.utils.set_random_seed(0)
    layers = k.layers
    model = k.Sequential(
        [
            layers.Conv2D(3, 3, input_shape=(6, 6, 2)),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(4),
            layers.Dense(3, kernel_initializer="he_normal", bias_initializer="random_uniform"),
            layers.Dense(2, kernel_initializer=k.initializers.RandomNormal(seed=5)),
        ]
    )
    return {"weights": [w.tolist() for w in model.get_weights()]}


def old_rates(tf, k):
    """`lr=` and `decay=`; tf_keras has them in its legacy optimizers."""
    old = getattr(k.optimizers, "legacy", k.optimizers)
    rules = {
        "sgd": old.SGD(learning_rate=0.1, decay=0.05, momentum=0.9),
        "adam": old.Adam(learning_rate=0.01, decay=0.01),
    }
    return {
        name: trained(k, mlp(k), rule, "sparse_categorical_crossentropy", classes(20, 3))
        for name, rule in rules.items()
    }


PROGRAMS = {
    f.__name__: f
    for f in (
        optimizers,
        cnn,
        shared_normalization,
        losses_by_name,
        accuracy_names,
        weights,
        several_outputs,
        dict_outputs,
        several_inputs,
        callback_order,
        printed,
        one_batch,
        custom_losses,
        added_losses,
        trackers,
        own_steps,
        frozen,
        kinds_of_numbers,
        options_of_fit,
        seeded_initial_weights,
        old_rates,
    )
}
