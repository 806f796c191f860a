"""Programs of timelines and of `tf.summary` and the profiler, run with TensorFlow by `record_profiles.py` and with
tenfold by the tests. Each takes `tf`."""

import copy

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"
GPU = "/job:localhost/replica:0/task:0/device:GPU:0"


def node(name, label, start, length, outputs=()):
    return {
        "node_name": name,
        "timeline_label": label,
        "all_start_micros": start,
        "op_start_rel_micros": 1,
        "op_end_rel_micros": length - 1,
        "all_end_rel_micros": length,
        "outputs": outputs,
    }


STEP = [
    (
        CPU,
        [
            node("a", "a = Const()", 100, 20, [24]),
            node("b", "b = MatMul(a, a:0)", 110, 30, [16]),
            node("c", "c = Relu(b)", 145, 5, [16]),
            node("d", "d = Split(c, ^a)", 151, 5, [16, 8]),
            node("e", "e = Id(d:1)", 157, 0),
            node("f", "strange label", 160, 3),
            node("g", "", 170, 3),
            node("h", "h = RecvTensor(x)", 175, 3),
        ],
    )
]
ON_GPU = [
    (CPU, [node("a", "a = Const()", 100, 20), node("m", "m = MatMul(a)", 130, 2)]),
    (f"{GPU}/stream:all", [node("m", "m:MatMul", 140, 50)]),
    (f"{GPU}/stream:7", [node("m", "m:MatMul", 140, 50)]),
    (GPU, [node("m", "m = MatMul(a)", 131, 2)]),
]
TIMELINES = {  # name -> (devices and their nodes, options)
    "step": (STEP, {}),
    "no_flows": (STEP, {"show_dataflow": False}),
    "memory": (STEP, {"show_memory": True}),
    "gpu": (ON_GPU, {"op_time": "gpu"}),
    "gpu_all": (ON_GPU, {"op_time": "all"}),
    "gpu_schedule": (ON_GPU, {"op_time": "schedule"}),
    "nothing": ([], {}),
}


def step_stats(tf, devices):
    """The rows as a StepStats message of `tf`'s."""
    metadata = tf.compat.v1.RunMetadata()
    for device, nodes in copy.deepcopy(devices):
        found = metadata.step_stats.dev_stats.add(device=device)
        for row in nodes:
            sizes = row.pop("outputs")
            stats = found.node_stats.add(**row)
            for slot, size in enumerate(sizes):
                allocated = stats.output.add(slot=slot).tensor_description.allocation_description
                allocated.requested_bytes, allocated.allocator_name = size, "cpu"
    return metadata.step_stats


def summaries(tf, folder):
    """What calls of `tf.summary` give and raise, in order; they write into the folder."""
    api, ones, given = tf.summary, tf.ones([2, 2]), []

    def tried(call):
        try:
            found = call()
            given.append(bool(found.numpy()) if hasattr(found, "numpy") else found)
        except Exception as e:  # noqa: BLE001  its class is what is asked for
            given.append(type(e).__name__)

    tried(lambda: api.scalar("nowhere", 1.0, step=1))
    tried(api.should_record_summaries)
    writer = api.create_file_writer(folder)
    tried(lambda: api.trace_export("early", step=1))
    with writer.as_default():
        tried(lambda: api.scalar("no_step", 1.0))
        tried(lambda: api.scalar("q", 1.0, step=3))
        tried(lambda: api.scalar("q", [1.0, 2.0], step=3))
        tried(lambda: api.scalar("q", 1.0, step="three"))
        tried(lambda: api.scalar("q", 1.0, step=tf.constant(3)))
        tried(lambda: api.text("q", 1, step=3))
        tried(lambda: api.write(5, 1.0, step=3))
        tried(lambda: api.graph(5))
        with tf.name_scope("scope"):
            tried(lambda: api.scalar("inner", 1.0, step=1))
            with api.experimental.summary_scope("mine") as (tag, scope):
                given.extend([tag, scope])
        with api.record_if(False):
            tried(api.should_record_summaries)
            tried(lambda: api.scalar("never", 1.0))
        with api.record_if(lambda: True):
            tried(lambda: api.scalar("asked", 1.0, step=1))
        with writer.as_default(step=9):
            tried(api.experimental.get_step)
            tried(lambda: api.scalar("nine", 1.0))
        tried(api.experimental.get_step)
        with api.create_noop_writer().as_default():
            tried(lambda: api.scalar("after_noop", 1.0, step=1))
        tried(lambda: api.histogram("h", [1.0, 2.0], step=1, buckets=2))
        tried(lambda: api.image("i", tf.zeros([1, 2, 2, 3]), step=1))
        tried(lambda: api.audio("a", tf.zeros([1, 8, 1]), 8000, step=1))
        tried(lambda: api.text("t", "words", step=1))
        tried(lambda: api.write("w", lambda: ones, step=1))
        raw = tf.compat.v1.Summary(value=[{"tag": "raw", "simple_value": 2.0}])
        tried(lambda: api.experimental.write_raw_pb(raw.SerializeToString(), step=1))
        tried(lambda: api.graph(tf.compat.v1.GraphDef()))
        _in_functions(tf, tried)
        _traces(tf, tried)
        tried(lambda: api.flush(writer=writer))
    writer.close()
    tried(writer.close)
    tried(lambda: writer.as_default().__enter__())
    tried(api.flush)
    return given


