"""Losses, metrics, optimizers where values do not tell all: in traced steps, both gears, subclassed, by name, saved."""

import importlib.util
import pathlib

import numpy as np
import pytest

import tenfold as tf
from tenfold.api import era
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.keras import activations, constraints, initializers, losses, metrics, optimizers, regularizers
from tenfold.keras.saving import serialization
from tenfold.runtime import xla
from tenfold.runtime.gears.executable import Executable

FOLDER = pathlib.Path(__file__).parents[2] / "golden" / "keras"
GOLDEN = np.load(FOLDER / "keras_parts.npz")
SECOND = pytest.param("second", marks=pytest.mark.skipif(not xla.available(), reason="second gear needs JAX"))
GEARS = pytest.mark.parametrize("gear", ["first", SECOND])


def _programs():
    spec = importlib.util.spec_from_file_location("keras_parts_programs", FOLDER / "keras_parts_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROGRAMS = _programs()


def traced(function, *specs):
    """`function` of placeholders as an Executable."""
    graph = FuncGraph("test")
    with graph.as_default():
        out = function(*[graph.placeholder(shape, tf.as_dtype(dtype), "x") for shape, dtype in specs])
    return Executable(graph, graph.inputs[: len(specs)], [out] if out is not None else [])


def run(step, gear, *arrays):
    with using(gear=gear):
        return [np.asarray(o) for o in step([np.asarray(a) for a in arrays])]


def variables():
    w = tf.Variable(PROGRAMS.W, name="w", constraint=lambda w: tf.clip_by_value(w, -1.0, 1.0))
    return w, tf.Variable(0.5, name="b")


@GEARS
@pytest.mark.parametrize("number", range(len(PROGRAMS.OPTIMIZERS)))
def test_a_traced_step_updates_as_an_eager_one(number, gear):
    name, kwargs = PROGRAMS.OPTIMIZERS[number]
    optimizer, (w, b) = optimizers.registry.CLASSES[name](**kwargs), variables()
    step = traced(lambda gw, gb: optimizer.apply_gradients([(gw, w), (gb, b)]), ((3, 2), "float32"), ((), "float32"))
    for g in PROGRAMS.GRADIENTS:
        run(step, gear, g[:6].reshape(3, 2), g[6])
    np.testing.assert_allclose(w.numpy(), GOLDEN[f"optimizer_steps/{name}_{number}_w9"], 2e-5, 2e-6)
    np.testing.assert_allclose(b.numpy(), GOLDEN[f"optimizer_steps/{name}_{number}_b9"], 2e-5, 2e-6)
    assert optimizer.iterations.numpy() == 10


@GEARS
def test_a_traced_step_sees_the_learning_rate_change(gear):
    optimizer, w = optimizers.SGD(0.5), tf.Variable([1.0])
    step = traced(lambda g: optimizer.apply_gradients([(g, w)]), ((1,), "float32"))
    run(step, gear, np.float32([1.0]))
    optimizer.learning_rate = 0.25
    run(step, gear, np.float32([1.0]))
    assert w.numpy() == [0.25]


def test_one_variable_is_updated_by_one_node():
    optimizer, w = optimizers.Adam(), tf.Variable([1.0])
    graph = FuncGraph("test")
    with graph.as_default():
        optimizer.apply_gradients([(graph.placeholder((1,), tf.float32), w)])
    assert [n.type for n in graph.nodes].count("ResourceApplyAdam") == 1
    assert not any(
        n.type == "AssignVariableOp" and n.attrs["variable"] is not optimizer.iterations for n in graph.nodes
    )


def test_values_handed_out_are_not_written_in_place():
    optimizer, w = optimizers.Adam(0.1), tf.Variable([1.0, 2.0])
    optimizer.apply_gradients([(tf.constant([1.0, 1.0]), w)])
    before, slot = w.value(), optimizer.get_slot(w, "m").value()
    kept = before.numpy(), slot.numpy()
    optimizer.apply_gradients([(tf.constant([1.0, 1.0]), w)])
    np.testing.assert_array_equal(before, kept[0])
    np.testing.assert_array_equal(slot, kept[1])


def test_updates_are_not_recorded():
    optimizer, w = optimizers.SGD(0.1, clipnorm=1.0), tf.Variable([3.0])
    with tf.GradientTape(persistent=True) as tape:
        loss = w * w
        optimizer.minimize(loss, [w], tape=tape)
        after = w * 1.0
    assert tape.gradient(after, w).numpy() == [1.0]


def test_minimize_takes_functions():
    w = tf.Variable(2.0)
    optimizers.SGD(0.25).minimize(lambda: w * w, lambda: [w])
    assert w.numpy() == 1.0
    with pytest.raises(ValueError, match="`tape` is required"):
        optimizers.SGD().minimize(w * w, [w])


def test_missing_gradients(caplog):
    w, unused = tf.Variable([1.0], name="w"), tf.Variable([1.0], name="unused")
    optimizers.SGD(1.0).apply_gradients([(tf.constant([1.0]), w), (None, unused)])
    assert "unused" in caplog.text and w.numpy() == [0.0]
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        optimizers.SGD().apply_gradients([(None, w)])
    with pytest.raises(ValueError, match="has shape"):
        optimizers.SGD().apply_gradients([(tf.constant([[1.0, 2.0]]), w)])


def test_gradients_of_some_rows():
    w = tf.Variable([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    slices = tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([2, 2]))
    optimizers.SGD(0.5).apply_gradients([(slices, w)])
    np.testing.assert_array_equal(w.numpy(), [[1, 1], [1, 1], [-1, -2]])


def test_new_variables_get_slots_when_they_come():
    optimizer, w, later = optimizers.Adam(0.1), tf.Variable([1.0]), tf.Variable([1.0])
    optimizer.apply_gradients([(tf.constant([1.0]), w)])
    optimizer.apply_gradients([(tf.constant([1.0]), later)])
    assert len(optimizer.variables) == 5 and later.numpy() < 1.0


def test_weights_of_an_optimizer_go_over_to_another():
    first, (w, b) = optimizers.Adam(0.1), variables()
    for g in PROGRAMS.GRADIENTS[:3]:
        first.apply_gradients([(g[:6].reshape(3, 2), w), (g[6], b)])
    second, copy = optimizers.Adam.from_config(first.get_config()), tf.Variable(w.numpy(), constraint=w.constraint)
    second.build([copy, b])
    second.set_weights(first.get_weights())
    g = tf.constant(PROGRAMS.GRADIENTS[3][:6].reshape(3, 2))
    first.apply_gradients([(g, w)])
    second.apply_gradients([(g, copy)])
    np.testing.assert_array_equal(w.numpy(), copy.numpy())
    with pytest.raises(ValueError, match="was expecting 1 weights"):
        optimizers.Adam().set_weights(first.get_weights())


def test_arguments_of_old_and_wrong_ones():
    assert optimizers.SGD(lr=0.5).get_config()["learning_rate"] == 0.5
    assert optimizers.SGD(0.5, decay=0.1).get_config()["decay"] == 0.1
    assert optimizers.Adam(epsilon=None).epsilon == 1e-7
    with pytest.raises(TypeError, match="momentun"):
        optimizers.SGD(momentun=0.9)
    with pytest.raises(ValueError, match="At most one"):
        optimizers.SGD(clipnorm=1.0, global_clipnorm=1.0)
    with pytest.raises(ValueError, match="Did you mean 'adam'"):
        optimizers.get("adan")


def test_the_learning_rate_of_a_schedule_is_the_last_used_one():
    optimizer = optimizers.SGD(optimizers.schedules.ExponentialDecay(0.5, 1, 0.5))
    w = tf.Variable([1.0])
    assert float(optimizer.learning_rate) == 0.5
    optimizer.apply_gradients([(tf.constant([1.0]), w)])
    assert float(optimizer.lr) == 0.5 and w.numpy() == [0.5]
    copy = optimizers.get(optimizers.serialize(optimizer))
    assert copy.get_config() == optimizer.get_config()


def test_optimizers_of_ones_own():
    class Signs(optimizers.Optimizer):
        def __init__(self, learning_rate=0.1, name="Signs", **kwargs):
            super().__init__(name=name, learning_rate=learning_rate, **kwargs)

        def build(self, var_list):
            super().build(var_list)
            self.seen = [self.add_variable_from_reference(v, "seen") for v in var_list]

        def update_step(self, gradient, variable):
            self.seen[self._index_dict[self._var_key(variable)]].assign_add(gradient)
            variable.assign_sub(tf.sign(gradient) * tf.cast(self.learning_rate, variable.dtype))

    class Old(optimizers.Optimizer):
        def __init__(self, learning_rate=0.1, name="Old", **kwargs):
            super().__init__(name, **kwargs)
            self._set_hyper("learning_rate", learning_rate)

        def _create_slots(self, var_list):
            for v in var_list:
                self.add_slot(v, "steps")

        def _resource_apply_dense(self, grad, var, apply_state=None):
            self.get_slot(var, "steps").assign_add(tf.ones_like(grad))
            return var.assign_sub(self._decayed_lr(var.dtype) * grad)

    w, v = tf.Variable([1.0]), tf.Variable([1.0])
    new, old = Signs(0.5), Old(0.5)
    for _ in range(2):
        new.apply_gradients([(tf.constant([3.0]), w)])
        old.apply_gradients([(tf.constant([0.5]), v)])
    assert w.numpy() == [0.0] and new.seen[0].numpy() == [6.0]
    assert v.numpy() == [0.5] and old.get_slot(v, "steps").numpy() == [2.0]


def metric_cases():
    for name, (labels, predictions, variants) in PROGRAMS.METRICS.items():
        for i, kwargs in enumerate(variants):
            yield pytest.param(name, i, labels, predictions, kwargs, id=f"{name}_{i}")


@GEARS
@pytest.mark.parametrize(("name", "number", "labels", "predictions", "kwargs"), list(metric_cases()))
def test_a_traced_metric_counts_as_an_eager_one(name, number, labels, predictions, kwargs, gear):
    metric = metrics.registry.CLASSES[name](**kwargs)
    specs = [((None, *a.shape[1:]), a.dtype) for a in (labels, predictions)]
    step = traced(metric.update_state, *specs)
    run(step, gear, labels[:4], predictions[:4])
    run(step, gear, labels[4:], predictions[4:])
    np.testing.assert_allclose(np.asarray(metric.result()), GOLDEN[f"metric_classes/{name}_{number}"], 2e-5, 2e-6)
    result = traced(lambda: metric.result())
    np.testing.assert_allclose(run(result, gear)[0], GOLDEN[f"metric_classes/{name}_{number}"], 2e-5, 2e-6)


def loss_cases():
    for name, (labels, predictions, variants) in PROGRAMS.LOSSES.items():
        for i, kwargs in enumerate(variants):
            if "axis" not in kwargs:
                yield pytest.param(name, i, labels, predictions, kwargs, id=f"{name}_{i}")


@GEARS
@pytest.mark.parametrize(("name", "number", "labels", "predictions", "kwargs"), list(loss_cases()))
def test_a_traced_loss_is_the_eager_one(name, number, labels, predictions, kwargs, gear):
    loss = losses.registry.CLASSES[name](**kwargs)
    specs = [((None, *a.shape[1:]), a.dtype) for a in (labels, predictions)]
    weighted = traced(lambda y, p, w: loss(y, p, w), *specs, ((None,), "float32"))
    got = run(weighted, gear, labels, predictions, PROGRAMS.WEIGHTS)[0]
    np.testing.assert_allclose(got, GOLDEN[f"loss_classes/{name}_{number}_weighted"], 2e-5, 2e-6)


def test_a_graph_goes_from_probabilities_to_their_logits():
    graph = FuncGraph("test")
    with graph.as_default():
        logits = graph.placeholder((None, 4), tf.float32)
        losses.categorical_crossentropy(PROGRAMS.ONE_HOT, tf.nn.softmax(logits))
        losses.sparse_categorical_crossentropy(PROGRAMS.CLASSES, tf.nn.softmax(logits))
        losses.binary_crossentropy(PROGRAMS.BINARY, tf.sigmoid(logits))
    used = [n.operation.name for n in graph.nodes]
    assert "log" not in used and "clip_by_value" not in used
    assert {"softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy"} <= set(used)


def test_what_accuracy_means():
    def kind(labels, predictions, name="accuracy"):
        found = metrics.resolve(name, tf.zeros(labels), tf.zeros(predictions))
        assert found.name == name
        return found._fn.__name__

    assert kind((8, 1), (8, 1)) == "binary_accuracy"
    assert kind((8,), (8, 5)) == "sparse_categorical_accuracy"
    assert kind((8, 1), (8, 5), "acc") == "sparse_categorical_accuracy"
    assert kind((8, 5), (8, 5)) == "categorical_accuracy"
    assert kind((8, 3), (8, 3, 5), "ce") == "sparse_categorical_crossentropy"
    assert kind((8, 5), (8, 5), "mse") == "mean_squared_error"
    own = metrics.resolve(lambda y, p: p, tf.zeros((2,)), tf.zeros((2,)))
    assert own.name == "<lambda>"
    assert metrics.resolve(losses.Huber(), tf.zeros((2,)), tf.zeros((2,))).name == "huber_loss"


def test_parts_of_ones_own():
    class Tenth(losses.Loss):
        def call(self, y_true, y_pred):
            return tf.abs(y_true - y_pred) / 10.0

    class Old(metrics.Metric):
        def __init__(self, name="old", **kwargs):
            super().__init__(name=name, **kwargs)
            self.largest = self.add_weight(name="largest", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.largest.assign(tf.maximum(self.largest, tf.reduce_max(y_pred)))

        def result(self):
            return self.largest

        def reset_states(self):
            self.largest.assign(-1.0)

    assert Tenth()(tf.constant([10.0, 20.0]), tf.constant([0.0, 0.0])).numpy() == 1.5
    metric = Old()
    metric.update_state([0.0], tf.constant([3.0, 2.0]))
    assert metric.result().numpy() == 3.0 and metric.variables == [metric.largest] and not metric.trainable_weights
    metric.reset_state()
    assert metric.result().numpy() == -1.0


def test_state_goes_back_to_the_start():
    metric = metrics.Mean()
    metric.update_state([1.0, 3.0])
    metric.reset_states()
    assert metric.result().numpy() == 0.0 and [v.name for v in metric.variables] == ["total:0", "count:0"]


ARGUMENTS = {
    "IoU": (3, [1]),
    "MeanIoU": (3,),
    "OneHotIoU": (3, [0]),
    "OneHotMeanIoU": (3,),
    "MeanRelativeError": ([1.0, 2.0],),
    "SensitivityAtSpecificity": (0.5,),
    "SpecificityAtSensitivity": (0.5,),
    "PrecisionAtRecall": (0.5,),
    "RecallAtPrecision": (0.5,),
    "MeanMetricWrapper": (metrics.binary_accuracy,),
}


@pytest.mark.parametrize("module", [losses, metrics, optimizers], ids=lambda m: m.__name__.split(".")[-1])
def test_every_class_comes_back_from_its_configuration(module):
    for name, cls in module.registry.CLASSES.items():
        made = cls(*ARGUMENTS.get(name, ()))
        described = module.serialize(made)
        again = module.get(described)
        assert type(again) is cls and described["class_name"].removeprefix("Custom>") == name
        assert module.serialize(again) == described, name


@pytest.mark.parametrize("module", [initializers, regularizers, constraints])
def test_every_small_part_comes_back_from_its_configuration(module):
    for cls in set(module.CLASSES.values()):
        made = cls()
        described = module.serialize(made)
        assert module.serialize(module.get(described)) == described
        assert module.get(made) is made
    assert module.get(None) is None
    with pytest.raises(ValueError, match="Unknown"):
        module.get("nothing_of_this_name")


def test_names_of_activations():
    assert activations.get(None) is activations.linear and activations.get("relu") is activations.relu
    assert activations.serialize(activations.relu) == "relu"
    with pytest.raises(ValueError, match="Did you mean 'relu'"):
        activations.get("rleu")
    with pytest.raises(TypeError, match="Could not interpret"):
        activations.get(3)
    with pytest.raises(ValueError, match="1D"):
        activations.softmax(tf.constant([1.0, 2.0]))


@pytest.mark.parametrize("name", ["AUC", "Precision"])
def test_predictions_outside_0_and_1_are_refused_in_old_eras(name):
    era.set_era("2.9")
    try:
        with pytest.raises(tf.errors.InvalidArgumentError, match="predictions must be"):
            getattr(metrics, name)().update_state([1.0], [2.0])
    finally:
        era.set_era(None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: optimizers.Adam(amsgrad="no"),
        lambda: optimizers.Adam(use_ema="no"),
        lambda: optimizers.legacy.SGD(nesterov="False"),
        lambda: losses.BinaryCrossentropy("no"),
        lambda: metrics.BinaryCrossentropy(from_logits=[True]),
        lambda: metrics.AUC(multi_label="yes"),
    ],
)
def test_text_is_no_flag(make):
    with pytest.raises(TypeError, match="argument of .* to be a boolean, but got: "):
        make()


def test_wrong_shapes_are_complained_of():
    with pytest.raises(ValueError, match="to_categorical"):
        losses.CategoricalCrossentropy()([[1], [2]], tf.zeros((2, 3)))
    with pytest.raises(ValueError, match="Reduction"):
        losses.MeanSquaredError(reduction="some")
    with pytest.raises(tf.errors.InvalidArgumentError, match="outside the valid range"):
        losses.SparseCategoricalCrossentropy()([3], tf.zeros((1, 3)))
    with pytest.raises(ValueError, match="received -1"):
        metrics.MeanIoU(num_classes=-1)
    with pytest.raises(ValueError, match="Did you mean 'mean_squared_error'"):
        losses.get("mean_square_error")


@serialization.register_keras_serializable("mine")
class Shifted(initializers.Initializer):
    def __init__(self, by=1.0):
        self.by = by

    def __call__(self, shape, dtype=None):
        return tf.fill(shape, self.by)

    def get_config(self):
        return {"by": self.by}


def test_custom_objects():
    older, newer = (initializers.serialize(Shifted(2.0), use_legacy_format=legacy) for legacy in (True, False))
    assert older == {"class_name": "mine>Shifted", "config": {"by": 2.0}}
    assert newer == {"module": None, "class_name": "Shifted", "config": {"by": 2.0}, "registered_name": "mine>Shifted"}
    assert initializers.get(older).by == initializers.get(newer).by == 2.0

    def cubed(x):
        return x * x * x

    with serialization.custom_object_scope({"cubed": cubed}):
        assert activations.get("cubed") is cubed
    with pytest.raises(ValueError, match="cubed"):
        activations.get("cubed")
    serialization.get_custom_objects()["cubed"] = cubed
    assert activations.get("cubed") is cubed
    del serialization.get_custom_objects()["cubed"]
    assert activations.get({"class_name": "function", "config": "relu", "registered_name": "relu"}) is activations.relu
    with pytest.raises(ValueError, match="class_name"):
        losses.deserialize({"name": "mse"})


def test_initializers_follow_tensorflows_seed_where_keras_has_none():
    def draw():
        tf.random.set_seed(5)
        made = initializers.GlorotUniform()
        return made((2, 3)).numpy(), made((2, 3)).numpy()

    first, second = draw(), draw()
    np.testing.assert_array_equal(first, second)
    assert (first[0] != first[1]).any()
    tf.random.set_seed(5)
    limit = np.sqrt(6 / 5)
    np.testing.assert_allclose(first[0], tf.random.uniform((2, 3), -limit, limit).numpy(), 1e-6)
    tf.random.set_seed(None)
