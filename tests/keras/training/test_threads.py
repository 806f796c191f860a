"""Models, layers and optimizers used by several threads at once: nobody waits for ever, nothing is lost."""

import collections
import contextlib
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from concurrency import together
from programs import keras, tf

from tenfold.core.base.thread import STATE
from tenfold.function.lock import TraceLock
from tenfold.keras.layers.base.context import BUILDING, CALL
from tenfold.keras.models import functional
from tenfold.keras.training import step
from tenfold.keras.utils import naming
from tenfold.runtime.threads.cells import Cells

X = np.ones((4, 3), np.float32)


def somebody_waits():
    """Returns once a thread waits for what another one traces or builds."""
    until = time.monotonic() + 5
    while not TraceLock._waiting and time.monotonic() < until:
        time.sleep(0.001)


@pytest.mark.parametrize("first", ["step", "function"])
def test_a_step_that_calls_a_function_and_the_function_that_builds_a_layer_are_traced_in_two_threads(first):
    """The step's thread holds what the function's waits for, and the other way round, whoever waits first."""
    inner, both = keras.layers.Dense(2), threading.Barrier(2)

    @tf.function
    def f(x):
        if x.shape[0] == 5:  # called by itself
            both.wait(5)
            first == "function" or somebody_waits()
        return inner(x)

    class Model(keras.Model):
        def call(self, x):
            both.wait(5)
            first == "step" or somebody_waits()
            return f(x)

    predicted, called = together(lambda: Model().predict(X, verbose=0), lambda: f(tf.ones((5, 3))))
    assert predicted.shape == (4, 2) and called.shape == (5, 2) and len(inner.weights) == 2
    assert BUILDING.owner is None and f._lock.owner is None


