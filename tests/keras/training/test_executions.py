"""Several steps in one program: `steps_per_execution`, and what is done by itself."""

import io
import json
import os
from contextlib import redirect_stdout
from functools import partial

import numpy as np
import pytest
from programs import GOLDEN, keras, tf

from tenfold.core.base.thread import using
from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.keras.training.data.feed import Feed
from tenfold.runtime import xla
from tenfold.runtime.gears import several, shifting
from tenfold.runtime.gears.specialization import Specialization

import execution_programs  # isort: skip

pytestmark = pytest.mark.usefixtures("fresh_names")
HOT = xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0"
hot = pytest.mark.skipif(not HOT, reason="needs JAX")
R = np.random.RandomState(0)
X, Y = R.rand(45, 6).astype("float32"), R.randint(0, 3, 45)


def test_callbacks_are_told_once_an_execution_as_in_tf_keras():
    recorded = json.loads((GOLDEN / "executions.json").read_text())
    found = {name: (told, kernel, result) for name, told, kernel, result in execution_programs.executions(keras)}
    assert list(found) == list(recorded)
    for name, (told, kernel, result) in recorded.items():
        assert [t[:2] for t in found[name][0]] == [t[:2] for t in told], name
        np.testing.assert_allclose([t[2] for t in found[name][0] if t[2:]], [t[2] for t in told if t[2:]], 1e-4)
        np.testing.assert_allclose(found[name][1], kernel, 1e-4, err_msg=name)
        np.testing.assert_allclose(np.ravel(found[name][2]), np.ravel(result), 1e-4, err_msg=name)


def model(**options):
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(8, "relu", input_shape=(6,)), keras.layers.Dropout(0.3)]
    found = keras.Sequential([*layers, keras.layers.Dense(3, "softmax")])
    found.compile("adam", loss, metrics=["accuracy"], **options)
    return found


def loss(y_true, y_pred):
    with tf.control_dependencies([tf.debugging.assert_less(y_true, 3)]):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


def generator(x, y, size=4):
    buffers = np.empty((size, *x.shape[1:]), x.dtype), np.empty(size, y.dtype)
    for start in range(0, len(x), size):
        rows = slice(start, start + size)
        views = [b[: len(a[rows])] for a, b in zip((x, y), buffers)]  # the same memory for each batch
        for view, a in zip(views, (x, y)):
            view[:] = a[rows]
        yield tuple(views)


