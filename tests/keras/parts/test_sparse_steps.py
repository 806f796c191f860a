"""Optimizers along IndexedSlices: TensorFlow's numbers per era, in both gears; rows cost what they cost."""

import json
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.thread import using
from tenfold.ops.training.optimizer_steps import sgd_step

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))

import sparse_step_programs as programs  # noqa: E402

RECORDED = json.loads((GOLDEN / "sparse_steps.json").read_text())
WIDE = (20_000, 64)  # a table that takes its time: 5 MB


@pytest.mark.parametrize("program", [programs.keras, programs.legacy])
def test_steps_are_tensorflows(program):
    found = dict(program(tf))
    assert found
    for name, tables in found.items():
        np.testing.assert_allclose(tables, RECORDED[name], rtol=0, atol=2e-5, err_msg=name)


# one of each way: rows only; all that decays; slots that decay beneath rows; slots that fade
GRAPHS = [
    "Adagrad(0.1)",
    "SGD(0.1, momentum=0.9)",
    "legacy.SGD(0.1, momentum=0.9)",
    "legacy.Nadam(0.1)",
    "RMSprop(0.1, centered=True)",
    "Adadelta(1.0)",
]


@pytest.mark.parametrize("name", GRAPHS)
def test_steps_are_tensorflows_in_graphs(name):
    optimizer, w = eval("keras.optimizers." + name), programs.table(tf)

    @tf.function
    def step(rows, ids):
        optimizer.apply_gradients([(tf.IndexedSlices(rows, ids, tf.constant([5, 2])), w)])

    tables = []
    with using(gear="first"):
        for gradient in programs.gradients(tf):
            step(gradient.values, gradient.indices)
            tables.append(w.numpy())
    np.testing.assert_allclose(tables, RECORDED[name], rtol=0, atol=5e-6)


def test_steps_in_a_session():
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        w = tf.compat.v1.Variable(np.ones([4, 2], np.float32))
        ids = tf.compat.v1.placeholder(tf.int32, [None])
        optimizer = keras.optimizers.SGD(0.5)
        update = optimizer.apply_gradients([(tf.compat.v1.gradients(tf.reduce_sum(tf.gather(w, ids)), w)[0], w)])
        session.run(tf.compat.v1.global_variables_initializer())
        session.run([v.initializer for v in optimizer.variables])
        session.run(update, {ids: [3, 0, 3]})
        assert session.run(w).tolist() == [[0.5, 0.5], [1, 1], [1, 1], [0, 0]]


class Embedding(keras.layers.Layer):
    def __init__(self, count, width):
        super().__init__()
        self.table = self.add_weight(name="table", shape=(count, width), initializer="uniform")

    def call(self, ids):
        return tf.reduce_sum(tf.gather(self.table, ids), 1)


@pytest.mark.parametrize("eagerly", [True, False])
def test_a_model_learns_as_with_dense_gradients(eagerly):
    ids = np.array([[1, 2], [3, 1], [1, 1], [0, 5]])
    found = []
    for dense in (False, True):
        keras.utils.set_random_seed(1)
        layer = Embedding(6, 3)
        if dense:
            layer.call = lambda x, layer=layer: tf.reduce_sum(tf.one_hot(x, 6) @ layer.table, 1)
        model = keras.Sequential([keras.layers.Input((2,), dtype="int32"), layer])
        optimizer = keras.optimizers.SGD(0.1, momentum=0.5, global_clipnorm=100.0)
        model.compile(optimizer, "mse", run_eagerly=eagerly)
        model.fit(ids, np.ones((4, 3), np.float32), epochs=2, batch_size=2, shuffle=False, verbose=0)
        found.append(layer.table.numpy())
    np.testing.assert_allclose(*found, rtol=1e-5, atol=1e-6)


def embedding_step(optimizer, **options):
    """A table, and a training step on rows of it that gives the loss."""
    w = tf.Variable(np.zeros(WIDE, np.float32))

    @tf.function(**options)
    def step(ids):
        with tf.GradientTape() as tape:
            y = tf.reduce_sum((tf.gather(w, ids) - 1.0) ** 2)
        optimizer.apply_gradients([(tape.gradient(y, w), w)])
        return y

    return w, step


def bytes_of(step, ids):
    """Memory that a warm step takes at its height."""
    for _ in range(2):
        step(ids)
    tracemalloc.start()
    try:
        step(ids)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("optimizer", [keras.optimizers.SGD, keras.optimizers.Adagrad, keras.optimizers.legacy.Adamax])
