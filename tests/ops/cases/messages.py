"""Sparse tensors in strings, and back."""

from tenfold.testing.cases import case, f32, f64, ints, strs

HOST = {"grad": False, "why": "strings have no gradient"}
S = "tf.SparseTensor([[0, 1], [2, 0]], x, [3, 2])"
CUBE = "tf.SparseTensor([[0, 1, 1], [1, 0, 0], [1, 0, 2]], x, [3, 2, 3])"
VALUES = f32(2), f64(2), ints([1, -2], "int8"), strs(["a", ""])

CASES = [
    *(case(f"tf.io.serialize_sparse({S})", x=x, **HOST) for x in VALUES),
    *(case(f"tf.io.serialize_many_sparse({S})", x=x, **HOST) for x in VALUES),
    case(f"tf.io.serialize_sparse({S})", x=strs(["long" * 50, "b"]), **HOST),
    case(f"tf.serialize_sparse({S}, 'named', tf.string)", x=f32(2), v1=True, **HOST),
    case(f"tf.serialize_many_sparse({CUBE})", x=f32(3), v1=True, **HOST),
    case(f"tf.io.deserialize_many_sparse(tf.io.serialize_many_sparse({CUBE}), tf.float32)", x=f32(3), **HOST),
    case(f"tf.io.deserialize_many_sparse(tf.io.serialize_many_sparse({S}), tf.string, 2)", x=strs(["a", ""]), **HOST),
    case(f"tf.io.deserialize_many_sparse([tf.io.serialize_sparse({S})], tf.float64, rank=3)", x=f64(2), **HOST),
    case(f"tf.io.deserialize_many_sparse([tf.io.serialize_sparse({S})], tf.float64, rank=2)", x=f64(2), **HOST),
    case(
        f"tf.io.deserialize_many_sparse([tf.io.serialize_sparse({S}), "
        "tf.io.serialize_sparse(tf.SparseTensor([[4, 0]], y, [5, 1]))], tf.float32)",
        x=f32(2),
        y=f32(1),
        **HOST,
    ),
    case(
        f"tf.io.deserialize_many_sparse(tf.tile(tf.io.serialize_sparse({S})[None, None], [2, 2, 1]), tf.float32)",
        x=f32(2),
        unknown="dims",
        **HOST,
    ),
    case(f"tf.io.deserialize_many_sparse(tf.io.serialize_many_sparse({S}), tf.int32)", x=f32(2), **HOST),
    case(f"tf.deserialize_many_sparse(tf.io.serialize_sparse({S}), tf.float32)", x=f32(2), v1=True, **HOST),
    case("tf.io.deserialize_many_sparse(x, tf.float32)", x=strs([["a", "b", "c"]]), **HOST),
    case("tf.io.deserialize_many_sparse(x, tf.float32)", x=strs([["a", "b"]]), **HOST),
    case("tf.io.serialize_many_sparse(tf.SparseTensor([[1]], x, [3]))", x=f32(1), **HOST),
    case("tf.io.serialize_many_sparse(tf.SparseTensor([[1, 0], [0, 1]], x, [3, 2]))", x=f32(2), **HOST),
    case("tf.io.serialize_many_sparse(tf.SparseTensor([[5, 0]], x, [3, 2]))", x=f32(1), **HOST),
    case("tf.io.serialize_sparse(x)", x=f32(1), **HOST),
]
