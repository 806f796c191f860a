"""Whole small fits: programs of plain data, run on tf_keras (some on Keras 3) by the recorder and here by the tests.

Weights are set and nothing is drawn, so that History, weights, evaluate and predict can be compared number by number.
"""

import numpy as np
from keras_model_programs import numbered, numbers


def classes(n, count, seed=3):
    return np.random.RandomState(seed).randint(0, count, n)


def one_hot(n, count, seed=3):
    return np.eye(count, dtype="float32")[classes(n, count, seed)]


def plain(value):
    """Numbers, lists and dicts of them in place of arrays and tensors."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, (str, bool)) else np.asarray(value).tolist()


def fitted(model, x, y=None, weights_of=None, **options):
    """What a fit of two epochs leaves: History, weights, evaluate and predict."""
    options = {"epochs": 2, "batch_size": 4, "shuffle": False, "verbose": 0, **options}
    history = model.fit(x, y, **options)
    given = {} if y is None else {"y": y}
    evaluated = model.evaluate(x, **given, batch_size=4, verbose=0, return_dict=True)
    return plain(
        {
            "history": history.history,
            "evaluate": evaluated,
            "predict": model.predict(x, batch_size=4, verbose=0),
            "weights": [w for part in weights_of or [model] for w in part.get_weights()],
        }
    )


def mlp(k, units=3, activation="softmax", **options):
    L = k.layers
    return numbered(k.Sequential([k.Input((4,)), L.Dense(5, "tanh", **options), L.Dense(units, activation)]))


def regression(tf, k):
    model = mlp(k, 1, None)
    model.compile(k.optimizers.Adam(0.01), "mse", metrics=["mae", "mape"])
    return fitted(model, numbers(13, 4), numbers(13, 1, seed=5), validation_split=0.25)


def one_hot_classes(tf, k):
    model = mlp(k)
    loss = k.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(k.optimizers.SGD(0.1, momentum=0.9, nesterov=True), loss, metrics=["accuracy"])
    return fitted(model, numbers(10, 4), one_hot(10, 3), validation_data=(numbers(5, 4, seed=7), one_hot(5, 3, seed=8)))


def binary(tf, k):
    model, m = mlp(k, 1, "sigmoid"), k.metrics
    counts = [m.AUC(name="auc"), m.Precision(name="precision"), m.Recall(name="recall"), "accuracy"]
    model.compile(k.optimizers.RMSprop(0.01), "binary_crossentropy", metrics=counts)
    return fitted(model, numbers(10, 4), classes(10, 2))


def several_labels(tf, k):
    model = mlp(k, 3, "sigmoid")
    model.compile("adam", "binary_crossentropy", metrics=["binary_accuracy", "categorical_accuracy"])
    return fitted(model, numbers(9, 4), (numbers(9, 3, seed=4) > 0).astype("float32"))


def logits(tf, k):
    model = mlp(k, 3, None)
    loss = k.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(k.optimizers.Adagrad(0.1), loss, metrics=[k.metrics.SparseCategoricalAccuracy(name="acc")])
    return fitted(model, numbers(10, 4), classes(10, 3), batch_size=64)


def regularized(tf, k):
    r = k.regularizers
    model = mlp(k, kernel_regularizer=r.l2(0.1), bias_regularizer=r.l1(0.05), activity_regularizer=r.l2(0.01))
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, numbers(10, 4), classes(10, 3), validation_split=0.3)


def constrained(tf, k):
    c = k.constraints
    model = mlp(k, kernel_constraint=c.MaxNorm(0.6), bias_constraint=c.NonNeg())
    model.compile(k.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
    return fitted(model, numbers(10, 4), classes(10, 3))


def convolutions(tf, k):
    L = k.layers
    model = k.Sequential(
        [
            k.Input((6, 6, 2)),
            L.Conv2D(3, 3, padding="same", use_bias=False),
            L.BatchNormalization(momentum=0.8),
            L.ReLU(),
            L.MaxPooling2D(),
            L.SeparableConv2D(4, 2, activation="relu"),
            L.GlobalAveragePooling2D(),
            L.Dense(3, "softmax"),
        ]
    )
    numbered(model).compile(k.optimizers.SGD(0.1, momentum=0.5), "categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, numbers(9, 6, 6, 2), one_hot(9, 3))


def convolutional_autoencoder(tf, k):
    L = k.layers
    model = k.Sequential(
        [
            k.Input((4, 4, 1)),
            L.Conv2D(3, 3, strides=2, padding="same", activation="relu"),
            L.UpSampling2D(),
            L.Conv2DTranspose(2, 3, padding="same", activation="elu"),
            L.Conv2D(1, 1, activation="sigmoid"),
        ]
    )
    numbered(model).compile("adam", "binary_crossentropy")
    images = np.random.RandomState(1).uniform(0, 1, (8, 4, 4, 1)).astype("float32")
    return fitted(model, images, images, validation_data=(images[:3], images[:3]))


def series(tf, k):
    L = k.layers
    model = k.Sequential(
        [
            k.Input((7, 2)),
            L.Conv1D(3, 3, padding="causal", dilation_rate=2, activation="relu"),
            L.AveragePooling1D(2),
            L.Conv1D(2, 2, activation="tanh"),
            L.GlobalMaxPooling1D(),
            L.Dense(1),
        ]
    )
    numbered(model).compile("rmsprop", k.losses.Huber(0.5), metrics=[k.metrics.RootMeanSquaredError(name="rmse")])
    return fitted(model, numbers(9, 7, 2), numbers(9, 1, seed=6))


WORDS = np.array([[1, 2, 3, 0, 0], [4, 5, 0, 0, 0], [2, 2, 2, 2, 2], [3, 0, 0, 0, 0], [1, 5, 4, 3, 0], [5, 1, 1, 0, 0]])


def masked_lstm(tf, k):
    L = k.layers
    model = k.Sequential([k.Input((5,)), L.Embedding(6, 3, mask_zero=True), L.LSTM(4), L.Dense(1, "sigmoid")])
    numbered(model).compile(k.optimizers.SGD(0.5), "binary_crossentropy", metrics=["accuracy"])
    return fitted(model, WORDS, np.array([0, 1, 0, 1, 1, 0]))


def masked_steps(tf, k):
    """A tag for each word, words of a weight of their own, padding left out."""
    L = k.layers
    x = k.Input((5,))
    h = L.Bidirectional(L.GRU(3, return_sequences=True))(L.Embedding(6, 3, mask_zero=True)(x))
    model = numbered(k.Model(x, L.TimeDistributed(L.Dense(4, "softmax"))(h)))
    model.compile("sgd", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
    weight = np.linspace(0.5, 1.5, 30).reshape(6, 5)
    return fitted(model, WORDS, classes((6, 5), 4), sample_weight=weight)


def stacked_recurrence(tf, k):
    L = k.layers
    cells = [L.SimpleRNN(3, return_sequences=True), L.LSTM(2, go_backwards=True), L.Dense(1)]
    model = numbered(k.Sequential([k.Input((4, 2)), *cells]))
    model.compile(k.optimizers.Adam(0.01, clipnorm=0.5), "mae")
    return fitted(model, numbers(8, 4, 2), numbers(8, 1, seed=2))


def two_inputs(tf, k):
    L = k.layers
    a, b = k.Input((3,), name="a"), k.Input((2,), name="b")
    h = L.Concatenate()([L.Dense(3, "relu")(a), L.Dense(2, "relu")(b)])
    model = numbered(k.Model([a, b], L.Dense(2)(L.LayerNormalization()(h))))
    model.compile("sgd", "mse", metrics=["mae"])
    return fitted(model, [numbers(9, 3), numbers(9, 2)], numbers(9, 2, seed=4), validation_split=0.3)


def inputs_by_name(tf, k):
    L = k.layers
    user, item = k.Input((1,), name="user", dtype="int32"), k.Input((1,), name="item", dtype="int32")
    factors = [
        L.Flatten()(L.Embedding(5, 3, embeddings_regularizer=k.regularizers.l2(0.01))(one)) for one in (user, item)
    ]
    model = numbered(k.Model([user, item], L.Dot(axes=1)(factors)))
    model.compile(k.optimizers.Adam(0.05), "mse")
    return fitted(model, {"item": classes((10, 1), 5), "user": classes((10, 1), 5, 9)}, numbers(10, 1, seed=4))


def two_outputs(tf, k, **losses):
    L = k.layers
    x = k.Input((4,))
    h = L.Dense(5, "relu")(x)
    model = numbered(k.Model(x, [L.Dense(3, "softmax", name="kind")(h), L.Dense(1, name="size")(h)]))
    model.compile(
        "sgd",
        **{
            "loss": {"kind": "sparse_categorical_crossentropy", "size": "mse"},
            "loss_weights": {"kind": 0.5, "size": 2.0},
            "metrics": {"kind": ["accuracy"], "size": ["mae", "mse"]},
            **losses,
        },
    )
    return model


def weighted_outputs(tf, k):
    weights = {"kind": np.linspace(0, 1, 9), "size": np.linspace(1, 2, 9)}
    y = {"size": numbers(9, 1, seed=6), "kind": classes(9, 3)}
    return fitted(two_outputs(tf, k), numbers(9, 4), y, sample_weight=weights)


def listed_outputs(tf, k):
    model = two_outputs(
        tf, k, loss=["sparse_categorical_crossentropy", "mae"], loss_weights=[1.0, 0.3], metrics=[["accuracy"], ["mse"]]
    )
    y = [classes(9, 3), numbers(9, 1, seed=6)]
    return fitted(model, numbers(9, 4), y, validation_data=(numbers(4, 4), [y[0][:4], y[1][:4]]))


def shared_layers(tf, k):
    """Siamese towers, a distance, and a loss of the user's."""
    L = k.layers
    tower = k.Sequential([k.Input((3,)), L.Dense(4, "relu"), L.Dense(2)])
    a, b = k.Input((3,)), k.Input((3,))
    difference = L.Subtract()([tower(a), tower(b)])
    model = numbered(k.Model([a, b], L.Dense(1, "sigmoid")(L.Multiply()([difference, difference]))))

    def contrastive(y_true, y_pred):
        return y_true * tf.square(y_pred) + (1 - y_true) * tf.square(tf.maximum(1.0 - y_pred, 0.0))

    model.compile("adam", contrastive)
    return fitted(model, [numbers(8, 3), numbers(8, 3, seed=1)], classes((8, 1), 2).astype("float32"))


