"""Layers under policies: what they compute in, what they keep, how the two meet."""

import copy
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.core.base.thread import using

L, mixed = keras.layers, keras.mixed_precision
X = np.linspace(-1, 1, 8, dtype=np.float32).reshape(2, 4)


@pytest.fixture(autouse=True)
def no_global_policy():
    yield
    mixed.set_global_policy(None)
    keras.backend.set_floatx("float32")


class Scaled(L.Layer):
    """Multiplies by a weight, which its call can see."""

    def build(self, input_shape):
        self.scale = self.add_weight("scale", (), initializer="ones")
        self.plain = self.add_weight("plain", (), initializer="ones", experimental_autocast=False)
        self.count = self.add_weight("count", (), "int32", trainable=False)

    def call(self, inputs):
        self.seen = [tf.identity(w).dtype.name for w in (self.scale, self.plain, self.count)]
        self.shown = repr(self.scale)
        self.scale.assign_add(1.0)
        return inputs * (2.0 * self.scale)


def test_a_layer_has_two_dtypes_under_a_mixed_policy():
    layer = L.Dense(3, dtype="mixed_float16")
    assert (layer.dtype, layer.variable_dtype, layer.compute_dtype) == ("float32", "float32", "float16")
    assert (layer._dtype, layer._compute_dtype, layer._compute_dtype_object) == ("float32", "float16", tf.float16)
    assert repr(layer.dtype_policy) == '<Policy "mixed_float16">'
    assert layer(X).dtype is tf.float16 and layer.kernel.dtype is tf.float32
    plain = L.Dense(3, dtype=tf.float64)
    assert (plain.dtype, plain.compute_dtype, plain(X).dtype) == ("float64", "float64", tf.float64)
    assert type(plain.kernel) is tf.Variable
    plain._dtype = "float16"
    assert plain.compute_dtype == "float16"


def test_variables_are_read_in_the_compute_dtype_inside_of_a_call_alone():
    layer = Scaled(dtype="mixed_bfloat16")
    y = layer(X)
    assert layer.seen == ["bfloat16", "float32", "int32"] and y.dtype is tf.bfloat16
    assert "dtype=float32 dtype_to_cast_to=bfloat16, numpy=" in layer.shown
    assert repr(layer.scale) == (
        "<AutoCastVariable 'scaled/scale:0' shape=() dtype=float32 dtype_to_cast_to=float32, numpy=2.0>"
    )
    assert tf.identity(layer.scale).dtype is tf.float32 and layer.get_weights()[0].dtype == np.float32
    np.testing.assert_array_equal(y, tf.cast(X, tf.bfloat16) * 4.0)


def test_an_inner_layer_reads_as_its_own_policy_says():
    class Outer(L.Layer):
        def __init__(self):
            super().__init__(dtype="mixed_float16")
            self.inner = L.Dense(4, dtype="float32")
            self.failing = L.Lambda(lambda x: 1 / 0)

        def build(self, input_shape):
            self.scale = self.add_weight("scale", (), initializer="ones")

        def call(self, inputs):
            inside = self.inner(inputs)
            try:
                self.failing(inputs)
            except ZeroDivisionError:
                pass
            return inputs * self.scale, inside

    y, inside = Outer()(X)
    assert (y.dtype, inside.dtype) == (tf.float16, tf.float32)


@pytest.mark.parametrize("gear", [None, "first"])
def test_gradients_of_weights_have_the_weights_dtype(gear):
    layer = L.Dense(3, dtype="mixed_float16")
    layer.build((None, 4))
    layer.set_weights([np.linspace(-1, 1, 12).reshape(4, 3), np.zeros(3)])

    def step(x):
        with tf.GradientTape() as tape:
            y = layer(x)
            loss = tf.reduce_sum(y * y)
        return y, tape.gradient(loss, layer.trainable_variables)

    with using(gear=gear):
        y, (kernel, bias) = (step if gear is None else tf.function(step))(tf.constant(X))
    assert (y.dtype, kernel.dtype, bias.dtype) == (tf.float16, tf.float32, tf.float32)
    wanted = X.astype(np.float16) @ np.linspace(-1, 1, 12).reshape(4, 3).astype(np.float16)
    np.testing.assert_allclose(y, wanted, rtol=2e-3, atol=1e-3)
    np.testing.assert_allclose(kernel, X.T @ (2.0 * wanted.astype(np.float32)), rtol=4e-3, atol=4e-3)


