"""A symbolic tensor kept from a trace is refused wherever it is met outside of it, in TensorFlow's classes."""

import numpy as np
import pytest

import tenfold as tf

kept = {}
OUT = "out of scope and cannot be used here: it was made while '{}' was traced"


@tf.function
def f(x):
    kept["float"], kept["int"] = x * 2.0, tf.cast(x, tf.int32)
    return kept["float"] + 1.0


f(tf.constant(1.0))
USES = {
    "operator": lambda t, i: 1.0 + t,
    "op": lambda t, i: tf.reduce_sum(t),
    "list": lambda t, i: tf.stack([t, t]),
    "shape": lambda t, i: tf.zeros([i]),
    "attribute": lambda t, i: tf.reduce_sum(tf.ones([2]), axis=i),
    "assignment": lambda t, i: tf.Variable(1.0).assign(t),
    "update": lambda t, i: tf.Variable(1.0).assign_add(t),
    "loop": lambda t, i: tf.while_loop(lambda j: j < i, lambda j: (j + 1,), [0]),
    "branch": lambda t, i: tf.cond(t > 0.0, lambda: 1.0, lambda: 2.0),
    "argument": lambda t, i: f(t),
    "capture": lambda t, i: tf.function(lambda x: x + t)(tf.constant(1.0)),
    "capture in a branch": lambda t, i: tf.function(lambda x: tf.cond(x > 0.0, lambda: x + t, lambda: x))(tf.ones([])),
    "result": lambda t, i: tf.function(lambda x: t)(tf.constant(1.0)),
    "layer": lambda t, i: tf.keras.layers.Dense(1)(tf.ones([1, 1]) * t),
}


@pytest.mark.parametrize("use", USES)
def test_a_tensor_kept_from_a_function_is_out_of_scope(use):
    nodes = len(kept["float"].graph.nodes)
    with pytest.raises(TypeError, match=OUT.format("f")):
        USES[use](kept["float"], kept["int"])
    assert len(kept["float"].graph.nodes) == nodes and f(tf.constant(1.0)) == 3.0


def test_what_a_module_keeps_from_one_trace_is_out_of_scope_in_the_next():
    class Counter(tf.Module):
        total = None

        @tf.function
        def add(self, x):
            self.total = x if self.total is None else self.total + x
            return self.total

    counter = Counter()
    counter.add(tf.constant(1.0))
    with pytest.raises(TypeError, match=OUT.format("add")):
        counter.add(tf.constant([1.0]))


def test_what_a_layer_keeps_from_its_call_is_out_of_scope_once_that_is_traced():
    class Keeps(tf.keras.layers.Layer):
        def call(self, x):
            self.hidden = x * 2.0
            return self.hidden

    class Model(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.keeps, self.dense = Keeps(), tf.keras.layers.Dense(1)

        def call(self, x):
            return self.dense(self.keeps(x))

    functional, model = Keeps(), Model()
    functional(tf.keras.Input((2,)))
    model.compile("sgd", "mse")
    model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0)
    for layer in (functional, model.keeps):
        with pytest.raises(TypeError, match="out of scope and cannot be used here"):
            tf.reduce_mean(layer.hidden)


def leaks_from_a_branch(x):
    inside = []
    tf.cond(x > 0.0, lambda: inside.append(x * 2.0) or x, lambda: x)
    return inside[0] + 1.0


def leaks_from_a_loop(x):
    inside = []
    tf.while_loop(lambda i: i < 2, lambda i: (inside.append(i * 2) or i + 1,), [0])
    return inside[0] + 1


def leaks_to_the_other_branch(x):
    inside = []
    return tf.cond(x > 0.0, lambda: inside.append(x * 2.0) or x, lambda: x + inside[0])


def leaks_from_a_function_inside(x):
    inside = []
    tf.function(lambda y: inside.append(y * 2.0) or y)(x)
    return inside[0] + x


@pytest.mark.parametrize(
    "function", [leaks_from_a_branch, leaks_from_a_loop, leaks_to_the_other_branch, leaks_from_a_function_inside]
)
def test_a_tensor_of_a_body_is_out_of_scope_around_and_beside_it(function):
    with pytest.raises(ValueError, match="out of scope and cannot be used here"):
        tf.function(function)(tf.ones([2])[0])
