"""Programs about TensorSpec and its kin."""

import numpy as np
from traced_notes import failure, steady


def _all(tf):
    return [
        tf.TensorSpec([None, 2], tf.float32, name="x"),
        tf.TensorSpec(None),
        tf.TensorSpec([], "int32"),
        tf.RaggedTensorSpec([None, None], tf.int32),
        tf.RaggedTensorSpec([2, None, 3], tf.float32, ragged_rank=1, row_splits_dtype=tf.int32),
        tf.SparseTensorSpec([None, 3], tf.float32),
        tf.IndexedSlicesSpec([3, 2], tf.float32),
        tf.IndexedSlicesSpec([3, 2], tf.float32, tf.int32, tf.int64, [None]),
        tf.TensorArraySpec([3], tf.int32),
        tf.TensorArraySpec(None, tf.float32, dynamic_size=True, infer_shape=False),
        tf.NoneTensorSpec(),
    ]


def printed_specs(tf):
    for spec in _all(tf):
        yield repr(spec), str(spec)


def equal_specs(tf):
    one, two = _all(tf), _all(tf)
    for a, b in zip(one, two):
        yield a == b, hash(a) == hash(b), a != b, [a == c for c in one].count(True)
    yield tf.TensorSpec([1], tf.int32, "a") == tf.TensorSpec([1], tf.int32, "b"), tf.TensorSpec([1]) == 3


def kinds_of_values(tf):
    for spec in _all(tf)[:-1]:
        yield spec.value_type.__name__


def compatible_specs(tf):
    spec = tf.TensorSpec([None, 2], tf.float32)
    for other in (
        tf.ones([3, 2]),
        tf.ones([2]),
        tf.ones([3, 3]),
        tf.ones([1, 2], tf.int32),
        tf.TensorSpec(None),
        tf.TensorSpec([None, None]),
        np.ones([1, 2], np.float32),
        3,
        None,
        [[1.0, 2.0]],
        tf.ragged.constant([[1.0, 2.0]]),
    ):
        yield spec.is_compatible_with(other)
    ragged = tf.RaggedTensorSpec([None, None], tf.int32)
    for other in (
        tf.ragged.constant([[1], [2, 3]]),
        tf.ragged.constant([[1.0]]),
        tf.constant([[1]]),
        tf.RaggedTensorSpec([2, None], tf.int32),
        tf.RaggedTensorSpec([2, None], tf.int64),
        tf.ragged.constant([[[1]]]),
    ):
        yield ragged.is_compatible_with(other)
    sparse = tf.SparseTensorSpec([None, 3], tf.float32)
    for other in (
        tf.sparse.from_dense([[1.0, 0.0, 2.0]]),
        tf.sparse.from_dense([[1.0, 0.0]]),
        tf.SparseTensorSpec([2, 3], tf.float32),
        tf.SparseTensorSpec([2, 3], tf.int32),
        tf.ones([1, 3]),
    ):
        yield sparse.is_compatible_with(other)


def subtypes(tf):
    a, b, c = tf.TensorSpec([None, 2]), tf.TensorSpec([3, 2]), tf.TensorSpec([3, 2], name="n")
    yield (
        a.is_subtype_of(b),
        b.is_subtype_of(a),
        b.is_subtype_of(b),
        c.is_subtype_of(b),
        b.is_subtype_of(c),
        b.is_subtype_of(tf.TensorSpec([3, 2], tf.int32)),
    )
    yield tf.TensorSpec(None).is_subtype_of(a), a.is_subtype_of(tf.TensorSpec(None))
    r, s = tf.RaggedTensorSpec([2, None], tf.int32), tf.RaggedTensorSpec([None, None], tf.int32)
    yield r.is_subtype_of(s), s.is_subtype_of(r)


