"""Good calls of callbacks: constructors, and what training calls."""

import numpy as np
from bad.calls import made

from tenfold.testing.cases import case

MADE = """
    EarlyStopping('loss') | ReduceLROnPlateau('loss') | ModelCheckpoint('m.h5') | CSVLogger('log.csv')
    TensorBoard('logs') | LambdaCallback() | LearningRateScheduler(lambda epoch: 0.1) | TerminateOnNaN()
    BackupAndRestore('backup') | BaseLogger() | RemoteMonitor() | ProgbarLogger() | History() | Callback()
"""
X, Y = np.arange(24, dtype="float32").reshape(6, 4) / 24, np.arange(6, dtype="float32").reshape(6, 1) / 6


def _model(tf):
    out = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(4,))])
    out.compile("sgd", "mse")
    return out


def _texts():
    return [t.strip() for t in MADE.replace("\n", "|").split("|") if t.strip()]


@made
def stopping(tf):
    out = tf.keras.callbacks.EarlyStopping("loss")
    out.set_model(_model(tf))
    out.on_train_begin()
    return out


@made
def logger(tf):
    return tf.keras.utils.Progbar(5, verbose=0)


@made
def listed(tf):
    return tf.keras.callbacks.CallbackList(
        [tf.keras.callbacks.History()], model=_model(tf), epochs=1, steps=2, verbose=0
    )


CASES = [
    *[case(f"tf.keras.callbacks.{text}") for text in _texts()],
    *[
        case(f"model.fit(X, Y, verbose=0, callbacks=[tf.keras.callbacks.{text}])", model=made(_model), X=X, Y=Y)
        for text in _texts()
        if not text.startswith(("RemoteMonitor", "ProgbarLogger", "TensorBoard"))
    ],
    case("stopping.on_epoch_end(1, {'loss': 1.0})", stopping=stopping),
    case("stopping.set_params({'epochs': 1})", stopping=stopping),
    case("stopping.set_model(None)", stopping=stopping),
    case("tf.keras.callbacks.CallbackList([], add_history=True)"),
    case("listed.append(tf.keras.callbacks.History())", listed=listed),
    case("listed.on_epoch_end(1, {'loss': 1.0})", listed=listed),
    case("listed.on_train_batch_end(1, {'loss': 1.0})", listed=listed),
    case("tf.keras.utils.Progbar(5)"),
    case("logger.update(1, [('a', 1.0)])", logger=logger),
    case("logger.add(1, [('a', 1.0)])", logger=logger),
]
