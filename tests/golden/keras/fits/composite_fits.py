"""Fits on ragged and sparse tensors, and what layers make of them."""

import numpy as np

SPLITS, Y = [0, 3, 4, 6, 10, 10, 11], np.array([0.0, 1, 0, 1, 1, 0], "float32")
DENSE = np.array([[0, 1, 0], [2, 0, 0], [0, 0, 0], [3, 0, 4], [0, 5, 0], [0, 0, 6]], "float32")


def _words(tf):
    return tf.RaggedTensor.from_row_splits(np.arange(11) % 7, SPLITS)


def _vectors(tf):
    values = np.sin(np.arange(33.0)).reshape(11, 3).astype("float32")
    return tf.RaggedTensor.from_row_splits(values[:10], [0, 3, 4, 6, 8, 9, 10])


def _same(shape):
    return (np.arange(np.prod(shape)).reshape(shape) % 5 / 5 - 0.4).astype("float32")


def _plain(value):
    """An output as lists; of a ragged or sparse one what it is made of too."""
    if hasattr(value, "flat_values"):
        return [value.flat_values.numpy().tolist(), [s.numpy().tolist() for s in value.nested_row_splits]]
    if hasattr(value, "indices"):
        return [part.numpy().tolist() for part in (value.indices, value.values, value.dense_shape)]
    return np.asarray(value).tolist()


def _fitted(model, x, y=Y, **more):
    """A model with weights that both sides have, trained and measured."""
    model.set_weights([_same(w.shape) for w in model.get_weights()])
    model.compile("sgd", "mse")
    history = model.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0, validation_data=(x, y), **more).history
    return {
        "history": history,
        "evaluate": model.evaluate(x, y, batch_size=4, verbose=0),
        "predict": _plain(model.predict(x, batch_size=4, verbose=0)),
        "on_batch": float(model.train_on_batch(x, y)),
        "call": _plain(model(x)),
    }


def ragged_words(tf, keras):
    inputs, L = keras.Input((None,), ragged=True, dtype="int64"), keras.layers
    model = keras.Model(inputs, L.Dense(1)(L.LSTM(2)(L.Embedding(7, 3)(inputs))))
    again = keras.Model.from_config(model.get_config())
    copied = keras.models.clone_model(model)
    config = model.layers[0].get_config()
    return {
        **_fitted(model, _words(tf)),
        "config": [config["ragged"], config["sparse"]],
        "shapes": [list(model.input_shape), list(again.input_shape), list(copied.output_shape)],
        "copies": [list(m(_words(tf)).shape) for m in (again, copied)],
        "other_kinds": [
            list(model.predict(np.array([[1, 2], [3, 4]]), verbose=0).shape),
            list(model.predict(tf.cast(_words(tf), "int32"), verbose=0).shape),
        ],
    }


def ragged_in_sequential(tf, keras):
    L = keras.layers
    declared = keras.Sequential([keras.Input((None, 3), ragged=True), L.Dense(2, "relu"), L.GRU(2), L.Dense(1)])
    found = _fitted(declared, _vectors(tf), sample_weight=np.arange(6.0))
    undeclared = keras.Sequential([L.Embedding(7, 3), L.GlobalAveragePooling1D(), L.Dense(1)])
    rows = _words(tf)[:4]
    undeclared(rows)
    undeclared.set_weights([_same(w.shape) for w in undeclared.get_weights()])
    return {"declared": found, "undeclared": _plain(undeclared.predict(rows, verbose=0))}


def ragged_beside_dense(tf, keras):
    a, b, L = keras.Input((None,), ragged=True, dtype="int64", name="a"), keras.Input((1,), name="b"), keras.layers
    model = keras.Model([a, b], L.Dense(1)(L.Concatenate()([L.GlobalMaxPooling1D()(L.Embedding(7, 2)(a)), b])))
    rows = tf.RaggedTensor.from_row_splits(np.arange(10) % 7, [0, 3, 4, 6, 8, 9, 10])
    found = _fitted(model, [rows, Y])
    found["by_name"] = _plain(model.predict({"a": rows, "b": Y}, verbose=0))
    batches = [([rows[i : i + 3], Y[i : i + 3, None]], Y[i : i + 3]) for i in (0, 3)]
    found["batches"] = model.fit((batch for batch in batches), verbose=0).history
    return found


