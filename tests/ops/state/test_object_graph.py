"""What checkpoints hold of modules, models and optimizers: the recorded paths of TensorFlow's, and the way back."""

import copy
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.state import object_graph

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))

import trackable_programs as programs  # noqa: E402

RECORDED = json.loads((GOLDEN / "trackables.json").read_text())
BUCKETS = {"d/.ATTRIBUTES/table-keys", "d/.ATTRIBUTES/table-values"}  # TensorFlow writes empty places, too


def arrays(root):
    return {path: np.array(value) for path, value in object_graph.saved(root).items()}


def shapes(values):
    return {path: None if path in BUCKETS else list(np.shape(v)) for path, v in sorted(values.items())}


def test_graphs_of_modules_and_tables():
    found = {name: programs.graph(tf, root) for name, root in programs.modules(tf)}
    for name, recorded in RECORDED["graphs"].items():
        here = found.pop(name)
        assert [[*node.items()] for node in here] == [[*node.items()] for node in recorded], name  # in order
    assert not found


@pytest.mark.parametrize("made", [programs.modules, programs.models, programs.optimizers])
def test_values_have_the_paths_of_tensorflows_checkpoints(made):
    for name, root in made(tf):
        recorded = RECORDED["values"][name]
        wanted = {path: None if path in BUCKETS else shape for path, shape in recorded.items()}
        assert shapes(arrays(root)) == wanted, name


@pytest.mark.parametrize("made", [programs.modules, programs.models, programs.optimizers])
def test_values_come_back(made):
    for (name, root), (_, other) in zip(made(tf), made(tf)):
        wanted = {path: _changed(value) for path, value in arrays(root).items()}
        done = object_graph.restore(other, wanted)
        assert done[:2] == ([], []), name
        np.testing.assert_equal(arrays(other), {**wanted, **_computed(other)}, err_msg=name)


def _changed(value):
    return value if value.dtype == object else value + value.dtype.type(1)


def _computed(root):
    """A schedule's rate, which follows from the iterations."""
    return {path: value for path, value in arrays(root).items() if "_current_learning_rate" in path}


def test_one_misfit_changes_nothing():
    root = tf.Module()
    root.table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)
    root.first, root.last = tf.Variable([1.0, 2.0]), tf.Variable(3)
    before = arrays(root)
    good = {**before, "first/.ATTRIBUTES/VARIABLE_VALUE": np.float32([7, 8])}
    good |= {"table/.ATTRIBUTES/table-keys": np.array([b"k"], object), "table/.ATTRIBUTES/table-values": np.array([5])}
    bad = [
        ("last/.ATTRIBUTES/VARIABLE_VALUE", np.float32(3), "incompatible tensor .* float32 .* int32 and name Variable"),
        ("last/.ATTRIBUTES/VARIABLE_VALUE", np.int32([3]), r"shape \(1,\) .* shape \(\)"),
        ("table/.ATTRIBUTES/table-values", np.array([5, 6]), "incompatible entries .* table MutableHashTable"),
        ("table/.ATTRIBUTES/table-keys", np.array([1]), "incompatible entries"),
    ]
    for path, value, message in bad:
        with pytest.raises(ValueError, match=message):
            object_graph.restore(root, {**good, path: value})
        np.testing.assert_equal(arrays(root), before)
    object_graph.restore(root, good)
    assert root.table.lookup(["k"]).numpy() == [5]
    assert root.first.numpy().tolist() == [7, 8]


def test_what_is_missing_and_what_has_no_place():
    root = tf.Module()
    root.a, root.b = tf.Variable(1.0), tf.Variable(2.0)
    values = {f"{name}/.ATTRIBUTES/VARIABLE_VALUE": np.float32(9) for name in "bc"}
    with pytest.raises(ValueError, match="Without a value: .*'a/.*Without a place: .*'c/"):
        object_graph.restore(root, values)
    assert (root.a.numpy(), root.b.numpy()) == (1, 2)
    done = object_graph.restore(root, values, partial=True)
    assert (done.missing, done.unused) == (["a/.ATTRIBUTES/VARIABLE_VALUE"], ["c/.ATTRIBUTES/VARIABLE_VALUE"])
    assert (root.a.numpy(), root.b.numpy()) == (1, 9)


def test_a_dense_table_takes_tensorflows_empty_places_for_what_they_are():
    table = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, 0, empty_key=-1, deleted_key=-2)
    column = np.array([[-1], [5], [-2], [7]])
    object_graph.restore({"t": table}, {f"t/.ATTRIBUTES/table-{what}": column for what in ("keys", "values")})
    assert sorted(table.export()[0].numpy()) == [5, 7]
    assert table.lookup([5, 7, 8]).numpy().tolist() == [5, 7, 0]