class Batches(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.last = logs

    on_test_batch_end = on_predict_batch_end = on_train_batch_end


@hot
def test_programs_of_several_steps_compute_what_single_steps_do():
    x, y = X[:44], Y[:44]
    with using(gear="second"):
        m, alone, again = model(), model(), model()
        with redirect_stdout(io.StringIO()):
            m.fit(x, y, batch_size=4, epochs=2, verbose=1, shuffle=False)
        alone.fit(x, y, batch_size=4, epochs=2, verbose=0, shuffle=False, callbacks=[Batches()])
        again.fit(x, y, batch_size=4, verbose=0, shuffle=False)
        again.fit(generator(x, y), verbose=0)
        found = m.predict(x, batch_size=4, verbose=0), m.evaluate(x, y, batch_size=4, verbose=0)
    for mine, others, same in zip(m.get_weights(), alone.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_allclose(mine, others, 1e-5, 1e-6)
        np.testing.assert_array_equal(mine, same)
    with using(gear="first"):
        np.testing.assert_allclose(found[0], m.predict(x, batch_size=4, verbose=0), 1e-4)
        np.testing.assert_allclose(found[1], m.evaluate(x, y, batch_size=4, verbose=0), 1e-4)
    assert int(m.optimizer.iterations.numpy()) == 22


@hot
def test_what_is_given_twice_is_taken_once(monkeypatch):
    taken = []
    real = several.looped
    monkeypatch.setattr(several, "looped", lambda step, runs: taken.append(runs) or real(step, runs))

    def trained(x, y, twice):
        keras.utils.set_random_seed(1)
        inputs = [keras.Input((6,)), keras.Input((6,))]
        hidden = keras.layers.Dense(4, "relu")(keras.layers.Subtract()([inputs[0], 2.0 * inputs[1]]))
        m = keras.Model(inputs, keras.layers.Dense(6)(hidden))
        m.compile("sgd", positive_only)
        bad = [x.copy(), x[::-1].copy()] if not twice else [x, x[::-1].copy()]
        m.fit(bad, y, batch_size=4, epochs=2, verbose=0)
        return m, m.get_weights()

    def positive_only(y_true, y_pred):
        with tf.control_dependencies([tf.debugging.assert_less(y_true, 3.0)]):
            return tf.reduce_mean(tf.square(y_pred - y_true), axis=-1)

    x = X[:40].copy()
    with using(gear="second"):
        m, one = trained(x, x, True)
        _, other = trained(x, x.copy(), False)
        assert [runs.same for runs in taken] == [(0, 1, 0), ()]
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)
        x[26] = 4
        with pytest.raises(tf.errors.InvalidArgumentError):
            m.fit([x, x], x, batch_size=4, verbose=0, shuffle=False)
        assert m.optimizer.iterations.numpy() == 20 + 6


@pytest.mark.parametrize("gear", ["first", "second"] if HOT else ["first"])
def test_a_batch_that_fails_among_others_is_found_and_those_before_it_are_kept(gear):
    with using(gear=gear):
        m, straight = model(), model()
        bad = Y[:44].copy()
        bad[22] = 7  # in the sixth batch
        with pytest.raises(tf.errors.InvalidArgumentError, match="7"):
            m.fit(generator(X[:44], bad), verbose=0)
        straight.fit(X[:20], Y[:20], batch_size=4, verbose=0, shuffle=False)
        assert all(np.array_equal(a, b) for a, b in zip(m.get_weights(), straight.get_weights(), strict=True))
        assert int(m.optimizer.iterations.numpy()) == 5
        m.fit(X[20:28], Y[20:28], batch_size=4, verbose=0)  # and goes on
        assert int(m.optimizer.iterations.numpy()) == 7


@pytest.mark.parametrize("gear", ["first", "second"] if HOT else ["first"])
def test_what_came_before_a_source_failed_is_trained(gear):
    def breaks():
        for i, batch in enumerate(generator(X, Y)):
            if i == 3:
                raise RuntimeError("no more")
            yield batch

    with using(gear=gear):
        m = model()
        with pytest.raises(RuntimeError, match="no more"):
            m.fit(breaks(), verbose=0)
        assert int(m.optimizer.iterations.numpy()) == 3


def test_a_generator_is_asked_for_no_more_than_an_epoch_needs():
    taken = []

    def noted():
        for batch in generator(X, Y):
            taken.append(len(batch[0]))
            yield batch

    m, batches = model(), noted()
    m.fit(batches, steps_per_epoch=3, epochs=2, verbose=0)
    assert taken == [4] * 6
    m.evaluate(batches, steps=2, verbose=0)
    assert taken == [4] * 8 and len(next(batches)[0]) == 4


def test_training_that_is_to_stop_before_an_epoch_stops_after_one_batch_of_it():
    m = model()
    stop = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: setattr(m, "stop_training", True))
    m.fit(X, Y, batch_size=4, verbose=0, callbacks=[stop])
    assert int(m.optimizer.iterations.numpy()) == 1


def test_steps_that_share_a_program_are_small_and_their_batches_fit_into_memory():
    small, large = [np.empty((32, 784), np.float32)], [np.empty((64, 224, 224, 3), np.float32)]
    assert several.capacity(1e-4, small) == 32
    assert several.capacity(3e-3, small) == 16
    assert several.capacity(6e-3, small) == 1
    assert several.capacity(1e-4, large) == 1
    assert several.capacity(1e-2, small, asked=10) == 10
    assert several.capacity(1e-2, small, asked=1000) == 2**24 // small[0].nbytes
    assert several.capacity(1e-2, large, asked=10) == 1


