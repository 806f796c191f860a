"""Good calls of methods: of tensor arrays, ragged, sparse and other tensors, tapes, and of what a program enters."""

from bad.calls import made

from tenfold.testing.cases import case, f32, ints


@made
def array(tf):
    return tf.TensorArray(tf.float32, size=3, element_shape=[2]).unstack([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


@made
def rows(tf):
    return tf.ragged.constant([[1.0, 2.0], [], [3.0]])


@made
def entries(tf):
    return tf.SparseTensor([[0, 1], [1, 2]], [1.0, 2.0], [2, 3])


@made
def tape(tf):
    out = tf.GradientTape(persistent=True)
    out._x = tf.constant([1.0, 2.0])
    with out:
        out.watch(out._x)
        out._y = out._x * out._x
    return out


FLAT = f32(4)
CASES = [
    case(
        "tf.TensorArray(tf.float32, size=2, dynamic_size=True, clear_after_read=False, tensor_array_name='a',"
        " handle=None, flow=None, infer_shape=True, element_shape=[2], colocate_with_first_write_call=True, name='a')"
    ),
    case("a.read(1, name='a')", a=array),
    case("a.write(1, [1.0, 2.0], name='a')", a=array),
    case("a.gather([0, 1], name='a')", a=array),
    case("a.scatter([0, 1], [[1.0, 2.0], [3.0, 4.0]], name='a')", a=array),
    case("a.unstack([[1.0, 2.0], [3.0, 4.0]], name='a')", a=array),
    case("a.split(x, [2, 2], name='a')", a=made(lambda tf: tf.TensorArray(tf.float32, 2)), x=FLAT),
    case("a.stack(name='a')", a=array),
    case("a.size(name='a')", a=array),
    case("tf.RaggedTensor.from_row_splits(x, [0, 1, 4], name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_row_lengths(x, [1, 3], name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_row_starts(x, [0, 1], name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_row_limits(x, [1, 4], name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_value_rowids(x, [0, 0, 1, 2], nrows=4, name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_uniform_row_length(x, 2, nrows=2, validate=True, name='r')", x=FLAT),
    case("tf.RaggedTensor.from_nested_row_splits(x, [[0, 1, 2], [0, 1, 4]], name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_nested_row_lengths(x, [[1, 1], [1, 3]], name='r', validate=True)", x=FLAT),
    case("tf.RaggedTensor.from_tensor(x, lengths=[1, 2], padding=None, ragged_rank=1, name='r')", x=f32(2, 3)),
    case(
        "tf.RaggedTensor.from_sparse(e, name='r', row_splits_dtype=tf.int64)",
        e=made(lambda tf: tf.sparse.from_dense([[1.0, 2.0], [3.0, 0.0]])),
    ),
    case("r.to_tensor(default_value=0.0, name='r', shape=[None, 4])", r=rows),
    case("r.to_sparse(name='r')", r=rows),
    case("r.bounding_shape(axis=1, name='r', out_type=tf.int64)", r=rows),
    case("r.merge_dims(0, 1)", r=rows),
    case("r.nrows(out_type=tf.int64, name='r')", r=rows),
    case("r.row_lengths(axis=1, name='r')", r=rows),
    case("r.with_values(x)", r=rows, x=f32(3)),
    case("r.with_flat_values(x)", r=rows, x=f32(3)),
    case("r.with_row_splits_dtype(tf.int32)", r=rows),
    case("r[1:3, :1]", r=rows),
    case("r.__getitem__((0, slice(0, 1)))", r=rows),
    case("r + [[1.0], [2.0], [3.0]]", r=rows),
    case("tf.SparseTensor(indices=[[0, 1], [1, 2]], values=[1.0, 2.0], dense_shape=[2, 3])"),
    case("tf.SparseTensor.from_value(e)", e=entries),
    case("e.with_values([3.0, 4.0])", e=entries),
    case("e.__mul__(2.0)", e=entries),
    case("tf.IndexedSlices(values=[[1.0, 2.0]], indices=[1], dense_shape=[3, 2])"),
    case("x.__getitem__((0, slice(0, 2)))", x=f32(2, 3)),
    case("x.__add__(1.0)", x=f32(2, 3)),
    case("x.__matmul__(y)", x=f32(2, 3), y=f32(3, 2)),
    case("x.__getitem__(i)", x=f32(5), i=ints(2)),
    case("x.set_shape([2, None])", x=f32(2, 3)),
    case("tf.GradientTape(persistent=True, watch_accessed_variables=True)"),
    case(
        "t.gradient(t._y, t._x, output_gradients=tf.constant([1.0, 2.0]), "
        "unconnected_gradients=tf.UnconnectedGradients.NONE)",
        t=tape,
    ),
    case(
        "t.jacobian(t._y, t._x, unconnected_gradients='none', parallel_iterations=None, experimental_use_pfor=True)",
        t=tape,
    ),
    case("t.watch(x)", t=tape, x=FLAT),
    case("tf.autodiff.ForwardAccumulator(x, y)", x=f32(3), y=f32(3)),
    case("tf.name_scope('a')"),
    case("tf.control_dependencies([x])", x=FLAT),
    case("tf.CriticalSection(name='c').execute(lambda: 1, exclusive_resource_access=True, name='e')"),
    case("tf.random_uniform_initializer(minval=0.0, maxval=1.0, seed=3)([2, 3], tf.float32)"),
    case("tf.random_normal_initializer(mean=0.0, stddev=1.0, seed=3)([2, 3], tf.float32)"),
]
