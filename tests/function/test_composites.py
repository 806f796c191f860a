"""Ragged and sparse tensors as arguments of traced functions: one trace serves all that fit a spec."""

import subprocess
import sys

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using

GEARS = pytest.mark.parametrize("gear", ["first", "second"])
RAGGED = tf.RaggedTensorSpec([None, None], tf.float32)
SPARSE = tf.SparseTensorSpec([None, None], tf.float32)


def ragged(*rows, dtype=tf.float32):
    return tf.ragged.constant(list(rows), dtype, ragged_rank=1)


def sparse(shape=(2, 3), dtype=tf.float32):
    return tf.SparseTensor([[0, 1], [1, 0]], tf.cast([1, 2], dtype), shape)


@GEARS
def test_a_declared_ragged_signature_serves_any_number_of_rows_and_values(gear):
    seen = []

    @tf.function(input_signature=[RAGGED])
    def sums(r):
        seen.append((type(r), r.shape.as_list(), r.ragged_rank))
        return tf.math.unsorted_segment_sum(r.values, r.value_rowids(), r.nrows())

    with using(gear=gear):
        assert sums(ragged([1, 2], [3])).numpy().tolist() == [3, 3]
        assert sums(ragged([1], [2, 3], [4])).numpy().tolist() == [1, 5, 4]
    assert seen == [(tf.RaggedTensor, [None, None], 1)]


@GEARS
def test_a_declared_sparse_signature_serves_any_coordinates(gear):
    seen = []

    @tf.function(input_signature=[tf.SparseTensorSpec([2, None], tf.float32)])
    def double(s):
        seen.append((type(s), s.shape.as_list()))
        return s * 2.0, tf.reduce_sum(s.values)

    with using(gear=gear):
        doubled, total = double(sparse())
        assert tf.sparse.to_dense(doubled).numpy().tolist() == [[0, 2, 0], [4, 0, 0]] and total == 3
        assert double(tf.SparseTensor([[1, 1]], [5.0], [2, 2]))[1] == 5
    assert seen == [(tf.SparseTensor, [2, None])]


def test_composites_stand_beside_tensors_and_in_structures():
    @tf.function(input_signature=[{"a": tf.TensorSpec([], tf.float32), "r": RAGGED}, SPARSE])
    def total(d, s):
        return d["a"] + tf.reduce_sum(d["r"].values) + tf.reduce_sum(s.values)

    class Module(tf.Module):
        @tf.function(input_signature=[RAGGED])
        def __call__(self, r):
            return r * 2.0

    assert total({"a": 1, "r": ragged([1], [2])}, sparse()) == 7
    assert total(d={"a": tf.constant(1.0), "r": ragged([1], [2])}, s=sparse()) == 7
    assert Module()(ragged([1, 2], [3])).to_list() == [[2, 4], [6]]
    assert total.experimental_get_tracing_count() == 1


def test_concrete_functions_take_and_give_composites():
    concrete = tf.function(lambda x: x * 2.0).get_concrete_function(RAGGED)
    assert concrete.structured_input_signature == ((RAGGED,), {})
    assert concrete(ragged([1], [2, 3])).to_list() == concrete(x=ragged([1], [2, 3])).to_list() == [[2], [4, 6]]
    mixed = tf.function(lambda a, r, s: a + tf.reduce_sum(r.values) + tf.reduce_sum(s.values))
    concrete = mixed.get_concrete_function(tf.TensorSpec([]), RAGGED, s=SPARSE)
    assert [t.name for t in concrete.inputs] == ["a:0", "r:0", "r_1:0", "s:0", "s_1:0", "s_2:0"]
    assert concrete(tf.constant(1.0), ragged([1], [2]), sparse()) == 7
    assert concrete(1.0, s=sparse(), r=ragged([1], [2])) == 7
    of_values = mixed.get_concrete_function(1.0, ragged([1], [2]), sparse())
    assert of_values.structured_input_signature[0][1:] == (
        tf.RaggedTensorSpec([2, None], tf.float32),
        tf.SparseTensorSpec([2, 3], tf.float32),
    )
    assert of_values(ragged([1, 1], []), sparse()) == 6
    slices = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([1]), tf.constant([3, 2]))
    spec = tf.IndexedSlicesSpec([3, 2], tf.float32, tf.int32, tf.int32)
    dense = tf.function(tf.convert_to_tensor).get_concrete_function(spec)
    assert dense(slices).numpy().tolist() == [[0, 0], [1, 2], [0, 0]]