def widest_specs(tf):
    a, b = tf.TensorSpec([1, 2]), tf.TensorSpec([3, 2])
    yield repr(a.most_specific_compatible_type(b)), repr(a.most_specific_common_supertype([b]))
    yield (
        repr(a.most_specific_compatible_type(tf.TensorSpec([2]))),
        failure(lambda: a.most_specific_compatible_type(tf.TensorSpec([1, 2], tf.int32))),
    )
    yield (
        repr(a.most_specific_common_supertype([tf.TensorSpec([1, 2], tf.int32)])),
        repr(a.most_specific_common_supertype([])),
    )
    yield failure(lambda: tf.TensorSpec([1], name="a").most_specific_compatible_type(tf.TensorSpec([1], name="b")))
    yield repr(tf.TensorSpec([1], name="a").most_specific_compatible_type(tf.TensorSpec([2], name="a")))
    yield repr(
        tf.RaggedTensorSpec([2, None], tf.int32).most_specific_compatible_type(tf.RaggedTensorSpec([3, None], tf.int32))
    )
    yield failure(
        lambda: tf.RaggedTensorSpec([2, None], tf.int32).most_specific_compatible_type(
            tf.RaggedTensorSpec([3, None], tf.int64)
        )
    )
    yield repr(tf.SparseTensorSpec([2, 3]).most_specific_compatible_type(tf.SparseTensorSpec([2, 4])))
    yield failure(lambda: a.most_specific_compatible_type(tf.SparseTensorSpec([2, 3])))


def specs_of_values(tf):
    values = (
        tf.ones([2]),
        tf.Variable(1.0),
        tf.ragged.constant([[1], [2, 3]]),
        tf.sparse.from_dense([[1, 0]]),
        tf.IndexedSlices(tf.ones([1, 2]), tf.constant([0])),
        np.ones([2], np.float32),
        3,
        "a",
        [1.0, 2.0],
        np.float64(3),
    )
    for value in values:
        yield steady(repr(tf.type_spec_from_value(value)))
    yield failure(lambda: tf.type_spec_from_value(object())), failure(lambda: tf.type_spec_from_value({"a": 1}))
    yield repr(tf.type_spec_from_value(tf.TensorArray(tf.int32, 3))), repr(tf.type_spec_from_value(None))


def specs_from_tensors(tf):
    yield repr(tf.TensorSpec.from_tensor(tf.ones([2]))), repr(tf.TensorSpec.from_tensor(tf.ones([2]), "n"))
    yield (
        repr(tf.TensorSpec.from_spec(tf.TensorSpec([3], tf.int32, "a"))),
        repr(tf.TensorSpec.from_spec(tf.TensorSpec([3]), "b")),
    )
    yield (
        repr(tf.RaggedTensorSpec.from_value(tf.ragged.constant([[1]]))),
        repr(tf.SparseTensorSpec.from_value(tf.sparse.from_dense([[1]]))),
    )
    yield repr(tf.TensorArraySpec.from_value(tf.TensorArray(tf.float32, 2, element_shape=[3])))


def parts_of_specs(tf):
    s = tf.TensorSpec([None, 2], "float64", name="q")
    yield s.shape.as_list(), s.dtype.name, s.name
    r = tf.RaggedTensorSpec([2, None, 3], tf.float32, ragged_rank=1)
    yield r.shape.as_list(), r.dtype.name, r.ragged_rank, r.row_splits_dtype.name, r.flat_values_spec is None
    p = tf.SparseTensorSpec([None, 3], tf.int32)
    yield p.shape.as_list(), p.dtype.name
    yield (
        failure(lambda: tf.RaggedTensorSpec(None, tf.int32)),
        failure(lambda: tf.RaggedTensorSpec([2], tf.int32, ragged_rank=3)),
    )
    yield failure(lambda: tf.TensorSpec([2], "nothing")), failure(lambda: tf.TensorSpec("a b"))
    yield failure(lambda: tf.TensorSpec([-5]))


def compatible_tensors(tf):
    r = tf.RaggedTensorSpec([None, None], tf.int32)
    yield r.is_compatible_with(tf.RaggedTensorSpec([None, None, None], tf.int32)), tf.SparseTensorSpec().shape.rank
    yield tf.TensorSpec([1]).most_specific_compatible_type(tf.TensorSpec([1])) == tf.TensorSpec([1])


def specs_in_structures(tf):
    spec = tf.RaggedTensorSpec([None, None], tf.int32)
    yield len(tf.nest.flatten({"a": spec, "b": tf.TensorSpec([])})), len(tf.nest.flatten(spec, expand_composites=True))


def none_tensors(tf):
    spec = tf.NoneTensorSpec()
    yield spec == tf.NoneTensorSpec(), spec.is_compatible_with(None), spec.is_compatible_with(1)
