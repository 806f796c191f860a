"""`tf.profiler.experimental`: the trace of what runs, in the form that trace viewers read."""

import gzip
import json
import pathlib
import threading

import profile_programs as programs
import pytest

import tenfold as tf
from tenfold.core.base import recording
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.runtime import xla

api = tf.profiler.experimental


def traced(folder):
    """The complete events, and the names of threads by number, of the one trace in a folder."""
    (path,) = pathlib.Path(folder).glob("plugins/profile/*/*.trace.json.gz")
    trace = json.loads(gzip.decompress(path.read_bytes()))
    assert trace["displayTimeUnit"] == "ns" and trace["metadata"]["dropped"] == 0
    events = trace["traceEvents"]
    threads = {e["tid"]: e["args"]["name"] for e in events if e["ph"] == "M" and e["name"] == "thread_name"}
    return [e for e in events if e["ph"] == "X"], threads


def within(inner, outer):
    ends = [e["ts"] + e["dur"] for e in (inner, outer)]
    return outer["ts"] <= inner["ts"] and ends[0] <= ends[1] + 1e-3 and inner["tid"] == outer["tid"]


@tf.function
def dense(x):
    return tf.nn.relu(x @ x, name="last")


needs_jax = pytest.mark.skipif(not xla.available(), reason="second gear needs JAX")


@needs_jax
def test_ops_nodes_programs_and_spans(tmp_path):
    x = tf.ones([3, 3])
    with api.Profile(tmp_path):
        with api.Trace("step", step_num=7, _r=1) as span:
            span.set_metadata(loss=0.5)
            dense(x)
            tf.add(x, 1.0)
        with using(gear="second"):
            dense(x)
        other = threading.Thread(target=tf.square, args=(x,), name="beside")
        other.start()
        other.join()
    events, threads = traced(tmp_path)
    found = {(e["cat"], e["name"]): e for e in events}
    step, graph = found["trace", "step"], found["graph", "dense"]
    assert step["args"] == {"step_num": 7, "loss": 0.5}
    assert graph["args"] == {"gear": "first gear", "inputs": "float32[3,3]", "outputs": "float32[3,3]"}
    node = found["node", "MatMul"]
    assert node["args"]["inputs"] == "float32[3,3], float32[3,3]" and node["args"]["givers"] == "x:0, x:0"
    assert found["node", "Relu"]["args"]["name"] == "last"
    assert found["op", "AddV2"]["args"] == {"inputs": "float32[3,3]", "outputs": "float32[3,3]"}
    assert within(node, graph) and within(graph, step) and within(found["op", "AddV2"], step)
    program, compiled = found["program", "dense"], found["compile", "dense"]
    assert program["args"]["gear"] == "second gear" and program["args"]["ops"] == 2 and compiled["dur"] > 0
    assert [e["cat"] for e in events if e["name"] == "MatMul"] == ["node"]  # once, where first gear ran it
    assert threads[found["op", "Square"]["tid"]] == "beside" != threads[step["tid"]]


def test_off_again(tmp_path):
    calls = {name: op.__call__ for name, op in OPS.items()}
    api.start(tmp_path)
    assert hasattr(OPS["add"].__call__, "__wrapped__")
    api.stop(save=False)
    assert not list(tmp_path.iterdir()) and recording.recorder.on is None
    assert not any(hasattr(op.__call__, "__wrapped__") for op in OPS.values())
    assert all(OPS[name].__call__ == call for name, call in calls.items())


def test_results_and_errors_are_those_of_runs_that_nobody_records(tmp_path):
    x = tf.constant([1.0, 2.0])

    @tf.function
    def gathered(i):
        return tf.gather(x, i)

    with pytest.raises(tf.errors.InvalidArgumentError) as plain:
        gathered(tf.constant(5))
    api.start(tmp_path)
    try:
        with pytest.raises(tf.errors.InvalidArgumentError) as recorded_one:
            gathered(tf.constant(5))
        assert gathered(tf.constant(1)).numpy() == 2.0
        with pytest.raises(TypeError, match="missing argument"):
            tf.add(x)
    finally:
        api.stop(save=False)
    assert str(recorded_one.value) == str(plain.value)


@pytest.mark.parametrize("gear", ["first", pytest.param("second", marks=[pytest.mark.long, needs_jax])])
def test_training_gives_the_same_numbers(gear):
    def weights(recorded):
        tf.keras.utils.set_random_seed(1)
        model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(2,)), tf.keras.layers.Dropout(0.5)])
        model.compile("sgd", "mse")
        found = recording.start() if recorded else None
        model.fit(tf.ones([6, 2]), tf.zeros([6, 3]), batch_size=2, verbose=0)
        if recorded:
            recording.stop(found)
            assert {e.kind for e in found.events} & {"node", "program"} == {"node" if gear == "first" else "program"}
        return [w.tolist() for w in model.get_weights()]

    with using(gear=gear):
        assert weights(True) == weights(False)


def test_loops_note_what_their_bodies_run(tmp_path):
    @tf.function
    def counted(x):
        return tf.while_loop(lambda i: i < 3, lambda i: [i * 2 + 1], [x])

    found = recording.start()
    counted(tf.constant(0))
    recording.stop(found)
    assert [e.type for e in found.events if e.kind == "node"].count("Mul") == 2


def test_errors(recorded, tmp_path):
    assert programs.profiler_errors(tf, tmp_path) == recorded["profiler"]


def test_what_is_refused(tmp_path):
    for options in (api.ProfilerOptions(python_tracer_level=1), api.ProfilerOptions(delay_ms=5)):
        with pytest.raises(NotImplementedError, match="calls of Python functions are not recorded"):
            api.start(tmp_path, options)
    for call in (
        lambda: api.client.trace("grpc://localhost:1", "logs", 10),
        lambda: api.client.monitor("grpc://localhost:1", 10),
        lambda: api.server.start(6009),
    ):
        with pytest.raises(NotImplementedError, match="a profile is taken within the process"):
            call()


def test_levels(tmp_path):
    api.start(tmp_path, api.ProfilerOptions(host_tracer_level=0))
    with api.Trace("mine"):
        tf.add(1.0, 2.0)
    api.stop()
    assert [e["name"] for e in traced(tmp_path)[0]] == ["mine"]


def test_events_beyond_the_limit_are_counted(monkeypatch):
    monkeypatch.setattr(recording, "LIMIT", 2)
    found = recording.start()
    for _ in range(3):
        tf.square(2.0)
    recording.stop(found)
    assert len(found.events) == 2 and found.dropped == 1


def test_recordings_beside_one_another():
    outer, graphs = recording.start(), recording.start(events=False)
    dense(tf.ones([2, 2]))
    recording.stop(graphs)
    recording.stop(graphs)
    tf.square(2.0)
    recording.stop(outer)
    assert not graphs.events and [g.name for g in graphs.graphs] == ["dense"]
    assert outer.events[-1].type == "Square" and recording.recorder.on is None