def frozen_layers(tf, k):
    L = k.layers
    base = k.Sequential([k.Input((4,)), L.Dense(5, "relu"), L.BatchNormalization()])
    base.trainable = False
    model = numbered(k.Sequential([k.Input((4,)), base, L.Dense(3, "softmax")]))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    first = fitted(model, numbers(10, 4), classes(10, 3))
    base.trainable = True
    base.layers[0].trainable = False
    model.compile(k.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return {"frozen": first, "tuned": fitted(model, numbers(10, 4), classes(10, 3))}


def weighted_classes(tf, k):
    model = mlp(k)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"])
    weights = {"class_weight": {0: 1.0, 1: 4.0, 2: 0.5}, "sample_weight": np.linspace(0.5, 1.5, 12)}
    validation = numbers(5, 4), classes(5, 3), np.linspace(0, 1, 5)
    return fitted(model, numbers(12, 4), classes(12, 3), validation_data=validation, **weights)


def attention(tf, k):
    L = k.layers
    x = k.Input((4, 6))
    h = L.LayerNormalization()(x + L.MultiHeadAttention(2, 3)(x, x))
    h = L.LayerNormalization()(h + L.Dense(6, "gelu")(h))
    model = numbered(k.Model(x, L.Dense(2, "softmax")(L.GlobalAveragePooling1D()(h))))
    model.compile(k.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    return fitted(model, numbers(6, 4, 6), classes(6, 2))


def early_stopping(tf, k):
    model, c = mlp(k), k.callbacks
    model.compile(k.optimizers.SGD(1.5), "sparse_categorical_crossentropy")
    stops = [
        c.EarlyStopping("val_loss", patience=2, restore_best_weights=True),
        c.ReduceLROnPlateau("loss", 0.5, patience=1),
    ]
    validation = numbers(5, 4, seed=3), classes(5, 3, seed=8)
    return fitted(model, numbers(8, 4), classes(8, 3), epochs=7, validation_data=validation, callbacks=stops)


def schedules(tf, k):
    o = k.optimizers
    rates = {
        "exponential": o.schedules.ExponentialDecay(0.1, 2, 0.5),
        "stairs": o.schedules.PiecewiseConstantDecay([1, 4], [0.1, 0.01, 0.3]),
        "cosine": o.schedules.CosineDecay(0.2, 5),
    }
    found = {}
    for name, rate in rates.items():
        model = mlp(k)
        model.compile(o.SGD(rate), "sparse_categorical_crossentropy")
        found[name] = fitted(model, numbers(12, 4), classes(12, 3))
    model = mlp(k)
    model.compile(o.SGD(0.1), "sparse_categorical_crossentropy")
    slower = k.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch else rate)
    return found | {"callback": fitted(model, numbers(12, 4), classes(12, 3), epochs=3, callbacks=[slower])}


def other_losses(tf, k):
    names = "poisson squared_hinge categorical_hinge cosine_similarity kl_divergence log_cosh msle".split()
    found = {}
    for name in names:
        model = mlp(k)
        model.compile("sgd", name)
        found[name] = fitted(model, numbers(6, 4), one_hot(6, 3))["history"]
    return found


def nested_models(tf, k):
    L = k.layers

    class Block(k.Model):
        def __init__(self, units):
            super().__init__()
            self.dense, self.norm, self.skip = L.Dense(units), L.BatchNormalization(), L.Dense(units, use_bias=False)

        def call(self, x, training=False):
            return tf.nn.relu(self.norm(self.dense(x), training=training) + self.skip(x))

    class Net(k.Model):
        def __init__(self):
            super().__init__()
            self.blocks, self.head = [Block(4), Block(3)], L.Dense(2)

        def call(self, x, training=False):
            for block in self.blocks:
                x = block(x, training=training)
            return self.head(x)

    model = Net()
    model(numbers(2, 3))
    numbered(model).compile(k.optimizers.SGD(0.05), "mse")
    return fitted(model, numbers(9, 3), numbers(9, 2, seed=1))


def outputs_in_a_dict(tf, k):
    L = k.layers
    x = k.Input((4,))
    model = numbered(k.Model(x, {"far": L.Dense(2, name="p")(x), "close": L.Dense(1, name="q")(x)}))
    model.compile("sgd", {"far": "mse", "close": "mae"}, loss_weights={"far": 0.5}, metrics={"close": ["mse"]})
    return fitted(model, numbers(9, 4), {"close": numbers(9, 1), "far": numbers(9, 2, seed=8)})


def models_in_turn(tf, k):
    """An autoencoder, then a classifier on its encoder, with which it goes on sharing weights."""
    L = k.layers
    x = k.Input((4,))
    code = L.Dense(2, "tanh")(x)
    autoencoder = numbered(k.Model(x, L.Dense(4)(code)))
    classifier = numbered(k.Model(x, L.Dense(3, "softmax")(code)))
    autoencoder.compile("adam", "mse")
    classifier.compile("adam", "sparse_categorical_crossentropy")
    data, found = numbers(8, 4), {}
    for turn in "first", "second":
        found[f"{turn} autoencoder"] = fitted(autoencoder, data, data)
        found[f"{turn} classifier"] = fitted(classifier, data, classes(8, 3))
    return found


def adversaries(tf, k):
    """A GAN of train_on_batch, its discriminator frozen inside the whole."""
    L = k.layers
    judge = numbered(k.Sequential([k.Input((3,)), L.Dense(4), L.LeakyReLU(), L.Dense(1, "sigmoid")]))
    judge.compile(k.optimizers.Adam(0.01, beta_1=0.5), "binary_crossentropy", metrics=["accuracy"])
    maker = numbered(
        k.Sequential([k.Input((2,)), L.Dense(4, "relu", use_bias=False), L.BatchNormalization(), L.Dense(3, "tanh")])
    )
    judge.trainable = False
    z = k.Input((2,))
    both = k.Model(z, judge(maker(z)))
    both.compile(k.optimizers.Adam(0.01, beta_1=0.5), "binary_crossentropy")
    found = []
    for step in range(3):
        noise, real = numbers(6, 2, seed=step), numbers(6, 3, seed=10 + step)
        made = maker.predict(noise, verbose=0)
        found += [judge.train_on_batch(real, np.ones((6, 1))), judge.train_on_batch(made, np.zeros((6, 1)))]
        found.append(both.train_on_batch(noise, np.ones((6, 1))))
    return plain({"losses": found, "weights": judge.get_weights() + maker.get_weights()})


def parts_of_epochs(tf, k):
    found = {}
    for name, options in {
        "steps of arrays": {"steps_per_epoch": 2, "epochs": 1},
        "numbered": {"initial_epoch": 2, "epochs": 4},
        "one batch": {"batch_size": 100, "epochs": 3},
        "validated seldom": {"epochs": 4, "validation_freq": [2, 4], "validation_data": (numbers(3, 4), classes(3, 3))},
        "validated in part": {
            "validation_data": (numbers(9, 4), classes(9, 3)),
            "validation_steps": 2,
            "validation_batch_size": 3,
        },
    }.items():
        model = mlp(k)
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        found[name] = fitted(model, numbers(10, 4), classes(10, 3), **options)
    return found


def batches_of_a_generator(tf, k):
    def batches(rows):
        while True:
            for n in rows:
                yield numbers(n, 4, seed=n), classes(n, 3, seed=n), np.linspace(0.5, 1, n)

    model = mlp(k)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(
        batches([3, 5, 2]),
        steps_per_epoch=2,
        epochs=3,
        verbose=0,
        validation_data=batches([4, 1]),
        validation_steps=2,
    )
    found = {"history": history.history, "evaluate": model.evaluate(batches([6, 2]), steps=3, verbose=0)}
    return plain(found | {"weights": model.get_weights()})


def learned_slopes(tf, k):
    """Layers that are seldom in one model: PReLU, GroupNormalization, a cropped and padded image, a permuted one."""
    L = k.layers
    x = k.Input((4, 4, 2))
    h = L.ZeroPadding2D()(L.Cropping2D(1)(L.Conv2D(4, 2, padding="same")(x)))
    h = L.PReLU(shared_axes=[1, 2])(L.GroupNormalization(2)(h))
    h = L.Reshape((4, -1))(L.Permute((2, 1, 3))(h))
    model = numbered(k.Model(x, L.Dense(2, "softplus")(L.Flatten()(L.Dense(2, "selu")(h)))))
    model.compile(k.optimizers.RMSprop(0.01, centered=True, momentum=0.5), "mse")
    return fitted(model, numbers(5, 4, 4, 2), np.abs(numbers(5, 2)))


def highway(tf, k):
    """Ops between layers: slices, sums, products, a gate."""
    L = k.layers
    x = k.Input((4,))
    gate = L.Dense(2, "sigmoid")(x)
    h = gate * L.Dense(2, "relu")(x) + (1.0 - gate) * x[:, :2]
    model = numbered(k.Model(x, L.Maximum()([h, L.Average()([h, x[:, 2:]])])))
    model.compile(k.optimizers.Adamax(0.05), "mse", metrics=["cosine_similarity"])
    return fitted(model, numbers(9, 4), numbers(9, 2, seed=1))


BOTH = (  # those that Keras 3 has too
    regression,
    one_hot_classes,
    regularized,
    convolutions,
    masked_lstm,
    two_inputs,
    listed_outputs,
    frozen_layers,
    attention,
    early_stopping,
    models_in_turn,
)
PROGRAMS = {
    f.__name__: f
    for f in (
        *BOTH,
        weighted_outputs,
        weighted_classes,
        outputs_in_a_dict,
        parts_of_epochs,
        other_losses,
        binary,
        several_labels,
        logits,
        constrained,
        convolutional_autoencoder,
        series,
        masked_steps,
        stacked_recurrence,
        inputs_by_name,
        shared_layers,
        schedules,
        nested_models,
        adversaries,
        batches_of_a_generator,
        learned_slopes,
        highway,
    )
}
KERAS3_PROGRAMS = {f.__name__: f for f in BOTH}
