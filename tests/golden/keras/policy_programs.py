"""What policies do to layers, models and optimizers: run under tf_keras to record it, under Tenfold to compare.

Each program takes the modules `tf` and `keras` and yields (name, value) pairs: texts, or tensors and arrays.
"""

import numpy as np

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(6, 4)).astype(np.float32)
IMAGES = RNG.normal(size=(2, 6, 6, 3)).astype(np.float32)
CLASSES = np.array([0, 2, 1, 1, 0, 2])
POLICIES = ("mixed_float16", "mixed_bfloat16", "float64", "float16")


def numbers_for(weights):
    """Values that are the same in every framework, of the size of initial ones."""
    return [
        (
            np.sin(np.arange(np.prod(w.shape)) * (i + 1.3)) * 0.5
            + (w.name.split("/")[-1].startswith(("gamma", "moving_v")))
        )
        .reshape(w.shape)
        .astype(np.float32)
        for i, w in enumerate(weights)
    ]


def outcome(function):
    """What a function gives, or the class of its error, as text."""
    try:
        return str(function())
    except Exception as error:
        return type(error).__name__


def policies(tf, keras):
    mixed = keras.mixed_precision
    for name in (
        *POLICIES,
        "int32",
        "half",
        "string",
        "_infer",
        "float8",
        "mixed_float32",
        "float16_with_float32_vars",
    ):
        yield f"{name}", outcome(lambda: mixed.Policy(name))  # noqa: B023
        yield f"{name} dtypes", outcome(lambda: [mixed.Policy(name).compute_dtype, mixed.Policy(name).variable_dtype])  # noqa: B023
        yield f"{name} set", outcome(lambda: [mixed.set_global_policy(name), mixed.global_policy()][1])  # noqa: B023
        mixed.set_global_policy(None)
    for given in (tf.float32, 3, None):
        yield f"{given!r} given", outcome(lambda: mixed.Policy(given))  # noqa: B023
    yield "config", str(mixed.Policy("mixed_float16").get_config())
    yield "of 2.3", str(mixed.Policy.from_config({"name": "mixed_float16", "loss_scale": {"class_name": "x"}}))


def layer_arguments(tf, keras):
    class Mine(keras.mixed_precision.Policy):
        pass

    dense = keras.layers.Dense
    for name, given in {
        "a name": "mixed_bfloat16",
        "a dtype": tf.float64,
        "NumPy's": np.float16,
        "a policy": keras.mixed_precision.Policy("mixed_float16"),
        "a subclass": Mine("float32"),
        "a description": {"class_name": "Policy", "config": {"name": "mixed_float16"}},
        "an old description": {"class_name": "PolicyV1", "config": {"name": "mixed_float16", "loss_scale": 4}},
        "nothing": None,
        "no dtype": "floaty",
    }.items():
        yield name, outcome(lambda: dense(2, dtype=given).dtype_policy)  # noqa: B023
        yield f"{name}: dtypes", outcome(lambda: [dense(2, dtype=given).compute_dtype, dense(2, dtype=given).dtype])  # noqa: B023
        if name != "a subclass":
            yield f"{name}: config", outcome(lambda: dense(2, dtype=given).get_config()["dtype"])  # noqa: B023