def test_each_thread_makes_an_update_of_its_own():
    """One optimizer serves several threads, as in asynchronous training: rates and slots of one are not another's."""
    both, rates = threading.Barrier(2), []

    class Rate(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            both.wait(5)
            return tf.constant(0.5 if threading.current_thread() is threads[0] else 0.25)

    class Plain(keras.optimizers.SGD):
        def update_step(self, gradient, variable):
            both.wait(5)
            rates.append(float(self.learning_rate))
            both.wait(5)
            super().update_step(gradient, variable)

    optimizer, threads = Plain(Rate()), []
    halves, quarters = tf.Variable([0.0]), tf.Variable([0.0])
    optimizer.build([halves, quarters])

    def halve():
        threads.append(threading.current_thread())
        both.wait(5)
        optimizer.apply_gradients([(tf.ones(1), halves)])

    def quarter():
        both.wait(5)
        optimizer.apply_gradients([(tf.ones(1), quarters)])

    assert not [r for r in together(halve, quarter) if isinstance(r, Exception)]
    assert sorted(rates) == [0.25, 0.5] and int(optimizer.iterations) == 2
    assert (halves.numpy(), quarters.numpy()) == ([-0.5], [-0.25])


def test_no_step_of_another_thread_is_lost(monkeypatch):
    read = tf.Variable.array

    def slowly(self):
        value = read(self)
        time.sleep(0.0002)  # another thread's turn, between the read and the write
        return value

    optimizer, variable, mean = keras.optimizers.SGD(1.0), tf.Variable([0.0]), keras.metrics.Sum()
    one = tf.ones(1)
    optimizer.build([variable])
    monkeypatch.setattr(tf.Variable, "array", slowly)

    def train():
        for _ in range(10):
            optimizer.apply_gradients([(one, variable)])
            mean.update_state(one)

    together(train, train, train)
    monkeypatch.undo()
    assert (variable.numpy(), float(mean.result()), int(optimizer.iterations)) == ([-30.0], 30.0, 30)


def test_each_thread_sees_the_losses_of_its_own_call():
    class Sums(keras.layers.Layer):
        def call(self, x):
            self.add_loss(tf.reduce_sum(x))
            both.wait(5)
            return x

    layer, both = Sums(), threading.Barrier(2)

    def call(value):
        layer(tf.fill([2], value))
        both.wait(5)
        return [float(v) for v in layer.losses]

    assert together(lambda: call(1.0), lambda: call(2.0)) == [[2.0], [4.0]]
    assert layer.losses == []


def test_a_layer_whose_build_fails_is_as_it_was():
    class Fails(keras.layers.Layer):
        wrong, parts = True, None

        def build(self, shape):
            self.add_weight("first", (3,))
            self.dense = keras.layers.Dense(3)
            self.dense.build(shape)
            self.parts["made"] = self.add_weight("second", (3,))
            if self.wrong:
                raise KeyboardInterrupt

        def call(self, x):
            return self.dense(x)

    layer = Fails()
    layer.parts = {}
    before = set(vars(layer))
    with pytest.raises(KeyboardInterrupt):
        layer(X)
    assert not layer.built and layer.weights == [] and layer.parts == {} and set(vars(layer)) - before <= {"_in_build"}
    layer.wrong = False
    layer(X)
    assert len(layer.weights) == 4


def test_a_step_first_run_by_eight_threads_is_traced_once():
    traced, second = [], threading.Barrier(2)

    class Model(keras.Model):
        def call(self, x):
            traced.append(x)
            with contextlib.suppress(threading.BrokenBarrierError):  # no second thread comes in
                second.wait(0.05)
            return x + 1.0

    model = Model()
    model._step("predict_step")
    together(*[lambda: model.predict(X, verbose=0)] * 8)
    assert len(traced) == 1


def test_a_change_while_a_step_is_traced_is_seen_by_whoever_made_it():
    tracing, built = threading.Event(), []

    class Scale(keras.layers.Layer):
        factor = 1.0

        def call(self, x):
            factor = self.factor
            if not tracing.is_set():
                tracing.set()
                built and somebody_waits()
            return x * factor

    layer = Scale()
    model = keras.Sequential([layer])
    model.build((None, 3))
    tracing.clear(), built.append(True)
    predict = lambda: model.predict(X, verbose=0)[0, 0]  # noqa: E731

    def change():
        tracing.wait(5)
        layer.factor = 2.0
        return predict()

    assert together(predict, change)[1] == 2.0


def test_a_slot_that_two_threads_ask_for_is_made_once(monkeypatch):
    second = threading.Barrier(2)

    class Slow(keras.optimizers.SGD):
        def add_variable_from_reference(self, *args, **kwargs):
            with contextlib.suppress(threading.BrokenBarrierError):  # no second thread comes in
                second.wait(0.05)
            return super().add_variable_from_reference(*args, **kwargs)

    optimizer, variable = Slow(0.1), tf.Variable([1.0])
    optimizer.build([variable])
    optimizer.momentum = 0.9
    slots = together(*[lambda: optimizer.get_slot(variable, "m")] * 2)
    assert slots[0] is slots[1] and second.broken


def test_no_two_threads_choose_one_name_or_number(monkeypatch):
    class Slow(collections.Counter):
        def __getitem__(self, key):
            found = super().__getitem__(key)
            time.sleep(0.001)  # another thread's turn, before the number is taken
            return found

    monkeypatch.setattr(naming, "_uids", Slow())
    names, numbers = (
        together(*[lambda: [naming.auto_name("Dense") for _ in range(4)]] * 2),
        together(*[lambda: [naming.get_uid("input") for _ in range(4)]] * 2),
    )
    assert len(set(sum(names, []))) == 8 and sorted(sum(numbers, [])) == list(range(1, 9))


def test_a_first_fit_that_ctrl_c_stops_while_the_model_is_wired_can_be_repeated(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(functional, "calls_between", interrupted)
        model.fit(X, X[:, :1], verbose=0)
    assert BUILDING.owner is None and CALL.depth == 0 and STATE.graph is None and STATE.tapes == ()
    model.fit(X, X[:, :1], verbose=0)
    assert len(model.weights) == 2 and len(model.output_names) == 1


@pytest.mark.parametrize("error", [RuntimeError("enough"), KeyboardInterrupt()], ids=["RuntimeError", "Ctrl-C"])
def test_a_step_that_fails_while_it_is_traced_leaves_nothing_open_and_trains_the_next_time(error):
    class Fails(keras.layers.Layer):
        wrong = True

        def call(self, x):
            if self.wrong:
                raise error
            return x * 1.0

    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.middle, self.last = keras.layers.Dense(3), Fails(), keras.layers.Dense(1)

        def call(self, x):
            with tf.name_scope("inside"):
                return self.last(self.middle(self.first(x)))

    model = Model()
    model.compile("adam", "mse")
    with pytest.raises(type(error)):
        model.fit(X, X[:, :1], verbose=0)
    assert (STATE.graph, STATE.tapes, STATE.scope, STATE.eager) == (None, (), "", True)
    assert (CALL.depth, CALL.scope, CALL.training, CALL.reads, BUILDING.owner) == (0, "", None, (), None)
    assert keras.layers.Layer.__getattribute__ is object.__getattribute__
    model.middle.wrong = False
    model.fit(X, X[:, :1], verbose=0)
    assert len(model.weights) == 4 and int(model.optimizer.iterations) == 1


@pytest.mark.parametrize("first", ["predict", "training"])
def test_predict_beside_training_has_the_weights_of_one_step(first, monkeypatch, meanwhile):
    """A step comes when prediction has taken what it reads; a prediction comes when a step has replaced one weight."""

    class Two(keras.Model):
        def build(self, shape):
            self.one, self.other = (self.add_weight(name, (), initializer="zeros") for name in ("one", "other"))

        def call(self, x):
            return x * 0.0 + self.one - self.other

        def train_step(self, data):
            self.one.assign_add(1.0), self.other.assign_add(1.0)
            return {}

    model, met, arrays = Two(), [], Cells.arrays
    model.compile()
    run = {"predict": lambda: model.predict(X, verbose=0), "training": lambda: model.train_on_batch(X, X)}
    run["predict"](), run["training"]()
    other = next(name for name in run if name != first)

    def amid(function):
        def call(self, *args):
            found = function(self, *args)
            if not met:
                met.append(None)
                met[0] = meanwhile(run[other])
                met[0].waits()
            return found

        return call

    with monkeypatch.context() as patch:
        if first == "predict":
            patch.setattr(Cells, "arrays", amid(arrays))
        else:
            replace = amid(lambda cell, value: vars(cell).update(_value=value))
            patch.setattr(tf.Variable, "_value", property(lambda cell: vars(cell)["_value"], replace))
        found = run[first]()
    found = found if first == "predict" else met[0].get()
    assert not found.any() and float(model.one) == 2.0


def test_a_step_that_runs_as_python_is_prepared_while_nobody_builds(monkeypatch):
    model, owners = keras.Sequential([keras.layers.Dense(1)]), []
    model.compile("sgd", "mse", run_eagerly=True)
    monkeypatch.setattr(step, "trace_for_good", lambda write: owners.append(BUILDING.owner))
    model._step("train_step").prepare(SimpleNamespace(arrays=[X]))
    assert owners == [threading.get_ident()] and BUILDING.owner is None


def test_compiling_waits_for_a_step_that_another_thread_traces(meanwhile):
    model = keras.Sequential([keras.layers.Dense(1)])
    with BUILDING:
        other = meanwhile(model.compile, "sgd", "mse")
        assert other.waits() and getattr(model, "optimizer", None) is None
    other.get()
    assert isinstance(model.optimizer, keras.optimizers.Optimizer)