def test_a_step_takes_the_memory_of_its_rows(optimizer):
    w, step = embedding_step(optimizer(0.1))
    ids = tf.constant([5, 7, 5, 19_999])
    with using(gear="first"):
        assert bytes_of(step, ids) < 100_000
    assert bytes_of(step.python_function, ids) < 100_000
    assert np.flatnonzero(w.numpy().any(1)).tolist() == [5, 7, 19_999]


def test_a_step_of_adam_makes_no_dense_gradient():
    w, step = embedding_step(keras.optimizers.Adam(0.1))
    with using(gear="first"):
        tables = bytes_of(step, tf.constant([5, 7, 5, 19_999])) / w.numpy().nbytes
    assert tables < 3.5  # the new averages and the change


def test_a_step_of_rmsprop_makes_an_average_and_nothing_else():
    w, step = embedding_step(keras.optimizers.RMSprop(0.1))
    with using(gear="first"):
        tables = bytes_of(step, tf.constant([5, 7, 5, 19_999])) / w.numpy().nbytes
    assert tables < 1.5


def momentum():
    return keras.optimizers.legacy.SGD(0.01, momentum=0.5)


@pytest.mark.parametrize(
    ("of", "slot"), [(momentum, "m"), (lambda: keras.optimizers.RMSprop(0.01, rho=0.5), "velocity")]
)
def test_second_gear_writes_rows_into_the_tables_it_was_given(of, slot):
    tables, ids = [], [tf.constant(i) for i in ([5, 7, 5, 19_999], [7, 7, 6, 5])]
    for gear in ("first", "second"):
        optimizer = of()
        w, step = embedding_step(optimizer)
        with using(gear=gear):
            for i in ids:
                step(i)
        tables.append([w.numpy(), optimizer.get_slot(w, slot).numpy()])
    np.testing.assert_allclose(*tables, rtol=1e-5)
    assert np.flatnonzero(tables[0][0].any(1)).tolist() == [5, 6, 7, 19_999]
    (concrete,) = step._cache.values()
    (signature,) = concrete.executable._specializations.values()
    memory = signature.program.step.memory_analysis()
    assert memory.temp_size_in_bytes < 100_000  # no copy of the tables
    assert memory.alias_size_in_bytes >= 2 * w.numpy().nbytes


def test_what_was_handed_out_is_not_written_into():
    w, step = embedding_step(keras.optimizers.SGD(0.1))
    held, inside = w.value(), np.asarray(w)[3:]
    with using(gear="first"):
        step(tf.constant([4]))
    assert not held.numpy().any()
    assert not inside.any()
    assert w.numpy()[4].all()
    kept = tf.identity(w)
    step.python_function(tf.constant([6]))
    assert not kept.numpy()[6].any()
    assert w.numpy()[6].all()


@pytest.mark.parametrize("gear", ["first", "second", None])
@pytest.mark.parametrize("optimizer", [momentum, keras.optimizers.RMSprop])
def test_a_step_on_a_row_that_is_not_there_changes_nothing(gear, optimizer):
    optimizer = optimizer()
    w, step = embedding_step(optimizer)
    step = step if gear else step.python_function
    with using(gear=gear):
        step(tf.constant([1, 2, 1, 2]))
        before = [v.numpy() for v in (w, *optimizer.variables)]
        for ids in ([3, 20_000, 1, 1], [-1, 4, 5, 6]):
            with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
                step(tf.constant(ids))
        for held, was in zip((w, *optimizer.variables), before):
            np.testing.assert_array_equal(held.numpy(), was)
        with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
            keras.optimizers.SGD(0.1).apply_gradients([(tf.IndexedSlices(tf.ones([1, 64]), tf.constant([-1])), w)])
        step(tf.constant([3, 4, 4, 4]))
        assert w.numpy()[3:5].all()


def test_a_variable_that_is_read_after_its_rows_have_changed():
    w, optimizer = tf.Variable(np.zeros([4, 2], np.float32)), keras.optimizers.SGD(1.0)

    @tf.function
    def step(flag):
        gradient = tf.IndexedSlices(tf.ones([2, 2]), tf.constant([1, 1]), tf.constant([4, 2]))
        tf.cond(flag, lambda: optimizer.apply_gradients([(gradient, w)]), lambda: optimizer.iterations)
        first = tf.reduce_sum(w)
        optimizer.apply_gradients([(gradient, w)])
        return first, tf.reduce_sum(w), tf.cond(flag, lambda: w[1, 0], lambda: 0.0)

    for gear in ("first", "second"):
        w.assign(np.zeros([4, 2]))
        with using(gear=gear):
            assert [float(v) for v in step(tf.constant(True))] == [-4, -8, -4]
            assert [float(v) for v in step(tf.constant(False))] == [-8, -12, 0]


