"""Good calls of what describes values: specs, shapes, dtypes."""

from bad.calls import made

from tenfold.testing.cases import case, f32


def _made(expression):
    return made(lambda tf: eval(expression))  # noqa: S307  the test's own


TENSORS = _made("tf.TensorSpec([None, 3], tf.float32)")
RAGGED = _made("tf.RaggedTensorSpec([2, None], tf.float32, 1)")
SPARSE = _made("tf.SparseTensorSpec([2, 3], tf.float32)")
SHAPE = _made("tf.TensorShape([2, None])")
CASES = [
    case("tf.TensorSpec(shape=[None, 3], dtype=tf.float32, name='x')"),
    case("tf.TensorSpec.from_tensor(x, name='x')", x=f32(2, 3)),
    case("tf.TensorSpec.from_spec(s, name='x')", s=TENSORS),
    case("tf.type_spec_from_value(x)", x=f32(2, 3)),
    case(
        "tf.RaggedTensorSpec([2, None], dtype=tf.float32, ragged_rank=1, row_splits_dtype=tf.int64,"
        " flat_values_spec=None)"
    ),
    case("tf.RaggedTensorSpec.from_value(tf.ragged.constant([[1.0], [2.0, 3.0]]))"),
    case("tf.SparseTensorSpec([2, 3], dtype=tf.float32)"),
    case(
        "tf.IndexedSlicesSpec([2, 3], dtype=tf.float32, indices_dtype=tf.int64, dense_shape_dtype=None,"
        " indices_shape=None)"
    ),
    case("tf.TensorArraySpec(element_shape=[2], dtype=tf.float32, dynamic_size=False, infer_shape=True)"),
    case("tf.get_static_value(x, partial=True)", x=f32(2)),
    case("tf.is_tensor(x)", x=f32(2)),
    *[
        case(f"s.{method}", s=spec, o=spec)
        for spec in (TENSORS, RAGGED, SPARSE)
        for method in (
            "is_compatible_with(o)",
            "is_subtype_of(o)",
            "most_specific_common_supertype([o])",
            "most_specific_compatible_type(o)",
        )
    ],
    case("s.concatenate([3])", s=SHAPE),
    case("s.merge_with([2, 3])", s=SHAPE),
    case("s.with_rank(2)", s=SHAPE),
    case("s.with_rank_at_least(1)", s=SHAPE),
    case("s.with_rank_at_most(3)", s=SHAPE),
    case("s.assert_has_rank(2)", s=SHAPE),
    case("s.assert_same_rank([2, 3])", s=SHAPE),
    case("s.assert_is_compatible_with([2, 3])", s=SHAPE),
    case("s.is_compatible_with([2, 3])", s=SHAPE),
    case("s.is_subtype_of(tf.TensorShape(None))", s=SHAPE),
    case("s.most_specific_compatible_shape([2, 4])", s=SHAPE),
    case("tf.TensorShape([2, None])"),
    case("tf.TensorShape([2, 3])[0:1]"),
    case("tf.DType.is_compatible_with(tf.float32, tf.float32)"),
    case("tf.dtypes.as_dtype(tf.float32)"),
]