def layers(tf, keras):
    L = keras.layers
    made = {
        "dense": (lambda: L.Dense(3, activation="tanh"), ROWS),
        "conv": (lambda: L.Conv2D(2, 3), IMAGES),
        "pool": (lambda: L.MaxPooling2D(), IMAGES),
        "flatten": (lambda: L.Flatten(), IMAGES),
        "softmax": (lambda: L.Activation("softmax"), ROWS),
        "rescaling": (lambda: L.Rescaling(0.5, 1.0), ROWS),
        "add": (lambda: L.Add(), [ROWS, ROWS]),
        "concatenate": (lambda: L.Concatenate(), [ROWS, ROWS]),
        "rows normalised": (lambda: L.BatchNormalization(), ROWS),
        "images normalised": (lambda: L.BatchNormalization(), IMAGES),
        "dropout": (lambda: L.Dropout(0.5), ROWS),
    }
    for policy in POLICIES:
        for name, (make, inputs) in made.items():
            keras.mixed_precision.set_global_policy(policy)
            layer = make()
            keras.mixed_precision.set_global_policy(None)
            inputs = tf.nest.map_structure(tf.constant, inputs)
            layer(inputs)
            layer.set_weights(numbers_for(layer.weights))
            trains = {"training": True} if "normalised" in name else {}
            with tf.GradientTape() as tape:
                y = layer(inputs, **trains)
                loss = tf.reduce_sum(tf.cast(y, tf.float32) ** 2)
            yield f"{policy} {name}", y
            yield f"{policy} {name} inference", layer(inputs)
            yield (
                f"{policy} {name} symbolic",
                str(
                    tf.nest.flatten(layer(tf.nest.map_structure(lambda t: keras.Input(t.shape[1:]), inputs)))[
                        0
                    ].dtype.name
                ),
            )
            for w, g in zip(layer.trainable_weights, tape.gradient(loss, layer.trainable_weights)):
                yield f"{policy} {name} gradient of {w.name.split('/')[-1]}", g
            for w in layer.weights:
                yield f"{policy} {name} {w.name.split('/')[-1]}", tf.convert_to_tensor(w)