def test_a_step_along_rows_waits_for_its_turn(monkeypatch):
    w, turns = tf.Variable(np.zeros([3, 1], np.float32)), []

    def step(env, gradient, rate, *, variable):
        turns.append(set_of(variable).lock._is_owned())

    monkeypatch.setattr(sgd_step.op, "forward", step)
    keras.optimizers.SGD().apply_gradients([(tf.IndexedSlices([[1.0]], [2], [3, 1]), w)])
    assert turns == [True]


def test_optimizers_of_ones_own_are_given_each_row_once():
    seen = []

    class Own(keras.optimizers.Optimizer):
        def __init__(self):
            super().__init__(name="Own", learning_rate=1.0)

        def update_step(self, gradient, variable):
            seen.append(gradient)
            variable.scatter_sub(gradient)

    class Old(keras.optimizers.legacy.Optimizer):
        def __init__(self):
            super().__init__(name="Old")

        def _resource_apply_dense(self, grad, var, apply_state=None):
            return var.assign_sub(grad)

        def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
            seen.append(tf.IndexedSlices(grad, indices))
            return self._resource_scatter_add(var, indices, -grad)

    for optimizer in (Own(), Old()):
        w = tf.Variable(np.zeros([3, 1], np.float32))
        optimizer.apply_gradients([(tf.IndexedSlices([[1.0], [2.0], [4.0]], [2, 0, 2], [3, 1]), w)])
        assert w.numpy().tolist() == [[-2], [0], [-5]]
    assert [(g.indices.numpy().tolist(), g.values.numpy().tolist()) for g in seen] == [([2, 0], [[5], [2]])] * 2
    del Old._resource_apply_sparse  # it takes rows as the dense gradient
    w.assign(np.zeros([3, 1]))
    optimizer.apply_gradients([(tf.IndexedSlices([[1.0], [2.0], [4.0]], [2, 0, 2], [3, 1]), w)])
    assert w.numpy().tolist() == [[-2], [0], [-5]]


def test_refused_and_mended_gradients():
    w = tf.Variable(np.zeros([3, 2], np.float32))
    optimizer = keras.optimizers.SGD(1.0)
    optimizer.apply_gradients([(tf.IndexedSlices(tf.ones([1, 2], "float64"), [1]), w)])  # no dense shape, another dtype
    assert w.numpy().tolist() == [[0, 0], [-1, -1], [0, 0]]
    with pytest.raises(ValueError, match="of shape"):
        optimizer.apply_gradients([(tf.IndexedSlices(tf.ones([1, 2]), [1], [4, 2]), w)])


def test_a_layer_that_computes_in_another_dtype_casts_the_rows_it_reads():
    class Rows(keras.layers.Layer):
        def build(self, _):
            self.table = self.add_weight(name="table", shape=WIDE, initializer="ones")

        def call(self, ids):
            return tf.gather(self.table, ids)

    layer, ids = Rows(dtype="mixed_bfloat16"), tf.constant([3, 1, 3])
    layer(ids)
    assert bytes_of(layer, ids) < 100_000
    with tf.GradientTape() as tape:
        y = layer(ids)
    assert y.dtype == tf.bfloat16
    found = tape.gradient(y, layer.table)
    assert isinstance(found, tf.IndexedSlices)
    assert found.dtype == tf.float32
    assert found.values.numpy().tolist() == [[1] * 64] * 3


@pytest.mark.parametrize(("options", "wanted"), [({}, [-0.738, -0.736]), ({"centered": True}, [-0.813, -0.811])])
@pytest.mark.parametrize("along_rows", [False, True])
def test_rmsprop_of_old_adds_epsilon_to_the_root(options, wanted, along_rows):
    optimizer, w = keras.optimizers.legacy.RMSprop(0.1, **options), tf.Variable(tf.zeros([2, 2]))
    gradient = tf.constant([[0.001, 0.0001]])
    if along_rows:
        gradient = tf.IndexedSlices(gradient, tf.constant([1]), tf.constant([2, 2]))
    else:
        gradient = tf.concat([tf.zeros([1, 2]), gradient], 0)
    for _ in range(3):
        optimizer.apply_gradients([(gradient, w)])
    np.testing.assert_allclose(w.numpy(), [[0, 0], wanted], rtol=0, atol=5e-4)