def test_groups_of_rows_in_any_order_are_the_batches():
    x, y = np.arange(22).reshape(11, 2), np.arange(11)
    for shuffle in (False, True, "batch"):
        for steps, epochs in ((None, 1), (4, 3)):
            found = []
            for take in (_alone, _in_groups):
                keras.utils.set_random_seed(3)
                feed = Feed(ArrayBatches.of(x, y).cut(2), steps, epochs, shuffle)
                found.append([n for _ in range(epochs) for n in take(feed, x)])
            assert found[0] == found[1] and len(found[0]) > 10


def _alone(feed, x):
    return [n for _, arrays in feed.epoch() for n in arrays[1].tolist()]


def _in_groups(feed, x):
    rows = []
    for _, (xs, ys), count in feed.groups(lambda samples, arrays: 4 if len(arrays[0]) == 2 else 1, every=3):
        assert count <= 3 and (ys.shape == (4, 2) if count else ys.shape == (1,))
        assert not count or not np.shares_memory(xs, x)
        rows += (ys[:count] if count else ys).ravel().tolist()
    return rows


def test_a_loop_waits_for_no_program_of_a_shape_that_comes_up_seldom(monkeypatch):
    asked, gear = [], Specialization.gear

    def noted(self, ahead, arrays, *key):
        asked.append((len(arrays[0]), int(ahead), isinstance(ahead, shifting.Seldom)))
        return gear(self, ahead, arrays, *key)

    monkeypatch.setattr(Specialization, "gear", noted)
    with using(gear="first"):
        m = model()
        m.fit(X[:10], Y[:10], batch_size=4, epochs=2, verbose=0)
        assert asked == [(4, 5, False), (4, 4, False), (2, 1, True), (4, 2, False), (4, 1, False), (2, 0, True)]
        asked.clear()
        m.fit(X[:10], Y[:10], batch_size=4, epochs=2, verbose=0, callbacks=[Batches()])
        assert asked == [(4, 5, False), (4, 4, False), (2, 1, True), (4, 2, False), (4, 1, False), (2, 0, True)]
        asked.clear()
        m.evaluate(((X[:n], Y[:n]) for n in (3, 5, 4)), steps=3, verbose=0)
        assert asked == [(3, 2, False), (5, 0, True), (4, 0, True)]
    at = partial(shifting.shift_at, ops=100, elements=1e7)
    assert at(0, 1000) == 0 and at(0, shifting.Seldom(1000)) > 0 and at(0, shifting.Seldom(0)) is None
    assert at(2000, shifting.Seldom(0)) > 2000


def test_steps_per_execution_is_a_number_or_auto():
    model(steps_per_execution="auto").fit(X, Y, verbose=0)
    for wrong in (0, -1, 2.5, "many"):
        with pytest.raises(ValueError, match="steps_per_execution"):
            model(steps_per_execution=wrong)


def by_hand(method="make_train_function", per_call=1, compiled=False):
    """A model of which a method makes the function itself; it counts its calls."""

    class Own(keras.Sequential):
        pass

    mode = method.removeprefix("make_").removesuffix("_function")
    calls = []

    def make(self, force=False):
        if getattr(self, f"{mode}_function") is not None and not force:
            return getattr(self, f"{mode}_function")

        def function(iterator):
            calls.append(mode)
            for _ in range(per_call):
                found = getattr(self, f"{mode}_step")(next(iterator))
            return found

        return tf.function(function) if compiled else function

    setattr(Own, method, make)
    plain = model()
    own = Own(plain.layers)
    own.compile("adam", loss, metrics=["accuracy"], steps_per_execution=per_call)
    return own, calls


