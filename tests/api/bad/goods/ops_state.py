"""Good calls of variables, of what assigns to them, and of modules."""

from bad.calls import made

from tenfold.testing.cases import case


@made
def variable(tf):
    return tf.Variable([1.0, 2.0, 3.0])


@made
def matrix(tf):
    return tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


@made
def counter(tf):
    return tf.Variable(1)


@made
def module(tf):
    out = tf.Module(name="m")
    out.v = tf.Variable(1.0)
    return out


SCATTERS = "update add sub mul div min max".split()
CASES = [
    case(
        "tf.Variable(initial_value=[1.0, 2.0], trainable=True, validate_shape=True, caching_device=None, name='v',"
        " variable_def=None, dtype=tf.float32, import_scope=None, constraint=None,"
        " synchronization=tf.VariableSynchronization.AUTO, aggregation=tf.VariableAggregation.NONE, shape=[2])"
    ),
    case("tf.Variable([1.0, 2.0], shape=[None])"),
    case("v.assign([2.0, 3.0, 4.0], use_locking=False, name='a', read_value=True)", v=variable),
    case("v.assign_add([2.0, 3.0, 4.0], use_locking=False, name='a', read_value=True)", v=variable),
    case("v.assign_sub([2.0, 3.0, 4.0], use_locking=False, name='a', read_value=True)", v=variable),
    *[
        case(f"v.scatter_{how}(tf.IndexedSlices([2.0, 3.0], [0, 2]), use_locking=False, name='a')", v=variable)
        for how in SCATTERS
    ],
    case("v.batch_scatter_update(tf.IndexedSlices([2.0, 3.0], [0, 2]))", v=variable),
    *[
        case(f"v.scatter_nd_{how}([[0], [2]], [2.0, 3.0], name='a')", v=variable)
        for how in "update add sub min max".split()
    ],
    case("v.gather_nd([[0], [2]], name='a')", v=variable),
    case("v.sparse_read([0, 2], name='a')", v=variable),
    case("v.set_shape([3])", v=variable),
    case("v[1:2].assign([5.0])", v=variable),
    case("m[0, 1].assign(5.0)", m=matrix),
    case("v.count_up_to(5)", v=counter),
    case("tf.assign(v, [2.0, 3.0, 4.0], validate_shape=True, use_locking=False, name='a')", v1=True, v=variable),
    case("tf.assign_add(v, [2.0, 3.0, 4.0], use_locking=False, name='a')", v1=True, v=variable),
    case("tf.assign_sub(v, [2.0, 3.0, 4.0], use_locking=False, name='a')", v1=True, v=variable),
    case("tf.count_up_to(v, 5, name='a')", v1=True, v=counter),
    *[
        case(f"tf.scatter_{how}(m, [0, 2], [[2.0, 3.0], [4.0, 5.0]], use_locking=False, name='a')", v1=True, m=matrix)
        for how in SCATTERS
    ],
    *[
        case(f"tf.scatter_nd_{how}(v, [[0], [2]], [2.0, 3.0], use_locking=False, name='a')", v1=True, v=variable)
        for how in "update add sub".split()
    ],
    case("tf.batch_scatter_update(v, [0, 2], [2.0, 3.0], use_locking=True, name='a')", v1=True, v=variable),
    case("tf.Module(name='m')"),
    case("tf.train.TrackableView(root=m)", m=module),
]
