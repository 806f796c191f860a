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
    found |= {f"after one begun: {name}": after_one_begun(tf, dataset) for name, dataset in orders(tf).items()}
    found |= adapted(tf, keras)
    return {k: {n: [*map(float, v)] for n, v in f.items()} if isinstance(f, dict) else f for k, f in found.items()}


def orders(tf):
    """Datasets of several random orders: which of their seeds are drawn when a pass begins, and which later?"""
    numbers = tf.data.Dataset.range(8)
    one, two = numbers.shuffle(8, seed=4), tf.data.Dataset.range(20, 26).shuffle(6, seed=1)
    return {
        "shuffled twice": one.shuffle(3, seed=3),
        "shuffled rows": tf.data.Dataset.from_tensor_slices(tf.range(8)).shuffle(8, seed=4).shuffle(3, seed=3).batch(3),
        "interleaved, then shuffled": one.interleave(lambda x: tf.data.Dataset.range(x), 2).shuffle(9, seed=2),
        "flat_map": one.flat_map(lambda x: tf.data.Dataset.range(x, x + 3).shuffle(3, seed=2)),
        "repeated": numbers.shuffle(8, seed=5).repeat(2),
        "repeated rows": tf.data.Dataset.from_tensor_slices(tf.range(8)).shuffle(8, seed=4).repeat(2).batch(3),
        "mapped, then repeated": numbers.shuffle(8, seed=6).map(lambda x: x + 1).repeat(2),
        "shuffled twice and repeated": numbers.shuffle(8, seed=6).shuffle(3, seed=2).take(6).repeat(2),
        "mapped between, then repeated": numbers.shuffle(8, seed=6).map(lambda x: x + 1).shuffle(2, seed=4).repeat(2),
        "idle between": numbers.shuffle(8, seed=6).skip(0).repeat(2),
        "repeated for ever": numbers.shuffle(8, seed=7).repeat().take(12),
        "concatenated": one.take(4).concatenate(two),
        "zipped": tf.data.Dataset.zip((one, two)).map(lambda a, b: 100 * a + b),
        "sampled": tf.data.Dataset.sample_from_datasets([one, two], seed=3),
        "cached": one.cache(),
        "prefetched": one.prefetch(2),
        "windows": one.window(3).flat_map(lambda w: w.batch(3)),
    }


def after_one_begun(tf, dataset):
    """The elements of two passes after one that was begun, of which nothing was asked."""
    iter(dataset)
    return [int(v) for _ in range(2) for element in dataset for v in tf.reshape(element, [-1])]


def adapted(tf, keras):
    """What `adapt` makes of rows not batched, and the pass that comes after it."""
    dataset = tf.data.Dataset.from_tensor_slices(np.arange(12, dtype="float32").reshape(6, 2)).shuffle(6, seed=2)
    found = {}
    for axis in (-1, 0, None):
        layer = keras.layers.Normalization(axis=axis)
        layer.adapt(dataset)
        found[f"adapted: axis={axis}"] = [*map(float, np.ravel(layer.mean)), *map(float, np.ravel(layer.variance))]
    found["after adapt"] = [float(v) for row in dataset for v in row]
    return found


def without_labels(tf, keras):
    inputs = keras.Input((4,))
    outputs = keras.layers.Dense(2, kernel_initializer="ones")(inputs)
    found = keras.Model(inputs, outputs)
    found.add_loss(tf.reduce_mean((outputs - 1.0) ** 2))
    found.compile("sgd")
    return found
