"""Good calls of models' methods, and of what makes models."""

import numpy as np
from bad.calls import made

from tenfold.testing.cases import case

X, Y = np.arange(24, dtype="float32").reshape(6, 4) / 24, np.arange(6, dtype="float32").reshape(6, 1) / 6


def _sequential(tf):
    return tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(4,), name="first"), tf.keras.layers.Dense(1)])


@made
def model(tf):
    out = _sequential(tf)
    out.compile("adam", "mse", ["mae"])
    out.train_on_batch(X, Y)
    return out


@made
def functional(tf):
    x = tf.keras.Input((4,))
    out = tf.keras.Model(x, tf.keras.layers.Dense(1)(x))
    out.compile("sgd", "mse")
    return out


@made
def fresh(tf):
    return _sequential(tf)


WEIGHTS = [np.ones((4, 2)), np.zeros(2), np.ones((2, 1)), np.zeros(1)]
TRAINING = """
    fit(X, Y, batch_size=3, epochs=1, verbose=0, validation_data=(X, Y), sample_weight=np.ones(6), steps_per_epoch=2)
    fit(X, Y, verbose=0, validation_split=0.5, class_weight={0: 1.0}, shuffle=True, initial_epoch=0, callbacks=[])
    evaluate(X, Y, batch_size=3, verbose=0, sample_weight=np.ones(6), steps=2, callbacks=[], return_dict=True)
    predict(X, batch_size=3, verbose=0, steps=2, callbacks=[])
    train_on_batch(X, Y, sample_weight=np.ones(6), class_weight={0: 1.0}, reset_metrics=True, return_dict=True)
    test_on_batch(X, Y, sample_weight=np.ones(6), reset_metrics=True, return_dict=True)
    predict_on_batch(X)
    compile(optimizer='sgd', loss='mse', metrics=['mae'], loss_weights=[1.0], weighted_metrics=['mse'])
    compile('adam', [tf.keras.losses.MeanSquaredError()], run_eagerly=False, steps_per_execution=1, jit_compile=False)
    compute_loss(tf.constant(X), tf.constant(Y), tf.constant(Y))
    compute_metrics(tf.constant(X), tf.constant(Y), tf.constant(Y), None)
    reset_metrics()
    get_layer('first')
    get_layer(index=0)
    summary(line_length=80, positions=[0.3, 0.6, 0.8, 1.0], print_fn=print, expand_nested=True, show_trainable=True)
    set_weights(WEIGHTS)
    get_weights()
    count_params()
    get_config()
    to_json()
    save('m.keras', overwrite=True)
    save('m.h5', include_optimizer=True)
    save('folder', save_format='tf')
    save_weights('w.h5', overwrite=True)
    save_weights('w.weights.h5')
    save_weights('checkpoint', save_format='tf')
    load_weights('missing.h5', by_name=True, skip_mismatch=True)
    add(tf.keras.layers.Dense(3))
    pop()
    build((None, 4))
    call(X)
    compute_mask(X)
    compute_output_shape((None, 4))
    make_train_function()
    make_predict_function()
    train_step((tf.constant(X), tf.constant(Y)))
    test_step((tf.constant(X), tf.constant(Y)))
    predict_step((tf.constant(X),))
    export('exported')
"""
OF_FUNCTIONAL = """
    fit(X, Y, verbose=0)
    get_layer(index=1)
    compile('adam', {'dense': 'mse'}, metrics={'dense': ['mae']}, loss_weights={'dense': 1.0})
    predict(X, verbose=0)
"""


def _calls(table):
    return [line.strip() for line in table.splitlines() if line.strip()]


GIVEN = {"X": X, "Y": Y, "WEIGHTS": WEIGHTS}


def _case(expression, **inputs):
    return case(expression, **inputs, **{n: v for n, v in GIVEN.items() if n in expression})


CASES = [
    *[_case(f"model.{text}", model=model) for text in _calls(TRAINING)],
    *[_case(f"functional.{text}", functional=functional) for text in _calls(OF_FUNCTIONAL)],
    _case("model(X, training=False)", model=model),
    _case("tf.keras.Sequential([tf.keras.layers.Dense(2)])"),
    _case("tf.keras.Model(f.input, f.output)", f=functional),
    _case("fresh.add(tf.keras.layers.Dense(3))", fresh=fresh),
    _case("tf.keras.models.clone_model(model)", model=model),
    _case("tf.keras.models.model_from_json(model.to_json())", model=fresh),
    _case("tf.keras.models.model_from_config({'class_name': 'Sequential', 'config': {'name': 'a', 'layers': []}})"),
    _case("tf.keras.models.save_model(model, 'm.h5')", model=model),
    _case("tf.keras.models.load_model('missing.h5')"),
    _case("tf.keras.Sequential.from_config({'name': 'a', 'layers': []})"),
]
