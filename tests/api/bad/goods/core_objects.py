"""Good calls of variables, modules, tapes, functions, generators, checkpoints, files, summaries and settings."""

import numpy as np
from bad.calls import made

from tenfold.testing.cases import case, f32

NUMBERS = np.arange(6, dtype="float32").reshape(2, 3)


@made
def v(tf):
    return tf.Variable(NUMBERS)


@made
def module(tf):
    out = tf.Module("m")
    out.v = tf.Variable(NUMBERS)
    return out


@made
def function(tf):
    return tf.function(lambda x, y=1: x + tf.cast(y, x.dtype))


@made
def generator(tf):
    return tf.random.Generator.from_seed(1)


@made
def checkpoint(tf):
    return tf.train.Checkpoint(v=tf.Variable(NUMBERS))


@made
def manager(tf):
    return tf.train.CheckpointManager(tf.train.Checkpoint(v=tf.Variable(NUMBERS)), "folder", 2)


@made
def average(tf):
    return tf.train.ExponentialMovingAverage(0.9)


@made
def writer(tf):
    return tf.io.TFRecordWriter("a.tfrecord")


@made
def spec(tf):
    return tf.TensorSpec([None, 3])


@made
def shape(tf):
    return tf.TensorShape([2, None])


@made
def array(tf):
    return tf.TensorArray(tf.float32, 3, clear_after_read=False).unstack(tf.ones([3, 2]))


@made
def dtype(tf):
    return tf.float32


def _slices(tf):
    return tf.IndexedSlices(tf.ones([1, 3]), tf.constant([1]))


S = made(_slices)
VARIABLE = """
    assign(NUMBERS) | assign_add(NUMBERS) | assign_sub(NUMBERS) | scatter_add(s) | scatter_sub(s) | scatter_update(s)
    scatter_max(s) | scatter_min(s) | scatter_mul(s) | scatter_div(s) | batch_scatter_update(b)
    scatter_nd_add([[0]], [[1.0, 1.0, 1.0]]) | scatter_nd_sub([[0]], [[1.0, 1.0, 1.0]])
    scatter_nd_update([[0]], [[1.0, 1.0, 1.0]]) | gather_nd([[0]]) | sparse_read([0]) | set_shape([2, 3]) | numpy()
    read_value() | value() | experimental_ref() | ref() | initialized_value() | eval()
    __getitem__(0) | __add__(1.0) | __matmul__(np.ones((3, 1), 'float32'))
"""
GENERATOR = """
    normal([2, 2], mean=0.0, stddev=1.0) | uniform([2], 0.0, 1.0) | uniform_full_int([2]) | truncated_normal([2])
    binomial([2], [3.0, 3.0], [0.5, 0.5]) | skip(3) | split(2) | make_seeds(2) | reset([1, 2, 3]) | reset_from_seed(3)
    reset_from_key_counter(2, [1, 2])
"""
TENSOR = (
    "x.numpy() | x.set_shape([2, 3]) | x.get_shape() | x[0] | x + 1.0 | x @ tf.transpose(x) | x.__getitem__((0, 1))"
)


def _texts(table):
    return [t.strip() for t in table.replace("\n", "|").split("|") if t.strip()]


