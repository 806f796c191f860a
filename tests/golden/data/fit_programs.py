"""Runs of `fit`, `evaluate` and `predict` on datasets, whose shuffles say which pass each epoch is."""

import numpy as np


def model(keras):
    one, tenth = keras.initializers.Ones(), keras.initializers.Constant(0.1)
    found = keras.Sequential(
        [
            keras.layers.Dense(8, activation="relu", kernel_initializer=one, input_shape=(4,)),
            keras.layers.Dense(1, activation="sigmoid", kernel_initializer=tenth),
        ]
    )
    found.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    return found


def outcomes(tf, keras):
    """{what: History or values}, lists of floats."""
    tf.random.set_seed(5)
    x = np.random.RandomState(0).rand(100, 4).astype("float32")
    y = (x.sum(1) > 2).astype("int32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(100, seed=1).batch(32)
    weighted = ds.map(lambda a, b: (a, b, 2 * tf.ones_like(b)))
    m, found = model(keras), {}
    found["validated"] = m.fit(ds, epochs=2, verbose=0, validation_data=ds.take(1)).history
    found["evaluated"] = m.evaluate(ds, verbose=0)
    found["predicted"] = m.predict(ds.map(lambda a, b: a), verbose=0)[:3].tolist()
    found["predicted from pairs"] = m.predict(ds, steps=2, verbose=0)[:3].tolist()
    found["repeated"] = model(keras).fit(ds.repeat(), epochs=2, steps_per_epoch=3, verbose=0).history
    found["as many steps as batches"] = model(keras).fit(ds, epochs=2, steps_per_epoch=4, verbose=0).history
    found["of unknown length"] = model(keras).fit(ds.filter(lambda a, b: True), epochs=2, verbose=0).history
    found["weighted"] = model(keras).fit(weighted, epochs=1, verbose=0).history
    found["class weights"] = model(keras).fit(ds, verbose=0, class_weight={0: 1.0, 1: 3.0}).history
    found["without labels"] = without_labels(tf, keras).fit(ds.map(lambda a, b: a), epochs=2, verbose=0).history
    return {k: {n: [*map(float, v)] for n, v in f.items()} if isinstance(f, dict) else f for k, f in found.items()}


def without_labels(tf, keras):
    inputs = keras.Input((4,))
    outputs = keras.layers.Dense(2, kernel_initializer="ones")(inputs)
    found = keras.Model(inputs, outputs)
    found.add_loss(tf.reduce_mean((outputs - 1.0) ** 2))
    found.compile("sgd")
    return found