def test_undeclared_composites_are_traced_per_spec_not_per_number_of_values():
    shapes = []

    @tf.function
    def total(x):
        shapes.append(x.shape.as_list())
        return tf.reduce_sum(x.values)

    for x in (ragged([1], [2, 3]), ragged([1, 5], [2, 3]), ragged([1], [2], [3]), sparse(), sparse(), sparse((4, 3))):
        assert total(x) == tf.reduce_sum(x.values)
    assert shapes == [[2, None], [3, None], [2, 3], [4, 3]]  # as TensorFlow traces
    relaxed = tf.function(lambda x: tf.reduce_sum(x.values), reduce_retracing=True)
    for rows in ([[1]], [[1], [2]], [[1], [2], [3]], [[1], [2], [3], [4]]):
        relaxed(ragged(*rows))
    assert relaxed.experimental_get_tracing_count() == 2


@pytest.mark.parametrize(
    ("spec", "value", "why"),
    [
        (RAGGED, ragged([1], dtype=tf.int32), "Can not cast RaggedTensorSpec.*int32.* to RaggedTensorSpec.*float32"),
        (RAGGED, tf.ragged.constant([[[1.0]]]), r"\[1, None, None\]"),
        (RAGGED, tf.constant([[1.0]]), "Can not cast TensorSpec"),
        (RAGGED, [[1.0], [2.0]], r"Can not cast \[\[1.0\], \[2.0\]\]"),
        (RAGGED, sparse(), "Can not cast SparseTensorSpec"),
        (tf.RaggedTensorSpec([2, None], tf.float32), ragged([1]), r"\[1, None\].* to .*\[2, None\]"),
        (SPARSE, sparse(dtype=tf.int32), "Can not cast SparseTensorSpec.*int32"),
        (SPARSE, tf.SparseTensor([[0]], [1.0], [1]), r"TensorShape\(\[1\]\)"),
        (SPARSE, tf.constant([[1.0]]), "Can not cast TensorSpec"),
    ],
)
def test_what_does_not_fit_a_composite_spec_is_refused(spec, value, why):
    declared = tf.function(lambda x: x, input_signature=[spec])
    with pytest.raises(TypeError, match=f"Binding inputs to tf.function failed due to `.*{why}"):
        declared(value)
    with pytest.raises(TypeError, match=why):
        tf.function(lambda x: x).get_concrete_function(spec)(value)


def test_gradients_pass_composite_arguments():
    w = tf.Variable([1.0, 2.0, 3.0])
    total = tf.function(lambda r: tf.reduce_sum(r.values), input_signature=[RAGGED])
    outer = tf.function(lambda r: total(r) * 2.0)
    with tf.GradientTape() as tape:
        r = tf.RaggedTensor.from_row_splits(w * w, [0, 2, 3])
        y = total(r) + outer(r)
    assert tape.gradient(y, w).numpy().tolist() == [6, 12, 18]


def test_a_spec_is_a_structure_of_its_components_specs():
    flat = tf.nest.flatten(tf.RaggedTensorSpec([4, None, 5], ragged_rank=1), expand_composites=True)
    assert flat == [tf.TensorSpec([None, 5]), tf.TensorSpec([5], tf.int64)]
    made = tf.nest.pack_sequence_as(RAGGED, [tf.constant([1.0, 2.0]), np.array([0, 2])], expand_composites=True)
    assert made.to_list() == [[1, 2]]
    assert tf.nest.flatten([RAGGED]) == [RAGGED]
    tf.nest.assert_same_structure([RAGGED, SPARSE], [ragged([1]), sparse()], expand_composites=True)
    with pytest.raises(TypeError, match="structure"):
        tf.nest.assert_same_structure([RAGGED], [sparse()], expand_composites=True)
    assert [s.value_type for s in (RAGGED, SPARSE)] == [tf.RaggedTensor, tf.SparseTensor]
    plain = tf.function(lambda x: x + 1, input_signature=[tf.RaggedTensorSpec([None], tf.int32, ragged_rank=0)])
    assert plain(tf.constant([1, 2])).numpy().tolist() == [2, 3]


def test_a_loop_lets_a_ragged_variable_change_within_its_spec():
    def longer(i, r):
        return i + 1, tf.RaggedTensor.from_row_splits(tf.concat([r.values, r.values], 0), r.row_splits * 2)

    def grown(r):
        return tf.while_loop(lambda i, r: i < 2, longer, [0, r], [tf.TensorShape([]), RAGGED])[1]

    assert tf.function(grown)(ragged([1], [2])).to_list() == [[1, 2, 1, 2], [1, 2, 1, 2]]


def test_a_spec_is_understood_before_any_value_of_its_type_was_made():
    program = """
import tenfold as tf
for spec in (tf.RaggedTensorSpec([None, None]), tf.SparseTensorSpec([None, 2]), tf.IndexedSlicesSpec([3])):
    indexed = isinstance(spec, tf.IndexedSlicesSpec)
    concrete = tf.function(lambda x: x.values if indexed else x * 2.0).get_concrete_function(spec)
    print(len(concrete.inputs), spec.value_type.__name__)
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert found.split() == ["2", "RaggedTensor", "3", "SparseTensor", "2", "IndexedSlices"]
