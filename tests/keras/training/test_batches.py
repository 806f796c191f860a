"""Who owns a batch, and until when: see `BatchSource`."""

import os

import numpy as np
import pytest
from programs import keras, tf

from tenfold.core.base.thread import using
from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.runtime import xla
from tenfold.runtime.gears import lowering

pytestmark = pytest.mark.usefixtures("fresh_names")
GEARS = ["first", "second"] if xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0" else ["first"]


def data(rows=32):
    r = np.random.RandomState(0)
    return r.rand(rows, 64).astype("float32"), r.rand(rows, 1).astype("float32")


def model():
    keras.utils.set_random_seed(1)
    found = keras.Sequential([keras.layers.Dense(64, "relu", input_shape=(64,)), keras.layers.Dense(1)])
    found.compile("sgd", "mse")
    return found


class Overwrite(keras.callbacks.Callback):
    """Writes into the rows of each batch as soon as its step has returned."""

    def __init__(self, *arrays):
        super().__init__()
        self.arrays = arrays

    def on_train_batch_end(self, batch, logs=None):
        for a in self.arrays:
            a[batch * 8 : batch * 8 + 8] = 1e3

    on_test_batch_end = on_predict_batch_end = on_train_batch_end


@pytest.mark.parametrize("gear", GEARS)
def test_rows_may_be_overwritten_when_their_step_has_returned(gear):
    with using(gear=gear):
        for method in ("fit", "evaluate", "predict"):
            found = []
            for spoil in (False, True):
                x, y = data()
                callbacks = [Overwrite(x, y)] if spoil else []
                given = {"y": y} if method != "predict" else {}
                given |= {"shuffle": False} if method == "fit" else {}
                result = getattr(model(), method)(x, **given, batch_size=8, verbose=0, callbacks=callbacks)
                found.append(result.history["loss"] if method == "fit" else result)
            np.testing.assert_array_equal(*found)


@pytest.mark.skipif("second" not in GEARS, reason="needs JAX")
@pytest.mark.parametrize("shuffle", [False, True])
def test_a_run_that_is_not_waited_for_holds_no_memory_of_the_callers(shuffle, monkeypatch):
    x, y = data()
    shared, call = [], lowering.Program.__call__

    def watched(self, arrays, values):
        shared.append(any(np.shares_memory(a, mine) for a in arrays for mine in (x, y)))
        return call(self, arrays, values)

    monkeypatch.setattr(lowering.Program, "__call__", watched)
    with using(gear="second"):
        m = model()
        m.fit(x, y, batch_size=8, shuffle=shuffle, verbose=0)
        m.evaluate(x, y, batch_size=8, verbose=0)
        m.fit(x, y, batch_size=32, shuffle=False, verbose=0)  # the whole arrays
    assert len(shared) == 3 and not np.any(shared)  # four batches share a program


@pytest.mark.skipif("second" not in GEARS, reason="needs JAX")
def test_a_session_that_fetches_nothing_holds_no_memory_of_the_callers(monkeypatch):
    mine, shared, call = np.ones((2, 3), np.float32), [], lowering.Program.__call__

    def watched(self, arrays, values):
        shared.extend(np.shares_memory(a, mine) for a in arrays)
        return call(self, arrays, values)

    monkeypatch.setattr(lowering.Program, "__call__", watched)
    tf1 = tf.compat.v1
    with tf1.Graph().as_default(), using(gear="second"), tf1.Session() as session:
        x, v = tf1.placeholder("float32", (2, 3)), tf1.Variable(0.0)
        train = v.assign_add(tf1.reduce_sum(x))
        session.run(v.initializer)
        session.run(train.op, {x: mine})
        mine[:] = 5
        assert session.run(v) == 6.0
    assert shared == [False]


def test_batches_are_views_of_the_callers_memory_or_own_theirs():
    x, y = data()
    batches = ArrayBatches.of(x, y).cut(8)
    assert all(a.base is not None and np.shares_memory(a, x) for _, (a, _) in batches.open())
    assert all(a.base is None for _, arrays in batches.open(shuffle=True) for a in arrays)


@pytest.mark.parametrize("gear", GEARS)
def test_what_training_hands_out_nobody_else_holds(gear):
    class Identity(keras.Sequential):
        def test_step(self, given):
            x = self(given[0])
            return {"rows": x}

    m = Identity([keras.layers.Dropout(0.5, input_shape=(64,))])
    m.compile("sgd", "mse")
    x, y = data()
    kept = []

    class Keep(keras.callbacks.Callback):
        def on_predict_batch_end(self, batch, logs=None):
            kept.append(logs["outputs"])
            logs["outputs"] *= 0

    with using(gear=gear):
        outputs = m.predict(x, batch_size=8, verbose=0, callbacks=[Keep()])
        rows = m.test_on_batch(x, y, return_dict=True)["rows"]
        alone = m.predict_on_batch(x)
    for found in (outputs, rows, alone):
        assert found.flags.writeable and not np.shares_memory(found, x)
        np.testing.assert_array_equal(found, x)
    assert not any(np.shares_memory(k, other) for k in kept for other in (x, outputs))


def test_tensors_of_a_step_that_runs_as_python_outlive_their_batch():
    class Remembers(keras.Sequential):
        def train_step(self, given):
            self.seen = given[0]
            return super().train_step(given)

    x, y = data(8)
    m = Remembers([keras.layers.Dense(1, input_shape=(64,))])
    m.compile("sgd", "mse", run_eagerly=True)
    m.fit(x, y, batch_size=8, shuffle=False, verbose=0)
    before = x.copy()
    x[:] = 0
    np.testing.assert_array_equal(m.seen, before)
