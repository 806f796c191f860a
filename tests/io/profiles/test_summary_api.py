"""`tf.summary` of TensorFlow 2: what its calls give, raise and write, as recorded."""

import profile_programs as programs
import pytest

import tenfold as tf


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("summaries")
    return programs.summaries(tf, str(folder)), folder


def test_given(run, recorded):
    assert run[0] == recorded["given"]


def test_written(run, recorded):
    assert programs.written(tf, run[1]) == recorded["written"]


def test_graphs_of_functions(run, recorded):
    assert programs.drawn(tf, run[1]) == recorded["drawn"]


def test_a_function_writes_each_time_it_runs(tmp_path):
    @tf.function
    def squared(x, step):
        traces.append(x)
        return tf.summary.scalar("square", x * x, step=step)

    traces, writer = [], tf.summary.create_file_writer(tmp_path)
    with writer.as_default():
        given = [squared(tf.constant(float(i)), tf.constant(i, tf.int64)).numpy() for i in (3, 4)]
    writer.close()
    (path,) = tmp_path.glob("events*")
    events = [e for e in tf.compat.v1.train.summary_iterator(path) if e.summary.value]
    assert given == [True, True] and len(traces) == 1
    assert [(e.step, float(tf.make_ndarray(e.summary.value[0].tensor))) for e in events] == [(3, 9.0), (4, 16.0)]


def test_a_trace_with_times(tmp_path):
    @tf.function
    def product(a):
        return a @ a

    writer = tf.summary.create_file_writer(tmp_path)
    with writer.as_default(step=1):
        tf.summary.trace_on(profiler=True)
        product(tf.ones([2, 2]))
        tf.summary.trace_export("timed", profiler_outdir=tmp_path)
    writer.close()
    (path,) = tmp_path.glob("events*")
    (value,) = [v for e in tf.compat.v1.train.summary_iterator(path) for v in e.summary.value]
    metadata = tf.compat.v1.RunMetadata.FromString(tf.make_ndarray(value.tensor).item())
    (stats,) = metadata.step_stats.dev_stats[0].node_stats
    assert value.metadata.plugin_data.plugin_name == "graph_run_metadata"
    assert stats.timeline_label == "matmul = MatMul(a, a)"
    nodes = {n.name: n for n in metadata.function_graphs[0].pre_optimization_graph.node}
    assert [d.size for d in nodes["matmul"].attr["_output_shapes"].list.shape[0].dim] == [2, 2]
    assert list(tmp_path.glob("plugins/profile/*/*.trace.json.gz"))


def test_writers_that_are_refused(tmp_path):
    with pytest.raises(ValueError, match="`logdir` cannot be None"):
        tf.summary.create_file_writer(None)
    with pytest.raises(NotImplementedError, match="experimental_mesh"):
        tf.summary.create_file_writer(tmp_path, experimental_mesh=object())
    assert not list(tmp_path.iterdir())


def test_what_has_axes_is_no_scalar_with_or_without_a_writer(tmp_path):
    assert not tf.summary.scalar("a", 1.0) and not tf.summary.scalar("a", tf.Variable(1), step=1)
    with pytest.raises(ValueError, match=r"scalar shape, saw shape: \(2,\)"):
        tf.summary.scalar("a", [1, 2])
    with tf.summary.create_file_writer(str(tmp_path)).as_default(), pytest.raises(ValueError, match=r"\(2,\)"):
        tf.summary.scalar("a", tf.constant([1.0, 2.0]), step=1)
