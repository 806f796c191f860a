"""SparseTensors and RaggedTensors again: TensorFlow 1's names, 64-bit values, nothing in them, what is refused."""

from tenfold.testing.cases import case, f32, f64, ints

WHERE = {"xla": False, "why": "which entries there are is data"}
S = "tf.SparseTensor([[0, 1], [2, 0]], x, [3, 2])"
T = "tf.SparseTensor([[0, 1], [1, 1]], y, [3, 2])"
EMPTY = "tf.SparseTensor(tf.zeros([0, 2], tf.int64), x, [3, 2])"
PLACES, SPLITS = ints([[0, 1], [2, 0]], "int64"), ints([0, 2, 2, 3], "int64")

CASES = [
    case(f"tf.sparse.sparse_dense_matmul({S}, y)", x=f32(2), y=f32(3, 4)),
    case(f"tf.sparse.sparse_dense_matmul({S}, y, adjoint_a=True)", x=f32(2), y=f32(2, 4)),
    case(f"tf.sparse_add({S}, {T})", v1=True, x=f32(2), y=f32(2), **WHERE),
    case(f"tf.sparse.add({S}, {T}, thresh=0.1)", v1=True, x=f32(2, low=0.5), y=f32(2, low=0.5), **WHERE),
    case(f"tf.sparse_reduce_sum_sparse({S}, 1)", v1=True, x=f32(2), **WHERE),
    case(f"tf.sparse_reduce_max_sparse({S}, 0)", v1=True, x=f32(2), **WHERE),
    case(f"tf.sparse_reduce_sum({S}, reduction_axes=[1], keep_dims=True)", v1=True, x=f32(2), **WHERE),
    case(f"tf.convert_to_tensor_or_sparse_tensor({S})", v1=True, x=f32(2)),
    case("tf.convert_to_tensor_or_sparse_tensor([1.0, 2.0])", v1=True),
    case("tf.convert_to_tensor_or_indexed_slices([1, 2], tf.float32)", v1=True),
    case(f"tf.sparse.to_dense({S})", x=f64(2)),
    case(f"tf.sparse.to_dense({S})", x=ints([3, 4], "int64")),
    case(f"tf.sparse.to_dense({EMPTY})", x=f32(0)),
    case(f"tf.sparse.reduce_sum({EMPTY}, 0)", x=f32(0)),
    case(f"tf.sparse.sparse_dense_matmul({S}, y)", x=f64(2), y=f64(2, 4)),
    case(f"tf.sparse.add({S}, {T})", x=f32(2), y=f64(2)),
    case(f"tf.sparse.reshape({S}, [5, 2])", x=f32(2)),
    case(
        "tf.sparse.map_values(tf.multiply, tf.SparseTensor(i, x, [3, 2]), tf.SparseTensor(j, y, [3, 2]))",
        i=PLACES,
        j=PLACES,
        x=f32(2),
        y=f32(2),
        **WHERE,
    ),
    case(
        "tf.RaggedTensor.from_row_splits(x, i) + tf.RaggedTensor.from_row_splits(y, j)",
        i=SPLITS,
        j=SPLITS,
        x=f32(3),
        y=f32(3),
        **WHERE,
    ),
]