CASES = [
    case("tf.Variable([1.0, 2.0], trainable=True, dtype=tf.float32, shape=[2])"),
    *[
        case(
            f"v.{text}",
            v=v,
            **({"s": S, "b": S} if text.endswith(("(s)", "(b)")) else {}),
            **({"NUMBERS": NUMBERS} if "NUMBERS" in text else {}),
        )
        for text in _texts(VARIABLE)
    ],
    *[case(text, x=f32(2, 3)) for text in _texts(TENSOR) if ".x(" not in text],
    case("tf.Module('m')"),
    case("module.with_name_scope(abs)", module=module),
    case("tf.GradientTape(persistent=True, watch_accessed_variables=False)"),
    case("tape.watch(x)", tape=made(lambda tf: tf.GradientTape()), x=f32(2)),
    case(
        "tape.gradient(y, x, output_gradients=g, unconnected_gradients='none')",
        tape=made(lambda tf: _tape(tf)[0]),
        x=f32(2),
        y=f32(2),
        g=f32(2),
    ),
    case("tape.jacobian(y, x)", tape=made(lambda tf: _tape(tf)[0]), x=f32(2), y=f32(2)),
    case("tape.batch_jacobian(y, x)", tape=made(lambda tf: _tape(tf)[0]), x=f32(2, 2), y=f32(2, 2)),
    case("tf.autodiff.ForwardAccumulator(x, x)", x=f32(2)),
    case("tf.function(lambda x: x, input_signature=[tf.TensorSpec([None])])"),
    case("tf.function(lambda x: x)(3)"),
    case("function(x, y=2)", function=made(lambda tf: function(tf)), x=f32(2)),
    case("function.get_concrete_function(tf.TensorSpec([2]))", function=function),
    case("function.experimental_get_compiler_ir(x)", function=function, x=f32(2)),
    case("tf.TensorSpec([None, 3], tf.float32)"),
    case("spec.is_compatible_with(tf.zeros([2, 3]))", spec=spec),
    case("spec.most_specific_common_supertype([spec])", spec=spec),
    case("tf.TensorSpec.from_tensor(x)", x=f32(2)),
    case("tf.RaggedTensorSpec([2, None], tf.int32)"),
    case("tf.SparseTensorSpec([2, None], tf.int32)"),
    case("tf.TensorShape([2, None])"),
    *[
        case(f"shape.{t}", shape=shape)
        for t in (
            "concatenate([3])",
            "merge_with([2, 3])",
            "with_rank(2)",
            "with_rank_at_least(1)",
            "with_rank_at_most(3)",
            "is_compatible_with([2, 3])",
            "assert_has_rank(2)",
            "assert_is_compatible_with([2, 3])",
            "__getitem__(0)",
            "as_list()",
            "num_elements()",
            "most_specific_compatible_shape([2, 3])",
        )
    ],
    case("tf.TensorArray(tf.float32, 3, dynamic_size=False)"),
    *[
        case(f"array.{t}", array=array, x=f32(3, 2))
        for t in (
            "write(0, x)",
            "read(0)",
            "stack()",
            "gather([0])",
            "unstack(x)",
            "scatter([0, 1, 2], x)",
            "split(x, [1, 1, 1])",
            "concat()",
        )
    ],
    case("tf.as_dtype('float32')"),
    case("dtype.is_compatible_with(tf.float32)", dtype=dtype),
    case("tf.convert_to_tensor([1.0], dtype=tf.float32)"),
    case("tf.device('/cpu:0')"),
    case("tf.name_scope('a')"),
    case("tf.DeviceSpec(job='a', replica=0, task=0, device_type='CPU', device_index=0)"),
    case("tf.DeviceSpec.from_string('/cpu:0')"),
    case("tf.random.set_seed(1)"),
    case("tf.random.Generator.from_seed(1)"),
    case("tf.random.Generator.from_state([1, 2, 3], 'philox')"),
    case("tf.random.Generator.from_key_counter(1, [1, 2], 'philox')"),
    case("tf.random.create_rng_state(1, 'philox')"),
    *[case(f"generator.{t}", generator=generator) for t in _texts(GENERATOR)],
    case("tf.train.Checkpoint(v=v)", v=v),
    *[
        case(f"checkpoint.{t}", checkpoint=checkpoint)
        for t in ("save('c/a')", "write('c/b')", "restore('missing')", "read('missing')")
    ],
    case("tf.train.CheckpointManager(checkpoint, 'folder', 2)", checkpoint=checkpoint),
    case("manager.save(1)", manager=manager),
    *[
        case(f"tf.train.{t}")
        for t in (
            "latest_checkpoint('missing')",
            "get_checkpoint_state('missing')",
            "list_variables('missing')",
            "load_variable('missing', 'v')",
            "load_checkpoint('missing')",
            "checkpoints_iterator('missing', timeout=0)",
            "Coordinator()",
            "ExponentialMovingAverage(0.9)",
            "Example()",
            "Features(feature={})",
            "Feature(int64_list=tf.train.Int64List(value=[1]))",
            "BytesList(value=[b'a'])",
            "FloatList(value=[1.0])",
            "ClusterSpec({'a': ['b:1']})",
        )
    ],
    case("average.apply([v])", average=average, v=v),
    case("average.average(v)", average=average, v=v),
    case("tf.io.TFRecordWriter('a.tfrecord')"),
    case("tf.io.TFRecordOptions('GZIP')"),
    case("writer.write(b'a')", writer=writer),
    *[
        case(f"tf.io.gfile.{t}")
        for t in (
            "exists('missing')",
            "glob('*')",
            "isdir('missing')",
            "listdir('.')",
            "makedirs('made')",
            "mkdir('made2')",
            "remove('missing')",
            "rename('missing', 'b')",
            "copy('missing', 'b')",
            "rmtree('missing')",
            "stat('missing')",
            "walk('.')",
            "join('a', 'b')",
            "GFile('f', 'w')",
        )
    ],
    case("tf.summary.create_file_writer('logs')"),
    case("tf.summary.create_noop_writer()"),
    *[
        case(f"_in(tf, lambda: tf.summary.{t})", _in=made(lambda tf: _summed), x=f32(2), i=f32(1, 4, 4, 3))
        for t in (
            "scalar('a', 1.0, step=1)",
            "histogram('a', x, step=1, buckets=3)",
            "image('a', i, step=1, max_outputs=1)",
            "text('a', 'b', step=1)",
            "audio('a', i[:, :, 0, :1], 8000, step=1)",
            "write('a', x, step=1)",
        )
    ],
    case("tf.summary.should_record_summaries()"),
    case("tf.summary.record_if(True)"),
    case("tf.summary.experimental.set_step(1)"),
    *[
        case(f"tf.config.{t}")
        for t in (
            "list_physical_devices('CPU')",
            "list_logical_devices('CPU')",
            "get_visible_devices('CPU')",
            "set_visible_devices([], 'GPU')",
            "set_soft_device_placement(True)",
            "threading.set_inter_op_parallelism_threads(2)",
            "threading.set_intra_op_parallelism_threads(2)",
            "optimizer.set_jit(False)",
            "optimizer.set_experimental_options({})",
            "experimental.set_memory_growth(tf.config.list_physical_devices('CPU')[0], True)",
            "experimental.get_memory_info('CPU:0')",
            "set_logical_device_configuration(tf.config.list_physical_devices('CPU')[0], None)",
        )
    ],
    case("tf.saved_model.save(module, 'saved')", module=module),
    case("tf.saved_model.load('missing')"),
    case("tf.saved_model.contains_saved_model('missing')"),
    case("tf.saved_model.SaveOptions()"),
    case("tf.distribute.MirroredStrategy()"),
    case("tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(['a'], [1]), -1)"),
    case("tf.get_logger().setLevel('ERROR')"),
    case("tf.autograph.to_code(f)", f=made(lambda tf: _plain)),
    case("tf.autograph.set_verbosity(0)"),
    case("tf.profiler.experimental.start('logs')"),
    case("tf.make_ndarray(tf.make_tensor_proto([1.0], dtype=tf.float32, shape=[1]))"),
    case("tf.sysconfig.get_include()"),
    case("tf.constant_initializer(1.0)([2, 2])"),
    case("tf.random_normal_initializer()([2, 2])"),
    case("tf.random_uniform_initializer()([2, 2])"),
    case("tf.ones_initializer()([2, 2])"),
    case("tf.zeros_initializer()([2, 2])"),
]


def _plain(x):
    return x


def _tape(tf):
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    return tape, x, y


def _summed(tf, function):
    with tf.summary.create_file_writer("logs").as_default():
        return function()
