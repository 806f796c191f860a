"""What callbacks are told, and what is trained, with several steps to an execution; under tf_keras and here.

`executions(keras)` yields (name, what callbacks were told, the kernel afterwards, what the method returned).
"""

import numpy as np

ROWS = 14
X = np.linspace(-1, 1, ROWS * 3, dtype=np.float32).reshape(ROWS, 3) ** 3
Y = (X.sum(1, keepdims=True) * 2 + 1).astype(np.float32)
CASES = {  # name -> (steps_per_execution, batch size, arguments of fit)
    "one": (1, 4, {}),
    "two": (2, 4, {}),
    "three": (3, 4, {}),
    "all": (4, 4, {}),
    "more than there are": (9, 4, {}),
    "ragged alone": (3, 4, {"epochs": 2}),
    "by name": (3, 2, {"steps_per_epoch": 5, "epochs": 2}),
    "validated": (2, 3, {"validation_data": (X[:7], Y[:7]), "epochs": 2}),
}


class Told:
    """Makes a callback that writes down the hooks of batches, with the loss at their end."""

    def __new__(cls, keras, log):
        def begin(name):
            return lambda self, batch, logs=None: log.append([name, batch])

        def end(name):
            return lambda self, batch, logs=None: log.append([name, batch, float(logs.get("loss", len(logs)))])

        hooks = {}
        for mode in ("train", "test", "predict"):
            hooks[f"on_{mode}_batch_begin"], hooks[f"on_{mode}_batch_end"] = (
                begin(f"{mode} begins"),
                end(f"{mode} ends"),
            )
        return type("Told", (keras.callbacks.Callback,), hooks)()


def _model(keras, steps):
    kernel = keras.initializers.Constant(np.arange(3.0).reshape(3, 1) / 4)
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,), kernel_initializer=kernel)])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.5), "mse", metrics=["mae"], steps_per_execution=steps)
    return model


def _batches(size, passes):
    for _ in range(passes):
        for start in range(0, ROWS, size):
            yield X[start : start + size], Y[start : start + size]


def executions(keras):
    for name, (steps, size, given) in CASES.items():
        log, model = [], _model(keras, steps)
        told = Told(keras, log)
        history = model.fit(X, Y, batch_size=size, shuffle=False, verbose=0, callbacks=[told], **given).history
        yield f"fit, {name}", log, model.get_weights()[0], [history[k] for k in sorted(history)]
    for steps in (2, 3):
        log, model = [], _model(keras, steps)
        told = Told(keras, log)
        history = model.fit(_batches(4, 3), steps_per_epoch=4, epochs=3, verbose=0, callbacks=[told]).history
        yield f"generator, {steps}", log, model.get_weights()[0], [history[k] for k in sorted(history)]
    for method in ("evaluate", "predict"):
        log, model = [], _model(keras, 3)
        told = Told(keras, log)
        found = getattr(model, method)(
            *((X, Y) if method == "evaluate" else (X,)), batch_size=4, verbose=0, callbacks=[told]
        )
        yield method, log, model.get_weights()[0], found