def variables(tf, keras):
    found = {}

    class Reads(keras.layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(name="w", shape=(2,), initializer="ones")
            self.plain = self.add_weight(name="plain", shape=(2,), initializer="ones", experimental_autocast=False)
            self.wide = self.add_weight(name="wide", shape=(2,), initializer="ones", dtype="float64")

        def call(self, x):
            found.update(
                {
                    "read": tf.identity(self.w),
                    "value": self.w.value(),
                    "read_value": self.w.read_value(),
                    "sliced": self.w[1:],
                    "sum": 1.5 + self.w,
                    "gathered": tf.gather(self.w, [1]),
                    "sparse": self.w.sparse_read([0]),
                    "plain": tf.identity(self.plain),
                    "wide": tf.identity(self.wide),
                    "stacked": tf.stack([self.w, self.w]),
                    "repr": repr(self.w).replace("\n", ""),
                    "wrong": outcome(lambda: tf.convert_to_tensor(self.w, tf.float32)),
                }
            )
            self.w.assign(tf.constant([2.0, 3.0]))
            self.w.assign_add([1.0, 1.0])
            found["assigned"] = tf.identity(self.w)
            self.w.assign(x[0])
            self.w.assign_add(x[0])
            self.w.assign_sub(x[0] / 4)
            found["assigned narrow"] = tf.identity(self.w)
            return x

    for policy in ("mixed_float16", "mixed_bfloat16", "float32"):
        layer = Reads(dtype=policy, name="reads")
        layer(tf.ones((1, 2)))
        for name, value in found.items():
            yield f"{policy} {name}", value
        yield f"{policy} outside", tf.identity(layer.w)
        yield f"{policy} kind", type(layer.w).__name__.replace("ResourceVariable", "Variable")
        yield f"{policy} repr outside", repr(layer.w).replace("\n", "")
        yield f"{policy} is a variable", str(isinstance(layer.w, tf.Variable))


def loss_scaling(tf, keras):
    scaling = keras.mixed_precision.LossScaleOptimizer
    for name, kwargs in {
        "dynamic": {"initial_scale": 8, "dynamic_growth_steps": 2},
        "fixed": {"dynamic": False, "initial_scale": 4.0},
    }.items():
        for kind in ("SGD", "Adam"):
            opt, v = scaling(getattr(keras.optimizers, kind)(0.1), **kwargs), tf.Variable([1.0, 2.0])
            for i, factor in enumerate((1.0, 2.0, 3.0, np.inf, 1.0, np.nan)):
                if not opt.dynamic and not np.isfinite(factor):
                    continue
                if i % 2:
                    opt.minimize(lambda: tf.reduce_sum(v * v * factor), [v])  # noqa: B023
                else:
                    with tf.GradientTape() as tape:
                        loss = opt.get_scaled_loss(tf.reduce_sum(v * v * factor))
                    yield f"{name} {kind} {i} scaled", loss
                    grads = opt.get_unscaled_gradients([tape.gradient(loss, v), None])
                    yield f"{name} {kind} {i} gradient", grads[0]
                    opt.apply_gradients([(grads[0], v)])
                yield f"{name} {kind} {i}", tf.convert_to_tensor(v)
                yield f"{name} {kind} {i} scale", opt.loss_scale
                counter = opt.dynamic_counter
                yield f"{name} {kind} {i} counter", str(counter if counter is None else int(counter))
                yield f"{name} {kind} {i} iterations", str(int(opt.iterations))
            config = opt.get_config()
            yield f"{name} {kind} config", str({k: c for k, c in config.items() if k != "inner_optimizer"})
            yield (
                f"{name} {kind} inner",
                str([config["inner_optimizer"]["class_name"], type(opt.inner_optimizer).__name__]),
            )
            again = type(opt).from_config(config)
            yield f"{name} {kind} again", str([again.dynamic, again.initial_scale, again.dynamic_growth_steps])
            yield f"{name} {kind} rate", str(round(float(again.learning_rate), 6))
    sgd, wrapped = keras.optimizers.SGD(), scaling(keras.optimizers.SGD())
    scaling(sgd)
    for name, make in {
        "no optimizer": lambda: scaling("sgd"),
        "no bool": lambda: scaling(keras.optimizers.SGD(), dynamic=1),
        "no scale": lambda: scaling(keras.optimizers.SGD(), dynamic=False),
        "steps of a fixed one": lambda: scaling(keras.optimizers.SGD(), False, 2, 3),
        "twice": lambda: scaling(wrapped),
        "of two": lambda: scaling(sgd),
    }.items():
        yield name, outcome(make)


def losses_and_metrics(tf, keras):
    p = np.abs(np.sin(np.arange(24, dtype=np.float32))).reshape(6, 4) * 0.9 + 0.05
    p /= p.sum(-1, keepdims=True)
    binary, one_hot = (ROWS > 0).astype(np.float32), np.eye(4, dtype=np.float32)[CLASSES]
    losses = {
        "MeanSquaredError": (ROWS[::-1].copy(), ROWS),
        "MeanAbsoluteError": (ROWS[::-1].copy(), ROWS),
        "Huber": (ROWS[::-1].copy(), ROWS),
        "BinaryCrossentropy": (binary, p),
        "CategoricalCrossentropy": (one_hot, p),
        "SparseCategoricalCrossentropy": (CLASSES, p),
        "KLDivergence": (p[::-1].copy(), p),
        "Hinge": (binary, ROWS),
        "CosineSimilarity": (ROWS[::-1].copy(), ROWS),
        "Poisson": (p[::-1].copy(), p),
    }
    metrics = {
        "Mean": None,
        "MeanSquaredError": (ROWS[::-1].copy(), ROWS),
        "BinaryAccuracy": (binary, p),
        "SparseCategoricalAccuracy": (CLASSES, p),
        "Precision": (binary, p),
        "AUC": (binary, p),
    }
    for narrow in ("float16", "bfloat16"):
        keras.mixed_precision.set_global_policy("mixed_" + narrow)
        for name, (labels, values) in losses.items():
            for logits in (False, True)[: 1 + ("entropy" in name)]:
                loss = getattr(keras.losses, name)(**({"from_logits": True} if logits else {}))
                y, labels = tf.cast(values, narrow), labels if labels is CLASSES else tf.cast(labels, narrow)
                with tf.GradientTape() as tape:
                    tape.watch(y)
                    value = loss(labels, y, sample_weight=np.linspace(0.5, 2.0, 6))
                yield f"{narrow} {name} {logits}", value
                yield f"{narrow} {name} {logits} gradient", tape.gradient(value, y)
        for name, given in metrics.items():
            metric = getattr(keras.metrics, name)()
            for _ in range(2):
                metric.update_state(
                    *([tf.cast(ROWS, narrow)] if given is None else [given[0], tf.cast(given[1], narrow)])
                )
            yield f"{narrow} {name}", metric.result()
            yield f"{narrow} {name} variables", str([w.dtype.name for w in metric.weights])


def training(tf, keras):
    L = keras.layers
    for policy in ("mixed_float16", "mixed_bfloat16", "float64"):
        for kind in ("adam", "sgd")[: 1 + (policy == "mixed_float16")]:
            keras.mixed_precision.set_global_policy(policy)
            model = keras.Sequential(
                [
                    L.Dense(5, activation="relu", kernel_regularizer="l2", input_shape=(4,)),
                    L.BatchNormalization(),
                    L.Dense(3),
                    L.Activation("softmax", dtype="float32"),
                ]
            )
            model.set_weights(numbers_for(model.weights))
            model.compile(kind, "sparse_categorical_crossentropy", metrics=["accuracy", "mae"])
            keras.mixed_precision.set_global_policy(None)
            yield (
                f"{policy} {kind} optimizer",
                str(isinstance(model.optimizer, keras.mixed_precision.LossScaleOptimizer)),
            )
            history = model.fit(ROWS, CLASSES, batch_size=3, epochs=3, shuffle=False, verbose=0).history
            yield from ((f"{policy} {kind} {name}", np.array(value)) for name, value in history.items())
            yield f"{policy} {kind} predicted", model.predict(ROWS, verbose=0)
            yield f"{policy} {kind} evaluated", np.array(model.evaluate(ROWS, CLASSES, verbose=0))
            for i, value in enumerate(model.get_weights()):
                yield f"{policy} {kind} weight {i}", value


def functional(tf, keras):
    L = keras.layers
    for policy in POLICIES:
        keras.mixed_precision.set_global_policy(policy)
        i = keras.Input((4,))
        h = L.BatchNormalization()(L.Dense(3)(i))
        z = tf.nn.relu(h) * 2.0
        o = L.Dense(2, activation="softmax", dtype="float32")(z)
        model = keras.Model(i, [o, z])
        keras.mixed_precision.set_global_policy(None)
        yield f"{policy} symbols", str([t.dtype.name for t in (i, h, z, o)])
        yield f"{policy} model", str([model.dtype, model.compute_dtype, model.dtype_policy])
        model.set_weights(numbers_for(model.weights))
        for n, y in enumerate(model(ROWS)):
            yield f"{policy} output {n}", y
        inner = keras.Sequential([model.layers[1], L.Dense(1, dtype=policy)])
        yield f"{policy} nested", str(L.Dense(1)(inner(keras.Input((4,)))).dtype.name)


def floats(tf, keras):
    L = keras.layers
    for name in ("float16", "float64"):
        keras.backend.set_floatx(name)
        model = keras.Sequential([L.Dense(2, input_shape=(4,)), L.BatchNormalization()])
        model.set_weights([w.astype(name) for w in numbers_for(model.weights)])
        model.compile("sgd", "mse", metrics=["mae"])
        yield f"{name} symbols", str([t.dtype.name for t in (model.inputs[0], model.outputs[0])])
        history = model.fit(ROWS, ROWS[:, :2], batch_size=3, epochs=2, shuffle=False, verbose=0).history
        yield from ((f"{name} {key}", np.array(value)) for key, value in history.items())
        yield f"{name} predicted", model.predict(ROWS, verbose=0)
        yield from ((f"{name} weight {i}", w) for i, w in enumerate(model.get_weights()))
        yield f"{name} policy", str(keras.mixed_precision.global_policy())
        keras.backend.set_floatx("float32")


PROGRAMS = (
    policies,
    layer_arguments,
    layers,
    variables,
    loss_scaling,
    losses_and_metrics,
    training,
    functional,
    floats,
)


def run(program, tf, keras):
    """{name: text, or [dtype, nested list of numbers]} of all that a program gives."""
    keras.backend.clear_session()
    try:
        return {name: _plain(tf, value) for name, value in program(tf, keras)}
    finally:
        keras.mixed_precision.set_global_policy(None)
        keras.backend.set_floatx("float32")


def _plain(tf, value):
    if isinstance(value, str):
        return value
    value = tf.convert_to_tensor(value)
    numbers = np.asarray(tf.cast(value, tf.float64))
    return [value.dtype.name, np.vectorize(lambda v: float(f"{v:.7g}"), otypes=[float])(numbers).tolist()]
