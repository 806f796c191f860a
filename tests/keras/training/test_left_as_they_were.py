"""What an evaluation that fails leaves as it was, what has no answer, runs that go on from a Sequence."""

import numpy as np
import pytest
from programs import keras

from tenfold.keras.utils import processes

X, Y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")


def _model(optimizer="sgd"):
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,))])
    model.compile(optimizer, "mse")
    return model


class _Fails(keras.callbacks.Callback):
    def on_test_batch_end(self, batch, logs=None):
        raise OSError("a full disk")

    on_predict_batch_end = on_test_batch_end


def test_averages_are_taken_out_again_where_evaluation_fails():
    model = _model(keras.optimizers.SGD(0.1, use_ema=True))
    model.fit(X, Y, epochs=2, batch_size=4, verbose=0)
    model.train_on_batch(X, Y)
    swap, weights = keras.callbacks.SwapEMAWeights(), model.get_weights()[0].copy()
    for measure in (
        lambda: model.evaluate(X, Y, verbose=0, callbacks=[swap, _Fails()]),
        lambda: model.predict(X, verbose=0, callbacks=[swap, _Fails()]),
    ):
        with pytest.raises(OSError, match="full disk"):
            measure()
        np.testing.assert_array_equal(model.get_weights()[0], weights)
    model.evaluate(X, Y, verbose=0, callbacks=[swap])
    np.testing.assert_array_equal(model.get_weights()[0], weights)


NO_ANSWER = {  # tf_keras reports a loss of 0 for the first two
    "evaluate": (lambda m: m.evaluate(X), ValueError, "Target data is missing"),
    "validation": (lambda m: m.fit(X, Y, validation_data=(X,)), ValueError, r"write validation_data=\(x, y\)"),
    "predict": (lambda m: m.predict((X, None)), ValueError, "Argument x holds None"),
    "policy": (lambda m: keras.mixed_precision.Policy.from_config({}), TypeError, "name"),
}


@pytest.mark.parametrize("what", NO_ANSWER)
def test_what_has_no_answer_is_refused(what):
    run, error, message = NO_ANSWER[what]
    with pytest.raises(error, match=message):
        run(_model())


class _Batches(keras.utils.Sequence):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return X[:2] * index, Y[:2] * (index % 3)


class _Stops(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


@pytest.mark.parametrize("save_freq", ["epoch", 3])
def test_a_run_on_a_sequence_goes_on_in_the_order_that_it_had(tmp_path, save_freq):
    def run(*callbacks):
        keras.utils.set_random_seed(1)
        model = _model()
        model.fit(_Batches(), epochs=4, verbose=0, callbacks=[*callbacks])
        return model.get_weights()

    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path / "backup", save_freq=save_freq)

    whole = run()
    with pytest.raises(KeyboardInterrupt):
        run(backup(), _Stops())
    for ours, wanted in zip(run(backup()), whole):
        np.testing.assert_array_equal(ours, wanted)


def test_a_process_that_cannot_begin_ends_those_that_have(monkeypatch):
    begun, ended = [], []

    class Process:
        def __init__(self, payload):
            if begun:
                raise OSError("no more processes")
            begun.append(self)

        def kill(self):
            ended.append(self)

        def end(self):
            ended.append(self)

    monkeypatch.setattr(processes, "_Process", Process)
    with pytest.raises(OSError, match="no more processes"):
        processes.Processes(b"", 2)
    assert ended == begun * 2
