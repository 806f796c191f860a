"""Modules, name scopes, specs."""

import pickle

import pytest

import tenfold as tf
from tenfold.core.graphs.graph import Graph


class Dense(tf.Module):
    def __init__(self, inputs, outputs, name=None):
        super().__init__(name=name)
        self.w = tf.Variable(tf.zeros([inputs, outputs]), name="w")
        self.b = tf.Variable(tf.zeros([outputs]), name="b", trainable=False)


class Stack(tf.Module):
    def __init__(self):
        super().__init__()
        self.layers = [Dense(1, 2), Dense(2, 3)]
        self.by_name = {"z": Dense(1, 1), "a": Dense(2, 2)}
        self.shared = self.layers[0]
        self.loose = (tf.Variable(1.0), "text", None)


def test_variables_are_found_in_the_order_of_attributes():
    stack = Stack()
    shapes = [v.shape.as_list() for v in stack.variables]
    assert shapes == [[], [2], [2, 2], [1], [1, 1], [2], [1, 2], [3], [2, 3]]
    assert [v.shape.as_list() for v in stack.trainable_variables] == [[], [2, 2], [1, 1], [1, 2], [2, 3]]
    assert len(stack.non_trainable_variables) == 4
    assert stack.submodules == (stack.by_name["a"], stack.by_name["z"], *stack.layers)
    paths = dict(stack._flatten(with_path=True, predicate=lambda v: isinstance(v, tf.Module)))
    assert paths["by_name", "z"] is stack.by_name["z"] and paths["shared",] is paths["layers", 0]


def test_names():
    class ABCDef2Dx(tf.Module):
        pass

    assert ABCDef2Dx().name == "abc_def2_dx"
    assert tf.Module(name="m").name == "m"
    for wrong in ("1a", "", "a b"):
        with pytest.raises(ValueError, match="not a valid module name"):
            tf.Module(name=wrong)


def test_with_name_scope():
    class Late(tf.Module):
        @tf.Module.with_name_scope
        def __call__(self):
            self.w = tf.Variable(1.0, name="w")

    late = Late()
    late()
    assert late.w.name == "late/w:0" and late.name_scope.name == "late/"
    with tf.name_scope("outer"):
        inner = Late(name="inner")
    inner()
    assert inner.w.name == "outer/inner/w:0"


def test_eager_name_scopes():
    with tf.name_scope("a") as a:
        with tf.name_scope("b") as b:
            assert (a, b, tf.get_current_name_scope()) == ("a/", "a/b/", "a/b")
            assert tf.Variable(1.0, name="w").name == "a/b/w:0"
        with tf.name_scope(a) as again:
            assert again == "a/"
    assert tf.Variable(1.0).name == "Variable:0"
    scope = tf.name_scope("twice")
    for _ in range(2):
        with scope as entered:
            assert entered == "twice/"
    with pytest.raises(ValueError, match="must be a string"):
        tf.name_scope(None)


def test_name_scopes_of_graphs_are_unique():
    v1 = tf.compat.v1
    with Graph().as_default():
        with v1.name_scope("q", "other", [1]) as first, v1.name_scope(None, "other") as inner:
            assert (first, inner) == ("q/", "q/other/")
            assert tf.constant(1).name == "q/other/Const:0"
        with v1.name_scope("q") as second:
            assert second == "q_1/"
        with v1.op_scope([1], None, "default") as old:
            assert old == "default/"


def test_tensor_spec():
    spec = tf.TensorSpec([None, 2], tf.float32, "x")
    assert repr(spec) == "TensorSpec(shape=(None, 2), dtype=tf.float32, name='x')"
    assert repr(tf.TensorSpec(None)) == "TensorSpec(shape=<unknown>, dtype=tf.float32, name=None)"
    assert spec == tf.TensorSpec((None, 2), "float32", "x") and spec != tf.TensorSpec([None, 2])
    assert len({spec, tf.TensorSpec([None, 2], name="x")}) == 1
    assert spec.is_compatible_with(tf.zeros([3, 2])) and not spec.is_compatible_with(tf.zeros([3, 2], tf.int32))
    assert spec.is_compatible_with(tf.Variable(tf.zeros([1, 2]))) and not spec.is_compatible_with([[1.0, 2.0]])
    assert pickle.loads(pickle.dumps(spec)) == spec


def test_specs_of_values():
    assert tf.TensorSpec.from_tensor(tf.constant([1])) == tf.TensorSpec([1], tf.int32)
    assert tf.TensorSpec.from_spec(tf.TensorSpec([2]), name="k").name == "k"
    assert repr(tf.type_spec_from_value(tf.Variable(1.0))).startswith(
        "VariableSpec(shape=(), dtype=tf.float32, trainable=True"
    )
    assert tf.type_spec_from_value([1, 2]) == tf.TensorSpec([2], tf.int32)
    with pytest.raises(TypeError, match="Could not build a TypeSpec"):
        tf.type_spec_from_value(object())


def test_specs_together():
    two, three = tf.TensorSpec([2]), tf.TensorSpec([3])
    assert two.most_specific_compatible_type(three) == tf.TensorSpec([None])
    assert two.is_subtype_of(tf.TensorSpec([None])) and not tf.TensorSpec([None]).is_subtype_of(two)
    with pytest.raises(ValueError, match="No TypeSpec is compatible"):
        two.most_specific_compatible_type(tf.TensorSpec([2], tf.int32))
    bounded = tf.experimental.BoundedTensorSpec([2], tf.int32, 0, 5)
    assert "minimum=" in repr(bounded) and bounded.maximum == 5
