"""The traced callable: one walk for a tf.function, a step of fit and a Session."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.graphs.graph import FuncGraph
from tenfold.runtime.gears.traced import Traced
from tenfold.runtime.gears.tracing import trace, trace_for_good

v1 = tf.compat.v1


def test_every_door_calls_the_same(monkeypatch):
    calls = []
    for way in ("run", "run_several"):
        run = getattr(Traced, way)

        def noted(self, *args, run=run):
            calls.append(self.graph.__class__)
            return run(self, *args)

        monkeypatch.setattr(Traced, way, noted)
    tf.function(lambda x: x + 1.0)(tf.constant(1.0))
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse")
    model.fit(np.ones([2, 1]), np.ones([2, 1]), batch_size=1, verbose=0)  # two steps at one go
    with tf.Graph().as_default(), v1.Session() as session:
        session.run(tf.constant(1.0))
    assert calls == [FuncGraph] * 2 + [tf.Graph]


def test_captured_tensors_follow_the_inputs_wherever_they_were_met():
    big = tf.ones([1000])
    graph = FuncGraph("f")
    inputs, result = trace(lambda x, y: {"sum": x + y * big, "as it is": "text"}, [((), tf.float32)] * 2, graph, None)
    traced = Traced(graph, inputs, result)
    assert len(traced.captured) == 1 and traced.captured[0] is big
    (out,) = traced.run([np.float32(1), np.float32(2)])
    assert out.shape == (1000,) and out[0] == 3
    assert traced.call_tensors([tf.constant(1.0), tf.constant(2.0)])["as it is"] == "text"


def test_what_makes_variables_is_traced_twice():
    seen = []

    def write(make):
        def traced(adopt):
            seen.append(adopt)
            if make(len(seen)):
                adopt(tf.Variable(1.0))
            return len(seen)

        return traced

    assert trace_for_good(write(lambda n: n == 1)) == 2
    assert trace_for_good(write(lambda n: True), strays=lambda made: False) == 3
    with pytest.raises(ValueError, match="singleton"):
        trace_for_good(write(lambda n: True))
    with pytest.raises(ValueError, match="singleton"):
        trace_for_good(write(lambda n: True), may_create=False)


def test_fit_is_looked_at_by_check_numerics():
    model = tf.keras.Sequential([tf.keras.layers.Lambda(lambda x: tf.math.log(x)), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    tf.debugging.enable_check_numerics()
    try:
        with pytest.raises(tf.errors.InvalidArgumentError, match='NaN in output 0 of graph op "log"'):
            model.fit(-np.ones([2, 1]), np.ones([2, 1]), verbose=0)
    finally:
        tf.debugging.disable_check_numerics()