def _in_functions(tf, tried):
    """Summaries of functions that are traced."""
    api, step = tf.summary, tf.Variable(0, dtype=tf.int64)

    @tf.function
    def by_argument(x, at):
        with tf.name_scope("f"):
            return api.scalar("given", tf.reduce_sum(x), step=at)

    tried(lambda: by_argument(tf.ones([2]), tf.constant(4, tf.int64)))
    tried(lambda: by_argument(tf.ones([2]), tf.constant(5, tf.int64)))
    api.experimental.set_step(step)

    @tf.function
    def by_variable(wanted):
        with api.record_if(wanted):
            return api.scalar("counted", 1.0)

    tried(lambda: by_variable(tf.constant(True)))
    step.assign(7)
    tried(lambda: by_variable(tf.constant(True)))
    tried(lambda: by_variable(tf.constant(False)))
    api.experimental.set_step(None)

    @tf.function
    def refused():
        tried(lambda: api.graph(tf.compat.v1.GraphDef()))
        return 1

    refused()


def _traces(tf, tried):
    """`trace_on` to `trace_export`."""
    api = tf.summary

    @tf.function
    def product(a, b):
        return tf.nn.relu(a @ b, name="last")

    api.trace_on()
    product(tf.ones([2, 3]), tf.ones([3, 2]))
    tried(lambda: api.trace_export("traced", step=2))
    tried(lambda: api.trace_export("traced", step=2))
    api.trace_on()
    tried(lambda: api.trace_export("no_step"))
    api.trace_off()
    api.trace_on(graph=False)
    tried(lambda: api.trace_export("no_graph", step=3))
    api.trace_on()
    tried(api.trace_off)
    tried(lambda: api.trace_export("off", step=4))


def written(tf, folder):
    """[step, tag, plugin] of what an event file in the folder holds, and [step, "graph_def"] of graphs."""
    import glob

    (path,) = glob.glob(f"{folder}/events*")
    found = []
    for event in tf.compat.v1.train.summary_iterator(path):
        if event.WhichOneof("what") == "graph_def":
            found.append([event.step, "graph_def"])
        for value in event.summary.value:
            found.append([event.step, value.tag, value.metadata.plugin_data.plugin_name])
    return found


def drawn(tf, folder):
    """The nodes [name, op] of each function in the run metadata "traced", without those of arguments and results."""
    import glob

    (path,) = glob.glob(f"{folder}/events*")
    for event in tf.compat.v1.train.summary_iterator(path):
        for value in event.summary.value:
            if value.tag == "traced":
                metadata = tf.compat.v1.RunMetadata.FromString(tf.make_ndarray(value.tensor).item())
                graphs = [f.pre_optimization_graph for f in metadata.function_graphs]
                return [[[n.name, n.op] for n in g.node if n.op in ("MatMul", "Relu")] for g in graphs]
    return None


def profiler_errors(tf, folder):
    """Classes of errors of the profiler."""
    api, given = tf.profiler.experimental, []

    def tried(call):
        try:
            given.append(call())
        except Exception as e:  # noqa: BLE001  its class is what is asked for
            given.append(type(e).__name__)

    tried(api.stop)
    tried(lambda: api.start(folder))
    tried(lambda: api.start(folder))
    tried(lambda: api.stop(save=False))
    tried(api.stop)
    given.append(list(api.ProfilerOptions()))
    return given


def session_run(tf):
    """[[name, label, dtype, shape]] of the nodes of a session's run at full trace that have an output and a name of
    the program's; then what other options give: [devices, partition graphs]."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [2, 3], name="x")
        y = tf.nn.relu(tf.matmul(x, tf.constant([[1.0], [2.0], [3.0]], name="w"), name="m"), name="r")
        feeds = {x: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}
        metadata, found = v1.RunMetadata(), []
        session.run(y, feeds, v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE), metadata)
        for stats in metadata.step_stats.dev_stats[0].node_stats:
            if stats.node_name in ("m", "r"):
                described = stats.output[0].tensor_description
                label = stats.timeline_label.replace("_arg_x_0_0", "x")
                found.append([stats.node_name, label, described.dtype, [d.size for d in described.shape.dim]])
        for options in (v1.RunOptions(), v1.RunOptions(output_partition_graphs=True)):
            session.run(y, feeds, options, metadata)
            found.append([len(metadata.step_stats.dev_stats), len(metadata.partition_graphs)])
        session.run(y, feeds, run_metadata=metadata)
        found.append(metadata.ByteSize())
    return found