def test_in_a_graph_operations_restore():
    with tf.Graph().as_default():
        root = tf.Module()
        root.v, root.t = tf.Variable([1.0, 2.0]), tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)
        values = {"v/.ATTRIBUTES/VARIABLE_VALUE": np.float32([5, 6]), "t/.ATTRIBUTES/table-values": np.array([3])}
        values["t/.ATTRIBUTES/table-keys"] = np.array([b"x"], object)
        done, found = object_graph.restore(root, values), root.t.lookup(tf.constant(["x", "y"]))
        assert [op.type for op in done.operations if isinstance(op, tf.Operation)] == ["LookupTableImportV2"]
        with tf.compat.v1.Session() as session:
            session.run(done.operations)
            assert session.run(root.v).tolist() == [5, 6]
            assert session.run(found).tolist() == [3, 0]


def test_a_policys_weights_are_kept_and_restored_in_their_own_dtype():
    layer = tf.keras.layers.Dense(2, dtype="mixed_float16")
    layer.build((None, 3))
    values = {path: value + 1 for path, value in arrays(layer).items()}
    assert {value.dtype.name for value in values.values()} == {"float32"}
    object_graph.restore(layer, values)
    np.testing.assert_equal(arrays(layer), values)


def test_unnamed_weights_and_copies_keep_their_paths():
    class Own(tf.keras.layers.Layer):
        def build(self, shape):
            self.add_weight(shape=(2,))
            self.add_weight(shape=(1,))
            self.w = self.add_weight("named", (1,))

    layer = Own()
    layer.build(None)
    wanted = [f"{name}/.ATTRIBUTES/VARIABLE_VALUE" for name in ("weight-0", "weight-1", "named")]
    assert list(object_graph.saved(layer)) == list(object_graph.saved(copy.deepcopy(layer))) == wanted


def test_an_old_style_optimizer_of_ones_own_keeps_hyperparameters_and_slots():
    class Own(tf.keras.optimizers.Optimizer):
        def __init__(self):
            super().__init__("Own")
            self._set_hyper("learning_rate", 0.1)
            self._set_hyper("beta", 0.5)

        def _create_slots(self, variables):
            for v in variables:
                self.add_slot(v, "sum")

        def _resource_apply_dense(self, grad, var):
            return var.assign_sub(self._get_hyper("beta") * self.get_slot(var, "sum").assign_add(grad))

    root = {"o": Own(), "v": tf.Variable([1.0])}
    root["o"].apply_gradients([(tf.constant([1.0]), root["v"])])
    values = arrays(root)
    assert values["v/.OPTIMIZER_SLOT/o/sum/.ATTRIBUTES/VARIABLE_VALUE"] == [1]
    object_graph.restore(root, {**values, "o/beta/.ATTRIBUTES/VARIABLE_VALUE": np.float32(0.25)})
    assert root["o"]._get_hyper("beta") == 0.25


def test_a_legacy_optimizer_goes_on_as_if_it_had_never_stopped():
    def root(beta):
        optimizer, v = tf.keras.optimizers.legacy.Adam(0.1, beta_1=beta), tf.Variable([1.0, 2.0])
        optimizer.build([v])
        return {"o": optimizer, "v": v}

    first, second = root(0.5), root(0.9)
    first["o"].apply_gradients([(tf.constant([1.0, -2.0]), first["v"])])
    object_graph.restore(second, arrays(first))
    assert second["o"].beta_1 == 0.5
    assert second["o"].beta_2 == 0.999  # and not the float32 next to it
    for both in (first, second):
        both["o"].apply_gradients([(tf.constant([-1.0, 3.0]), both["v"])])
    assert first["v"].numpy().tolist() == second["v"].numpy().tolist()


def test_keys_that_are_no_strings():
    root = tf.Module()
    root.d = {1: 2, "v": tf.Variable(1.0)}
    assert list(object_graph.saved(root)) == ["d/v/.ATTRIBUTES/VARIABLE_VALUE"]
    root.d[1] = tf.Variable(2.0)
    with pytest.raises(ValueError, match="Unable to save the object .* non-string key"):
        tf.train.TrackableView(root).descendants()


def test_a_view_lists_objects_by_name():
    root = tf.Module()
    root.v = [tf.Variable(1.0)]
    view = tf.train.TrackableView(root)
    assert view.root is root
    assert view.children(root)["v"] is root.v
    assert [type(node) for node in view.descendants()] == [tf.Module, list, tf.Variable]
    with pytest.raises(ValueError, match="savedmodel"):
        view.children(root, "savedmodel")


def test_a_class_that_keeps_values_must_take_them_back():
    class Clock(tf.Module):
        def _saved_values(self):
            return {"now": np.float32(1)}

    with pytest.raises(NotImplementedError, match="Clock saves values"):
        object_graph.restore(Clock(), {"/.ATTRIBUTES/now": np.float32(2)})