def test_bodies_of_loops_and_functions_read_as_the_call_around_them():
    class Loops(L.Layer):
        def build(self, input_shape):
            self.total = self.add_weight("total", (), initializer="ones")
            self.inner = tf.function(lambda x: x * self.total)

        def call(self, x):
            def body(i, y):
                y = y * self.total
                self.total.assign_add(1.0)
                return i + 1, y + self.total

            x = tf.while_loop(lambda i, y: i < 2, body, [0, x])[1]
            return self.inner(tf.cond(x[0, 0] > 0, lambda: x * self.total, lambda: x))

    def run(layer):
        with tf.GradientTape() as tape:
            y = layer(X)
        return y, tape.gradient(y, layer.total), layer.total.read_value()

    wide = run(Loops())
    for step in (run, lambda layer: tf.function(lambda: run(layer))()):
        layer = Loops(dtype="mixed_float16")
        layer.build(None)
        y, gradient, total = step(layer)
        assert (y.dtype, gradient.dtype, total.dtype) == (tf.float16, tf.float32, tf.float32)
        for narrow, exact in zip((y, gradient, total), wide):
            np.testing.assert_allclose(narrow, exact, rtol=1e-2)


def test_gradients_of_rows_are_rows_of_the_weights_dtype():
    class Table(L.Layer):
        def build(self, input_shape):
            self.table = self.add_weight("table", (5, 2), initializer="ones")

        def call(self, rows):
            return tf.nn.embedding_lookup(self.table, rows)

    layer = Table(dtype="mixed_float16")
    with tf.GradientTape() as tape:
        y = layer(tf.constant([1, 3]))
    gradient = tape.gradient(y, layer.table)
    assert y.dtype is tf.float16 and isinstance(gradient, tf.IndexedSlices) and gradient.dtype is tf.float32
    np.testing.assert_array_equal(tf.convert_to_tensor(gradient)[:, 0], [0, 1, 0, 1, 0])


def test_inputs_are_cast_where_they_are_floating_and_the_layer_casts():
    seen = L.Lambda(lambda x: x, dtype="mixed_float16")
    assert seen(X).dtype is tf.float16 and seen(np.ones((2, 2))).dtype is tf.float16
    assert seen(np.ones((2, 2), np.int32)).dtype is tf.int32
    assert L.Lambda(lambda x: x, dtype="mixed_float16", autocast=False)(X).dtype is tf.float32
    assert L.Lambda(lambda x: x, dtype="int32")(X).dtype is tf.float32  # integers are no dtype to cast floats to
    assert [t.dtype for t in L.Lambda(list, dtype="float64")([X, np.ones(2, bool)])] == [tf.float64, tf.bool]


def test_regularizers_see_weights_as_they_are():
    layer = L.Dense(2, kernel_regularizer=lambda w: tf.reduce_sum(w), dtype="mixed_float16")

    class Reads(L.Layer):
        def call(self, inputs):
            y = layer(inputs)
            self.seen = layer.losses[0]
            return y

    outer = Reads(dtype="mixed_float16")
    outer(X)
    assert outer.seen.dtype is tf.float32


def test_copies_and_pickles_go_on_casting():
    layer = L.Dense(2, dtype="mixed_float16")
    layer(X)
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert type(other.kernel) is type(layer.kernel) is not tf.Variable and isinstance(other.kernel, tf.Variable)
        np.testing.assert_array_equal(other(X), layer(X))