def ragged_layers(tf, keras):
    """What each layer gives for ragged sequences of vectors."""
    L, found = keras.layers, {}
    ours = {
        "dense": L.Dense(2),
        "norm": L.LayerNormalization(),
        "relu": L.ReLU(max_value=0.5),
        "elu": L.ELU(),
        "tanh": L.Activation("tanh"),
        "softmax": L.Softmax(),
        "rescaled": L.Rescaling(2.0),
        "dropout": L.Dropout(0.5),
        "rnn": L.SimpleRNN(2, return_sequences=True),
        "both": L.Bidirectional(L.LSTM(2)),
        "each": L.TimeDistributed(L.Dense(2)),
        "max": L.GlobalMaxPooling1D(),
        "sum": L.Lambda(lambda t: tf.reduce_sum(t, 1)),
        "filled": L.Lambda(lambda t: t.to_tensor()),
    }
    for name, layer in ours.items():
        inputs = keras.Input((None, 3), ragged=True)
        model = keras.Model(inputs, layer(inputs))
        model.set_weights([_same(w.shape) for w in model.get_weights()])
        found[name] = _plain(model.predict(_vectors(tf), verbose=0))
    for name in ("Add", "Multiply", "Maximum", "Average"):
        inputs = keras.Input((None, 3), ragged=True)
        found[name] = _plain(keras.Model(inputs, getattr(L, name)()([inputs, inputs])).predict(_vectors(tf), verbose=0))
    return found


def ragged_targets(tf, keras):
    L, x = keras.layers, _vectors(tf)
    inputs = keras.Input((None, 3), ragged=True)
    model = keras.Model(inputs, L.Dense(1)(L.SimpleRNN(2, return_sequences=True)(inputs)))
    model.set_weights([_same(w.shape) for w in model.get_weights()])
    model.compile("sgd", "mse")
    y = tf.reduce_sum(x, -1, keepdims=True)
    history = model.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0).history
    return {"history": history, "evaluate": model.evaluate(x, y, batch_size=4, verbose=0)}


def sparse_rows(tf, keras):
    from scipy.sparse import coo_matrix

    L, rows, found = keras.layers, tf.sparse.from_dense(DENSE), {}
    for declared in (True, False):
        inputs = keras.Input((3,), sparse=declared)
        model = keras.Model(inputs, L.Dense(1)(L.Dense(2)(inputs)))
        model.set_weights([_same(w.shape) for w in model.get_weights()])
        found[f"{declared}"] = {
            **_fitted(model, rows),
            "scipy": _plain(model.predict(coo_matrix(DENSE), verbose=0)),
            "dense": _plain(model.predict(DENSE, verbose=0)),
            "shuffled": [*model.fit(rows, Y, batch_size=4, verbose=0).history],
        }
    inputs = keras.Input((3,), sparse=True)
    found["itself"] = _plain(keras.Model(inputs, L.Activation("linear")(inputs)).predict(rows, 4, verbose=0))
    found["lambda"] = _plain(keras.Model(inputs, L.Lambda(tf.sparse.to_dense)(inputs)).predict(rows, 4, verbose=0))
    found["unordered"] = _plain(
        keras.Sequential([keras.Input((3,), sparse=True), L.Dense(1, kernel_initializer="ones")]).predict(
            tf.sparse.reorder(tf.SparseTensor([[2, 0], [0, 1]], [1.0, 2.0], [3, 3])), verbose=0
        )
    )
    return found


_ALL = ragged_words, ragged_in_sequential, ragged_beside_dense, ragged_layers, sparse_rows, ragged_targets
PROGRAMS = {f.__name__: f for f in _ALL}