@pytest.mark.parametrize("compiled", [False, True])
def test_a_function_for_training_that_a_subclass_makes_is_called_for_each_batch(compiled):
    with using(gear="first"):
        wanted = model().fit(X, Y, batch_size=5, epochs=2, verbose=0, shuffle=False)
        own, calls = by_hand(compiled=compiled)
        found = own.fit(X, Y, batch_size=5, epochs=2, verbose=0, shuffle=False)
        assert calls == ["train"] * 18
        assert found.history.keys() == wanted.history.keys()
        for name, values in wanted.history.items():
            np.testing.assert_allclose(found.history[name], values, 0.3 if name == "accuracy" else 0.1)  # other masks
        own.train_on_batch(X, Y)
        assert len(calls) == 19 and own.evaluate(X, Y, verbose=0)[0] > 0 and len(calls) == 19


def test_functions_for_measuring_and_predicting_may_be_made_too():
    with using(gear="first"):
        for method, mode, count in (("make_test_function", "test", 9), ("make_predict_function", "predict", 9)):
            own, calls = by_hand(method)
            name = "evaluate" if mode == "test" else mode
            given = [X, Y] if mode == "test" else [X]
            np.testing.assert_allclose(
                getattr(own, name)(*given, batch_size=5, verbose=0),
                getattr(keras.Sequential, name)(_compiled_like(own), *given, batch_size=5, verbose=0),
                1e-6,
            )
            assert calls == [mode] * count
        own, calls = by_hand(per_call=3)
        own.fit(X, Y, batch_size=5, verbose=0)
        assert calls == ["train"] * 3 and int(own.optimizer.iterations.numpy()) == 9


def _compiled_like(other):
    found = keras.Sequential(other.layers)
    found.compile("adam", loss, metrics=["accuracy"])
    return found


def test_functions_of_steps_are_called_by_programs():
    with using(gear="first"):
        m, other = model(steps_per_execution=2), model()
        function, batches = m.make_train_function(), generator(X[:20], Y[:20])
        logs = [function(batches) for _ in range(3)]  # 2, 2, and 1 batch
        other.fit(X[:20], Y[:20], batch_size=4, verbose=0, shuffle=False)
        assert all(np.array_equal(a, b) for a, b in zip(m.get_weights(), other.get_weights(), strict=True))
        assert isinstance(logs[-1]["loss"], tf.Tensor) and float(logs[-1]["loss"]) == other.history.history["loss"][0]
        with pytest.raises(tf.errors.OutOfRangeError, match="train_function"):
            function(batches)
        assert m.make_train_function() is function is m.train_function
        assert m.make_train_function(force=True) is not function and other.train_function is not None
        outputs = m.make_predict_function()(iter([(X[:4],), (X[4:6],)]))
        np.testing.assert_array_equal(outputs, m.predict(X[:6], batch_size=4, verbose=0))
        m.compile("sgd", "mse")
        assert m.train_function is None
        nothing = model()
        nothing.train_function = lambda iterator: next(iterator) and None
        with pytest.raises(ValueError, match="Empty Logs"):
            nothing.fit(X, Y, verbose=0)


@hot
def test_an_epoch_that_goes_on_amid_an_execution_tells_of_batches_when_they_have_run(tmp_path):
    told = []

    class Stops(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                raise KeyboardInterrupt

    class Notes(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            told.append((batch, int(self.model.optimizer.iterations.numpy())))

    with pytest.raises(KeyboardInterrupt):
        model().fit(X, Y, 4, 1, 0, [keras.callbacks.BackupAndRestore(tmp_path / "backup", 2), Stops()])
    goes_on = model(steps_per_execution=4)
    goes_on.fit(X, Y, 4, 1, 0, [keras.callbacks.BackupAndRestore(tmp_path / "backup", 2), Notes()])
    assert told == [(3, 4), (7, 8), (11, 12)]