def test_batch_normalization_keeps_and_computes_in_32_bits():
    big = np.full((4, 2, 2, 3), 300.0, np.float32)  # the square is beyond float16
    big[:2] = -300.0
    for dtype in ("mixed_float16", "float16"):
        layer = L.BatchNormalization(dtype=dtype, momentum=0.0)
        y = layer(big, training=True)
        assert y.dtype is tf.float16 and {w.dtype for w in layer.weights} == {tf.float32}
        np.testing.assert_allclose(abs(y.numpy()), 1.0, rtol=1e-3)
        assert layer.moving_variance.numpy()[0] > 65504
        np.testing.assert_allclose(abs(layer(big).numpy()), 1.0, rtol=0.05)


def test_functional_models_are_built_and_run_under_a_policy():
    mixed.set_global_policy("mixed_float16")
    i = keras.Input((4,))
    h = L.BatchNormalization()(L.Dense(3)(i))
    z = tf.nn.relu(h) * 2.0
    o = L.Dense(2, activation="softmax", dtype="float32")(z)
    assert [t.dtype.name for t in (i, h, z, o)] == ["float32", "float16", "float16", "float32"]
    model = keras.Model(i, o)
    assert (model.dtype, model.compute_dtype) == ("float32", "float16") and model(X).dtype is tf.float32
    assert model.predict(X, verbose=0).dtype == np.float32
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(X), model(X))
    assert [repr(layer.dtype_policy) for layer in again.layers] == [repr(layer.dtype_policy) for layer in model.layers]


def test_a_functional_model_leaves_its_inputs_the_dtypes_they_were_declared_with():
    i = keras.Input((2,), dtype="float64")
    model = keras.Model(i, L.Lambda(lambda x: x * 3.0, dtype="float64")(i))
    third = np.full((1, 2), 1 / 3)
    np.testing.assert_array_equal(model(third), third * 3.0)  # no detour by float32


def test_floatx_is_the_policy_of_layers_made_without_one():
    keras.backend.set_floatx("float64")
    assert repr(mixed.global_policy()) == '<Policy "float64">' and L.Dense(2)(X).dtype is tf.float64
    assert keras.Input((3,)).dtype is tf.float64
    mixed.set_global_policy("float16")
    assert L.Dense(2)(X).dtype is tf.float16 and keras.Input((3,)).dtype is tf.float64


def test_a_number_before_a_weight_meets_it_in_a_graph_too():
    assert Scaled(dtype="mixed_float16")(keras.Input((4,))).dtype is tf.float16


def test_a_plain_policy_costs_a_call_no_python_call():
    layer, x, called = L.Dense(4), tf.constant(X), []
    layer(x)

    def note(frame, event, arg):
        if event == "call" and Path(frame.f_code.co_filename).parent.name == "mixed_precision":
            called.append(frame.f_code.co_name)
        if event == "call" and Path(frame.f_code.co_filename).name == "typed.py":
            called.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        layer(x)
    finally:
        sys.setprofile(None)
    assert called == ["_as_tensors"]


def test_inside_a_call_a_weight_says_the_dtype_in_which_it_is_read():
    class Scale(keras.layers.Layer):
        def build(self, shape):
            self.w = self.add_weight(name="w", shape=(2,), initializer="ones")

        def call(self, x):
            self.seen = self.w.dtype, self.w.true_dtype
            self.w.assign_add(tf.ones(2, self.w.dtype))
            return tf.cast(x, self.w.dtype) * self.w

    layer = Scale(dtype="mixed_float16")
    run = tf.function(lambda x: layer(x))
    for call, value in ((layer, 2.0), (run, 3.0)):
        assert call(tf.ones([1, 2])).numpy().tolist() == [[value, value]]
        assert layer.seen == (tf.float16, tf.float32)
    assert layer.w.dtype == tf.float32 and layer.w.numpy().dtype == np.float32
